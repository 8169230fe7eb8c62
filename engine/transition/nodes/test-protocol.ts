/**
 * A protocol with a bit of everything that a handler can do: asynchronous writes, a port that nobody answers, keyed timers, clocks,
 * choices, refusals, redirects, assertions. Makes no sense otherwise. Used by tests only.
 */
import {
  bool,
  count,
  declare,
  durations,
  flag,
  id,
  implement,
  instant,
  int,
  oneOf,
  optional,
  service,
  set,
  text,
} from '../../node/kit.js';
import { register } from '../../protocols/services.js';

const judge = service('judge', { allow: { args: { what: int }, returns: bool } });

export const declaration = declare({
  name: 'medley',
  about: 'A bit of everything.',
  options: {
    most: count(2, 'how far the counter goes', { min: 1 }),
    pause: durations('1..2 ms', 'between two ticks'),
    reads: flag(false, 'does it read the clock?'),
    strict: flag(false, 'does it insist that the counter stays below its most?'),
  },
  roles: {
    member: {
      serves: register,
      // Redirects to whoever is first, and tells the judge a node's number.
      symmetric: false,
      durable: { kept: int, value: optional(text) },
      volatile: {
        counter: int,
        mood: oneOf('calm', 'busy'),
        known: set(id('member')),
        since: optional(instant),
      },
      receives: { hello: { counter: int }, thanks: {} },
      timers: { tick: {}, doubt: { about: id('member') } },
      uses: { judge: { service: judge, context: { counter: int } } },
      flushes: int,
    },
  },
  events: { grown: { counter: int } },
  mutants: { forgets: 'It sends before it writes.' },
});

export default implement(declaration, {
  member: {
    start(n) {
      n.mem.counter = n.disk.kept;
      n.arm('tick', n.options.pause);
    },
    on: {
      hello(n, { counter }, from) {
        const who = from as unknown as typeof n.id;
        n.mem.known.add(who);
        n.must(!n.options.strict || counter < 2, 'nobody counts to two');
        if (counter > n.mem.counter) {
          n.mem.counter = counter;
          n.disk.kept = counter;
          if (n.mutated('forgets')) n.send(who, { type: 'thanks' });
          n.sync();
          n.send(who, { type: 'thanks' });
          n.emit('grown', { counter });
        }
        if (n.options.reads) n.mem.since = n.now();
      },
      thanks(n) {
        n.mem.mood = n.pick(['calm', 'busy'] as const);
      },
      flushed(n, tag) {
        n.mem.counter = Math.max(n.mem.counter, tag);
      },
    },
    timers: {
      tick(n) {
        if (n.mem.counter >= n.options.most) return;
        n.mem.counter++;
        for (const p of n.peers) n.send(p, { type: 'hello', counter: n.mem.counter });
        if (n.mem.mood === 'calm')
          for (const p of n.peers) n.arm('doubt', n.options.pause, { about: p });
        n.arm('tick', n.options.pause);
      },
      doubt(n, { about }) {
        n.mem.known.delete(about);
        n.ask('judge', 'allow', { what: about }, { counter: n.mem.counter });
      },
    },
    calls: {
      put(n, { value }, call) {
        if (n.mem.mood === 'busy' && n.peers.length > 0) return n.redirect(call, n.peers[0]);
        if (n.mem.counter >= n.options.most) return n.refuse(call, 'too late');
        n.disk.value = value;
        n.flush(n.mem.counter);
        n.reply(call, null);
      },
      get: (n, _, call) => n.reply(call, n.disk.value),
    },
    answers: {
      judge(n, answer, { counter }) {
        if (answer.status === 'ok' && answer.value) n.disk.kept = counter;
        if (answer.status === 'unknown') n.sync();
      },
    },
  },
});
