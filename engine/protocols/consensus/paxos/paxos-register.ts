/**
 * A register that is written once, by single-decree Paxos. Lamport, Paxos Made Simple, 2001. Every server proposes, accepts and
 * learns. A ballot first asks a quorum to promise that it accepts nothing older, and hears what it has accepted; then it asks
 * a quorum to accept the newest value that it heard of or, where there was none, its own.
 *
 * With `retry: false, losers: silent, reads: decided` it has the states of Stateright's example: each put tries one ballot, the client
 * of a value that was not chosen never hears, and a server that knows of no decision does not answer gets.
 */
import {
  bool,
  type Call,
  call,
  choice,
  declare,
  duration,
  durations,
  flag,
  from,
  id,
  implement,
  int,
  list,
  type MessageOf,
  map,
  type Node,
  type Of,
  optional,
  set,
  text,
  value,
} from '../../../node/kit.js';
import { register } from '../../services.js';
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

/** What a client asked to be written. */
const Proposal = value({ call, value: text });
const Accepted = value({ ballot: Ballot, proposal: Proposal });
type Accepted = Of<typeof Accepted>;

/** An operation that is not answered yet; `value`: of puts. A ballot of round `round` or later can tell that nothing was chosen. */
const Waiting = value({ call, value: optional(text), round: int });

export const declaration = declare({
  name: 'paxos-register',
  about: 'Servers choose one value, whoever of them crashes, and a majority is enough.',
  options: {
    ...quorumOptions,
    proposers: choice(
      ['any', 'distinguished'],
      'who proposes: the server that is asked, or the first that seems to be up',
    ),
    retry: flag(true, 'try again with a greater ballot, and tell others what is known'),
    backoff: durations(
      '100..300 ms',
      'how long a proposer waits for a decision before it tries again',
    ),
    losers: choice(['refused', 'silent'], 'what the client of a value that was not chosen hears'),
    reads: choice(
      ['learn', 'decided'],
      'a server that knows no decision finds out with a ballot, or is silent',
    ),
    heartbeat: duration(
      '50 ms',
      'how often servers say that they are up, where one is distinguished',
    ),
    suspicion: duration('200 ms', 'silence after which a server seems to be down'),
  },
  roles: {
    server: {
      serves: register,
      // Ballots of equal round are ordered by server.
      symmetric: false,
      durable: {
        /** The greatest that it has promised, or has begun. */
        ballot: Ballot,
        accepted: optional(Accepted),
      },
      volatile: {
        /** `accepted` was chosen. */
        decided: bool,
        // Of a proposer.
        proposal: optional(Proposal),
        /** Who has promised the ballot, and what each had accepted. */
        prepares: map(id('server'), optional(Accepted)),
        accepts: set(id('server')),
        waiting: list(Waiting),
        /** Whom it has heard since it last looked; where one server is distinguished. */
        heard: set(id('server')),
        distinguished: id('server'),
      },
      receives: {
        prepare: from('server', { ballot: Ballot }),
        prepared: from('server', { ballot: Ballot, accepted: optional(Accepted) }),
        accept: from('server', { ballot: Ballot, proposal: Proposal }),
        accepted: from('server', { ballot: Ballot }),
        decided: from('server', { ballot: Ballot, proposal: Proposal }),
        /** It has promised this greater ballot. */
        outbid: from('server', { ballot: Ballot }),
        alive: from('server', {}),
      },
      timers: { retry: {}, heartbeat: {}, suspicion: {} },
    },
  },
  events: { chosen: { ballot: Ballot, value: text } },
  mutants: {
    ...acceptorMutants,
    'promises with the prepare ballot':
      'What an acceptor reports bears the ballot that it was asked for, so the newest cannot be told.',
    'ignores reported values': 'A proposer stays with its own value, whatever was accepted.',
    'proposes over its accepted value': 'A proposer forgets what it has accepted itself.',
    'answers what it has accepted': 'A get returns a value that may never be chosen.',
    'reads without a new ballot': 'A get joins a ballot that began before it.',
  },
});
type Server = Node<typeof declaration, 'server'>;
type Message<K extends string> = MessageOf<typeof declaration, 'server', K>;

const isSame = (a: Call, b: Call): boolean => a.client === b.client && a.seq === b.seq;

const isProposing = (n: Server): boolean => n.mem.prepares.size > 0;

// ---- clients

