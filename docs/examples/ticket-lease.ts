/**
 * A leader lease by tickets. A candidate draws a number greater than all that it has heard of and shows it to the keepers. A
 * keeper punches a ticket that is greater than its last one, once the lease that it vouched for is over. Whoever
 * has the punches of a majority leads, for the length of the lease from before it asked.
 */
import {
  bool,
  declare,
  duration,
  durations,
  from,
  id,
  implement,
  instant,
  int,
  type Node,
  optional,
  set,
  share,
} from 'assay';

const declaration = declare({
  name: 'ticket-lease',
  about: 'Keepers punch tickets; whoever has the punches of a majority leads for a while.',
  options: {
    lease: duration('1 s', 'how long a punch vouches'),
    retry: durations('500..1000 ms', 'how long a candidate waits before it draws another ticket'),
    drift: share('1 %', 'how far any clock may run fast or slow: shortens what a leader believes'),
  },
  roles: {
    keeper: {
      durable: { last: int, holder: optional(id('candidate')) },
      volatile: { until: instant },
      receives: { show: from('candidate', { ticket: int }) },
    },
    candidate: {
      durable: { ticket: int },
      volatile: {
        /** The ticket that it shows around, and when it began to; 0: none since it was started. */
        shown: int,
        shownAt: instant,
        punches: set(id('keeper')),
        /** It leads until then. */
        until: instant,
      },
      receives: {
        punched: from('keeper', { ticket: int }),
        refused: from('keeper', { last: int }),
      },
      timers: { draw: {} },
    },
  },
  events: { led: { ticket: int } },
  mutants: {
    'punches anything': 'A keeper punches while it vouches for somebody else.',
    'forgets at a crash': 'A keeper that was down punches at once.',
    'counts from the punch':
      'A leader counts its lease from the last punch, not from when it asked.',
    'takes old punches': 'A candidate that was down takes a punch for what it asked before.',
  },
});
type Keeper = Node<typeof declaration, 'keeper'>;
type Candidate = Node<typeof declaration, 'candidate'>;

function vouch(n: Keeper): undefined {
  n.mem.until = n.now() + n.options.lease;
}

function draw(n: Candidate): undefined {
  n.disk.ticket += 1;
  n.sync();
  n.mem.shown = n.disk.ticket;
  n.mem.shownAt = n.now();
  n.mem.punches.clear();
  for (const keeper of n.nodes.keeper) n.send(keeper, { type: 'show', ticket: n.disk.ticket });
  n.arm('draw', n.options.retry);
}

export default implement(declaration, {
  keeper: {
    start(n) {
      // For whom it vouched, and until when, it no longer knows exactly: it waits for a whole lease.
      if (n.disk.holder !== null && !n.mutated('forgets at a crash')) vouch(n);
    },
    on: {
      show(n, { ticket }, candidate) {
        const vouches = n.now() < n.mem.until && n.disk.holder !== candidate;
        if (ticket <= n.disk.last || (vouches && !n.mutated('punches anything')))
          return n.send(candidate, { type: 'refused', last: n.disk.last });
        n.disk.last = ticket;
        n.disk.holder = candidate;
        n.sync();
        vouch(n);
        n.send(candidate, { type: 'punched', ticket });
      },
    },
  },

  candidate: {
    start: (n) => n.arm('draw', n.options.retry),
    on: {
      punched(n, { ticket }, keeper) {
        const { shown, punches } = n.mem;
        if (ticket !== (n.mutated('takes old punches') ? n.disk.ticket : shown)) return;
        punches.add(keeper);
        if (2 * punches.size <= n.nodes.keeper.length) return;
        const since = n.mutated('counts from the punch') ? n.now() : n.mem.shownAt;
        n.mem.until = since + Math.floor(n.options.lease * (1 - 2 * n.options.drift));
        n.emit('led', { ticket });
      },
      refused(n, { last }) {
        n.disk.ticket = Math.max(n.disk.ticket, last);
      },
    },
    timers: { draw },
    views: { leads: { shape: bool, of: ({ mem, now }) => now < mem.until } },
  },
});
