/**
 * What a search foresees, against the brute-force oracle where it foresees most: operations on few entries, many of them without
 * an answer, and texts that grow into what a `cas` waits for.
 */
import { expect, it } from 'vitest';
import type { Args, Operation } from '../../engine/history/history.js';
import { objectNamed } from '../../engine/objects/index.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';
import { Random } from '../../engine/random.js';
import { campaign } from '../../test/campaign.js';
import { isLinearizable } from './decide.js';
import { bruteForce } from './test-brute-force.js';

it.each(['register', 'cas-register', 'kv', 'table'])('of %s loses no linearization', (name) => {
  const { seed, runs } = campaign(`foresight: ${name}`, { sample: 3000, deep: 200_000 });
  let violated = 0;
  for (let run = 0; run < runs; run++) {
    const random = Random.of(seed, name, run);
    const object = objectNamed(name, INITIAL[random.below(INITIAL.length)]);
    const history = mostlyOpen(object, random);
    const truth = bruteForce(object, history);
    if (!truth) violated++;
    expect(isLinearizable(object, history), `${seed} ${run} ${JSON.stringify(history)}`).toBe(
      truth,
    );
  }
  expect(violated).toBeGreaterThan(runs / 100);
  expect(violated).toBeLessThan(runs / 2);
});

it.each(['kv', 'table'])(
  'of %s knows that what is appended may make a `cas` take effect',
  (name) => {
    const open = { ending: 'unknown' as const, invoked: 0, completed: null };
    const key = 'x';
    const history = (read: Plain): Operation[] => [
      { ...open, client: 'a', name: 'put', args: { key, value: 'a' } },
      { ...open, client: 'b', name: 'append', args: { key, value: 'b' } },
      { ...open, client: 'c', name: 'cas', args: { key, from: 'ab', to: 'c' } },
      {
        client: 'd',
        name: 'get',
        args: { key },
        result: read,
        ending: 'ok',
        invoked: 0,
        completed: 1,
      },
    ];
    expect(isLinearizable(objectNamed(name), history('c'))).toBe(true);
    expect(isLinearizable(objectNamed(name), history('d'))).toBe(false);
  },
);

it('of a table knows that a `put` of one key hides a `clear` from this key only', () => {
  const done = (
    name: string,
    key: string,
    at: number,
    told: object,
    value?: string,
  ): Operation => ({
    ...{
      client: 'a',
      name,
      args: { key, ...(value === undefined ? {} : { value }) },
      ending: 'ok',
    },
    ...{ invoked: at, completed: at + 1, ...told },
  });
  const history = (read: Plain): Operation[] => [
    done('put', 'x', 0, {}, 'a'),
    { client: 'b', name: 'clear', args: {}, ending: 'unknown', invoked: 2, completed: null },
    done('put', 'y', 2, {}, 'b'),
    done('get', 'x', 4, { result: read }),
    done('get', 'y', 6, { result: 'b' }),
  ];
  expect(isLinearizable(objectNamed('table'), history(null))).toBe(true);
  expect(isLinearizable(objectNamed('table'), history('a'))).toBe(true);
  expect(isLinearizable(objectNamed('table'), history('b'))).toBe(false);
});

/** Nothing, a text, a list: each grows in its own way. */
const INITIAL: readonly Plain[] = [null, 'a', []];
/** Each may become another by an append. */
const TEXTS = ['a', 'b', 'c', 'ab', 'aa'];

/** Operations one after the other, and their times around that; a `cas` mostly waits for what is there, and some answers are wrong. */
function mostlyOpen(object: SequentialObject, random: Random): Operation[] {
  const names = Object.keys(object.operations);
  const keys = 1 + random.below(2);
  let state = object.initial;
  return Array.from({ length: 4 + random.below(5) }, (_, i): Operation => {
    const name = names[random.below(names.length)];
    const text = () => TEXTS[random.below(TEXTS.length)];
    const args: Record<string, Plain> = {};
    for (const form of object.operations[name])
      args[form] = form === 'key' ? `k${random.below(keys)}` : text();
    if (name === 'cas' && random.below(3) > 0) args['from'] = valueIn(object, state, args);
    // A `get` that nobody heard of tells nothing.
    const open = name !== 'get' && random.below(5) > 1;
    const takesEffect = !open || random.below(4) > 0;
    const [outcome] = object.step(state, name, args, undefined);
    if (takesEffect) state = outcome.state;
    const result = random.below(25) === 0 ? text() : outcome.result;
    const told = open || result === undefined || random.below(12) === 0 ? {} : { result };
    const invoked = i - random.below(4);
    const times = { invoked, completed: open ? null : i + random.below(4) };
    return { client: `c${i}`, name, args, ending: open ? 'unknown' : 'ok', ...times, ...told };
  });
}

const valueIn = (object: SequentialObject, state: Plain, args: Args): Plain =>
  object.step(state, 'get', args, undefined)[0].result ?? null;
