/**
 * Clients of a live run, in the process of the director: each asks for one thing at a time and waits. A call keeps its identity while it
 * is sent on. It is sent to another node where it was refused, sent on, or could not be delivered; what may have been heard is sent again only where
 * the network of the spec may double messages anyway, since then a protocol has to know a call that comes twice.
 */
import type { History, Operation } from '../history/history.js';
import type { Setting } from '../language/system/spec.js';
import type { Cluster } from '../node/cluster.js';
import type { Role } from '../node/role.js';
import type { Call } from '../node/shapes/shape.js';
import type { Loose, Reply } from '../node/step.js';
import type { Plain } from '../plain.js';
import { Random } from '../random.js';
import { Arguments } from '../simulation/arguments.js';
import { type Draw, drawing, picking, weighted } from '../simulation/distributions.js';
import { Sleeps, steady } from './clock.js';
import type { Proxies } from './proxy.js';
import type { Replied } from './wire.js';

/** How long a client waits where the spec does not say (µs). */
export const PATIENCE = 1_000_000;
/** Who was refused, or found nobody, does not ask again at once (µs). */
const PAUSE = 20_000;

type Heard = Reply | 'broken' | 'late';
type Ended = Extract<Reply, { status: 'ok' | 'refused' }> | { readonly status: 'unknown' };

/** Sends calls and hears the answers, for any number of clients. */
export class Calls {
  private readonly open = new Map<string, { readonly to: number; hear(heard: Heard): void }>();
  readonly sleeps = new Sleeps();
  readonly role: Role;
  readonly servers: readonly number[];

  constructor(
    readonly cluster: Cluster,
    role: string,
    private readonly proxy: Pick<Proxies, 'call'>,
    private readonly twice: boolean,
  ) {
    const found = cluster.roles.find(({ name }) => name === role);
    if (found === undefined) throw new Error(`there is no role ${role}`);
    this.role = found;
    this.servers = cluster.nodes[role];
  }

  replied({ call, reply }: Replied): void {
    const waiting = this.open.get(keyOf(call));
    if (waiting === undefined) return;
    if (reply.status !== 'ok') waiting.hear(reply);
    else {
      const value = this.role.returns.get(call.op)?.parse(reply.value, `the result of ${call.op}`);
      waiting.hear({ status: 'ok', value });
    }
  }

  /** The connection to a node broke: its calls may have been heard. */
  broken(node: number): void {
    for (const { to, hear } of [...this.open.values()]) if (to === node) hear('broken');
  }

  /** Everybody stops waiting, and nobody asks any more. */
  end(): void {
    this.sleeps.end();
    for (const { hear } of [...this.open.values()]) hear('late');
  }

  /** Asks `to` first; where it led in the end is `at`. `patience` in µs. */
  async call(
    call: Call,
    args: Loose,
    to: number,
    patience: number,
  ): Promise<{ readonly ended: Ended; readonly at: number }> {
    const until = steady() + patience;
    let at = to;
    let perhaps = false;
    let refusal = 'no node could be reached';
    while (steady() < until && !this.sleeps.ended) {
      const heard = await this.ask(call, args, at, until);
      if (heard !== null && typeof heard === 'object') {
        if (heard.status === 'ok') return { ended: heard, at };
        if (heard.status === 'redirect') {
          at = heard.to;
          await this.sleeps.sleep(PAUSE / 20);
          continue;
        }
        refusal = heard.why;
      } else if (heard !== null) {
        perhaps = true;
        if (!this.twice || heard === 'late') break;
      }
      at = this.servers[(this.servers.indexOf(at) + 1) % this.servers.length];
      await this.sleeps.sleep(PAUSE);
    }
    // A refusal says that nothing was done, but not of another attempt of which nothing was heard.
    return { ended: perhaps ? { status: 'unknown' } : { status: 'refused', why: refusal }, at };
  }

