/** A protocol that shows what happens to it, and settings for it: nodes that tick, write the tick to disk in two fields, tell each other, and serve a register. */
import type { Fault, Setting } from '../language/system/spec.js';
import { cluster } from '../node/cluster.js';
import {
  declare,
  durations,
  flag,
  implement,
  int,
  list,
  optional,
  service,
  text,
} from '../node/kit.js';
import type { AnyProtocol } from '../node/protocol.js';
import type { Plan } from './plan.js';
import { Simulation } from './simulation.js';
import type { Watcher } from './watcher.js';

const declaration = declare({
  name: 'ticker',
  about: 'Nodes that tick and tell.',
  options: {
    period: durations('1..1 ms', 'between two ticks'),
    syncs: flag(true, 'whether ticks are written to disk'),
  },
  roles: {
    node: {
      durable: { first: int, second: int },
      volatile: { got: list(int), value: optional(text) },
      receives: { tell: { tick: int } },
      timers: { tick: {} },
      serves: service('register', {
        put: { args: { value: text }, returns: optional(text) },
        get: { args: {}, returns: optional(text) },
      }),
    },
  },
  events: {
    began: { first: int, second: int },
    ticked: { tick: int, steady: int, wall: int },
    got: { by: int, from: int, tick: int },
  },
  mutants: { 'says too much': 'A node fails at its third tick.' },
});

export const ticker = implement(
  declaration,
  {
    node: {
      start(n) {
        n.emit('began', { first: n.disk.first, second: n.disk.second });
        n.arm('tick', n.options.period);
      },
      on: {
        tell(n, { tick }, from) {
          n.mem.got.push(tick);
          n.emit('got', { by: n.id, from, tick });
        },
      },
      timers: {
        tick(n) {
          n.disk.first++;
          n.disk.second++;
          if (n.options.syncs) n.sync();
          n.must(!n.mutated('says too much') || n.disk.first < 3, 'it says little');
          n.emit('ticked', { tick: n.disk.first, steady: n.now(), wall: n.wall() });
          for (const p of n.peers) n.send(p, { type: 'tell', tick: n.disk.first });
          n.arm('tick', n.options.period);
        },
      },
      calls: {
        put(n, { value }, call) {
          n.mem.value = value;
          n.reply(call, null);
        },
        get: (n, _, call) => n.reply(call, n.mem.value),
      },
    },
  },
  {
    node: {
      exaggerates: {
        about: 'Ticks are a thousand more.',
        send: (_, __, m) => [{ ...m, tick: m.tick + 1000 }],
      },
    },
  },
) as unknown as AnyProtocol;

const never = { is: 'never' } as const;
export const constantly = (value: number) => ({ name: 'constant', parameters: [value] }) as const;

export interface Changes extends Partial<Omit<Setting, 'roles'>> {
  readonly nodes?: number;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Messages take 100 µs, syncs 50 µs; nothing fails; nobody calls. */
export function setting({ nodes = 2, options = {}, ...changes }: Changes = {}): Setting {
  const made = cluster({ protocol: ticker, counts: { node: nodes }, options });
  return {
    roles: [{ name: 'node', symmetric: true, nodes: made.names }],
    options: made.options,
    threads: null,
    clients: {
      count: 0,
      object: 'register',
      role: 'node',
      operations: [
        { name: 'put', weight: 1 },
        { name: 'get', weight: 1 },
      ],
      script: null,
      invoke: 'any time',
      keys: { count: 1, pick: { name: 'uniform', parameters: [] } },
      rate: null,
      timeout: null,
      retry: null,
    },
    network: {
      delay: constantly(100),
      loss: never,
      duplicate: never,
      corrupt: never,
      order: 'any',
      bandwidth: null,
    },
    storage: { sync: constantly(50), lose: 'unsynced' },
    clocks: { skew: 0, drift: 0 },
    faults: [],
    variables: [],
    atoms: [],
    properties: [],
    ...changes,
  };
}

/** A fault at 10 ms, for 5 ms, to the first node. */
export const fault = (kind: Fault['kind'], changes: Partial<Fault> = {}): Fault => ({
  kind,
  node: { is: 'node', node: 'node1' },
  shapes: ['halves'],
  every: null,
  at: [10_000],
  for: constantly(5_000),
  by: null,
  aim: null,
  as: null,
  span: null as never,
  ...changes,
});

export const planFor = (of: Setting, changes: Partial<Plan> = {}): Plan => ({
  protocol: ticker,
  setting: of,
  mutants: [],
  seed: 1,
  for: 30_000,
  heal: 0,
  swarm: false,
  ...changes,
});

export interface Seen {
  readonly time: number;
  readonly node: number;
  readonly event: string;
  readonly fields: Readonly<Record<string, number>>;
}

/** Runs it and gives what was emitted. */
export function observe(plan: Plan, more: Watcher = {}) {
  const seen: Seen[] = [];
  const simulation = new Simulation(plan, {
    ...more,
    emitted: (time, node, event, fields) =>
      seen.push({ time, node, event, fields: fields as Record<string, number> }),
  });
  const ended = simulation.run();
  const of = (event: string, node?: number): Seen[] =>
    seen.filter((one) => one.event === event && (node === undefined || one.node === node));
  return { ended, seen, of, simulation };
}
