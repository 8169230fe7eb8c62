/**
 * One handler at a time: put a node into a state, give it an event, look at its state and effects. For unit tests of a protocol
 * and for stepping through a counterexample in a debugger. Everything is checked against its shape.
 */
import { type Cluster, cluster, type Setup } from './cluster.js';
import type { Declaration } from './declaration.js';
import type { Host } from './host.js';
import type { AnyProtocol, DiskOf, MemoryOf, MessageTo, Protocol, RoleName } from './protocol.js';
import type { Call, Id } from './shapes/shape.js';
import { checkState } from './state.js';
import type { Effect, Event, Tagged } from './step.js';

export interface BenchOptions<D extends Declaration, R extends RoleName<D>>
  extends Omit<Setup, 'protocol'> {
  /** Which of the nodes of the role, from 0. Preset: 0. */
  readonly index?: number;
  /** What differs from the initial state. */
  readonly disk?: Partial<DiskOf<D, R>>;
  readonly mem?: Partial<MemoryOf<D, R>>;
  /** Both clocks, in microseconds. */
  readonly now?: number;
  /** What `n.pick` and `n.chance` answer in turn: a position, or 1 for true. Then 0. */
  readonly choices?: readonly number[];
}

/** A node under test. Every method runs one handler and gives the bench back, with the effects of that handler. */
export class Bench<D extends Declaration, R extends RoleName<D>> {
  effects: readonly Effect[] = [];
  /** May be set between events. */
  now: number;
  readonly cluster: Cluster;
  private readonly host: Host;
  private readonly choices: number[];

  constructor(protocol: Protocol<D>, role: R, options: BenchOptions<D, R>) {
    const { index = 0, disk, mem, now = 0, choices = [], ...setup } = options;
    this.cluster = cluster({ ...setup, protocol: protocol as unknown as AnyProtocol });
    const node = this.cluster.nodes[role]?.[index];
    if (node === undefined) throw new RangeError(`there is no ${role} number ${index}`);
    this.host = this.cluster.hosts[node];
    this.host.checking = true;
    const state = this.host.role.boot({ ...this.host.role.disk.initial(), ...disk });
    Object.assign(state.mem, mem);
    checkState(this.host.role, state, this.cluster.names[node]);
    this.host.load(state);
    this.now = now;
    this.choices = [...choices];
  }

  get id(): Id<R> {
    return this.host.id as Id<R>;
  }
  get disk(): DiskOf<D, R> {
    return this.host.disk as DiskOf<D, R>;
  }
  get mem(): MemoryOf<D, R> {
    return this.host.mem as MemoryOf<D, R>;
  }
  /** The nodes of a role, for messages. */
  nodes<Q extends RoleName<D>>(role: Q): readonly Id<Q>[] {
    return this.cluster.nodes[role] as readonly Id<Q>[];
  }
  /** The messages sent by the last handler: to whom, and what. */
  get sent(): readonly { readonly to: number; readonly message: Tagged }[] {
    return this.effects.flatMap((e) =>
      e.kind === 'send' ? [{ to: e.to, message: e.message }] : [],
    );
  }
  armed(timer: string, key: object = {}): boolean {
    return this.host.armed(timer, key);
  }

  start(): this {
    return this.run({ kind: 'start' });
  }
  receive(from: number, message: MessageTo<D, R>): this {
    return this.run({ kind: 'message', from, message: message as unknown as Tagged });
  }
  fire(timer: string, key: object = {}): this {
    return this.run({ kind: 'timer', timer: { ...key, type: timer } });
  }
  call(op: string, args: object, from: Partial<Call> = {}): this {
    return this.run({ kind: 'call', call: { client: 0, seq: 1, ...from, op }, args });
  }
  answer(event: Omit<Extract<Event, { kind: 'answer' }>, 'kind'>): this {
    return this.run({ kind: 'answer', ...event });
  }
  /** The oldest flush is done. */
  flushed(): this {
    return this.run({ kind: 'flushed' });
  }
  /** A crash that loses all that is not durable, and a start. */
  restart(): this {
    this.host.load(this.host.role.boot(this.host.image));
    return this.start();
  }

  private run(event: Event): this {
    const { host, choices } = this;
    const now = () => this.now;
    this.effects = host.run(event, {
      now,
      wall: now,
      wallBounds: () => ({ earliest: this.now, latest: this.now }),
      pick: () => choices.shift() ?? 0,
      chance: () => choices.shift() === 1,
    });
    checkState(host.role, host.state(), this.cluster.names[host.id]);
    return this;
  }
}

export function bench<D extends Declaration, R extends RoleName<D>>(
  protocol: Protocol<D>,
  role: R,
  options: BenchOptions<D, R> = {},
): Bench<D, R> {
  return new Bench(protocol, role, options);
}
