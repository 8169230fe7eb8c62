/**
 * The queue of Michael and Scott (Simple, fast, and practical non-blocking and blocking concurrent queue algorithms, PODC 1996): a list
 * with a dummy at its head, whose tail may lag behind by one; whoever sees that moves it on. Cells are not used again here.
 */
import { count, int } from '../../node/kit.js';
import { array, declareThreads, implementThreads } from '../../threads/kit.js';
import { queue } from './services.js';

const NONE = -1;

export const declaration = declareThreads({
  name: 'michael-scott-queue',
  about: 'A queue to whose ends threads get without a lock.',
  options: {
    cells: count(9, 'how many cells there are: one, and the rest shared out', { min: 2 }),
  },
  memory: {
    head: int,
    tail: int,
    next: array(int, 'cells', () => NONE),
    value: array(int, 'cells'),
  },
  serves: queue,
  threads: { worker: { does: ['enqueue', 'dequeue'], local: { used: int } } },
  mutants: {
    'links it before it is filled': 'A cell can be reached before its value is in it.',
    'dequeues without a swap': 'The head is moved by a plain store.',
    'helps nobody':
      'Who puts something in leaves the tail behind, and waits for others to move it.',
    'takes from the dummy':
      'The value is read from the cell that is at the head, not from the one behind it.',
  },
});

export default implementThreads(declaration, {
  worker: {
    *enqueue(t, { value }) {
      const share = Math.floor((t.options.cells - 1) / (t.peers.length + 1));
      const cell = 1 + t.id * share + t.local.used++;
      t.must(t.local.used <= share, 'there are cells enough');
      const late = t.mutated('links it before it is filled');
      if (!late) yield* t.store('value', cell, value);
      const tail = yield* t.loop(0, function* () {
        const tail = yield* t.load('tail');
        const next = yield* t.load('next', tail);
        if (next === NONE && (yield* t.cas('next', tail, NONE, cell))) return { done: tail };
        if (next !== NONE && !t.mutated('helps nobody')) yield* t.cas('tail', tail, next);
        return { again: 0 };
      });
      if (late) yield* t.store('value', cell, value);
      if (!t.mutated('helps nobody')) yield* t.cas('tail', tail, cell);
      return true;
    },

    *dequeue(t) {
      return yield* t.loop(0, function* () {
        const head = yield* t.load('head');
        const tail = yield* t.load('tail');
        const next = yield* t.load('next', head);
        if (head === tail) {
          if (next === NONE) return { done: null };
          yield* t.cas('tail', tail, next);
          return { again: 0 };
        }
        const from = t.mutated('takes from the dummy') ? head : next;
        const value = yield* t.load('value', from);
        if (t.mutated('dequeues without a swap')) {
          yield* t.store('head', next);
          return { done: value };
        }
        return (yield* t.cas('head', head, next)) ? { done: value } : { again: 0 };
      });
    },
  },
});
