/** What is drawn of a history: moments that can be, near what no order allows. */
import { expect, it } from 'vitest';
import type { Operation } from '../../engine/history/history.js';
import { OBJECT_NAMES, objectNamed } from '../../engine/objects/index.js';
import { statesAfter } from '../../engine/objects/object.js';
import { Random } from '../../engine/random.js';
import { checkHistory } from './check.js';
import { linearizableHistory } from './random-histories.js';
import { operationsView } from './view.js';
import { operationText } from './words.js';

const SHAPE = { operations: 7, clients: 3, values: 2, unknown: 10, refused: 10 };

it('every moment is within its operation, and the moments in their order are a run of the object', async () => {
  let drawn = 0;
  for (const name of OBJECT_NAMES) {
    for (let seed = 1; seed <= 20; seed++) {
      const object = objectNamed(name);
      const operations = linearizableHistory(object, SHAPE, Random.of(seed, 'view', 0));
      const view = operationsView(
        operations,
        object,
        await checkHistory({ operations }, object),
        null,
      );
      expect(view.left).toBe(0);
      const sorted = [...operations].sort((a, b) => a.invoked - b.invoked);
      const moments = view.operations.flatMap(({ at, ...shown }, i): [number, Operation][] => {
        expect(shown.text).toBe(operationText(sorted[i]));
        if (at === null) {
          expect(shown.ending).not.toBe('ok');
          return [];
        }
        expect(at).toBeGreaterThanOrEqual(shown.invoked);
        if (shown.ending === 'ok') expect(at).toBeLessThanOrEqual(shown.completed ?? -1);
        return [[at, sorted[i]]];
      });
      moments.sort(([a], [b]) => a - b);
      // Moments that are the same are told apart by nothing: another order of theirs may be the one.
      if (new Set(moments.map(([at]) => at)).size < moments.length) continue;
      drawn++;
      let states = [object.initial];
      for (const [, { name: call, args, result, ending }] of moments)
        states = states.flatMap((state) =>
          statesAfter(object, state, call, args, ending === 'ok' ? result : undefined),
        );
      expect(states.length).toBeGreaterThan(0);
    }
  }
  expect(drawn).toBeGreaterThan(OBJECT_NAMES.length);
});

const put = (
  client: string,
  key: string,
  value: number,
  invoked: number,
  completed: number,
): Operation => ({
  client,
  name: 'put',
  args: { key, value },
  ending: 'ok',
  invoked,
  completed,
});

const get = (
  client: string,
  key: string,
  result: number | null,
  invoked: number,
  completed: number,
): Operation => ({
  client,
  name: 'get',
  args: { key },
  result,
  ending: 'ok',
  invoked,
  completed,
});

it('with an answer that no order allows, its part is drawn, and the order of what was before it', async () => {
  const kv = objectNamed('kv');
  const operations = [
    put('a', 'x', 1, 0, 100),
    get('b', 'x', 1, 10, 30),
    get('c', 'x', null, 40, 90),
    put('d', 'y', 2, 0, 5),
  ];
  const view = operationsView(operations, kv, await checkHistory({ operations }, kv), 1e-3);
  expect(view.left).toBe(1);
  expect(
    view.operations.map(({ client, at, forbidden }) => [client, at !== null, forbidden]),
  ).toEqual([
    ['a', true, false],
    ['b', true, false],
    ['c', false, true],
  ]);
});

it('of a long history what is near that answer is drawn', async () => {
  const kv = objectNamed('kv');
  const operations = Array.from({ length: 300 }, (_, i) => put('a', 'x', i, 10 * i, 10 * i + 5));
  operations[200] = get('a', 'x', -1, 2000, 2005);
  const view = operationsView(operations, kv, await checkHistory({ operations }, kv), null);
  expect([view.operations.length, view.left]).toEqual([60, 240]);
  expect(view.operations.findIndex(({ forbidden }) => forbidden)).toBe(42);
});