function put(n: Server, value: string, call: Call): undefined {
  if (n.mem.decided) return answer(n, { call, value, round: 0 });
  if (isElsewhere(n)) return n.redirect(call, n.mem.distinguished);
  if (n.options.losers === 'refused') wait(n, { call, value, round: 0 });
  if (n.mem.proposal !== null) return;
  n.mem.proposal = { call, value };
  // A ballot that has begun for a get has no value yet, and takes this one.
  if (!isProposing(n)) propose(n);
}

function get(n: Server, call: Call): undefined {
  if (n.mutated('answers what it has accepted') && n.disk.accepted !== null)
    return n.reply(call, n.disk.accepted.proposal.value);
  if (n.mem.decided) return answer(n, { call, value: null, round: 0 });
  if (n.options.reads === 'decided') return;
  if (isElsewhere(n)) return n.redirect(call, n.mem.distinguished);
  // The ballot under way may have asked before a value was chosen that this get must see.
  const later = isProposing(n) && !n.mutated('reads without a new ballot') ? 1 : 0;
  if (!isProposing(n)) propose(n);
  wait(n, { call, value: null, round: n.disk.ballot.round + later });
  promised(n);
}

const isElsewhere = (n: Server): boolean =>
  n.options.proposers === 'distinguished' && n.mem.distinguished !== n.id;

function wait(n: Server, waiting: Of<typeof Waiting>): undefined {
  if (!isWaiting(n, waiting.call)) n.mem.waiting.push(waiting);
}

const isWaiting = (n: Server, call: Call): boolean =>
  n.mem.waiting.some((other) => isSame(other.call, call));

/** Once a value is known to be chosen. */
function answer(n: Server, { call, value }: Of<typeof Waiting>): undefined {
  const { accepted } = n.disk;
  if (accepted === null) return;
  if (value === null) return n.reply(call, accepted.proposal.value);
  if (n.options.losers === 'silent') return;
  if (isSame(call, accepted.proposal.call)) return n.reply(call, null);
  return n.refuse(call, 'another value was chosen');
}

// ---- proposers

/** Begins a ballot greater than all that this server knows of. */
function propose(n: Server): undefined {
  const ballot = nextBallot(n, n.disk.ballot);
  if (n.mutated('proposes over its accepted value')) n.disk.accepted = null;
  n.disk.ballot = ballot;
  n.sync();
  n.mem.prepares = new Map([[n.id, n.disk.accepted]]);
  n.mem.accepts.clear();
  if (n.options.retry) n.arm('retry', n.options.backoff);
  for (const p of n.peers) n.send(p, { type: 'prepare', ballot });
  promised(n);
}

/** Phase two, once a quorum has promised. */
function promised(n: Server): undefined {
  const { prepares, accepts } = n.mem;
  if (accepts.size > 0 || prepares.size < quorum(n, 'prepareQuorum')) return;
  const proposal = newest(n)?.proposal ?? n.mem.proposal;
  if (proposal === null) return nothingChosen(n);
  n.mem.proposal = proposal;
  const { ballot } = n.disk;
  n.disk.accepted = { ballot, proposal };
  n.sync();
  accepts.add(n.id);
  for (const p of n.peers) n.send(p, { type: 'accept', ballot, proposal });
  counted(n);
}

/** What was accepted last among those that promised: if any value can have been chosen, it is this. */
function newest(n: Server): Accepted | null {
  if (n.mutated('ignores reported values') && n.mem.proposal !== null) return null;
  let found: Accepted | null = null;
  for (const accepted of n.mem.prepares.values()) {
    if (accepted !== null && isNewer(n, accepted, found)) found = accepted;
  }
  return found;
}

/** No older ballot can choose any more and none has: gets that came before this one began may say so. */
function nothingChosen(n: Server): undefined {
  const { round } = n.disk.ballot;
  const [done, later] = [true, false].map((now) =>
    n.mem.waiting.filter((w) => (w.value === null && w.round <= round) === now),
  );
  // The get that began this ballot has yet to say so.
  if (done.length === 0) return;
  n.mem.waiting = later;
  n.mem.prepares.clear();
  n.disarm('retry');
  for (const { call } of done) n.reply(call, null);
  if (later.length > 0) propose(n);
}

function counted(n: Server): undefined {
  const { proposal, accepts } = n.mem;
  if (proposal === null || accepts.size < quorum(n, 'acceptQuorum')) return;
  const { ballot } = n.disk;
  n.emit('chosen', { ballot, value: proposal.value });
  for (const p of n.peers) n.send(p, { type: 'decided', ballot, proposal });
  // Whoever waits here is answered like the others.
  if (!isWaiting(n, proposal.call)) n.reply(proposal.call, null);
  decide(n);
}

