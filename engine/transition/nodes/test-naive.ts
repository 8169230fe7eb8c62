/**
 * The oracle of the tests of this folder: every interleaving the obviously right way. A global state is an object, copied whole for every
 * step; states are told apart by their texts in a Set; the network is one list of all that is in flight; nothing is remembered
 * between two steps. It shares with the system only the host that runs handlers, and the observers. Used by tests only.
 */
import {
  type Cluster,
  copyState,
  type Effect,
  type Event,
  HandlerError,
  cluster as makeCluster,
  type NodeState,
  rewriteState,
  stateText,
} from '../../node/index.js';
import type { Call } from '../../node/kit.js';
import type { Observation } from './observer.js';
import { type Allowance, isDiscrete, type NodesSettings } from './settings.js';

type Mail = { readonly from: number; readonly to: number } & (
  | { readonly what: 'event'; readonly event: Event; readonly text: string }
  | { readonly what: 'reply'; readonly call: Call; readonly reply: object; readonly text: string }
  | { readonly what: 'ask'; readonly ask: Extract<Effect, { kind: 'ask' }>; readonly text: string }
);

interface Node {
  state: NodeState;
  left: Map<string, number>;
  fired: Map<string, number>;
  /** It has crashed, perhaps for ever. */
  down: 'crashed' | 'stopped' | null;
}

interface Global {
  nodes: Node[];
  clients: { done: number; waiting: boolean }[];
  mail: Mail[];
  crashes: number;
  stops: number;
  losses: number;
  duplicates: number;
  firings: number;
  observed: number[];
  broken: string | null;
  /** Has the last step sent or told anything? Not part of the state. */
  acted: boolean;
}

export interface NaiveNodes {
  readonly states: number;
  readonly generated: number;
  readonly initial: number;
  readonly broken: boolean;
  readonly errors: boolean;
}

class Naive {
  private readonly cluster: Cluster;
  private readonly found = new Map<string, Global>();
  private readonly waiting: Global[] = [];
  private generated = 0;
  private errors = false;

  constructor(
    private readonly s: NodesSettings,
    private readonly most: number,
  ) {
    this.cluster = makeCluster(s.cluster);
    for (const host of this.cluster.hosts) host.hearsTwice = s.network.duplicate !== 'never';
  }

  explore(): NaiveNodes {
    this.starts(0, this.first());
    const initial = this.found.size;
    this.generated = initial;
    for (let now = this.waiting.pop(); now !== undefined; now = this.waiting.pop()) {
      if (this.found.size > this.most) throw new Error(`more than ${this.most} states`);
      if (now.broken === null) this.stepsOf(now);
    }
    const broken = [...this.found.values()].some((g) => g.broken !== null);
    const { size: states } = this.found;
    return { states, generated: this.generated, initial, broken, errors: this.errors };
  }

  private first(): Global {
    const { s, cluster } = this;
    const budget = (a: unknown): number => (typeof a === 'number' ? a : 0);
    return {
      nodes: cluster.of.map((role) => ({
        state: role.initial(),
        left: new Map(),
        fired: new Map(),
        down: null,
      })),
      clients: s.clients.scripts.map(() => ({ done: 0, waiting: false })),
      mail: [],
      crashes: s.crashes,
      stops: s.stops ?? 0,
      losses: budget(s.network.loss),
      duplicates: budget(s.network.duplicate),
      firings: isDiscrete(s.timers) ? 0 : (s.timers.all ?? 0),
      observed: s.observers.map((o) => o.start()),
      broken: null,
      acted: false,
    };
  }

  private starts(node: number, g: Global): void {
    if (node < g.nodes.length) {
      for (const after of this.ran(g, node, { kind: 'start' }, 0)) this.starts(node + 1, after);
      return;
    }
    for (let c = 0; c < g.clients.length; c++)
      if (this.s.clients.invoke === 'eager') this.invoke(g, c);
    this.visit(g);
  }

  private visit(g: Global): void {
    this.generated++;
    const text = this.text(g);
    if (this.found.has(text)) return;
    this.found.set(text, g);
    this.waiting.push(g);
  }

