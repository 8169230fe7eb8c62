/** Sequential objects by themselves: what operations do, and what the hints to searches promise. */
import { describe, expect, it } from 'vitest';
import { campaign } from '../../test/campaign.js';
import type { Args } from '../history/history.js';
import type { Plain } from '../plain.js';
import { Random } from '../random.js';
import { OBJECT_NAMES, objectNamed } from './index.js';
import { canonicalText, type SequentialObject, statesAfter } from './object.js';

/** States after operations, each `name` or `[name, args]`, with the answers on the way. */
function answers(
  object: SequentialObject,
  ...calls: readonly (readonly [string, Args])[]
): Plain[] {
  let state = object.initial;
  return calls.map(([name, args]) => {
    const [outcome] = object.step(state, name, args, undefined);
    state = outcome.state;
    return outcome.result ?? null;
  });
}

it('does what each object does', () => {
  const value = 'a';
  expect(
    answers(
      objectNamed('queue'),
      ['enqueue', { value }],
      ['enqueue', { value: 'b' }],
      ['dequeue', {}],
      ['dequeue', {}],
      ['dequeue', {}],
    ),
  ).toEqual([null, null, 'a', 'b', null]);
  expect(
    answers(
      objectNamed('set'),
      ['add', { value }],
      ['add', { value }],
      ['read', {}],
      ['remove', { value }],
      ['contains', { value }],
    ),
  ).toEqual([true, false, ['a'], true, false]);
  expect(
    answers(objectNamed('counter'), ['increment', {}], ['increment', { by: 4 }], ['read', {}]),
  ).toEqual([1, 5, 5]);
  expect(
    answers(
      objectNamed('log'),
      ['append', { value }],
      ['append', { value }],
      ['read', { at: 1 }],
      ['read', { at: 2 }],
      ['read', {}],
    ),
  ).toEqual([0, 1, 'a', null, ['a', 'a']]);
  const key = { key: 'x' };
  expect(
    answers(
      objectNamed('kv', 'none'),
      ['get', key],
      ['put', { ...key, value }],
      ['cas', { ...key, from: 'a', to: 'b' }],
      ['append', { ...key, value: 'c' }],
      ['get', key],
      ['delete', key],
      ['get', key],
    ),
  ).toEqual(['none', null, true, null, 'bc', null, 'none']);
  expect(
    answers(
      objectNamed('table'),
      ['put', { ...key, value }],
      ['put', { key: 'y', value }],
      ['delete', { key: 'y' }],
      ['get', key],
      ['clear', {}],
      ['get', key],
    ),
  ).toEqual([null, null, null, 'a', null, null]);
});

it('hands out growing tokens, and refuses old ones', () => {
  const lock = objectNamed('lock');
  const [held] = statesAfter(lock, lock.initial, 'acquire', {}, 7);
  expect(statesAfter(lock, held, 'acquire', {}, null)).toHaveLength(1);
  expect(statesAfter(lock, held, 'acquire', {}, 9)).toEqual([]);
  const lease = objectNamed('lease');
  const [again] = statesAfter(lease, held, 'acquire', {}, 9);
  expect(statesAfter(lease, held, 'acquire', {}, 7)).toEqual([]);
  const [used] = statesAfter(lease, again, 'use', { token: 9 }, true);
  expect(statesAfter(lease, used, 'use', { token: 7 }, true)).toEqual([]);
  expect(statesAfter(lease, again, 'use', { token: 7 }, true)).toHaveLength(1);
});

it('keeps keys apart whatever they are', () => {
  const kv = objectNamed('kv');
  const keys: Plain[] = [
    '1',
    1,
    'true',
    true,
    '[1]',
    [1],
    '"a"',
    'a',
    '',
    ' ',
    '{}',
    {},
    null,
    'null',
    '-1',
    -1,
  ];
  const names = keys.map((key) => kv.parts!.of('get', { key }));
  expect(new Set(names).size).toBe(keys.length);
});

