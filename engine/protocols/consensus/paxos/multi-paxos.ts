/**
 * A key-value store on a log whose every slot is chosen by Paxos. Lamport, The Part-Time Parliament, 1998, and Paxos Made Simple, 2001,
 * section 3; van Renesse and Altinbuken, Paxos Made Moderately Complex, 2015. A leader asks for promises once, for all slots
 * that it does not know; it proposes again what was accepted there, fills gaps with no-ops, and then needs one round a command.
 * The log is kept whole.
 */
import {
  type Call,
  call,
  choice,
  count,
  declare,
  duration,
  durations,
  from,
  id,
  implement,
  int,
  list,
  type MessageOf,
  map,
  type Node,
  type Of,
  oneOf,
  optional,
  set,
  text,
  value,
  variant,
} from '../../../node/kit.js';
import { commands, perform, Session } from '../../kv-machine.js';
import { kv } from '../../services.js';
import {
  acceptorMutants,
  Ballot,
  before,
  checkQuorums,
  isNewer,
  nextBallot,
  noBallot,
  quorum,
  quorumOptions,
  same,
  tellOf,
} from './ballots.js';

const Command = variant({
  noop: {},
  ...commands,
});
type Command = Of<typeof Command>;

/** `call`: whose command it is; a retry has the same. */
const Entry = value({ command: Command, call: optional(call) });
type Entry = Of<typeof Entry>;
const Accepted = value({ ballot: Ballot, entry: Entry });

export const declaration = declare({
  name: 'multi-paxos',
  about: 'A key-value store on a log, every slot of which a quorum of servers agrees on.',
  options: {
    ...quorumOptions,
    election: durations('150..300 ms', 'silence after which a server asks for promises'),
    heartbeat: duration('50 ms', 'how often a leader speaks, and repeats what is not chosen yet'),
    window: count(64, 'most slots that a leader has open; more commands wait for a retry', {
      min: 1,
    }),
    batch: count(64, 'most slots told at once to a server that lags', { min: 1 }),
    reads: choice(['log', 'local'], 'gets: through the log, or by any server, stale'),
  },
  roles: {
    server: {
      serves: kv,
      // Ballots of equal round are ordered by server.
      symmetric: false,
      durable: {
        promised: Ballot,
        /** By slot, from 1. */
        accepted: map(int, Accepted),
      },
      volatile: {
        role: oneOf('follower', 'preparing', 'leader'),
        leader: optional(id('server')),
        chosen: map(int, Entry),
        applied: int,
        store: map(text, text),
        sessions: list(Session),

        // Of a leader, and of one who wants to be.
        promises: set(id('server')),
        /** The newest that those who promised have accepted. */
        found: map(int, Accepted),
        next: int.startingAt(1),
        /** Who has accepted what it proposed and does not know to be chosen. */
        votes: map(int, set(id('server'))),
      },
      receives: {
        /** For all slots from `first` on. */
        prepare: from('server', { ballot: Ballot, first: int }),
        promise: from('server', { ballot: Ballot, accepted: map(int, Accepted) }),
        accept: from('server', { ballot: Ballot, slot: int, entry: Entry }),
        accepted: from('server', { ballot: Ballot, slot: int }),
        chosen: from('server', { slot: int, entry: Entry }),
        /** It has promised this greater ballot. */
        outbid: from('server', { ballot: Ballot }),
        alive: from('server', { ballot: Ballot, applied: int }),
        /** Asks for what is chosen from `first` on. */
        lagging: from('server', { first: int }),
      },
      timers: { election: {}, heartbeat: {} },
    },
  },
  events: {
    elected: { ballot: Ballot },
    chosen: { slot: int, entry: Entry },
    applied: { slot: int, entry: Entry },
  },
  mutants: {
    ...acceptorMutants,
    'ignores reported values': 'A new leader fills with no-ops what others may have chosen.',
    'leads from its own log': 'A new leader begins after what it has accepted itself.',
    'applies over gaps': 'Commands are applied as they are chosen, not in the order of slots.',
    'answers before it is chosen': 'A leader answers as soon as it has accepted a command itself.',
    'no sessions': 'A command that was retried is applied twice.',
    'reads at once': 'A leader answers gets from its own store, deposed or not.',
  },
});
type Server = Node<typeof declaration, 'server'>;
type Message<K extends string> = MessageOf<typeof declaration, 'server', K>;

// ---- leaders

