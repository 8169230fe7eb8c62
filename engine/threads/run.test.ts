// biome-ignore-all lint/correctness/useYield: operations that are wrong in this way, too, are tried
/** Operations that are wrong, and what is said of them; replay, loops and local state; types. */
import { describe, expect, it } from 'vitest';
import { bool, id, int, list, optional, service, text, value } from '../node/kit.js';
import { bounded } from '../node/watchdog.js';
import { programOf, ThreadRunner } from './index.js';
import { array, declareThreads, implementThreads, type Thread } from './kit.js';
import type { Past } from './past.js';
import type { AnyThreads } from './thread.js';

const works = service('works', { work: { args: { by: int }, returns: int } });
const declaration = declareThreads({
  name: 'works',
  about: 'One operation.',
  memory: { top: int, items: array(int, 3), flag: bool, pair: value({ a: int, b: bool }) },
  serves: works,
  threads: { worker: { does: ['work'], local: { seen: list(int) } } },
  events: { saw: { value: int } },
  mutants: { wrong: 'On purpose.' },
});
type T = Thread<typeof declaration, 'worker'>;
type Work = Parameters<typeof implementThreads<typeof declaration>>[1]['worker']['work'];

const at = (work: unknown, past: Past = []) => {
  const protocol = implementThreads(declaration, { worker: { work: work as Work } });
  const program = programOf({ protocol: protocol as unknown as AnyThreads });
  const runner = new ThreadRunner(program, 0);
  return runner.reach({ op: 'work', args: { by: 2 } }, { seen: [] }, past);
};
const read = (access: string, result: unknown) => ({ is: 'read', access, result }) as const;

let counter = 0;

/** Without `yield*`, of the wrong form, of the world: each with what is said. */
const wrong: readonly (readonly [string, unknown, Past, string])[] = [
  [
    'a word that is not declared',
    function* (t: T) {
      return yield* t.load('topp' as 'top');
    },
    [],
    "load: no word 'topp' is declared in memory; did you mean `top`?",
  ],
  [
    'an index outside',
    function* (t: T) {
      return yield* t.load('items', 3);
    },
    [],
    'load: items[3] is outside; items has 0 to 2',
  ],
  [
    'no index',
    function* (t: T) {
      return yield* (t.load as unknown as (w: string) => ReturnType<T['fence']>)('items');
    },
    [],
    "load: items is an array, write ('items', index)",
  ],
  [
    'a value of another shape',
    function* (t: T) {
      yield* t.store('flag', 1 as unknown as boolean);
      return 0;
    },
    [],
    'store: flag should be true or false but is 1',
  ],
  [
    'a number of more than 32 bits',
    function* (t: T) {
      yield* t.store('top', 2 ** 31);
      return 0;
    },
    [],
    'store: top should be a number of 32 bits but is 2147483648',
  ],
  [
    'an undeclared event',
    function* (t: T) {
      t.emit('sow' as 'saw', { value: 1 });
      return 0;
    },
    [],
    "emit: no event 'sow' is declared",
  ],
  [
    'an undeclared mutant',
    function* (t: T) {
      return t.mutated('rong' as never) ? 1 : 0;
    },
    [],
    "mutated: no mutant 'rong' is declared",
  ],
  [
    'the clock',
    function* () {
      return Date.now();
    },
    [],
    'Date.now is not for threads, which see shared words and nothing else',
  ],
  [
    'chance',
    function* () {
      return Math.random();
    },
    [],
    'for luck use t.pick(list)',
  ],
  [
    'what throws',
    function* () {
      throw new Error('thrown');
    },
    [],
    'thrown',
  ],
  [
    'yield without the star',
    function* (t: T) {
      yield t.load('top');
      return 0;
    },
    [],
    'yields an access itself: write `yield*`, with the star',
  ],
  [
    'a yield of something else',
    function* () {
      yield 7;
      return 0;
    },
    [],
    'yields 7, which is no access of shared words',
  ],
  [
    'an access that is not taken',
    function* (t: T) {
      t.store('top', 1);
      yield* t.fence();
      return 0;
    },
    [],
    'an access was made and not taken: write `yield*` before it',
  ],
  [
    'a loop without access',
    function* (t: T) {
      return yield* t.loop(0, function* (n) {
        return { again: n };
      });
    },
    [],
    'went 10000 rounds of a loop without any access',
  ],
  [
    'a round of another form',
    function* (t: T) {
      return yield* t.loop(0, function* () {
        return 3 as unknown as { done: number };
      });
    },
    [],
    'a round returns `{ again: … }` or `{ done: … }`',
  ],
  [
    'what cannot be carried',
    function* (t: T) {
      return yield* t.loop(new Map() as unknown as number, function* (n) {
        return { done: n };
      });
    },
    [],
    'what is carried should be plain',
  ],
  [
    'another access after the same past',
    function* (t: T) {
      if (counter++ % 2 === 0) yield* t.load('top');
      else yield* t.load('flag');
      return 0;
    },
    [read('load 4', 0), read('load 4', 0)],
    'with the same results asked for load 4 before, and for load 0 now',
  ],
];

