/**
 * The work-stealing deque of Chase and Lev (Dynamic circular work-stealing deque, SPAA 2005), of fixed size, with the fence that it needs
 * on x86 (Lê, Pop, Cohen and Zappa Nardelli, Correct and efficient work-stealing for weak memory models, PPoPP 2013).
 */
import { count, flag, int } from '../../node/kit.js';
import { array, declareThreads, implementThreads } from '../../threads/kit.js';
import { deque } from './services.js';

export const declaration = declareThreads({
  name: 'chase-lev-deque',
  about: 'Its owner pushes and takes at the bottom, thieves steal at the top.',
  options: {
    capacity: count(4, 'for how many items there is room', { min: 1 }),
    fence: flag(true, 'whether `take` waits until others see its claim before it looks at the top'),
    publish: flag(false, 'whether `push` waits until others see what it put'),
  },
  memory: { top: int, bottom: int, items: array(int, 'capacity') },
  serves: deque,
  judgedBy: ['pool'],
  threads: { owner: { does: ['push', 'take'] }, thief: { does: ['steal'] } },
  mutants: {
    'takes the last without a race': 'The owner does not compete with thieves for the last item.',
    'steals without a race': 'A thief moves the top by a plain store.',
    'gives up as if empty': 'A thief that was too late says that nothing is there.',
    'waits for work': 'A thief tries again where nothing is there, and may do so for ever.',
    'shows it before it is there': '`push` moves the bottom, and puts the item after that.',
  },
});

export default implementThreads(declaration, {
  owner: {
    *push(t, { value }) {
      const { capacity } = t.options;
      const bottom = yield* t.load('bottom');
      const top = yield* t.load('top');
      if (bottom - top >= capacity) return false;
      const early = t.mutated('shows it before it is there');
      if (early) yield* t.store('bottom', bottom + 1);
      yield* t.store('items', bottom % capacity, value);
      if (!early) yield* t.store('bottom', bottom + 1);
      if (t.options.publish) yield* t.fence();
      return true;
    },

    *take(t) {
      const bottom = (yield* t.load('bottom')) - 1;
      yield* t.store('bottom', bottom);
      if (t.options.fence) yield* t.fence();
      const top = yield* t.load('top');
      if (top > bottom) {
        yield* t.store('bottom', bottom + 1);
        return null;
      }
      const item = yield* t.load('items', bottom % t.options.capacity);
      if (top < bottom) return item;
      const won = t.mutated('takes the last without a race') || (yield* t.cas('top', top, top + 1));
      yield* t.store('bottom', bottom + 1);
      return won ? item : null;
    },
  },

  thief: {
    *steal(t) {
      return yield* t.loop(0, function* () {
        const top = yield* t.load('top');
        // For memories that let a thread's own loads overtake one another; x86 does not.
        yield* t.fence();
        const bottom = yield* t.load('bottom');
        if (top >= bottom) return t.mutated('waits for work') ? { again: 0 } : { done: null };
        const item = yield* t.load('items', top % t.options.capacity);
        if (t.mutated('steals without a race')) {
          yield* t.store('top', top + 1);
          return { done: item };
        }
        if (yield* t.cas('top', top, top + 1)) return { done: item };
        return t.mutated('gives up as if empty') ? { done: null } : { again: 0 };
      });
    },
  },
});
