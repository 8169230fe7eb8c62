/**
 * A register that is written once, by Fast Paxos. Lamport, Fast Paxos, Distributed Computing 19(2), 2006. In a fast round the coordinator tells acceptors that
 * any value will do; a proposer then sends its value straight to them, and learns from their votes that it is chosen: two message delays, where
 * Paxos takes three from a proposer through the coordinator. The price is a greater quorum, and that values which are proposed at once can split the votes:
 * then nothing is chosen, or nobody can tell yet, and the next round goes on with whatever may have been.
 *
 * Proposers serve clients, and learn for them. Coordinators learn, too, to know when a round is split and when all is done.
 */
import {
  bool,
  type Call,
  call,
  choice,
  declare,
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
  record,
  set,
  text,
} from '../../../node/kit.js';
import { register } from '../../services.js';
import {
  checkQuorums,
  choosable,
  chosen,
  coordinatorOf,
  favourite,
  isFast,
  isSame,
  isSplit,
  keep,
  nextRound,
  Proposal,
  prepareQuorum,
  roundMutants,
  roundOptions,
  Vote,
  votersOf,
} from './fast-rounds.js';

/** An operation that is not answered yet; `value`: of puts. `nothing`: acceptors that had voted for nothing when asked after it came. */
const Waiting = record({ call, value: optional(text), nothing: set(id('acceptor')) });
type Waiting = Of<typeof Waiting>;

/** The newest vote of each acceptor that is heard of. */
const votes = map(id('acceptor'), Vote);

export const declaration = declare({
  name: 'fast-paxos',
  about:
    'Acceptors choose one value, which proposers send straight to them; coordinators end what is split.',
  options: {
    ...roundOptions,
    learners: choice(
      ['proposers', 'coordinators'],
      'who hears of votes beside coordinators: proposers, or nobody; then coordinators tell them, a delay later',
    ),
    later: choice(
      ['classic', 'fast'],
      'the round with which a coordinator begins when nothing comes of another',
    ),
    patience: durations(
      '100..300 ms',
      'how long the first coordinator waits for a decision before it begins a round; others wait for those before them, too',
    ),
    retry: flag(true, 'proposers ask again, and tell coordinators that they wait'),
    backoff: durations('100..200 ms', 'how long a proposer waits before it asks again'),
  },
  roles: {
    coordinator: {
      // Rounds are numbered by coordinator.
      symmetric: false,
      /** The last round that it has begun. */
      durable: { round: int },
      volatile: {
        /** It has begun `round`, and proposed nothing in it. */
        asking: bool,
        /** What acceptors had voted for when they promised it. */
        promises: map(id('acceptor'), optional(Vote)),
        votes,
        /** A value that it may propose where it is free to. */
        proposal: optional(Proposal),
        decided: optional(Vote),
        /** The greatest round that it has heard of. */
        seen: int,
      },
      receives: {
        promise: from('acceptor', { round: int, vote: optional(Vote) }),
        accepted: from('acceptor', { vote: Vote }),
        outbid: from('acceptor', { round: int }),
        propose: from('proposer', { proposal: Proposal }),
        inquire: from('proposer', { call }),
      },
      timers: { patience: {} },
    },
    acceptor: {
      durable: {
        /** It votes in no round before this one. */
        promised: int,
        vote: optional(Vote),
      },
      volatile: {
        /** The fast round in which any value will do. */
        open: int,
        /** The first value that it was sent, while it has not voted. */
        offered: optional(Proposal),
        /** Also its own; where acceptors recover by themselves. */
        votes,
      },
      receives: {
        ask: from('coordinator', { round: int }),
        any: from('coordinator', { round: int }),
        accept: from('coordinator', { round: int, proposal: Proposal }),
        propose: from('proposer', { proposal: Proposal }),
        inquire: from('proposer', { call }),
        accepted: from('acceptor', { vote: Vote }),
      },
    },
    proposer: {
      serves: register,
      volatile: { waiting: list(Waiting), votes, decided: optional(Vote) },
      receives: {
        accepted: from('acceptor', { vote: Vote }),
        /** It has voted for nothing, and was asked on behalf of this call. */
        nothing: from('acceptor', { call }),
        decided: from('coordinator', { vote: Vote }),
      },
      timers: { repeat: {} },
    },
  },
  events: {
    proposed: { value: text },
    /** By an acceptor. */
    voted: { round: int, value: text },
    /** By who has learned what was chosen, and in which round. */
    learned: { round: int, value: text },
  },
  mutants: {
    ...roundMutants,
    'prefers a value of its own':
      'A coordinator that knows a proposal stays with it, whatever acceptors have voted for.',
    'proposes for a get':
      'A coordinator proposes an empty value where somebody waits who has proposed nothing.',
    'leaves split rounds alone': 'Nobody recovers from a fast round that is split.',
    'takes votes for promises':
      'A vote counts as promise of whichever round is begun, not only of the next one.',
    'forgets its round': 'After a crash a coordinator begins rounds that it has begun before.',
    'votes twice in a fast round': 'An acceptor votes for each value that it is sent.',
    'votes below its promise': 'An acceptor votes in whichever round it is asked to.',
    'votes before the disk': 'An acceptor tells of its vote before that is synced.',
    'promises before the disk': 'A promise leaves before it is synced.',
    'forgets its promise': 'After a crash an acceptor knows neither promise nor vote.',
    'recovers with its own vote':
      'An acceptor that recovers by itself votes once more as it has, whatever others have.',
    'reads from one acceptor': 'A get finds nothing when one acceptor has voted for nothing.',
  },
});
type D = typeof declaration;
type Coordinator = Node<D, 'coordinator'>;
type Acceptor = Node<D, 'acceptor'>;
type Proposer = Node<D, 'proposer'>;