describe('an operation that is wrong is told by thread, operation and line', () => {
  it.each(wrong)('%s', (_, work, past, message) => {
    counter = 0;
    expect(() => at(work, past)).toThrow(message);
    expect(() => at(work, past)).toThrow(/^worker, work/);
  });

  it.each(
    wrong
      .filter(([name]) => /declared|outside|yield|taken|thr/.test(name))
      .map(([name, work]) => [name, work] as const),
  )('%s: with its line', (name, work) => {
    if (name === 'a yield of something else') return;
    expect(() => at(work)).toThrow(/\(.*run\.test\.ts:\d+:\d+\)/);
  });

  it('an endless loop is ended', () => {
    const endless = function* (t: T) {
      yield* t.load('top');
      for (;;);
    };
    const run = () => bounded(() => at(endless, [read('load 0', 0)]), 50);
    expect(run).toThrow('worker, work: did not return within 0.05 s');
  });
});

describe('a thread is its past', () => {
  const work = function* (t: T, { by }: { readonly by: number }) {
    const first = yield* t.load('top');
    t.local.seen.push(first);
    t.emit('saw', { value: first });
    const found = yield* t.loop(by, function* (left) {
      const item = yield* t.load('items', left);
      t.local.seen.push(item);
      t.emit('saw', { value: item });
      return item > 0 || left === 0 ? { done: item } : { again: left - 1 };
    });
    yield* t.store('top', found);
    return first;
  };
  const values = ({ emitted }: ReturnType<typeof at>) =>
    emitted.map(({ fields }) => fields['value']);

  it('goes on where it was, and says only what is new', () => {
    const begun = at(work);
    expect(begun).toMatchObject({
      past: [],
      next: { is: 'access', access: { do: 'load', cell: 0 } },
    });
    const inside = at(work, [read('load 0', 5)]);
    expect(inside.local).toEqual({ seen: [5] });
    expect(values(inside)).toEqual([5]);
    expect(inside.past.map(({ is }) => is)).toEqual(['read', 'loop']);
    const again = at(work, [...inside.past, read('load 3', 0)]);
    expect(again.past.map(({ is }) => is)).toEqual(['read', 'loop']);
    expect(again.past[1]).toMatchObject({ carry: 1 });
    expect([again.local, values(again)]).toEqual([{ seen: [5, 0] }, [0]]);
    const left = at(work, [...again.past, read('load 2', 9)]);
    expect(left.past.map(({ is }) => is)).toEqual(['read', 'left']);
    expect([left.local, values(left)]).toEqual([{ seen: [5, 0, 9] }, [9]]);
    expect(left.next).toMatchObject({ access: { do: 'store', value: 9 } });
    const done = at(work, [...left.past, read('store 0 9', undefined)]);
    expect([done.next, values(done)]).toEqual([{ is: 'returned', value: 5 }, []]);
  });

  describe('what a loop forgets may not be kept around it', () => {
    const told = /^worker, work.*: with the same results asked for .*; a round of a loop leaves/;
    it.each<[string, Work]>([
      [
        'a counter that a later round looks at',
        function* (t) {
          let tries = 0;
          return yield* t.loop(0, function* () {
            tries++;
            if (tries === 3) return { done: 3 };
            return (yield* t.load('top')) > 0 ? { done: 0 } : { again: 0 };
          });
        },
      ],
      [
        'a result that is stored after the loop',
        function* (t) {
          let last = 0;
          yield* t.loop(0, function* () {
            last = 1 + (yield* t.load('top'));
            return { done: 0 };
          });
          yield* t.store('flag', true);
          yield* t.store('top', last);
          return 0;
        },
      ],
      [
        'local state that comes from outside of the round',
        function* (t) {
          let tries = 0;
          yield* t.loop(0, function* () {
            t.local.seen = [tries++];
            return (yield* t.load('top')) > 0 ? { done: 0 } : { again: 0 };
          });
          return 0;
        },
      ],
    ])('%s', (_, work) => {
      const { past } = at(work);
      expect(() => at(work, [...past, read('load 0', 0)])).toThrow(told);
    });

    it('local state is what it was, though a round is tried again', () => {
      const work: Work = function* (t) {
        yield* t.loop(0, function* () {
          t.local.seen.push(yield* t.load('top'));
          return { again: 0 };
        });
        return 0;
      };
      const { past } = at(work);
      expect(at(work, [...past, read('load 0', 4)]).local).toEqual({ seen: [4] });
    });

    it('but may be used where it is made again', () => {
      const work: Work = function* (t, { by }) {
        const twice = 2 * by;
        let last = 0;
        const found = yield* t.loop(twice, function* (left) {
          last = yield* t.load('top');
          return last > 0 ? { done: last } : { again: left - 1 };
        });
        last = found;
        yield* t.store('top', last + twice);
        return last;
      };
      const { past } = at(work);
      expect(at(work, [...past, read('load 0', 0)]).past).toMatchObject([{ carry: 3 }]);
      const { next } = at(work, [...past, read('load 0', 7)]);
      expect(next).toMatchObject({ access: { do: 'store', value: 11 } });
    });
  });

  it('a failed must is an outcome, with its place', () => {
    const failing = function* (t: T) {
      t.must((yield* t.load('top')) === 1, 'it is one');
      return 0;
    };
    const { next } = at(failing, [read('load 0', 2)]);
    expect(next).toMatchObject({ is: 'failed', why: 'it is one' });
    expect(next.is === 'failed' && next.place?.file).toContain('run.test.ts');
  });
});

