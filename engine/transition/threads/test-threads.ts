/** Settings for the tests of this folder, and small threads. Used by tests only. */
import { sourceFile } from '../../language/source.js';
import { int, list, service } from '../../node/kit.js';
import type { AnyThreads, Operation } from '../../threads/index.js';
import { array, declareThreads, implementThreads } from '../../threads/kit.js';
import type { MemoryModel, ThreadsSettings } from './settings.js';

/** Of each thread: its operations, `name` or `[name, args]`. */
export type Calls = readonly (readonly (string | readonly [string, Operation['args']])[])[];

export function threadsSettings(
  protocol: unknown,
  counts: Readonly<Record<string, number>>,
  calls: Calls,
  more: Partial<ThreadsSettings> & {
    readonly mutants?: readonly string[];
    readonly options?: object;
  } = {},
): ThreadsSettings {
  const { mutants = [], options = {}, ...rest } = more;
  return {
    name: 'test',
    setup: { protocol: protocol as AnyThreads, counts, mutants, options: { ...options } },
    scripts: calls.map((thread) => ({
      operations: thread.map((call) =>
        typeof call === 'string' ? { op: call, args: {} } : { op: call[0], args: call[1] },
      ),
      forever: false,
    })),
    memory: 'sc' as MemoryModel,
    buffer: 16,
    fields: [],
    observers: [],
    observed: [],
    atoms: [],
    properties: [],
    span: { file: sourceFile('test.yaml', ''), start: 0, end: 0 },
    ...rest,
  };
}

const SIZE = 4;
const EMPTY = -1;
const sketched = service('sketch', {
  push: { args: { value: int }, returns: int },
  take: { args: {}, returns: int },
  steal: { args: {}, returns: int },
});

const declaration = declareThreads({
  name: 'sketched-deque',
  about: 'A deque of Chase and Lev (2005) of fixed size, whose results stand in the state.',
  memory: { top: int, bottom: int, items: array(int, SIZE) },
  serves: sketched,
  threads: {
    owner: { does: ['push', 'take'], local: { got: list(int) } },
    thief: { does: ['steal'], local: { got: list(int) } },
  },
  mutants: {
    'no fence': 'take reads top before others see its bottom.',
    'no race': 'The last is taken without a compare-and-swap.',
  },
});

/** For counts that were measured with another explorer of the same threads. */
export const sketchedDeque = implementThreads(declaration, {
  owner: {
    *push(t, { value }) {
      const b = yield* t.load('bottom');
      yield* t.store('items', b % SIZE, value);
      yield* t.store('bottom', b + 1);
      t.local.got.push(value);
      return value;
    },
    *take(t) {
      const done = (value: number): number => {
        t.local.got.push(value);
        return value;
      };
      const b = (yield* t.load('bottom')) - 1;
      yield* t.store('bottom', b);
      if (!t.mutated('no fence')) yield* t.fence();
      const top = yield* t.load('top');
      if (top > b) {
        yield* t.store('bottom', b + 1);
        return done(EMPTY);
      }
      const value = yield* t.load('items', b % SIZE);
      if (top < b) return done(value);
      const won = t.mutated('no race') || (yield* t.cas('top', top, top + 1));
      yield* t.store('bottom', b + 1);
      return done(won ? value : EMPTY);
    },
  },
  thief: {
    *steal(t) {
      const value = yield* t.loop(0, function* () {
        const top = yield* t.load('top');
        yield* t.fence();
        const b = yield* t.load('bottom');
        if (top >= b) return { done: EMPTY };
        const item = yield* t.load('items', top % SIZE);
        return (yield* t.cas('top', top, top + 1)) ? { done: item } : { again: 0 };
      });
      t.local.got.push(value);
      return value;
    },
  },
});