// ---- coordinators

/** In round 1 nothing can have been chosen before. */
function openFirst(n: Coordinator): undefined {
  if (coordinatorOf(n, 1) !== n.id || n.disk.round > 1) return;
  n.disk.round = 1;
  n.sync();
  open(n);
}

function open(n: Coordinator): undefined {
  n.mem.asking = false;
  for (const a of n.nodes.acceptor) n.send(a, { type: 'any', round: n.disk.round });
}

function begin(n: Coordinator, fast: boolean): undefined {
  const round = nextRound(n, n.id, Math.max(n.disk.round, n.mem.seen), fast);
  n.disk.round = round;
  n.sync();
  n.mem.asking = true;
  n.mem.promises.clear();
  for (const a of n.nodes.acceptor) n.send(a, { type: 'ask', round });
}

/** Once enough have promised. */
function promised(n: Coordinator): undefined {
  const { asking, promises } = n.mem;
  if (!asking || promises.size < prepareQuorum(n)) return;
  const proposal = bound(n, promises);
  if (proposal !== null) return propose(n, proposal);
  if (isFast(n, n.disk.round)) return open(n);
  const free = favourite(promises) ?? n.mem.proposal;
  // Else it waits for somebody to propose something.
  if (free !== null) propose(n, free);
}

/** What it must propose. */
function bound(n: Coordinator, heard: Parameters<typeof choosable>[1]): Proposal | null {
  if (n.mutated('prefers a value of its own') && n.mem.proposal !== null) return n.mem.proposal;
  return choosable(n, heard);
}

function propose(n: Coordinator, proposal: Proposal): undefined {
  n.mem.asking = false;
  const { round } = n.disk;
  for (const a of n.nodes.acceptor) n.send(a, { type: 'accept', round, proposal });
}

function onVote(n: Coordinator, vote: Vote, from: Acceptor['id']): undefined {
  if (n.mem.decided !== null) return;
  keep(n.mem.votes, from, vote);
  const decided = chosen(n, n.mem.votes);
  if (decided !== null) return decide(n, decided);
  // Another coordinator's round goes on, and may come to an end.
  if (vote.round > n.disk.round || !n.armed('patience')) bePatient(n);
  recover(n, vote.round);
  if (!n.mem.asking || !n.mutated('takes votes for promises')) return;
  n.mem.promises.set(from, vote);
  promised(n);
}

/**
 * Ends a fast round that is split. Who has voted in a round can vote in none before it and not again in this one, so that its vote is as good as
 * a promise of the very next round.
 */
function recover(n: Coordinator, round: number): undefined {
  const isMine = coordinatorOf(n, round) === n.id && round >= n.disk.round;
  if (!isMine || !isFast(n, round) || isFast(n, round + 1)) return;
  const voters = votersOf(n.mem.votes, round);
  if (!isSplit(n, voters) || n.mutated('leaves split rounds alone')) return;
  if (n.options.recovery === 'new round') return begin(n, false);
  n.disk.round = round + 1;
  n.sync();
  const proposal = bound(n, voters) ?? favourite(voters);
  if (proposal !== null) propose(n, proposal);
}

function decide(n: Coordinator, vote: Vote): undefined {
  n.mem.decided = vote;
  n.mem.asking = false;
  n.mem.promises.clear();
  n.mem.votes.clear();
  n.disarm('patience');
  n.emit('learned', { round: vote.round, value: vote.proposal.value });
  if (n.options.learners === 'proposers') return;
  for (const p of n.nodes.proposer) n.send(p, { type: 'decided', vote });
}