function campaign(n: Server): undefined {
  const ballot = nextBallot(n, n.disk.promised);
  n.disk.promised = ballot;
  n.sync();
  n.mem.role = 'preparing';
  n.mem.leader = null;
  n.mem.promises = new Set([n.id]);
  n.mem.found = new Map(n.disk.accepted);
  n.mem.votes.clear();
  n.arm('election', n.options.election);
  for (const p of n.peers) n.send(p, { type: 'prepare', ballot, first: n.mem.applied + 1 });
  lead(n);
}

/** Promises nothing to others by itself: only what is newer is followed. */
function follow(n: Server, ballot: Ballot): undefined {
  if (n.mem.role === 'leader') n.disarm('heartbeat');
  n.mem.role = 'follower';
  n.mem.leader = ballot.node;
  n.mem.votes.clear();
  n.arm('election', n.options.election);
}

function onPromise(
  n: Server,
  { ballot, accepted }: Message<'promise'>,
  from: Server['id'],
): undefined {
  if (n.mem.role !== 'preparing' || !same(ballot, n.disk.promised)) return;
  n.mem.promises.add(from);
  for (const [slot, one] of accepted) {
    if (isNewer(n, one, n.mem.found.get(slot))) n.mem.found.set(slot, one);
  }
  lead(n);
}

/** With a quorum of promises: whatever can have been chosen is among what was found, and is proposed again. */
function lead(n: Server): undefined {
  const { mem } = n;
  if (mem.promises.size < quorum(n, 'prepareQuorum')) return;
  mem.role = 'leader';
  mem.leader = n.id;
  n.disarm('election');
  n.arm('heartbeat', n.options.heartbeat);
  n.emit('elected', { ballot: n.disk.promised });
  const own = n.mutated('leads from its own log');
  const last = Math.max(0, ...(own ? n.disk.accepted : mem.found).keys(), ...mem.chosen.keys());
  mem.next = last + 1;
  const found = new Map(mem.found);
  mem.found.clear();
  for (let slot = mem.applied + 1; slot <= last; slot++) {
    if (mem.chosen.has(slot)) continue;
    const known = n.mutated('ignores reported values') ? undefined : found.get(slot);
    propose(n, slot, known?.entry ?? { command: { type: 'noop' }, call: null });
  }
}

function propose(n: Server, slot: number, entry: Entry): undefined {
  const ballot = n.disk.promised;
  n.disk.accepted.set(slot, { ballot, entry });
  n.sync();
  n.mem.votes.set(slot, new Set([n.id]));
  for (const p of n.peers) n.send(p, { type: 'accept', ballot, slot, entry });
  counted(n, slot);
}

function counted(n: Server, slot: number): undefined {
  const votes = n.mem.votes.get(slot);
  const proposed = n.disk.accepted.get(slot);
  if (votes === undefined || proposed === undefined) return;
  if (votes.size < quorum(n, 'acceptQuorum')) return;
  n.mem.votes.delete(slot);
  const { entry } = proposed;
  n.emit('chosen', { slot, entry });
  for (const p of n.peers) n.send(p, { type: 'chosen', slot, entry });
  learn(n, slot, entry);
}

function onHeartbeat(n: Server): undefined {
  const { role, votes, applied } = n.mem;
  if (role !== 'leader') return;
  const ballot = n.disk.promised;
  n.arm('heartbeat', n.options.heartbeat);
  for (const p of n.peers) {
    n.send(p, { type: 'alive', ballot, applied });
    for (const [slot, holders] of votes) {
      const proposed = n.disk.accepted.get(slot);
      if (proposed !== undefined && !holders.has(p))
        n.send(p, { type: 'accept', ballot, slot, entry: proposed.entry });
    }
  }
}

// ---- acceptors

function onPrepare(
  n: Server,
  { ballot, first }: Message<'prepare'>,
  from: Server['id'],
): undefined {
  const { promised } = n.disk;
  if (before(ballot, promised)) return n.send(from, { type: 'outbid', ballot: promised });
  if (same(ballot, promised) && ballot.node === n.id) return;
  n.disk.promised = ballot;
  const accepted = new Map([...n.disk.accepted].filter(([slot]) => slot >= first));
  tellOf(n, 'promises before the disk', () => n.send(from, { type: 'promise', ballot, accepted }));
  follow(n, ballot);
}

function onAccept(
  n: Server,
  { ballot, slot, entry }: Message<'accept'>,
  from: Server['id'],
): undefined {
  const { promised } = n.disk;
  if (before(ballot, promised) && !n.mutated('accepts below its promise'))
    return n.send(from, { type: 'outbid', ballot: promised });
  n.disk.promised = ballot;
  n.disk.accepted.set(slot, { ballot, entry });
  tellOf(n, 'accepts before the disk', () => n.send(from, { type: 'accepted', ballot, slot }));
  follow(n, ballot);
}

