/**
 * Raft under chance, from a seed: messages are late, lost or doubled, servers crash (also inside a handler) and start again, links
 * are cut, clients retry. Virtual time, so that election timeouts and leases mean what they should. Judged by the laws
 * of Raft after each step, and by linearizability in the end.
 */
import { isLinearizable } from '../../../../checkers/history/decide.js';
import type { Operation } from '../../../history/history.js';
import type { Call } from '../../../node/kit.js';
import { objectNamed } from '../../../objects/index.js';
import { Random } from '../../../random.js';
import { type Envelope, Servers, type Setting, type World } from './test-servers.js';

const MS = 1000;

/** How hostile the world is. Rates are per message or per step, times in microseconds. */
export interface Weather {
  readonly for: number;
  readonly loss: number;
  readonly duplicate: number;
  /** Of messages that are late by as much as an election timeout. */
  readonly late: number;
  /** Of steps in which the server crashes. */
  readonly crash: number;
  /** How often links are cut anew. */
  readonly cut: number;
}

export const ROUGH: Weather = {
  for: 4000 * MS,
  loss: 0.03,
  duplicate: 0.02,
  late: 0.05,
  crash: 0.004,
  cut: 400 * MS,
};

export interface Outcome {
  readonly violation: string | null;
  readonly steps: number;
  readonly elections: number;
  readonly committed: number;
  readonly answered: number;
  readonly operations: readonly Operation[];
}

type Happening = { readonly at: number; readonly run: () => void };

class Chaos implements World {
  time = 0;
  steps = 0;
  readonly servers: Servers<Chaos>;
  readonly clients: Client[];
  private readonly random: Random;
  private readonly agenda: Happening[] = [];
  private readonly timers = new Map<string, Happening>();
  private links: boolean[][] = [];

  constructor(
    seed: number,
    private readonly setting: Setting,
    private readonly weather: Weather,
  ) {
    this.random = new Random(seed);
    this.servers = new Servers(setting, this);
    this.clients = [0, 1, 2].map((client) => new Client(client, this));
  }

  run(): Outcome {
    const { servers, weather } = this;
    this.connect();
    for (let node = 0; node < this.setting.servers; node++) servers.start(node);
    for (const client of this.clients) this.after(this.between(0, 300 * MS), () => client.next());
    this.after(weather.cut, () => this.cutLinks());
    while (this.time < weather.for && servers.laws.violation === null) {
      const next = this.pop();
      if (next === undefined) break;
      this.time = next.at;
      next.run();
    }
    const operations = this.clients.flatMap((client) => client.history());
    return {
      violation: servers.laws.violation ?? unlinearizable(operations),
      steps: this.steps,
      elections: servers.laws.elected.size,
      committed: servers.laws.committed.size,
      answered: operations.filter(({ ending }) => ending === 'ok').length,
      operations,
    };
  }

  // ---- the agenda: a binary heap, the earliest first, of equal times the first come -------------------------------

  after(delay: number, run: () => void): Happening {
    const happening = { at: this.time + delay + this.agenda.length * 1e-9, run };
    let at = this.agenda.push(happening) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.agenda[above].at <= happening.at) break;
      this.agenda[at] = this.agenda[above];
      at = above;
    }
    this.agenda[at] = happening;
    return happening;
  }

  private pop(): Happening | undefined {
    const [first] = this.agenda;
    const last = this.agenda.pop();
    if (first === last || last === undefined) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.agenda.length) break;
      if (below + 1 < this.agenda.length && this.agenda[below + 1].at < this.agenda[below].at)
        below++;
      if (this.agenda[below].at >= last.at) break;
      this.agenda[at] = this.agenda[below];
      at = below;
    }
    this.agenda[at] = last;
    return first;
  }

  // ---- the world --------------------------------------------------------------------------------------------------

  between(min: number, max: number): number {
    return min + Math.floor(this.random.unit() * (max - min + 1));
  }
  chance(p: number): boolean {
    return this.random.unit() < p;
  }
  now(): number {
    return Math.floor(this.time);
  }
  pick(ways: number): number {
    return this.random.below(ways);
  }

  sent(envelope: Envelope): void {
    const { loss, duplicate } = this.weather;
    if (!this.links[envelope.from][envelope.to] || this.chance(loss)) return;
    this.transport(envelope);
    if (this.chance(duplicate)) this.transport(envelope);
  }

  private transport(envelope: Envelope): void {
    const delay = this.chance(this.weather.late)
      ? this.between(20 * MS, 500 * MS)
      : this.between(1 * MS, 15 * MS);
    this.after(delay, () =>
      this.step(envelope.to, { kind: 'message', from: envelope.from, message: envelope.message }),
    );
  }

  armed(node: number, timer: string, after: number | { min: number; max: number }): void {
    const delay = typeof after === 'number' ? after : this.between(after.min, after.max);
    const key = `${node} ${timer}`;
    const happening = this.after(delay, () => {
      if (this.timers.get(key) !== happening || !this.servers.armed(node, timer)) return;
      this.timers.delete(key);
      this.step(node, { kind: 'timer', timer: { type: timer } });
    });
    this.timers.set(key, happening);
  }
  disarmed(node: number, timer: string): void {
    this.timers.delete(`${node} ${timer}`);
  }
  answered(call: Call, reply: Parameters<World['answered']>[1]): void {
    this.after(this.between(1, 10 * MS), () => this.clients[call.client].told(call, reply));
  }

  step(node: number, event: Parameters<Servers['run']>[1]): void {
    if (!this.servers.up[node]) return;
    this.steps++;
    const crashes = this.chance(this.weather.crash);
    this.servers.run(node, event, crashes ? this.random.below(5) : Infinity);
    if (!crashes) return;
    this.servers.crash(node);
    for (const key of this.timers.keys()) if (key.startsWith(`${node} `)) this.timers.delete(key);
    this.after(this.between(1, 300 * MS), () => this.servers.start(node));
  }

  private connect(): void {
    const all = Array.from({ length: this.setting.servers }, () => true);
    this.links = all.map(() => [...all]);
  }

  /** All is well, one is alone, halves, or links at random, each way on its own. */
  private cutLinks(): void {
    const { servers } = this.setting;
    const kind = this.random.below(4);
    const alone = this.random.below(servers);
    const side = Array.from({ length: servers }, () => this.chance(0.5));
    const open = (a: number, b: number): boolean => {
      if (kind === 0) return true;
      if (kind === 1) return a !== alone && b !== alone;
      return kind === 2 ? side[a] === side[b] : !this.chance(0.3);
    };
    this.links = side.map((_, a) => side.map((__, b) => a === b || open(a, b)));
    this.after(this.between(this.weather.cut / 4, this.weather.cut * 2), () => this.cutLinks());
  }
}

