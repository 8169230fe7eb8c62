/**
 * The list-based queue lock of Mellor-Crummey and Scott (Algorithms for scalable synchronization on shared-memory multiprocessors, 1991):
 * each thread waits at a word of its own.
 */
import { bool, id, int, optional } from '../../node/kit.js';
import { array, declareThreads, implementThreads } from '../../threads/kit.js';
import { counter } from './services.js';

export const declaration = declareThreads({
  name: 'mcs-lock',
  about: 'Threads wait in a list, each at a word of its own, to add to a counter.',
  memory: {
    tail: optional(id('thread')),
    next: array(optional(id('thread')), 'threads'),
    waits: array(bool, 'threads'),
    count: int,
  },
  serves: counter,
  threads: { thread: { does: ['increment'], local: { inside: bool } } },
  mutants: {
    'sets its flag too late':
      'A thread says that it waits after it can be found, and may miss that it was let in.',
    'leaves too early': 'Who leaves does not wait for one that is about to queue up behind it.',
    'does not wait': 'A thread enters as soon as it has queued up.',
  },
});

export default implementThreads(declaration, {
  thread: {
    *increment(t) {
      const me = t.id;
      const late = t.mutated('sets its flag too late');
      yield* t.store('next', me, null);
      if (!late) yield* t.store('waits', me, true);
      const before = yield* t.swap('tail', me);
      if (before !== null) {
        yield* t.store('next', before, me);
        if (late) yield* t.store('waits', me, true);
        if (!t.mutated('does not wait')) yield* t.until('waits', me, (waits) => !waits);
      }
      t.local.inside = true;
      const count = yield* t.load('count');
      yield* t.store('count', count + 1);
      t.local.inside = false;
      let next = yield* t.load('next', me);
      if (next === null) {
        if (yield* t.cas('tail', me, null)) return count + 1;
        if (t.mutated('leaves too early')) return count + 1;
        next = yield* t.until('next', me, (linked) => linked !== null);
      }
      if (next !== null) yield* t.store('waits', next, false);
      return count + 1;
    },
  },
});
