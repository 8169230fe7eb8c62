/** Histories from the literature, with the verdicts given there; and changes to a history whose effect is known. */
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../engine/history/history.js';
import { objectNamed } from '../../engine/objects/index.js';
import { Random } from '../../engine/random.js';
import { campaign } from '../../test/campaign.js';
import { Decision, isLinearizable } from './decide.js';
import { execute } from './linearization.js';
import { linearizableHistory } from './random-histories.js';

type Row = readonly [
  client: string,
  call: string,
  answer: unknown,
  invoked: number,
  completed: number | null,
];

/** `put 1`, `get`: an operation and its value. */
const historyOf = (rows: readonly Row[]): Operation[] =>
  rows.map(([client, call, answer, invoked, completed]) => {
    const [name, value] = call.split(' ');
    return {
      client,
      name,
      args: value === undefined ? {} : { value },
      ending: completed === null ? 'unknown' : 'ok',
      invoked,
      completed,
      ...(answer === undefined ? {} : { result: answer as string }),
    };
  });

describe('Herlihy & Wing 1990, figure 1: a queue', () => {
  const queue = objectNamed('queue');
  it.each<[string, boolean, Row[]]>([
    [
      'H1',
      true,
      [
        ['A', 'enqueue x', undefined, 0, 3],
        ['B', 'enqueue y', undefined, 1, 2],
        ['B', 'dequeue', 'x', 4, 5],
        ['A', 'dequeue', 'y', 6, 7],
        ['A', 'enqueue z', undefined, 8, null],
      ],
    ],
    [
      'H2',
      false,
      [
        ['A', 'enqueue x', undefined, 0, 1],
        ['B', 'enqueue y', undefined, 2, 4],
        ['A', 'dequeue', 'y', 3, 5],
      ],
    ],
    [
      'H3',
      true,
      [
        ['A', 'enqueue x', undefined, 0, null],
        ['B', 'dequeue', 'x', 1, 2],
      ],
    ],
    [
      'H4',
      false,
      [
        ['A', 'enqueue x', undefined, 0, 2],
        ['B', 'enqueue y', undefined, 1, 3],
        ['A', 'dequeue', 'y', 4, 6],
        ['C', 'dequeue', 'y', 5, 7],
      ],
    ],
  ])('%s', (_, linearizable, rows) => {
    expect(isLinearizable(queue, historyOf(rows))).toBe(linearizable);
  });
});

describe('the examples of Porcupine: a register that is 0 in the beginning', () => {
  const register = objectNamed('register', '0');
  it.each<[boolean, Row[]]>([
    [
      true,
      [
        ['0', 'put 100', undefined, 0, 100],
        ['1', 'get', '100', 25, 75],
        ['2', 'get', '0', 30, 60],
      ],
    ],
    [
      false,
      [
        ['0', 'put 200', undefined, 0, 100],
        ['1', 'get', '200', 10, 30],
        ['2', 'get', '0', 40, 90],
      ],
    ],
  ])('%s', (linearizable, rows) => {
    expect(isLinearizable(register, historyOf(rows))).toBe(linearizable);
  });
});

it('lets an operation without an answer take effect late, or never', () => {
  const object = objectNamed('cas-register', 0);
  const cas = { client: 'a', name: 'cas', ending: 'unknown' as const, invoked: 0, completed: 1 };
  const get = { name: 'get', args: {}, ending: 'ok' as const };
  const seen = (result: number, invoked: number): Operation => ({
    ...get,
    client: 'b',
    result,
    invoked,
    completed: invoked + 1,
  });
  const gets = [seen(0, 10), seen(1, 20)];
  expect(isLinearizable(object, [{ ...cas, args: { from: 0, to: 1 } }, ...gets])).toBe(true);
  // Not twice, not undone, and not where the value is another.
  expect(isLinearizable(object, [{ ...cas, args: { from: 0, to: 1 } }, ...gets, seen(0, 30)])).toBe(
    false,
  );
  expect(isLinearizable(object, [{ ...cas, args: { from: 5, to: 1 } }, seen(0, 10)])).toBe(true);
  expect(isLinearizable(object, [{ ...cas, args: { from: 5, to: 1 } }, ...gets])).toBe(false);
  expect(
    isLinearizable(object, [{ ...cas, ending: 'refused', args: { from: 0, to: 1 } }, ...gets]),
  ).toBe(false);
});

describe.each(['register', 'cas-register', 'kv', 'counter', 'set', 'log'])('%s', (name) => {
  const object = objectNamed(name);
  const reading = Object.keys(object.operations).find((o) => o === 'get' || o === 'read')!;

  it('stays linearizable with more reads of what was there, and with longer operations', () => {
    const { seed, runs } = campaign(`metamorphic: ${name}`, { sample: 60, deep: 5_000 });
    const shape = { operations: 25, clients: 4, values: 3, unknown: 5, refused: 5 };
    for (let run = 0; run < runs; run++) {
      const random = Random.of(seed, name, run);
      const history = linearizableHistory(object, shape, random);
      const decision = new Decision(object, history);
      while (!decision.done) decision.advance();
      const reads = decision.parts.flatMap(({ name: part, instance, answer }) => {
        if (!answer?.linearizable) throw new Error(`${seed} ${run}`);
        const effects = execute(instance, answer.order, instance.answered.length);
        const { at, states } = effects[random.below(effects.length)];
        const args = part === '' ? {} : { key: part };
        const read = { client: 'reader', name: reading, args, ending: 'ok' as const };
        return [{ ...read, result: states[0], invoked: at, completed: at } satisfies Operation];
      });
      expect(isLinearizable(object, [...history, ...reads]), `reads ${seed} ${run}`).toBe(true);
      const longer = history.map((operation) => ({
        ...operation,
        invoked: operation.invoked - random.below(4),
        completed: operation.completed === null ? null : operation.completed + random.below(4),
      }));
      expect(isLinearizable(object, longer), `longer ${seed} ${run}`).toBe(true);
    }
  });
});
