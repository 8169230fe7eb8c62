/** The ticket lock (Mellor-Crummey and Scott, Algorithms for scalable synchronization on shared-memory multiprocessors, 1991). */
import { bool, int } from '../../node/kit.js';
import { declareThreads, implementThreads } from '../../threads/kit.js';
import { counter } from './services.js';

export const declaration = declareThreads({
  name: 'ticket-lock',
  about: 'Threads draw tickets, and enter in the order of their numbers to add to a counter.',
  memory: { next: int, serving: int, count: int },
  serves: counter,
  threads: { thread: { does: ['increment'], local: { inside: bool } } },
  mutants: {
    'draws in two steps': 'A ticket is read, and the next one written, instead of both at once.',
    'lets the next in too early': 'The next one is served before the counter is written.',
  },
});

export default implementThreads(declaration, {
  thread: {
    *increment(t) {
      let ticket: number;
      if (t.mutated('draws in two steps')) {
        ticket = yield* t.load('next');
        yield* t.store('next', ticket + 1);
      } else ticket = yield* t.add('next', 1);
      yield* t.until('serving', (serving) => serving === ticket);
      t.local.inside = true;
      const count = yield* t.load('count');
      const early = t.mutated('lets the next in too early');
      if (early) yield* t.store('serving', ticket + 1);
      yield* t.store('count', count + 1);
      t.local.inside = false;
      if (!early) yield* t.store('serving', ticket + 1);
      return count + 1;
    },
  },
});