  private text(g: Global): string {
    const asks = g.mail.filter(({ what }) => what === 'ask');
    const rest = g.mail.filter(({ what }) => what !== 'ask');
    const line = (m: Mail): string => `${m.from}→${m.to} ${m.what} ${m.text}`;
    const network =
      this.s.network.order === 'any'
        ? rest.map(line).sort()
        : rest
            .map((m, i) => ({ m, i }))
            .sort((a, b) => a.m.from - b.m.from || a.m.to - b.m.to || a.i - b.i)
            .map(({ m }) => line(m));
    const nodes = g.nodes.map((n, i) =>
      [
        stateText(this.cluster.of[i], n.state),
        [...n.left].sort(),
        [...n.fired].sort(),
        n.down,
      ].join('/'),
    );
    const { crashes, stops, losses, duplicates, firings, observed, broken } = g;
    const budgets = { crashes, stops, losses, duplicates, firings };
    const others = { clients: g.clients, budgets, observed, broken };
    return JSON.stringify([nodes, network, asks.map(line).sort(), others]);
  }

  /** A copy of everything. */
  private copy(g: Global): Global {
    return {
      ...structuredClone({ ...g, nodes: [], mail: [] }),
      acted: false,
      mail: [...g.mail],
      nodes: g.nodes.map((n, i) => ({
        state: rewriteState(this.cluster.of[i], n.state, {}),
        left: new Map(n.left),
        fired: new Map(n.fired),
        down: n.down,
      })),
    };
  }

  // ---- steps -----------------------------------------------------------------------------------------------------

  private stepsOf(g: Global): void {
    const { loss } = this.s.network;
    for (const at of this.arriving(g)) {
      const mail = g.mail[at];
      if (g.nodes[mail.to]?.down) continue;
      if (mail.to < g.nodes.length) this.nodeGets(g, at);
      else this.clientGets(g, at);
      if (mail.what === 'ask' || !allowed(loss, g.losses)) continue;
      const lost = this.without(g, at);
      if (typeof loss === 'number') lost.losses--;
      this.visit(lost);
    }
    for (let node = 0; node < g.nodes.length; node++) {
      if (g.nodes[node].down === 'crashed') this.rise(g, node);
      if (g.nodes[node].down) continue;
      this.fires(g, node);
      if (g.nodes[node].state.flushing.length > 0)
        for (const after of this.ways(g, node, { kind: 'flushed' })) this.visit(after);
      this.crash(g, node);
    }
    for (let c = 0; c < g.clients.length; c++) {
      if (this.s.clients.invoke === 'eager' || g.clients[c].waiting) continue;
      const after = this.copy(g);
      if (this.invoke(after, c)) this.visit(after);
    }
    if (isDiscrete(this.s.timers)) this.tick(g);
  }

  /** Positions in the mail: equal mail once, and the first on each link where there is an order. */
  private arriving(g: Global): number[] {
    const keys = g.mail.map((m) =>
      m.what === 'ask' || this.s.network.order === 'any'
        ? `${m.what} ${m.from} ${m.to} ${m.text}`
        : `${m.from} ${m.to}`,
    );
    return keys.flatMap((key, i) => (keys.indexOf(key) === i ? [i] : []));
  }

  private without(g: Global, at: number): Global {
    const after = this.copy(g);
    after.mail.splice(at, 1);
    return after;
  }

  /** How mail may be delivered: taken away, or left to come again. */
  private *delivered(g: Global, at: number): Generator<{ after: Global; left: boolean }> {
    const { order, duplicate } = this.s.network;
    if (g.mail[at].what === 'ask') {
      yield { after: this.without(g, at), left: false };
      return;
    }
    const always = duplicate === 'always possible';
    if (!(always && order === 'any')) yield { after: this.without(g, at), left: false };
    if (!allowed(duplicate, g.duplicates)) return;
    const after = this.copy(g);
    if (typeof duplicate === 'number') after.duplicates--;
    yield { after, left: true };
  }

  private nodeGets(g: Global, at: number): void {
    const mail = g.mail[at];
    const events: readonly Event[] =
      mail.what === 'event'
        ? [mail.event]
        : mail.what === 'ask'
          ? (this.s.answers?.(mail.ask.port, mail.ask.op, mail.ask.args) ?? []).map((answer) => ({
              kind: 'answer',
              port: mail.ask.port,
              op: mail.ask.op,
              context: mail.ask.context,
              answer,
            }))
          : [];
    for (const event of events)
      for (const { after: start, left } of this.delivered(g, at))
        for (const after of this.ways(start, mail.to, event)) {
          const budgets = { duplicates: g.duplicates };
          const same = this.text({ ...after, ...budgets }) === this.text({ ...start, ...budgets });
          const idle = same && !after.acted;
          if (idle && (left || (this.s.network.order === 'any' && mail.what !== 'ask'))) continue;
          this.visit(after);
        }
  }

