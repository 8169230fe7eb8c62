/**
 * A cluster in random weather: one seed, one run. Messages arrive in any order, get lost and come twice, nodes crash in the middle of
 * handlers, lose what they have not synced and come back, the network splits, nodes pause. Deliberately simple and
 * slow: the oracle's world, not a simulator. Used by tests only.
 */
import type { Operation } from '../history/history.js';
import { type Cluster, cluster, type Effect, type Event, type Setup } from '../node/index.js';
import type { Tagged } from '../node/step.js';
import type { Plain } from '../plain.js';
import { Random } from '../random.js';

/** Chances in a thousand of each thing at each step, or for each message. */
export interface Weather {
  readonly lose: number;
  readonly duplicate: number;
  readonly crash: number;
  /** A running handler is cut by a crash after some of its effects. */
  readonly cut: number;
  readonly split: number;
  /** Of steps in which nothing fails: a message arrives; else a timer fires, or a client acts. */
  readonly arrive: number;
  readonly pause: number;
  /** May nodes come back? */
  readonly restart: boolean;
  /** `any`: armed timers fire in any order, at any time. `due`: in the order of time, and messages take time. */
  readonly timers: 'any' | 'due';
}

export const CALM: Weather = {
  lose: 0,
  duplicate: 0,
  crash: 0,
  cut: 0,
  split: 0,
  arrive: 600,
  pause: 0,
  restart: true,
  timers: 'any',
};
export const STORM: Weather = { ...CALM, lose: 50, duplicate: 50, crash: 8, cut: 20, split: 3 };
/** Messages wait long, timers are short, and nothing is safe: finds what needs ill luck. */
export const HURRICANE: Weather = { ...STORM, arrive: 350, crash: 20, cut: 100 };

export interface Envelope {
  readonly from: number;
  readonly to: number;
  readonly message: Tagged;
}

/** What a client does next; null: nothing more. */
export type Workload = (
  client: number,
  seq: number,
  random: Random,
) => { readonly op: string; readonly args: Record<string, Plain>; readonly to: number } | null;

interface Client {
  seq: number;
  open: { op: string; args: Record<string, Plain>; record: number } | null;
  stopped: boolean;
}

/** Whoever hears nothing gives up after so many steps. */
const PATIENCE = 120;

export class Network {
  readonly cluster: Cluster;
  readonly random: Random;
  readonly flying: Envelope[] = [];
  readonly up: boolean[];
  readonly paused: boolean[];
  /** All that was emitted, in order. */
  readonly emitted: { node: number; event: string; fields: Record<string, unknown> }[] = [];
  /** What clients did and heard. */
  readonly operations: Operation[] = [];
  /** A failed `must`. */
  broken: string | null = null;
  /** µs */
  time = 0;
  weather: Weather;
  private readonly side: number[];
  private readonly due = new Map<string, number>();
  private readonly clients: Client[];
  private steps = 0;

  constructor(
    setup: Setup,
    seed: number,
    weather: Weather,
    clients = 0,
    private readonly workload: Workload = () => null,
  ) {
    this.cluster = cluster(setup);
    this.random = new Random(seed);
    this.weather = weather;
    const { hosts } = this.cluster;
    for (const host of hosts) host.load(host.role.initial());
    this.up = hosts.map(() => false);
    this.paused = hosts.map(() => false);
    this.side = hosts.map(() => 0);
    this.clients = Array.from({ length: clients }, () => ({ seq: 0, open: null, stopped: false }));
    for (const node of hosts.keys()) this.start(node);
  }

  /** So many steps; `judge` sees the cluster after each. */
  run(steps: number, judge: () => void = () => {}): this {
    for (let i = 0; i < steps && this.broken === null; i++) {
      this.steps++;
      this.step();
      judge();
    }
    return this;
  }

  /** No more faults, everybody is back, and messages arrive before timers fire. */
  heal(): this {
    this.weather = { ...CALM, timers: this.weather.timers, arrive: 1000 };
    this.side.fill(0);
    this.paused.fill(false);
    for (const [node, up] of this.up.entries()) if (!up) this.start(node);
    return this;
  }

  start(node: number): void {
    const host = this.cluster.hosts[node];
    host.load(host.role.boot(host.image));
    this.forgetTimers(node);
    this.up[node] = true;
    this.handle(node, { kind: 'start' });
  }

  crash(node: number): undefined {
    this.up[node] = false;
    this.forgetTimers(node);
  }

  /** Cuts the network: nodes hear only those with the same number. */
  split(sides: readonly number[]): void {
    for (const [node, side] of sides.entries()) this.side[node] = side;
  }

  /** Runs a handler; with `cut` the node crashes after so many of its effects. */
  handle(node: number, event: Event, cut = this.drawCut()): readonly Effect[] {
    const host = this.cluster.hosts[node];
    const { image } = host;
    const effects = host.run(event, {
      now: () => this.time,
      wall: () => this.time,
      wallBounds: () => ({ earliest: this.time, latest: this.time }),
      pick: (ways) => this.random.below(ways),
      chance: (p) => this.random.unit() < p,
    });
    const seen = effects.slice(0, cut);
    for (const effect of seen) this.follow(node, effect);
    if (cut < effects.length) {
      const synced = seen.findLast((e) => e.kind === 'sync');
      host.load(host.role.boot(synced?.kind === 'sync' ? synced.image : image));
      this.crash(node);
    }
    return seen;
  }

  fire(node: number, timer: string): void {
    this.due.delete(`${node} ${this.cluster.hosts[node].role.timerKey({ type: timer })}`);
    this.handle(node, { kind: 'timer', timer: { type: timer } });
  }

