/**
 * The clocks of a node. The steady one begins anywhere at every start, so that an instant of another node, or of before, means nothing. The
 * wall clock is off by its skew, and by the jumps that faults make. Both go too fast or too slowly by one rate.
 */
import type { Clocks } from '../language/system/spec.js';
import type { Random } from '../random.js';

/** The wall clock at the start of a run, in µs: some day. */
const SOME_DAY = 1_750_000_000_000_000;
const HOUR = 3_600_000_000;

export class NodeClocks {
  /** Local µs in a true one. */
  readonly rate: number;
  jumped = 0;
  private readonly off: number;
  private origin = 0;

  constructor(
    private readonly clocks: Clocks,
    private readonly random: Random,
  ) {
    this.rate = 1 + clocks.drift * (2 * random.unit() - 1);
    this.off = Math.round(clocks.skew * (random.unit() - 0.5));
  }

  /** At each start. */
  boot(time: number): void {
    this.origin = this.random.below(HOUR) - Math.floor(time * this.rate);
  }

  steady(time: number): number {
    return this.origin + Math.floor(time * this.rate);
  }

  /** The true time at which the steady clock shows this; not positive for what it never showed. */
  timeOf(instant: number): number {
    return Math.round((instant - this.origin) / this.rate);
  }

  wall(time: number): number {
    return SOME_DAY + Math.floor(time * this.rate) + this.off + this.jumped;
  }

  /** Between which the true time is, as far as skew and drift go. */
  bounds(time: number): { readonly earliest: number; readonly latest: number } {
    const wall = this.wall(time);
    const wrong = this.clocks.skew + Math.ceil(time * this.clocks.drift) + 1;
    return { earliest: wall - wrong, latest: wall + wrong };
  }

  /** The true time that passes while this clock counts so much; at least 1 µs. */
  lasts(local: number): number {
    return Math.max(1, Math.ceil(local / this.rate));
  }
}
