/**
 * Peterson's lock for two (Myths about the mutual exclusion problem, 1981). It rests on one thread's store being seen before its next
 * load, which no processor with queues of stores promises without a fence.
 */
import { bool, flag, id, int } from '../../node/kit.js';
import { array, declareThreads, implementThreads } from '../../threads/kit.js';
import { counter } from './services.js';

export const declaration = declareThreads({
  name: 'peterson-lock',
  about: 'Two threads give way to one another, to add to a counter one at a time.',
  options: {
    fence: flag(true, 'whether a thread waits until its wish is seen before it looks around'),
  },
  memory: { wants: array(bool, 'threads'), turn: id('thread'), count: int },
  serves: counter,
  threads: { thread: { does: ['increment'], local: { inside: bool } } },
  mutants: {
    'gives way before it asks': 'The turn is given away first, and the wish is told after that.',
    'keeps its wish': 'A thread that leaves does not say so.',
    'does not give way': 'A thread takes the turn itself.',
  },
});

export default implementThreads(declaration, {
  thread: {
    *increment(t) {
      const me = t.id;
      const [other] = t.peers;
      t.must(t.peers.length === 1, 'there are two threads');
      const turn = t.mutated('does not give way') ? me : other;
      const hasty = t.mutated('gives way before it asks');
      if (hasty) yield* t.store('turn', turn);
      yield* t.store('wants', me, true);
      if (!hasty) yield* t.store('turn', turn);
      if (t.options.fence) yield* t.fence();
      yield* t.loop(0, function* () {
        if (!(yield* t.load('wants', other))) return { done: 0 };
        return (yield* t.load('turn')) === me ? { done: 0 } : { again: 0 };
      });
      t.local.inside = true;
      const count = yield* t.load('count');
      yield* t.store('count', count + 1);
      t.local.inside = false;
      if (!t.mutated('keeps its wish')) yield* t.store('wants', me, false);
      return count + 1;
    },
  },
});
