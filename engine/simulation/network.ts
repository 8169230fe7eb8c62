/**
 * The network between nodes: for each message when it arrives, if at all. Each link draws by itself, and by the moment, so what happens on one
 * link leaves the others as they were.
 */
import type { Network as NetworkSetting } from '../language/system/spec.js';
import type { Random } from '../random.js';
import { type Draw, drawing } from './distributions.js';
import { Luck } from './luck.js';
import { MomentRandom } from './moments.js';

/** Why a message did not arrive. */
export type Lost = 'lost' | 'corrupted' | 'cut off' | 'the node is down';

export class Network {
  /** All delays are so many times as long. */
  slow = 1;
  /** When the message of the last question arrives, and its second copy; −1: not at all. */
  arrival = -1;
  copy = -1;
  why: Lost = 'lost';

  private readonly delay: Draw;
  private readonly luck: Luck;
  private readonly inOrder: boolean;
  private readonly bandwidth: number | null;
  private readonly randoms: MomentRandom[] = [];
  /** By link: how many faults cut it; until when it is clogged; until when it is sending; its last arrival. */
  private readonly cuts: Int32Array;
  private readonly clogged: Float64Array;
  private readonly sending: Float64Array;
  private readonly last: Float64Array;
  private whole = false;

  /** `has`: are there `loss`, `corrupt`, `duplicate` in this run at all? */
  constructor(
    setting: NetworkSetting,
    private readonly nodes: number,
    seed: number,
    has: (what: string) => boolean,
  ) {
    this.delay = drawing(setting.delay);
    this.luck = new Luck(setting, has);
    this.inOrder = setting.order === 'per link';
    this.bandwidth = setting.bandwidth;
    const links = nodes * nodes;
    for (let link = 0; link < links; link++)
      this.randoms.push(new MomentRandom(seed, 'link', link));
    this.cuts = new Int32Array(links);
    this.clogged = new Float64Array(links);
    this.sending = new Float64Array(links);
    this.last = new Float64Array(links);
  }

  /** Does it measure what it carries? */
  get weighs(): boolean {
    return this.bandwidth !== null;
  }

  /** From now on nothing is lost, and nothing comes twice. */
  heal(): void {
    this.whole = true;
  }

  /** Sets `arrival`, `copy` and `why`. `bytes` is asked for only where it `weighs`. */
  send(time: number, from: number, to: number, bytes: number): void {
    this.arrival = this.copy = -1;
    if (from === to) {
      // To itself: at once, and always.
      this.arrival = time;
      return;
    }
    const link = from * this.nodes + to;
    const random = this.randoms[link].at(time);
    if (this.cuts[link] > 0) {
      this.why = 'cut off';
      return;
    }
    const arrival = this.arrive(time, link, random, bytes);
    const mishap = this.whole ? null : this.luck.draw(random);
    if (mishap === 'loss') this.why = 'lost';
    else if (mishap === 'corrupt') this.why = 'corrupted';
    else this.arrival = arrival;
    if (mishap === 'duplicate') this.copy = this.arrive(time, link, random, bytes);
  }

  private arrive(time: number, link: number, random: Random, bytes: number): number {
    let leaves = Math.max(time, this.clogged[link]);
    if (this.bandwidth !== null) {
      leaves = Math.max(leaves, this.sending[link]) + Math.ceil((bytes * 1e6) / this.bandwidth);
      this.sending[link] = leaves;
    }
    let arrival = leaves + Math.ceil(this.delay(random) * this.slow);
    if (this.inOrder) {
      arrival = Math.max(arrival, this.last[link]);
      this.last[link] = arrival;
    }
    return arrival;
  }

  /** Between clients and nodes: never cut, as slow as the rest. */
  outside(random: Random): number {
    return Math.max(1, Math.ceil(this.delay(random) * this.slow));
  }

  isCut(from: number, to: number): boolean {
    return this.cuts[from * this.nodes + to] > 0;
  }

  cut(links: readonly (readonly [number, number])[], by: 1 | -1): void {
    for (const [from, to] of links) this.cuts[from * this.nodes + to] += by;
  }

  clog(links: readonly (readonly [number, number])[], until: number): void {
    for (const [from, to] of links) {
      const link = from * this.nodes + to;
      this.clogged[link] = Math.max(this.clogged[link], until);
    }
  }

  unclog(): void {
    this.clogged.fill(0);
  }
}
