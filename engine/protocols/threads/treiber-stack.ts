/**
 * The stack of Treiber (Systems programming: coping with parallelism, IBM RJ 5118, 1986): a list whose top is swapped. Cells are used
 * again, so the top carries a tag; without it a swap may succeed though the stack has changed meanwhile (the ABA problem).
 */
import { count, int, list, value } from '../../node/kit.js';
import {
  array,
  declareThreads,
  implementThreads,
  type Steps,
  type Thread,
} from '../../threads/kit.js';
import { stack } from './services.js';

const NONE = -1;

export const declaration = declareThreads({
  name: 'treiber-stack',
  about: 'A stack that threads push to and pop from without a lock.',
  options: { cells: count(4, 'how many cells all threads have together', { min: 1 }) },
  memory: {
    top: value({ cell: int.startingAt(NONE), tag: int }),
    next: array(int, 'cells'),
    value: array(int, 'cells'),
  },
  serves: stack,
  threads: {
    /** Each has cells of its own, and keeps those that it popped: the oldest is used again first. */
    worker: { does: ['push', 'pop'], local: { used: int, spare: list(int) } },
    popper: { does: ['pop'], local: { spare: list(int) } },
  },
  mutants: {
    'has no tags': 'A swap looks at the cell alone, and does not see that it was away meanwhile.',
    'pops without a swap': 'The top is moved by a plain store.',
  },
});

type Popping = Thread<typeof declaration, 'worker' | 'popper'>;

function* pop(t: Popping): Steps<number | null> {
  return yield* t.loop(0, function* () {
    const top = yield* t.load('top');
    if (top.cell === NONE) return { done: null };
    const cell = yield* t.load('next', top.cell);
    const value = yield* t.load('value', top.cell);
    const after = { cell, tag: top.tag };
    if (t.mutated('pops without a swap')) yield* t.store('top', after);
    else if (!(yield* t.cas('top', top, after))) return { again: 0 };
    t.local.spare.push(top.cell);
    return { done: value };
  });
}

export default implementThreads(declaration, {
  worker: {
    *push(t, { value }) {
      const share = Math.floor(t.options.cells / t.threads.worker.length);
      const fresh = t.id * share + t.local.used;
      const cell = t.local.spare.shift() ?? fresh;
      if (cell === fresh) t.must(t.local.used++ < share, 'there are cells enough');
      yield* t.store('value', cell, value);
      return yield* t.loop(0, function* () {
        const top = yield* t.load('top');
        yield* t.store('next', cell, top.cell);
        const tag = t.mutated('has no tags') ? 0 : top.tag + 1;
        return (yield* t.cas('top', top, { cell, tag })) ? { done: true } : { again: 0 };
      });
    },

    pop,
  },

  popper: { pop },
});