  deliver({ from, to, message }: Envelope): void {
    if (this.up[to]) this.handle(to, { kind: 'message', from, message });
  }

  /** Delivers, in order, what matches, and what comes of it; all else is lost. */
  deliverAll(match: (envelope: Envelope) => boolean = () => true): this {
    for (let i = 0; this.flying.length > 0; i++) {
      if (i > 10_000) throw new Error('messages without end');
      const envelope = this.flying.shift()!;
      if (match(envelope)) this.deliver(envelope);
    }
    return this;
  }

  private chance(permille: number): boolean {
    return permille > 0 && this.random.below(1000) < permille;
  }

  private drawCut(): number {
    return this.chance(this.weather.cut) ? this.random.below(6) : Infinity;
  }

  private step(): undefined {
    const { weather, random } = this;
    const node = random.below(this.up.length);
    if (this.up[node] && this.chance(weather.crash)) return this.crash(node);
    if (this.chance(weather.split))
      for (const n of this.side.keys()) this.side[n] = random.below(2);
    if (this.chance(weather.split * 3)) this.side.fill(0);
    if (this.chance(weather.pause)) this.paused[node] = true;
    if (this.paused[node] && this.chance(100)) this.paused[node] = false;
    if (!this.up[node]) {
      if (weather.restart && this.chance(200)) this.start(node);
      return;
    }
    if (this.chance(weather.arrive) && this.flying.length > 0)
      this.arrive(random.below(this.flying.length));
    else if (this.chance(500)) this.alarm();
    else this.act();
  }

  private arrive(at: number): void {
    const envelope = this.flying[at];
    const { from, to } = envelope;
    if (this.paused[to]) return;
    if (!this.chance(this.weather.duplicate)) this.flying.splice(at, 1);
    if (this.side[from] !== this.side[to] || this.chance(this.weather.lose)) return;
    if (this.weather.timers === 'due') this.time += this.random.below(3000);
    this.deliver(envelope);
  }

  /** A timer fires: any of them, or the one that is due first. */
  private alarm(): void {
    const armed = this.cluster.hosts.flatMap((host, node) =>
      this.up[node] && !this.paused[node]
        ? [...host.state().timers].map(([key, timer]) => ({ node, key: `${node} ${key}`, timer }))
        : [],
    );
    if (armed.length === 0) return;
    const dueAt = ({ key }: { key: string }) => this.due.get(key) ?? this.time;
    if (this.weather.timers === 'due') armed.sort((a, b) => dueAt(a) - dueAt(b));
    const first = this.weather.timers === 'due' ? 0 : this.random.below(armed.length);
    const { node, key, timer } = armed[first];
    if (this.weather.timers === 'due') this.time = Math.max(this.time, dueAt(armed[first]));
    this.due.delete(key);
    this.handle(node, { kind: 'timer', timer });
  }

  private forgetTimers(node: number): void {
    for (const key of this.due.keys()) if (key.startsWith(`${node} `)) this.due.delete(key);
  }

  private follow(node: number, effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.flying.push({ from: node, to: effect.to, message: effect.message });
        break;
      case 'arm': {
        const { after } = effect;
        const length =
          typeof after === 'number'
            ? after
            : after.min + this.random.below(Math.max(1, after.max - after.min));
        this.due.set(`${node} ${effect.key}`, this.time + length);
        break;
      }
      case 'disarm':
        this.due.delete(`${node} ${effect.key}`);
        break;
      case 'reply':
        this.hear(effect);
        break;
      case 'emit':
        this.emitted.push({ node, event: effect.event, fields: effect.fields as never });
        break;
      case 'must':
        this.broken ??= effect.why;
    }
  }

  // ---- clients

  private act(): void {
    if (this.clients.length === 0) return;
    const number = this.random.below(this.clients.length);
    const client = this.clients[number];
    if (client.open !== null) {
      if (this.steps - this.operations[client.open.record].invoked > PATIENCE) {
        // What it asked may still happen. A client that gave up is succeeded by another.
        client.open = null;
        client.stopped = true;
        return;
      }
      // Asked again, as the same call: of the same node, or of another.
      if (this.chance(200)) this.invoke(number, this.random.below(this.cluster.hosts.length));
      return;
    }
    if (client.stopped) return;
    const next = this.workload(number, client.seq + 1, this.random);
    if (next === null) return;
    client.seq++;
    client.open = { op: next.op, args: next.args, record: this.operations.length };
    this.operations.push({
      client: `client ${number}`,
      name: next.op,
      args: next.args,
      ending: 'unknown',
      invoked: this.steps,
      completed: null,
    });
    this.invoke(number, next.to);
  }

  private invoke(number: number, to: number): void {
    const { open, seq } = this.clients[number];
    const serves = open !== null && this.cluster.of[to].calls.has(open.op);
    if (open === null || !serves || !this.up[to] || this.paused[to]) return;
    this.handle(to, {
      kind: 'call',
      call: { client: number, seq, op: open.op },
      args: open.args,
    });
  }

  private hear({ call, reply }: Extract<Effect, { kind: 'reply' }>): void {
    const client = this.clients[call.client];
    if (client?.open === null || client?.seq !== call.seq) return;
    const { record } = client.open;
    if (reply.status === 'redirect') return;
    client.open = null;
    this.operations[record] = {
      ...this.operations[record],
      ending: reply.status,
      completed: this.steps,
      ...(reply.status === 'ok' && { result: reply.value as Plain }),
    };
  }
}