describe('a declaration that is wrong', () => {
  const whole = { ...declaration };
  it.each([
    [{ memory: { name: text } }, 'works.memory.name: a shared word is an int, bool, oneOf or id'],
    [{ memory: { pair: value({ a: int, b: int, c: bool }) } }, '64 bits together at most'],
    [{ memory: { who: optional(id('wroker')) } }, ''],
    [{ memory: { who: id('wroker') } }, "there is no thread 'wroker'; did you mean `worker`?"],
    [{ memory: { items: array(int, 'room') } }, "there is no option 'room'"],
    [{ memory: { finished: int } }, 'properties know something else by this name'],
    [{ threads: { worker: { does: ['werk'] } } }, "there is no operation 'werk'"],
    [
      { threads: { worker: { does: ['work'], local: { up: bool } } } },
      "every thread already has 'up'",
    ],
    [{ mutants: { wrong: '' } }, 'a sentence that says how it is then wrong is missing'],
  ])('%o', (change, message) => {
    const made = () => declareThreads({ ...whole, ...change } as typeof whole);
    if (message === '') expect(made).not.toThrow();
    else expect(made).toThrow(message);
  });

  it('code that is no generator, or is missing', () => {
    const made = (code: unknown) => () => implementThreads(declaration, code as never);
    expect(made({ worker: {} })).toThrow(
      "code of worker: there is no code for the operation 'work'",
    );
    expect(made({ worker: { work: async () => 0 } })).toThrow('write `*work(t) { … }`');
    expect(made({ worker: { work: function* () {}, rest: function* () {} } })).toThrow(
      "operation 'rest'",
    );
  });
});

describe('types', () => {
  it('refuse what is not declared', () => {
    implementThreads(declaration, {
      worker: {
        *work(t, { by }) {
          // @ts-expect-error no such word
          const none = () => t.load('nothing');
          // @ts-expect-error an array wants an index
          const all = () => t.load('items');
          // @ts-expect-error a word of another shape
          const other = () => t.store('flag', by);
          // @ts-expect-error only numbers are added to
          const added = () => t.add('flag', 1);
          // @ts-expect-error no such mutant
          const mutant = () => t.mutated('right');
          // @ts-expect-error nobody else's memory
          const mine = () => t.local.other;
          const pair = yield* t.load('pair');
          // @ts-expect-error what is shared is not changed in place
          const changed = () => (pair.a = 1);
          expect([none, all, other, added, mutant, mine, changed]).toHaveLength(7);
          return pair.b ? pair.a : yield* t.load('items', by);
        },
      },
    });
    const flag = function* (t: T) {
      return yield* t.load('flag');
    };
    // @ts-expect-error the service says that a number is returned
    implementThreads(declaration, { worker: { work: flag } });
    // @ts-expect-error an operation is missing
    expect(() => implementThreads(declaration, { worker: {} })).toThrow();
  });
});