/** A proposer has heard of no decision for some time. */
function hurry(n: Coordinator, from: Proposer['id']): undefined {
  const { decided } = n.mem;
  if (decided !== null) return n.send(from, { type: 'decided', vote: decided });
  if (!n.armed('patience')) bePatient(n);
}

/** The first coordinator is distinguished: others wait until those before them must be down. */
function bePatient(n: Coordinator): undefined {
  const { min, max } = n.options.patience;
  const before = n.nodes.coordinator.indexOf(n.id) * max;
  n.arm('patience', { min: before + min, max: before + max });
}

// ---- acceptors

const voted = (n: Acceptor, { round, proposal }: Vote): undefined =>
  n.emit('voted', { round, value: proposal.value });

/** Once that is on disk, all who learn hear of it. */
function castVote(n: Acceptor, round: number, proposal: Proposal): undefined {
  const vote = { round, proposal };
  n.disk.promised = Math.max(n.disk.promised, round);
  n.disk.vote = vote;
  n.mem.offered = null;
  if (!n.mutated('votes before the disk')) n.sync();
  voted(n, vote);
  if (n.options.learners === 'proposers')
    for (const p of n.nodes.proposer) n.send(p, { type: 'accepted', vote });
  for (const c of n.nodes.coordinator) n.send(c, { type: 'accepted', vote });
  if (n.options.recovery === 'uncoordinated') {
    for (const a of n.peers) n.send(a, { type: 'accepted', vote });
    keep(n.mem.votes, n.id, vote);
  }
  n.sync();
}

const mayVote = (n: Acceptor, round: number): boolean =>
  round >= n.disk.promised || n.mutated('votes below its promise');

/** For this value, once any will do. */
function voteFast(n: Acceptor, proposal: Proposal | null): undefined {
  const { open } = n.mem;
  if (open === 0 || proposal === null || !mayVote(n, open)) return;
  const again = n.mutated('votes twice in a fast round');
  if (n.disk.vote?.round !== open || again) castVote(n, open, proposal);
}

function onAccept(
  n: Acceptor,
  { round, proposal }: MessageOf<D, 'acceptor', 'accept'>,
  from: Coordinator['id'],
): undefined {
  if (!mayVote(n, round)) return outbid(n, from);
  if (n.disk.vote?.round !== round) castVote(n, round, proposal);
}

function onAsk(n: Acceptor, round: number, from: Coordinator['id']): undefined {
  if (round <= n.disk.promised) return outbid(n, from);
  n.disk.promised = round;
  if (!n.mutated('promises before the disk')) n.sync();
  n.send(from, { type: 'promise', round, vote: n.disk.vote });
  n.sync();
}

const outbid = (n: Acceptor, from: Coordinator['id']): undefined =>
  n.send(from, { type: 'outbid', round: n.disk.promised });

/** Votes in the round after one that is split, as its coordinator would propose if it heard the same. */
function recoverAlone(n: Acceptor, round: number): undefined {
  if (!isFast(n, round) || !isFast(n, round + 1) || !mayVote(n, round + 1)) return;
  const voters = votersOf(n.mem.votes, round);
  if ((n.disk.vote?.round ?? 0) > round || !isSplit(n, voters)) return;
  const own = n.mutated('recovers with its own vote') ? n.disk.vote?.proposal : undefined;
  const proposal = own ?? choosable(n, voters) ?? favourite(voters);
  if (proposal !== null) castVote(n, round + 1, proposal);
}

// ---- proposers

function wait(n: Proposer, call: Call, value: string | null): undefined {
  const { decided, waiting } = n.mem;
  const waits = { call, value, nothing: new Set<Acceptor['id']>() };
  if (decided !== null) return answer(n, waits, decided);
  if (!waiting.some((other) => isSame(other, waits))) waiting.push(waits);
  for (const a of n.nodes.acceptor) {
    if (value === null) n.send(a, { type: 'inquire', call });
    else n.send(a, { type: 'propose', proposal: { call, value } });
  }
  if (n.options.retry && !n.armed('repeat')) n.arm('repeat', n.options.backoff);
}

/** Something was lost, or the round is. One value is enough, and one question after all operations. */
function repeat(n: Proposer): undefined {
  const { waiting } = n.mem;
  const last = waiting.at(-1);
  if (last === undefined) return;
  const { call } = last;
  const put = waiting.find((one) => one.value !== null);
  const proposal = put && { call: put.call, value: put.value ?? '' };
  for (const a of n.nodes.acceptor) {
    if (proposal !== undefined) n.send(a, { type: 'propose', proposal });
    n.send(a, { type: 'inquire', call });
  }
  for (const c of n.nodes.coordinator)
    n.send(c, proposal ? { type: 'propose', proposal } : { type: 'inquire', call });
  n.arm('repeat', n.options.backoff);
}

