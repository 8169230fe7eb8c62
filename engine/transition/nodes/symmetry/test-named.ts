/**
 * A protocol with a handler that treats nodes of one role differently, each way in a place where no sample of a rerun looks: at a boss
 * with nobody to change places with, after a choice, by a link, at the start, by the order on one link, in what is emitted.
 * Used by tests only.
 */
import { choice, declare, from, id, implement, int, optional } from '../../../node/kit.js';

export const WAYS = ['boss', 'pick', 'link', 'start', 'order', 'event', 'none'] as const;

const declaration = declare({
  name: 'named',
  about: 'Somebody is not like the others.',
  options: { way: choice(WAYS, 'who treats servers differently') },
  roles: {
    boss: { links: { first: id('server') }, timers: { tick: {} } },
    server: {
      volatile: { count: int },
      receives: { work: from('boss', {}) },
      timers: { own: {} },
    },
    clerk: {
      volatile: { last: optional(id('server')) },
      receives: { heard: { of: id('server') } },
    },
  },
  events: { seen: { of: id('server') } },
});

export default implement(declaration, {
  boss: {
    start: (n) => n.arm('tick', 1000),
    timers: {
      tick(n) {
        n.arm('tick', 1000);
        const [first] = n.nodes.server;
        switch (n.options.way) {
          case 'boss':
            return n.send(first, { type: 'work' });
          case 'link':
            return n.send(n.links.first, { type: 'work' });
          case 'order':
            for (const of of n.nodes.server) n.send(n.nodes.clerk[0], { type: 'heard', of });
            return;
          case 'event':
            return n.emit('seen', { of: first });
          case 'none':
            return n.send(n.pick(n.nodes.server), { type: 'work' });
        }
      },
    },
  },
  server: {
    start(n) {
      const by = n.pick([1, 1]);
      if (n.options.way === 'start' && n.id === n.nodes.server[0]) n.mem.count += by;
      n.arm('own', 1000);
    },
    on: {
      work(n) {
        n.mem.count++;
        n.must(n.mem.count < 2, 'nobody works twice');
      },
    },
    timers: {
      own(n) {
        const by = n.pick([1, 1]);
        if (n.options.way === 'pick' && n.id === n.nodes.server[0]) n.mem.count += by;
        n.must(n.mem.count < 2, 'nobody works twice');
        n.arm('own', 1000);
      },
    },
  },
  clerk: {
    on: {
      heard(n, { of }) {
        n.mem.last = of;
      },
    },
  },
});