/** One operation at a time; a server that does not answer is left for another, with the same call. */
class Client {
  private seq = 0;
  private tries = 0;
  private open: (Omit<Operation, 'ending' | 'completed'> & { readonly call: Call }) | null = null;
  private readonly done: Operation[] = [];

  constructor(
    private readonly id: number,
    private readonly chaos: Chaos,
  ) {}

  next(): void {
    const { chaos } = this;
    this.seq++;
    this.tries = 0;
    const key = ['x', 'y'][chaos.pick(2)];
    const value = `${this.id}.${this.seq};`;
    const name = ['get', 'get', 'put', 'append', 'append', 'cas', 'delete'][chaos.pick(7)];
    const args =
      name === 'get' || name === 'delete'
        ? { key }
        : name === 'cas'
          ? { key, from: null, to: value }
          : { key, value };
    const call = { client: this.id, seq: this.seq, op: name };
    this.open = { client: `${this.id}.${this.seq}`, name, args, invoked: chaos.now(), call };
    this.ask(chaos.pick(chaos.servers.up.length));
  }

  private ask(server: number): void {
    const { chaos, open, seq } = this;
    if (open === null) return;
    const attempt = ++this.tries;
    chaos.after(chaos.between(1, 10 * MS), () =>
      chaos.step(server, { kind: 'call', call: open.call, args: open.args }),
    );
    chaos.after(150 * MS, () => {
      if (this.open === null || this.seq !== seq || this.tries !== attempt) return;
      if (attempt > 8) this.close('unknown');
      else this.ask(chaos.pick(chaos.servers.up.length));
    });
  }

  told(call: Call, reply: Parameters<World['answered']>[1]): void {
    if (this.open === null || call.seq !== this.seq) return;
    if (reply.status === 'ok') this.close('ok', reply.value as Operation['result']);
    else if (reply.status === 'redirect' && this.tries < 8) this.ask(reply.to);
  }

  private close(ending: 'ok' | 'unknown', result?: Operation['result']): void {
    if (this.open === null) return;
    const { call, ...operation } = this.open;
    const completed = ending === 'ok' ? this.chaos.now() : null;
    const says = ending === 'ok' && (call.op === 'get' || call.op === 'cas');
    this.done.push({
      ...operation,
      ending,
      completed,
      ...(says && result !== undefined && { result }),
    });
    this.open = null;
    this.chaos.after(this.chaos.between(0, 30 * MS), () => this.next());
  }

  history(): Operation[] {
    this.close('unknown');
    return this.done;
  }
}

/** So long a search has never been needed for such histories. */
const POINTS_MAX = 2_000_000;

function unlinearizable(operations: readonly Operation[]): string | null {
  const linearizable = isLinearizable(objectNamed('kv'), operations, POINTS_MAX);
  if (linearizable === null) return 'the history was not decided';
  return linearizable ? null : 'the history is not linearizable';
}

export const randomRun = (seed: number, setting: Setting, weather: Weather = ROUGH): Outcome =>
  new Chaos(seed, setting, weather).run();