  private clientGets(g: Global, at: number): void {
    const mail = g.mail[at];
    if (mail.what !== 'reply') return;
    const c = mail.to - g.nodes.length;
    const { done, waiting } = g.clients[c];
    const expected = waiting && mail.call.seq === done + 1;
    if (!expected) {
      if (this.s.network.order === 'per link') this.visit(this.without(g, at));
      return;
    }
    for (const { after } of this.delivered(g, at)) {
      const reply = mail.reply as Extract<Observation, { kind: 'return' }>['reply'];
      if ((reply.status as string) === 'redirect') {
        const { to } = reply as unknown as { to: number };
        const { args } = this.s.clients.scripts[c][done];
        this.post(after, this.callMail(c, mail.call, args, to));
      } else {
        after.clients[c] = { done: done + 1, waiting: false };
        this.hear(after, { kind: 'return', call: mail.call, reply });
        if (this.s.clients.invoke === 'eager') this.invoke(after, c);
      }
      this.visit(after);
    }
  }

  private fires(g: Global, node: number): void {
    const { timers } = this.s;
    const before = g.nodes[node];
    for (const [key, timer] of before.state.timers) {
      if (isDiscrete(timers) && (before.left.get(key) ?? 0) > 0) continue;
      const counts = isDiscrete(timers) ? { each: null, all: null } : timers;
      if (counts.each !== null && (before.fired.get(key) ?? 0) >= counts.each) continue;
      if (counts.all !== null && g.firings === 0) continue;
      for (const after of this.ways(g, node, { kind: 'timer', timer })) {
        if (this.text(after) === this.text(g) && !after.acted) continue;
        const { fired } = after.nodes[node];
        if (counts.each !== null) fired.set(key, 1 + (fired.get(key) ?? 0));
        if (counts.all !== null) after.firings--;
        this.visit(after);
      }
    }
  }

  private crash(g: Global, node: number): void {
    const { disk, durable, flushing } = g.nodes[node].state;
    const lost = [durable, ...flushing.map(({ image }) => image)];
    const { unsynced } = this.s;
    const disks = unsynced === 'kept' ? [disk] : unsynced === 'lost' ? lost : [...lost, disk];
    for (const left of this.distinct(node, disks))
      for (const after of this.fallen(g, node, left, this.mayCrash(g, node))) this.visit(after);
  }

  private mayCrash(g: Global, node: number): boolean {
    return this.s.victims?.now(node, g.nodes[node].state) ?? true;
  }

  private fallen(g: Global, node: number, disk: object, may: boolean): Global[] {
    return (['crashed', 'stopped'] as const).flatMap((down) => {
      const budget = down === 'crashed' ? 'crashes' : 'stops';
      if (!may || g[budget] === 0) return [];
      const after = this.copy(g);
      after[budget]--;
      after.mail = after.mail.filter(({ what, to }) => what !== 'ask' || to !== node);
      after.nodes[node].state = this.cluster.of[node].boot(disk as never);
      after.nodes[node].left = new Map();
      after.nodes[node].down = down;
      return [after];
    });
  }

  /** It starts again; what arrived until then is lost. With an order, that is what was sent first. */
  private rise(g: Global, node: number): void {
    for (const lost of this.losses(g, node)) {
      const up = this.copy(g);
      up.mail = up.mail.filter((_, i) => !lost.has(i));
      up.nodes[node].down = null;
      for (const after of this.ways(up, node, { kind: 'start' })) this.visit(after);
    }
  }

  /** Sets of positions in the mail, each giving another network. */
  private losses(g: Global, node: number): Set<number>[] {
    const to = g.mail.flatMap((m, i) => (m.to === node ? [i] : []));
    if (!this.isMissed()) return [new Set()];
    const found = new Map<string, Set<number>>();
    for (let bits = 0; bits < 1 << to.length; bits++) {
      const lost = new Set(to.filter((_, k) => bits & (1 << k)));
      const overtakes = to.some(
        (i) =>
          !lost.has(i) && to.some((j) => j > i && lost.has(j) && g.mail[j].from === g.mail[i].from),
      );
      if (this.s.network.order === 'per link' && overtakes) continue;
      const left = { ...g, mail: g.mail.filter((_, i) => !lost.has(i)) };
      if (!found.has(this.text(left))) found.set(this.text(left), lost);
    }
    return [...found.values()];
  }

  /** Could anybody tell that something has arrived nowhere, and is not only late? */
  private isMissed(): boolean {
    const { network, timers, properties } = this.s;
    const waits = isDiscrete(timers) && timers.prompt;
    return network.order === 'per link' || waits || properties.length > 0;
  }

  private distinct(node: number, disks: readonly object[]): readonly object[] {
    const texts = disks.map((d) => this.cluster.of[node].disk.text(d as never));
    return disks.filter((_, i) => texts.indexOf(texts[i]) === i);
  }

