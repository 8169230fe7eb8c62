/**
 * A protocol whose nodes are all equal, with everything that names of nodes can be in: fields, sets, maps, messages, keyed timers, the
 * context of a question, events, redirects. Makes no sense otherwise. Used by tests only.
 */
import {
  bool,
  call,
  count,
  declare,
  id,
  implement,
  int,
  map,
  optional,
  service,
  set,
} from '../../../node/kit.js';

const turns = service('turns', {
  take: { args: { turns: int }, returns: int },
  look: { args: {}, returns: int },
});
const judge = service('judge', { allow: { args: {}, returns: bool } });

export const declaration = declare({
  name: 'equals',
  about: 'Everybody is like everybody.',
  options: { most: count(1, 'how often each has a turn', { min: 0 }) },
  roles: {
    peer: {
      serves: turns,
      durable: { chosen: optional(id('peer')), turns: int },
      volatile: { heard: set(id('peer')), seen: map(id('peer'), int), waiting: optional(call) },
      receives: { turn: { of: id('peer'), turns: int }, chosen: {} },
      timers: { go: {}, doubt: { about: id('peer') } },
      uses: { judge: { service: judge, context: { about: id('peer') } } },
    },
    clerk: {
      volatile: { last: optional(id('peer')) },
      receives: { chosen: {} },
    },
  },
  events: { choice: { of: id('peer') } },
});

export default implement(declaration, {
  peer: {
    start: (n) => n.arm('go', 1000),
    on: {
      turn(n, { of, turns: t }) {
        n.mem.heard.add(of);
        n.mem.seen.set(of, Math.max(t, n.mem.seen.get(of) ?? 0));
        if (n.mem.heard.size === 1) n.arm('doubt', 1000, { about: of });
        if (n.disk.chosen === null) {
          n.disk.chosen = of;
          n.sync();
          n.send(of, { type: 'chosen' });
          for (const clerk of n.nodes.clerk) n.send(clerk, { type: 'chosen' });
          n.emit('choice', { of });
        }
      },
      chosen(n) {
        if (n.mem.waiting !== null) n.reply(n.mem.waiting, n.disk.turns);
        n.mem.waiting = null;
      },
    },
    timers: {
      go(n) {
        if (n.disk.turns >= n.options.most) return;
        n.disk.turns++;
        if (n.peers.length === 0) return;
        n.send(n.pick(n.peers), { type: 'turn', of: n.id, turns: n.disk.turns });
        n.arm('go', 1000);
      },
      doubt: (n, { about }) => n.ask('judge', 'allow', {}, { about }),
    },
    calls: {
      take(n, _, by) {
        if (n.disk.chosen !== null) return n.redirect(by, n.disk.chosen);
        n.mem.waiting = by;
        n.must(n.mem.heard.size < 2, 'nobody hears of two');
      },
      look: (n, _, by) => n.reply(by, n.mem.heard.size),
    },
    answers: {
      judge(n, answer, { about }) {
        if (answer.status === 'ok' && answer.value) n.mem.heard.delete(about);
      },
    },
  },
  clerk: {
    on: {
      chosen(n, _, from) {
        n.mem.last = from as typeof n.mem.last;
      },
    },
  },
});
