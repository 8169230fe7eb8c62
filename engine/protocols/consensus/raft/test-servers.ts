/**
 * Servers of Raft on a network in the hand of a test: messages wait until they are delivered, timers until they are fired. A
 * crash loses what was not synced, also in the middle of a handler. Every step is judged by the laws of Raft.
 */
import {
  type Cluster,
  cluster,
  type Effect,
  type Event,
  type Tagged,
} from '../../../node/index.js';
import type { Call } from '../../../node/kit.js';
import type { DiskOf, MemoryOf } from '../../../node/protocol.js';
import type { D } from './declaration.js';
import raft from './index.js';
import { Laws } from './test-laws.js';

export interface Setting {
  readonly servers: number;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly mutants?: readonly string[];
}

export interface Envelope {
  readonly from: number;
  readonly to: number;
  readonly message: Tagged;
}

/** What becomes of effects: a scheduler overrides these. */
export interface World {
  now(node: number): number;
  pick(ways: number): number;
  sent(envelope: Envelope): void;
  armed(node: number, timer: string, after: number | { min: number; max: number }): void;
  disarmed(node: number, timer: string): void;
  answered(call: Call, reply: Extract<Effect, { kind: 'reply' }>['reply'], node: number): void;
}

/** For scripts: everything waits. */
export class Script implements World {
  time = 0;
  readonly network: Envelope[] = [];
  readonly replies: { call: Call; reply: unknown }[] = [];
  now = (): number => this.time;
  /** What is picked next; then the first. */
  readonly picks: number[] = [];
  pick = (): number => this.picks.shift() ?? 0;
  armed(): void {}
  disarmed(): void {}
  sent(envelope: Envelope): void {
    this.network.push(envelope);
  }
  answered(call: Call, reply: unknown): void {
    this.replies.push({ call, reply });
  }
}

export class Servers<W extends World = World> {
  readonly cluster: Cluster;
  readonly laws: Laws;
  readonly up: boolean[];

  constructor(
    setting: Setting,
    readonly world: W,
    disks: readonly Partial<DiskOf<D, 'server'>>[] = [],
  ) {
    const { servers, ...setup } = setting;
    this.cluster = cluster({ protocol: raft as never, counts: { server: servers }, ...setup });
    for (const [node, host] of this.cluster.hosts.entries())
      host.load(host.role.boot({ ...host.role.disk.initial(), ...disks[node] }));
    this.up = this.cluster.hosts.map(() => false);
    this.laws = new Laws(this.cluster.hosts.map((_, node) => this.server(node)));
  }

  /** The state of a server, as its handlers see it. */
  server(node: number): {
    readonly disk: DiskOf<D, 'server'>;
    readonly mem: MemoryOf<D, 'server'>;
  } {
    return this.cluster.hosts[node] as never;
  }

  /** A start with what was synced. */
  start(node: number): void {
    const host = this.cluster.hosts[node];
    host.load(host.role.boot(host.image));
    this.up[node] = true;
    this.run(node, { kind: 'start' });
  }

  crash(node: number): void {
    this.up[node] = false;
  }

  armed(node: number, timer: string): boolean {
    return this.up[node] && this.cluster.hosts[node].armed(timer);
  }

  fire(node: number, timer: string): void {
    this.run(node, { kind: 'timer', timer: { type: timer } });
  }

  call(node: number, op: string, args: object, call: Partial<Call> = {}): void {
    this.run(node, { kind: 'call', args, call: { client: 0, seq: 1, ...call, op } });
  }

  deliver({ from, to, message }: Envelope): void {
    if (this.up[to]) this.run(to, { kind: 'message', from, message });
  }

  /**
   * Runs a handler. With `cut` the server crashes after so many of its effects: what was synced among them is kept, what was
   * sent among them has left.
   */
  run(node: number, event: Event, cut = Infinity): void {
    const host = this.cluster.hosts[node];
    const image = host.image;
    const effects = host.run(event, {
      now: () => this.world.now(node),
      wall: () => this.world.now(node),
      wallBounds: () => ({ earliest: 0, latest: 0 }),
      pick: (ways) => this.world.pick(ways),
      chance: () => false,
    });
    const seen = effects.slice(0, cut);
    for (const effect of seen) this.follow(node, effect);
    if (cut < effects.length) {
      const synced = seen.findLast((e) => e.kind === 'sync');
      host.load(host.role.boot(synced?.kind === 'sync' ? synced.image : image));
      this.crash(node);
    } else this.laws.judge(node);
  }

  private follow(node: number, effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.world.sent({ from: node, to: effect.to, message: effect.message });
        break;
      case 'arm':
        this.world.armed(node, effect.timer.type, effect.after);
        break;
      case 'disarm':
        this.world.disarmed(node, effect.timer.type);
        break;
      case 'reply':
        this.world.answered(effect.call, effect.reply, node);
        break;
      case 'emit':
        this.laws.heard(node, effect.event, effect.fields);
        break;
      case 'must':
        this.laws.broken(effect.why);
    }
  }
}

/** Servers that have started, for a script. */
export class Scripted extends Servers<Script> {
  constructor(setting: Setting, disks: readonly Partial<DiskOf<D, 'server'>>[] = []) {
    super(setting, new Script(), disks);
    for (let node = 0; node < setting.servers; node++) this.start(node);
  }

  /** Delivers, in order, what matches and what comes of it; all else is lost. */
  deliverAll(match: (envelope: Envelope) => boolean = () => true): this {
    const { network } = this.world;
    for (let steps = 0; network.length > 0; steps++) {
      if (steps > 10_000) throw new Error('messages without end');
      const envelope = network.shift()!;
      if (match(envelope)) this.deliver(envelope);
    }
    return this;
  }

  /** Only among these servers. */
  among(...nodes: number[]): this {
    return this.deliverAll(({ from, to }) => nodes.includes(from) && nodes.includes(to));
  }

  /** Takes out of the network what matches. */
  take(match: (envelope: Envelope) => boolean): Envelope[] {
    const { network } = this.world;
    const taken = network.filter(match);
    const rest = network.filter((envelope) => !match(envelope));
    network.splice(0, network.length, ...rest);
    return taken;
  }

  /** The server times out and is elected by these. */
  elect(node: number, ...voters: number[]): this {
    this.fire(node, 'election');
    return this.deliverAll(
      ({ from, to, message }) =>
        [node, ...voters].includes(from) &&
        [node, ...voters].includes(to) &&
        (message.type === 'requestVote' || message.type === 'vote'),
    );
  }

  terms(node: number): number[] {
    return this.server(node).disk.log.map(({ term }) => term);
  }
}