  private tick(g: Global): void {
    const { timers } = this.s;
    if (!isDiscrete(timers)) return;
    const due = g.nodes.some(({ left }) => [...left.values()].some((t) => t <= 0));
    if (due && !timers.late) return;
    if (timers.prompt && this.isAwaited(g)) return;
    const after = this.copy(g);
    after.nodes.forEach((n, i) => {
      const how = { shift: -timers.tick, floor: -timers.clamp };
      n.state = rewriteState(this.cluster.of[i], n.state, how);
      n.left = new Map([...n.left].map(([k, t]) => [k, Math.max(0, t - 1)]));
    });
    this.visit(after);
  }

  /** Does a message to a node that is up do something when it arrives now, if only that its handler fails? */
  private isAwaited(g: Global): boolean {
    const { visit, errors } = this;
    let found = false;
    this.errors = false;
    this.visit = () => {
      found = true;
    };
    for (const at of this.arriving(g)) {
      const { to, what } = g.mail[at];
      if (to < g.nodes.length && !g.nodes[to].down && what !== 'ask') this.nodeGets(g, at);
    }
    const fails = this.errors;
    this.visit = visit;
    this.errors ||= errors;
    return found || fails;
  }

  // ---- handlers --------------------------------------------------------------------------------------------------

  /** Whole runs of a handler, and runs cut short by a crash. */
  private ways(g: Global, node: number, event: Event): Global[] {
    return this.runs(g, node, event).flatMap(({ after, effects }) => {
      if (effects === null) return [];
      const whole = this.applied(after, node, effects);
      if (whole.broken !== null) return [whole];
      return [whole, ...this.cut(g, after, node, effects)];
    });
  }

  private ran(g: Global, node: number, event: Event, _depth: number): Global[] {
    return this.runs(g, node, event).flatMap(({ after, effects }) =>
      effects === null ? [] : [this.applied(after, node, effects)],
    );
  }

  private cut(g: Global, end: Global, node: number, effects: readonly Effect[]) {
    const may = this.mayCrash(g, node) || this.mayCrash(end, node);
    const visible = (e: Effect): boolean =>
      e.kind === 'emit'
        ? this.s.observers.some((o) => o.events.has(e.event))
        : !['arm', 'disarm', 'must'].includes(e.kind);
    const before = g.nodes[node].state;
    const { unsynced } = this.s;
    const found: Global[] = [];
    for (let done = 1; done < effects.length; done++) {
      if (!visible(effects[done - 1]) || !effects.slice(done).some(visible)) continue;
      const writes = effects.slice(0, done).filter((e) => e.kind === 'sync' || e.kind === 'flush');
      const lastSync = writes.map((e) => e.kind).lastIndexOf('sync');
      const images = writes.map((e) => (e as { image: object }).image);
      const durable = lastSync < 0 ? before.durable : images[lastSync];
      const flushed = [
        ...(lastSync < 0 ? before.flushing.map(({ image }) => image as object) : []),
        ...images.slice(lastSync + 1),
      ];
      const next = effects.slice(done).find((e) => e.kind === 'sync' || e.kind === 'flush');
      const imageOfNext = (next as { image: object } | undefined)?.image;
      const kept =
        unsynced === 'kept'
          ? [imageOfNext ?? end.nodes[node].state.disk]
          : unsynced === 'either' && next === effects[done]
            ? [imageOfNext as object]
            : [];
      const disks = unsynced === 'kept' ? kept : [durable, ...flushed, ...kept];
      for (const disk of this.distinct(node, disks)) {
        const partial = this.applied(this.copy(g), node, effects.slice(0, done));
        partial.nodes[node].fired = end.nodes[node].fired;
        found.push(...this.fallen(partial, node, disk, may));
      }
    }
    return found;
  }

  private runs(g: Global, node: number, event: Event) {
    const open: number[][] = [[]];
    const found: { after: Global; effects: readonly Effect[] | null }[] = [];
    for (let path = open.shift(); path !== undefined; path = open.shift()) {
      const taken = path;
      let at = 0;
      const pick = (ways: number): number => {
        if (at === taken.length) {
          for (let k = 1; k < ways; k++) open.push([...taken, k]);
          taken.push(0);
        }
        return taken[at++];
      };
      const now = (): number => {
        if (isDiscrete(this.s.timers)) return 0;
        throw new Error('no clock');
      };
      const oracle = { pick, chance: () => pick(2) === 0, now, wall: now };
      const wallBounds = () => ({ earliest: now(), latest: now() });
      const host = this.cluster.hosts[node];
      const after = this.copy(g);
      host.load(copyState(host.role, after.nodes[node].state));
      try {
        const effects = host.run(event, { ...oracle, wallBounds });
        after.nodes[node].state = host.state();
        this.arm(after.nodes[node], event, effects, pick, node);
        found.push({ after, effects });
      } catch (error) {
        if (!(error instanceof HandlerError)) throw error;
        this.errors = true;
        found.push({ after, effects: null });
      }
    }
    return found;
  }