  /** Null: it could not be sent. */
  private ask(call: Call, args: Loose, to: number, until: number): Promise<Heard | null> {
    const json = this.role.args.get(call.op)?.plain(args);
    return new Promise((resolve) => {
      const key = keyOf(call);
      const left = this.twice ? Math.min(until - steady(), PATIENCE / 2) : until - steady();
      const alarm = setTimeout(() => hear(this.twice ? 'broken' : 'late'), left / 1000);
      const hear = (heard: Heard | null): void => {
        clearTimeout(alarm);
        this.open.delete(key);
        resolve(heard);
      };
      this.open.set(key, { to, hear });
      if (!this.proxy.call(to, { call, args: json })) hear(null);
    });
  }
}

const keyOf = ({ client, seq }: Call): string => `${client} ${seq}`;

interface Recorded {
  readonly client: string;
  readonly call: Call;
  readonly args: Record<string, Plain>;
  readonly invoked: number;
  completed: number | null;
  ended: Ended;
}

/** What a workload asks for, until it is told to stop; and its history. */
export class Workload {
  private readonly recorded: Recorded[] = [];
  private stopped = false;
  private running: Promise<unknown> = Promise.resolve();
  /** When each client that still calls began the last call that was answered. */
  private readonly answered = new Map<number, number>();

  constructor(
    private readonly calls: Calls,
    private readonly setting: Setting['clients'],
    private readonly seed: number,
    /** The moment from which times are counted. */
    private readonly began: number,
  ) {}

  start(): void {
    const { count, keys, operations, rate } = this.setting;
    let sum = 0;
    const sums = operations.map(({ weight }) => {
      sum += weight;
      return sum;
    });
    const mix = weighted(sums.length === 0 ? [1] : sums);
    const key = picking(keys.count, keys.pick);
    const gap: Draw | null =
      rate === null ? null : drawing({ name: 'exponential', parameters: [(count * 1e6) / rate] });
    const all = Array.from({ length: count }, (_, client) => this.client(client, mix, key, gap));
    this.running = Promise.all(all);
  }

  /** Has every client that still calls been answered something that it asked after `moment`? */
  answeredSince(moment: number): boolean {
    return [...this.answered.values()].every((asked) => asked >= moment);
  }

  /** Calls that are open are given up. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.calls.end();
    await this.running;
  }

  history(): History {
    const operations = this.recorded.map(
      ({ client, call, args, invoked, completed, ended }): Operation => ({
        client,
        name: call.op,
        args,
        ending: ended.status,
        ...(ended.status === 'ok' ? { result: this.resultOf(call.op, ended.value) } : {}),
        invoked,
        completed,
      }),
    );
    return { operations, tickSeconds: 1e-6 };
  }

  private async client(client: number, mix: Draw, key: Draw, gap: Draw | null): Promise<void> {
    const { script, operations, count, timeout } = this.setting;
    const random = Random.of(this.seed, 'client', client);
    const made = new Arguments(client, count, key, random);
    const { servers, role } = this.calls;
    let to = servers[client % servers.length];
    this.answered.set(client, -1);
    for (let seq = 1; !this.stopped; seq++) {
      if (gap !== null) await this.calls.sleeps.sleep(gap(random));
      const op = script === null ? operations[mix(random)]?.name : script[seq - 1];
      const shape = op === undefined ? undefined : role.args.get(op);
      if (this.stopped || op === undefined || shape === undefined) break;
      const args = made.of(shape);
      const record: Recorded = {
        client: `client${client + 1}`,
        call: { client, seq, op },
        args: shape.plain(args) as Record<string, Plain>,
        invoked: this.now(),
        completed: null,
        ended: { status: 'unknown' },
      };
      this.recorded.push(record);
      const { ended, at } = await this.calls.call(record.call, args, to, timeout ?? PATIENCE);
      record.ended = ended;
      record.completed = this.now();
      if (ended.status === 'ok') {
        made.learn(args, ended.value);
        this.answered.set(client, record.invoked);
      } else await this.calls.sleeps.sleep(PAUSE);
      // Who was sent on remembers it; now and then a client looks elsewhere, or all would use one node.
      to = random.below(8) === 0 ? servers[random.below(servers.length)] : at;
    }
    this.answered.delete(client);
  }

  private now(): number {
    return steady() - this.began;
  }

  private resultOf(op: string, value: unknown): Plain {
    return this.calls.role.returns.get(op)?.plain(value) as Plain;
  }
}