it('knows objects by name', () => {
  expect(() => objectNamed('regster')).toThrow(
    expect.objectContaining({ hint: 'did you mean `register`?' }),
  );
  expect(() => objectNamed('constructor')).toThrow('there is no object `constructor`');
  expect(() => objectNamed('queue', 1)).toThrow('queue has no initial value to be chosen');
});

/** Numbers, and what comes of appending one to another. */
const FROM: readonly Plain[] = [0, 1, 2, '00', '01', '12'];

describe.each(OBJECT_NAMES)('what %s says of its operations', (name) => {
  const whole = objectNamed(name);
  const object = whole.parts?.object ?? whole;
  const call = (random: Random): readonly [string, Args] => {
    const names = Object.keys(object.operations);
    const operation = names[random.below(names.length)];
    const args = object.operations[operation].map((form): [string, Plain] => [
      form.replace('?', ''),
      form === 'from' ? FROM[random.below(FROM.length)] : random.below(3),
    ]);
    return [operation, Object.fromEntries(args)];
  };

  it('is true of random runs', () => {
    const { seed, runs } = campaign(`hints of ${name}`, { sample: 300, deep: 20_000 });
    for (let run = 0; run < runs; run++) {
      const random = Random.of(seed, name, run);
      let state = object.initial;
      /** States since the last step that did not only grow. */
      let growing: Plain[] = [state];
      for (let i = 0; i < 8; i++) {
        const [operation, args] = call(random);
        const outcomes = object.step(state, operation, args, undefined);
        const { result, state: next } = outcomes[random.below(outcomes.length)];
        const same = canonicalText(next) === canonicalText(state);
        const where = `${seed} ${run} ${operation} ${JSON.stringify([args, state, result])}`;
        const entry = object.entry?.(operation, args) ?? null;
        const only = (of: Plain): Plain => (entry === null ? of : entryOnly(of, entry));
        const reads = object.reads?.(operation, result) ?? false;
        if (reads) expect(same, `reads ${where}`).toBe(true);
        if (reads || object.needs?.(operation, result)) {
          for (const earlier of growing)
            expect(
              object.reaches?.(earlier, operation, args, result) ?? true,
              `reaches ${where}`,
            ).toBe(true);
        }
        if (!same && !object.grows?.(operation) && !object.overwrites?.(operation))
          for (const earlier of growing)
            expect(
              object.reaches?.(earlier, operation, args, undefined) ?? true,
              `reaches a change ${where}`,
            ).toBe(true);
        if (object.overwrites !== undefined && object.grows?.(operation))
          expect(result, `result ${where}`).toBeUndefined();
        if (object.overwrites?.(operation)) {
          const elsewhere = object.step(object.initial, operation, args, undefined);
          expect(only(next), `overwrites ${where}`).toEqual(only(elsewhere[0].state));
        }
        const left = object.leaves?.(operation, args);
        if (left !== undefined && !same) expect(only(next), `leaves ${where}`).toEqual(only(left));
        if (entry !== null) {
          expect(without(next, entry), `entry ${where}`).toEqual(without(state, entry));
          expect(object.step(only(state), operation, args, undefined), `entry ${where}`).toEqual(
            outcomes.map((outcome) => ({ ...outcome, state: only(outcome.state) })),
          );
        }
        if (!same && !(object.grows?.(operation) ?? false)) growing = [];
        const access = object.access?.(operation, args, result) ?? null;
        if (access?.kind === 'write') expect(next, where).toEqual(access.value);
        if (access?.kind === 'read') expect(state, where).toEqual(access.value);
        state = next;
        growing.push(state);
      }
    }
  });
});

type Entries = Readonly<Record<string, Plain>>;
const entriesOf = (state: Plain, keep: (name: string) => boolean): Plain =>
  Object.fromEntries(Object.entries(state as Entries).filter(([name]) => keep(name)));
const entryOnly = (state: Plain, entry: string): Plain =>
  entriesOf(state, (name) => name === entry);
const without = (state: Plain, entry: string): Plain => entriesOf(state, (name) => name !== entry);
