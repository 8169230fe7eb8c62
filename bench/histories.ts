/**
 * Histories to measure linearizability on: of the size and kind that is published, and larger. Each is made from a
 * linearization, by a seed; one that is to be violated has an answer that is out of date near its end.
 */
import type { Operation } from '../engine/history/history.js';
import type { Plain } from '../engine/plain.js';
import { Random } from '../engine/random.js';

export interface Workload {
  readonly name: string;
  readonly object: 'kv' | 'cas-register';
  readonly operations: number;
  readonly clients: number;
  readonly keys: number;
  /** Operation → how often. */
  readonly mix: Readonly<Record<string, number>>;
  /** Different values; null: every one is written once. */
  readonly values: number | null;
  /** Of a thousand, how many are not answered. Their clients go on under another name. */
  readonly unanswered: number;
  readonly linearizable: boolean;
}

const both = (workload: Omit<Workload, 'linearizable'>): Workload[] =>
  [true, false].map((linearizable) => ({
    ...workload,
    name: `${workload.name}, ${linearizable ? 'good' : 'bad'}`,
    linearizable,
  }));

export const WORKLOADS: readonly Workload[] = [
  ...both({
    name: 'appends and gets, 50 clients, 10 keys',
    object: 'kv',
    operations: 2_000,
    clients: 50,
    keys: 10,
    mix: { append: 1, get: 1 },
    values: null,
    unanswered: 0,
  }),
  ...both({
    name: 'compare-and-set, 10 clients, one register',
    object: 'cas-register',
    operations: 20_000,
    clients: 10,
    keys: 1,
    mix: { get: 1, put: 1, cas: 1 },
    values: 5,
    unanswered: 0,
  }),
  ...both({
    name: 'compare-and-set with timeouts, 5 clients',
    object: 'cas-register',
    operations: 300,
    clients: 5,
    keys: 1,
    mix: { get: 1, put: 1, cas: 1 },
    values: 5,
    unanswered: 30,
  }),
  ...both({
    name: 'puts and gets, 20 clients, 100 keys',
    object: 'kv',
    operations: 100_000,
    clients: 20,
    keys: 100,
    mix: { put: 1, get: 1 },
    values: 10,
    unanswered: 0,
  }),
  ...both({
    name: 'puts of new values and gets, 30 clients, one key',
    object: 'kv',
    operations: 20_000,
    clients: 30,
    keys: 1,
    mix: { put: 1, get: 1 },
    values: null,
    unanswered: 0,
  }),
];

export function historyOf(workload: Workload, seed = 1): Operation[] {
  const { operations: count, clients, keys, unanswered } = workload;
  const random = Random.of(seed, workload.name.split(', ')[0], 0);
  const values = new Map<number, Plain>();
  const free = new Array<number>(clients).fill(0);
  const names = free.map((_, i) => i);
  const operations: Operation[] = [];
  const earlier = new Map<number, Plain[]>();
  let now = 0;
  for (let i = 0; i < count; i++) {
    now += 10;
    const client = idle(free, random);
    const invoked = Math.max(free[client], now - random.below(10 * clients));
    // Operations take effect in this order.
    now = Math.max(now, invoked);
    const completed = now + random.below(10 * clients);
    const key = random.below(keys);
    const lost = random.below(1000) < unanswered;
    const before = values.get(key) ?? null;
    const { name, args, result, after } = called(workload, random, before, i);
    const happens = !lost || random.below(2) === 0;
    if (happens && after !== before) {
      values.set(key, after);
      earlier.set(key, [...(earlier.get(key) ?? []).slice(-50), before]);
    }
    const stale = earlier.get(key)?.[0];
    const bad =
      !workload.linearizable &&
      name === 'get' &&
      i > 0.9 * count &&
      stale !== undefined &&
      stale !== result;
    operations.push({
      client: String(names[client]),
      name,
      args: workload.object === 'kv' ? { key: `k${key}`, ...args } : args,
      ending: lost ? 'unknown' : 'ok',
      invoked,
      completed: lost ? null : completed,
      ...(lost || result === undefined ? {} : { result: bad ? stale : result }),
    });
    free[client] = completed + 1;
    if (lost) names[client] += clients;
  }
  return operations;
}

/** Of some clients the one that has waited longest. */
function idle(free: readonly number[], random: Random): number {
  const some = Array.from({ length: 3 }, () => random.below(free.length));
  return some.reduce((a, b) => (free[b] < free[a] ? b : a));
}

function called({ mix, values }: Workload, random: Random, before: Plain, i: number) {
  let drawn = random.below(Object.values(mix).reduce((a, b) => a + b));
  const name = Object.keys(mix).find((each) => (drawn -= mix[each]) < 0)!;
  const value: Plain = values === null ? `v${i} ` : random.below(values);
  switch (name) {
    case 'get':
      return { name, args: {}, result: before, after: before };
    case 'put':
      return { name, args: { value }, result: undefined, after: value };
    case 'append':
      return { name, args: { value }, result: undefined, after: `${before ?? ''}${value}` };
    default: {
      const from = random.below(2) === 0 ? before : random.below(values ?? 1);
      const done = from === before;
      return { name, args: { from, to: value }, result: done, after: done ? value : before };
    }
  }
}

/** As `assay history check` reads it. */
export const linesOf = (operations: readonly Operation[]): string =>
  operations
    .map(({ name, ...operation }) => `${JSON.stringify({ ...operation, operation: name })}\n`)
    .join('');