/** A greater ballot: this one is over. Nothing is promised to it yet. */
function onOutbid(n: Server, { ballot }: Message<'outbid'>): undefined {
  if (!before(n.disk.promised, ballot)) return;
  n.disk.promised = ballot;
  n.sync();
  follow(n, ballot);
}

// ---- learners

function learn(n: Server, slot: number, entry: Entry): undefined {
  n.mem.chosen.set(slot, entry);
  if (n.mutated('applies over gaps')) return apply(n, slot, entry);
  for (;;) {
    const next = n.mem.applied + 1;
    const ready = n.mem.chosen.get(next);
    if (ready === undefined) return;
    apply(n, next, ready);
  }
}

function apply(n: Server, slot: number, entry: Entry): undefined {
  n.mem.applied = Math.max(n.mem.applied, slot);
  n.emit('applied', { slot, entry });
  const { call, command } = entry;
  if (call === null) return;
  const { sessions } = n.mem;
  const at = sessions.findIndex((session) => session.call.client === call.client);
  const known = at < 0 || n.mutated('no sessions') ? undefined : sessions[at];
  // A client has one operation at a time: an older one is not waited for any more.
  if (known !== undefined && call.seq < known.call.seq) return;
  const result = known?.call.seq === call.seq ? known : perform(n.mem.store, command, call);
  sessions[at < 0 ? sessions.length : at] = result;
  if (n.mem.role === 'leader') reply(n, result);
}

const reply = (n: Server, { call, found, done }: Session): undefined =>
  n.reply(call, call.op === 'cas' ? done : found);

function onAlive(n: Server, { ballot, applied }: Message<'alive'>, from: Server['id']): undefined {
  if (before(ballot, n.disk.promised))
    return n.send(from, { type: 'outbid', ballot: n.disk.promised });
  if (before(n.disk.promised, ballot)) {
    n.disk.promised = ballot;
    n.sync();
  }
  follow(n, ballot);
  if (applied > n.mem.applied) n.send(from, { type: 'lagging', first: n.mem.applied + 1 });
}

function onLagging(n: Server, { first }: Message<'lagging'>, from: Server['id']): undefined {
  for (let slot = first; slot < first + n.options.batch; slot++) {
    const entry = n.mem.chosen.get(slot);
    if (entry !== undefined) n.send(from, { type: 'chosen', slot, entry });
  }
}

// ---- clients

/** A leader that is silent is asked again, here or elsewhere: the call may be in the log already, so it is never refused. */
function take(n: Server, command: Command, call: Call): undefined {
  const { role, leader, sessions, next, applied } = n.mem;
  if (role !== 'leader') {
    if (leader !== null && leader !== n.id) n.redirect(call, leader);
    return;
  }
  const known = sessions.find((s) => s.call.client === call.client && s.call.seq === call.seq);
  if (known !== undefined && !n.mutated('no sessions')) return reply(n, known);
  if (next - applied > n.options.window) return;
  n.mem.next = next + 1;
  if (n.mutated('answers before it is chosen'))
    reply(n, perform(new Map(n.mem.store), command, call));
  propose(n, next, { command, call });
}

function get(n: Server, key: string, call: Call): undefined {
  const local = n.options.reads === 'local';
  if (local || (n.mutated('reads at once') && n.mem.role === 'leader'))
    return n.reply(call, n.mem.store.get(key) ?? null);
  return take(n, { type: 'get', key }, call);
}

export default implement(declaration, {
  server: {
    start(n) {
      checkQuorums(n);
      if (n.mutated('forgets its promise')) {
        n.disk.promised = noBallot(n);
        n.disk.accepted.clear();
      }
      n.arm('election', n.options.election);
    },
    on: {
      prepare: onPrepare,
      promise: onPromise,
      accept: onAccept,
      accepted(n, { ballot, slot }, from) {
        if (n.mem.role !== 'leader' || !same(ballot, n.disk.promised)) return;
        n.mem.votes.get(slot)?.add(from);
        counted(n, slot);
      },
      chosen: (n, { slot, entry }) => learn(n, slot, entry),
      outbid: onOutbid,
      alive: onAlive,
      lagging: onLagging,
    },
    timers: { election: campaign, heartbeat: onHeartbeat },
    calls: {
      get: (n, { key }, call) => get(n, key, call),
      put: (n, { key, value }, call) => take(n, { type: 'put', key, value }, call),
      delete: (n, { key }, call) => take(n, { type: 'delete', key }, call),
      cas: (n, { key, from, to }, call) => take(n, { type: 'cas', key, from, to }, call),
      append: (n, { key, value }, call) => take(n, { type: 'append', key, value }, call),
    },
  },
});