  private arm(
    node: Node,
    event: Event,
    effects: readonly Effect[],
    pick: (ways: number) => number,
    at: number,
  ): void {
    const { timers } = this.s;
    if (!isDiscrete(timers)) return;
    if (event.kind === 'start') node.left = new Map();
    if (event.kind === 'timer') node.left.delete(this.cluster.of[at].timerKey(event.timer));
    for (const e of effects) {
      if (e.kind === 'disarm') node.left.delete(e.key);
      if (e.kind !== 'arm') continue;
      const [min, max] =
        typeof e.after === 'number' ? [e.after, e.after] : [e.after.min, e.after.max];
      const [from, to] = [Math.ceil(min / timers.tick), Math.ceil(max / timers.tick)];
      node.left.set(e.key, from + (to > from ? pick(to - from + 1) : 0));
    }
  }

  private applied(g: Global, node: number, effects: readonly Effect[]): Global {
    const after = this.copy(g);
    for (const e of effects) {
      const { cluster } = this;
      if (e.kind === 'send') {
        const event = { kind: 'message' as const, from: node, message: e.message };
        const text = cluster.of[e.to].messages.text(e.message);
        this.post(after, { what: 'event', from: node, to: e.to, event, text });
      }
      if (e.kind === 'reply') {
        const to = after.nodes.length + e.call.client;
        const { call, reply } = e;
        const said =
          reply.status === 'ok'
            ? cluster.of[node].returns.get(call.op)?.text(reply.value)
            : JSON.stringify(reply);
        const text = `${call.seq} ${call.op} ${reply.status} ${said}`;
        this.post(after, { what: 'reply', from: node, to, call, reply, text });
      }
      if (e.kind === 'ask') {
        const shapes = cluster.of[node].ports.get(e.port);
        const text = `${e.port}.${e.op} ${shapes?.args.get(e.op)?.text(e.args as never)} ${shapes?.context.text(e.context as never)}`;
        this.post(after, { what: 'ask', from: node, to: node, ask: e, text });
      }
      if (e.kind === 'emit')
        this.hear(after, { kind: 'emit', node, event: e.event, fields: e.fields });
      if (e.kind === 'must') after.broken = e.why;
    }
    return after;
  }

  private post(g: Global, mail: Mail): void {
    const { order, duplicate } = this.s.network;
    const same = (m: Mail): boolean =>
      m.what === mail.what && m.from === mail.from && m.to === mail.to && m.text === mail.text;
    const once = duplicate === 'always possible' && order === 'any' && mail.what !== 'ask';
    g.acted = true;
    if (once && g.mail.some(same)) return;
    g.mail.push(mail);
  }

  private hear(g: Global, observation: Observation): void {
    this.s.observers.forEach((o, i) => {
      const hears = observation.kind === 'emit' ? o.events.has(observation.event) : o.history;
      if (!hears) return;
      g.observed[i] = o.next(g.observed[i], observation);
      g.acted = true;
    });
  }

  private callMail(c: number, call: Call, args: object, to: number): Mail {
    const event = { kind: 'call' as const, call, args };
    const text = `${call.seq} ${call.op} ${this.cluster.of[to].args.get(call.op)?.text(args as never)}`;
    return { what: 'event', from: this.cluster.of.length + c, to, event, text };
  }

  private invoke(g: Global, c: number): boolean {
    const { done } = g.clients[c];
    const scripted = this.s.clients.scripts[c][done];
    if (scripted === undefined) return false;
    g.clients[c].waiting = true;
    const { op, args, to } = scripted;
    const call = { client: c, seq: done + 1, op };
    this.post(g, this.callMail(c, call, args, to));
    this.hear(g, { kind: 'invoke', call, args, node: to });
    return true;
  }
}

const allowed = (allowance: Allowance, left: number): boolean =>
  allowance === 'always possible' || (allowance !== 'never' && left > 0);

/** Explores it all, or throws where there are more states than `most`. */
export function exploreNaively(settings: NodesSettings, most = 20_000): NaiveNodes {
  return new Naive(settings, most).explore();
}