/**
 * Who promises meets whoever chooses: if enough had voted for nothing when asked after a get came, nothing was chosen when it did. The question was asked after
 * all gets that came before this call.
 */
function onNothing(n: Proposer, call: Call, from: Acceptor['id']): undefined {
  const { waiting } = n.mem;
  const asked = waiting.findIndex((other) => isSame(other, { call }));
  for (const one of waiting.slice(0, asked + 1)) one.nothing.add(from);
  const enough = n.mutated('reads from one acceptor') ? 1 : prepareQuorum(n);
  const isDone = (one: Waiting) => one.value === null && one.nothing.size >= enough;
  n.mem.waiting = waiting.filter((one) => !isDone(one));
  for (const one of waiting.filter(isDone)) n.reply(one.call, null);
}

function learn(n: Proposer, vote: Vote): undefined {
  const { waiting } = n.mem;
  n.mem.decided = vote;
  n.mem.waiting = [];
  n.mem.votes.clear();
  n.disarm('repeat');
  n.emit('learned', { round: vote.round, value: vote.proposal.value });
  for (const one of waiting) answer(n, one, vote);
}

function answer(n: Proposer, { call, value }: Waiting, { proposal }: Vote): undefined {
  if (value === null) return n.reply(call, proposal.value);
  if (isSame({ call }, proposal)) return n.reply(call, null);
  return n.refuse(call, 'another value was chosen');
}

export default implement(declaration, {
  coordinator: {
    start(n) {
      checkQuorums(n);
      if (n.mutated('forgets its round')) n.disk.round = 0;
      openFirst(n);
    },
    on: {
      promise(n, { round, vote }, from) {
        if (!n.mem.asking || round !== n.disk.round) return;
        n.mem.promises.set(from, vote);
        promised(n);
      },
      accepted: (n, { vote }, from) => onVote(n, vote, from),
      outbid(n, { round }) {
        n.mem.seen = Math.max(n.mem.seen, round);
      },
      propose(n, { proposal }, from) {
        if (n.mem.decided === null) n.mem.proposal ??= proposal;
        hurry(n, from);
        promised(n);
      },
      inquire(n, { call }, from) {
        if (n.mutated('proposes for a get')) n.mem.proposal ??= { call, value: '' };
        hurry(n, from);
      },
    },
    timers: { patience: (n) => begin(n, n.options.later === 'fast') },
  },

  acceptor: {
    start(n) {
      if (n.mutated('forgets its promise')) {
        n.disk.promised = 0;
        n.disk.vote = null;
      }
      // A crash may have come between the disk and the event.
      if (n.disk.vote !== null) voted(n, n.disk.vote);
    },
    on: {
      ask: (n, { round }, from) => onAsk(n, round, from),
      any(n, { round }, from) {
        if (!mayVote(n, round)) return outbid(n, from);
        n.mem.open = Math.max(n.mem.open, round);
        voteFast(n, n.disk.vote?.proposal ?? n.mem.offered);
      },
      accept: onAccept,
      propose(n, { proposal }) {
        if (n.disk.vote === null) n.mem.offered ??= proposal;
        voteFast(n, proposal);
      },
      inquire(n, { call }, from) {
        const { vote } = n.disk;
        n.send(from, vote === null ? { type: 'nothing', call } : { type: 'accepted', vote });
      },
      accepted(n, { vote }, from) {
        keep(n.mem.votes, from, vote);
        recoverAlone(n, vote.round);
      },
    },
  },

  proposer: {
    on: {
      accepted(n, { vote }, from) {
        if (n.mem.decided !== null) return;
        keep(n.mem.votes, from, vote);
        const decided = chosen(n, n.mem.votes);
        if (decided !== null) learn(n, decided);
      },
      nothing: (n, { call }, from) => onNothing(n, call, from),
      decided(n, { vote }) {
        if (n.mem.decided === null) learn(n, vote);
      },
    },
    timers: { repeat },
    calls: {
      put(n, { value }, call) {
        n.emit('proposed', { value });
        wait(n, call, value);
      },
      get: (n, _, call) => wait(n, call, null),
    },
    views: {
      /** What this proposer knows to be chosen. */
      outcome: {
        shape: optional(text),
        of: ({ mem }) => mem.decided?.proposal.value ?? null,
      },
    },
  },
});