function decide(n: Server): undefined {
  n.mem.decided = true;
  n.disarm('retry');
  const { waiting } = n.mem;
  n.mem.waiting = [];
  for (const one of waiting) answer(n, one);
}

// ---- acceptors

function onPrepare(n: Server, { ballot }: Message<'prepare'>, from: Server['id']): undefined {
  if (!before(n.disk.ballot, ballot)) return outbid(n, ballot, from);
  n.disk.ballot = ballot;
  const reported =
    n.disk.accepted !== null && n.mutated('promises with the prepare ballot')
      ? { ballot, proposal: n.disk.accepted.proposal }
      : n.disk.accepted;
  tellOf(n, 'promises before the disk', () =>
    n.send(from, { type: 'prepared', ballot, accepted: reported }),
  );
}

function onAccept(
  n: Server,
  { ballot, proposal }: Message<'accept'>,
  from: Server['id'],
): undefined {
  if (before(ballot, n.disk.ballot) && !n.mutated('accepts below its promise'))
    return outbid(n, ballot, from);
  n.disk.ballot = ballot;
  n.disk.accepted = { ballot, proposal };
  tellOf(n, 'accepts before the disk', () => n.send(from, { type: 'accepted', ballot }));
}

function outbid(n: Server, ballot: Ballot, from: Server['id']): undefined {
  if (n.options.retry && !same(ballot, n.disk.ballot))
    n.send(from, { type: 'outbid', ballot: n.disk.ballot });
}

/** Who knows the decision tells it to whoever still tries. */
function tell(n: Server, to: Server['id']): undefined {
  if (n.options.retry && n.disk.accepted !== null)
    n.send(to, { type: 'decided', ...n.disk.accepted });
}

// ---- who proposes

function look(n: Server): undefined {
  const up = n.nodes.server.filter((p) => p === n.id || n.mem.heard.has(p));
  n.mem.distinguished = up[0];
  n.mem.heard.clear();
  n.arm('suspicion', n.options.suspicion);
}

export default implement(declaration, {
  server: {
    start(n) {
      checkQuorums(n);
      if (n.mutated('forgets its promise')) {
        n.disk.ballot = noBallot(n);
        n.disk.accepted = null;
      }
      n.mem.distinguished = n.nodes.server[0];
      if (n.options.proposers === 'any') return;
      n.arm('heartbeat', n.options.heartbeat);
      n.arm('suspicion', n.options.suspicion);
    },
    on: {
      prepare: (n, m, from) => (n.mem.decided ? tell(n, from) : onPrepare(n, m, from)),
      prepared(n, { ballot, accepted }, from) {
        // A server that restarted is in no ballot.
        if (n.mem.decided || !isProposing(n) || !same(ballot, n.disk.ballot)) return;
        n.mem.prepares.set(from, accepted);
        promised(n);
      },
      accept: (n, m, from) => (n.mem.decided ? tell(n, from) : onAccept(n, m, from)),
      accepted(n, { ballot }, from) {
        if (n.mem.decided || n.mem.accepts.size === 0 || !same(ballot, n.disk.ballot)) return;
        n.mem.accepts.add(from);
        counted(n);
      },
      decided(n, { ballot, proposal }) {
        if (n.mem.decided) return;
        // This may take back a promise: whatever is proposed after the ballot that chose is the same value.
        n.disk.ballot = ballot;
        n.disk.accepted = { ballot, proposal };
        n.sync();
        decide(n);
      },
      outbid(n, { ballot }) {
        if (n.mem.decided || !before(n.disk.ballot, ballot)) return;
        n.disk.ballot = ballot;
        n.sync();
      },
      alive(n, _, from) {
        n.mem.heard.add(from);
      },
    },
    timers: {
      retry: (n) => propose(n),
      heartbeat(n) {
        for (const p of n.peers) n.send(p, { type: 'alive' });
        n.arm('heartbeat', n.options.heartbeat);
      },
      suspicion: look,
    },
    calls: {
      put: (n, { value }, call) => put(n, value, call),
      get: (n, _, call) => get(n, call),
    },
    views: {
      /** What this server knows to be chosen. */
      outcome: {
        shape: optional(text),
        of: ({ disk, mem }) => (mem.decided ? (disk.accepted?.proposal.value ?? null) : null),
      },
    },
  },
});
