/**
 * Paxos commit: an instance of Paxos for each resource manager decides whether that one has prepared. Gray and Lamport, Consensus on Transaction
 * Commit, ACM TODS 31(1), 2006. Ballot 0 of an instance belongs to its manager, which proposes without asking; greater ballots belong to leaders,
 * who propose for all instances at once what may have been chosen, and abort where nothing can have been. So the decision is known as long as a
 * majority of acceptors is, whichever leader goes down.
 *
 * With one acceptor beside one leader it is two-phase commit, and blocks as that does.
 */
import {
  bool,
  choice,
  declare,
  durations,
  flag,
  from,
  id,
  implement,
  int,
  map,
  type Node,
  type Of,
  oneOf,
  value,
} from '../../node/kit.js';

/** What an acceptor has accepted in the instance of a manager: has that one prepared? */
const Vote = value({ ballot: int, prepared: bool });
type Vote = Of<typeof Vote>;
const Votes = map(id('manager'), Vote);

/** The newest votes of each acceptor that a learner has heard of. */
const known = map(id('acceptor'), Votes);

export const declaration = declare({
  name: 'paxos-commit',
  about:
    'Resource managers commit or abort together, and a majority of acceptors knows how it ended.',
  options: {
    mayRefuse: flag(true, 'whether a manager may vote no'),
    bundle: flag(
      true,
      'an acceptor tells what it has accepted in ballot 0 once it has heard all managers, or a no',
    ),
    learners: choice(
      ['leader', 'managers'],
      'who hears from acceptors: the leader of the ballot, or managers as well, which saves them a delay',
    ),
    patience: durations('300..600 ms', 'how long a leader waits before it begins a ballot'),
    retry: durations('100..200 ms', 'how often anybody who waits for an answer asks again'),
  },
  roles: {
    leader: {
      // Ballots are numbered by leader.
      symmetric: false,
      /** The last ballot that it has begun. */
      durable: { ballot: int },
      volatile: {
        phase: oneOf('waiting', 'asking', 'proposing', 'committed', 'aborted'),
        /** What acceptors had accepted when they promised this ballot. */
        promises: known,
        known,
        /** The greatest ballot that it has heard of. */
        seen: int,
      },
      receives: {
        promise: from('acceptor', { ballot: int, votes: Votes }),
        accepted: from('acceptor', { votes: Votes }),
        outbid: from('acceptor', { ballot: int }),
        inquire: from('manager', {}),
        decide: from('leader', { commit: bool }),
      },
      timers: { patience: {}, repeat: {} },
    },
    acceptor: {
      durable: { promised: int, votes: Votes },
      receives: {
        /** Of ballot 0. */
        vote: from('manager', { prepared: bool }),
        ask: from('leader', { ballot: int }),
        accept: from('leader', { ballot: int, votes: Votes }),
      },
    },
    manager: {
      durable: { state: oneOf('working', 'prepared', 'committed', 'aborted') },
      volatile: { known },
      receives: {
        prepare: from('leader', {}),
        accepted: from('acceptor', { votes: Votes }),
        decide: from('leader', { commit: bool }),
      },
      timers: { repeat: {} },
    },
  },
  events: {
    /** By a leader that has learned how it ends. */
    decided: { commit: bool },
    /** By a manager. */
    settled: { commit: bool },
  },
  mutants: {
    'ignores what was accepted': 'A leader aborts, whatever acceptors have accepted.',
    'takes any reported vote': 'A leader proposes some vote that it hears of, not the newest.',
    'prepares where nobody has voted':
      'A leader proposes that a manager has prepared that nobody has heard of.',
    'commits without all votes': 'A leader commits when one manager has prepared.',
    'quorums that do not meet': 'A quorum of acceptors is one fewer than a majority.',
    'accepts below its promise': 'An acceptor takes votes of ballot 0 after it has promised more.',
    'forgets its promise': 'An acceptor knows after a crash neither promise nor votes.',
    'accepts before the disk': 'An acceptor says that it has accepted before that is synced.',
    'votes before the disk': 'A manager votes that it has prepared before that is synced.',
    'aborts on its own': 'A manager that has prepared and hears nothing aborts by itself.',
  },
});
type D = typeof declaration;
type Leader = Node<D, 'leader'>;
type Acceptor = Node<D, 'acceptor'>;
type Manager = Node<D, 'manager'>;
type Learner = Leader | Manager;
type ReadonlyVotes = ReadonlyMap<Manager['id'], Vote>;

const quorum = (n: Leader | Manager): number =>
  Math.floor(n.nodes.acceptor.length / 2) + (n.mutated('quorums that do not meet') ? 0 : 1);

// ---- what was chosen

/** The newest of each manager counts: what a majority has accepted in one ballot is proposed in all that come after it. */
function learn(n: Learner, from: Acceptor['id'], votes: ReadonlyVotes): undefined {
  const newest = new Map(n.mem.known.get(from));
  for (const [manager, vote] of votes)
    if (vote.ballot >= (newest.get(manager)?.ballot ?? 0)) newest.set(manager, vote);
  n.mem.known.set(from, newest);
}

/** Whether the manager has prepared, as far as that is decided. */
function chosen(n: Learner, manager: Manager['id']): boolean | null {
  const votes = [...n.mem.known.values()].flatMap((of) => of.get(manager) ?? []);
  const found = votes.find(
    ({ ballot }) => votes.filter((vote) => vote.ballot === ballot).length >= quorum(n),
  );
  return found?.prepared ?? null;
}

/** Commit or abort, as far as that is decided. */
function outcome(n: Learner): boolean | null {
  const all = n.nodes.manager.map((manager) => chosen(n, manager));
  if (all.includes(false)) return false;
  const some = all.includes(true) && n.mutated('commits without all votes');
  return some || !all.includes(null) ? true : null;
}

// ---- leaders

const isOver = ({ mem }: Leader): boolean => mem.phase === 'committed' || mem.phase === 'aborted';

/** Ballots go round among leaders; before all comes 0, of the managers. */
function nextBallot(n: Leader): number {
  const { leader } = n.nodes;
  const after = Math.max(n.disk.ballot, n.mem.seen) + 1;
  const turn = (ballot: number): boolean => leader[(ballot - 1) % leader.length] === n.id;
  return leader.map((_, i) => after + i).find(turn) ?? after;
}

/** The first leader asks managers to prepare. Repeated, because one may still be starting. */
function prepare(n: Leader): undefined {
  if (n.mem.phase !== 'waiting' || n.id !== n.nodes.leader[0]) return;
  for (const m of n.nodes.manager) n.send(m, { type: 'prepare' });
  n.arm('repeat', n.options.retry);
}

function begin(n: Leader): undefined {
  n.disk.ballot = nextBallot(n);
  n.sync();
  n.mem.phase = 'asking';
  n.mem.promises.clear();
  n.disarm('repeat');
  for (const a of n.nodes.acceptor) n.send(a, { type: 'ask', ballot: n.disk.ballot });
  n.arm('patience', n.options.patience);
}

function onPromise(
  n: Leader,
  ballot: number,
  votes: ReadonlyVotes,
  from: Acceptor['id'],
): undefined {
  if (n.mem.phase !== 'asking' || ballot !== n.disk.ballot) return;
  n.mem.promises.set(from, new Map(votes));
  if (n.mem.promises.size < quorum(n)) return;
  n.mem.phase = 'proposing';
  const proposed = new Map(
    n.nodes.manager.map((manager) => [manager, { ballot, prepared: proposal(n, manager) }]),
  );
  for (const a of n.nodes.acceptor) n.send(a, { type: 'accept', ballot, votes: proposed });
}

/** What may have been chosen already; where nothing can have been, that it has not prepared. */
function proposal(n: Leader, manager: Manager['id']): boolean {
  if (n.mutated('ignores what was accepted')) return false;
  const votes = [...n.mem.promises.values()].flatMap((of) => of.get(manager) ?? []);
  if (votes.length === 0) return n.mutated('prepares where nobody has voted');
  if (n.mutated('takes any reported vote')) return votes.some(({ prepared }) => prepared);
  const newest = Math.max(...votes.map(({ ballot }) => ballot));
  return votes.some(({ ballot, prepared }) => ballot === newest && prepared);
}

function onAccepted(n: Leader, votes: ReadonlyVotes, from: Acceptor['id']): undefined {
  if (isOver(n)) return;
  learn(n, from, votes);
  const commit = outcome(n);
  if (commit === null) return;
  end(n, commit);
  n.emit('decided', { commit });
  for (const m of n.nodes.manager) n.send(m, { type: 'decide', commit });
  for (const l of n.peers) n.send(l, { type: 'decide', commit });
}

/** What led to it need not be known any more. */
function end(n: Leader, commit: boolean): undefined {
  n.mem.phase = commit ? 'committed' : 'aborted';
  n.mem.promises.clear();
  n.mem.known.clear();
  n.disarm('patience');
  n.disarm('repeat');
}

// ---- acceptors

/** The leader of the ballot hears of it, or whoever would learn. */
function tell(n: Acceptor, ballot: number): undefined {
  const { leader, manager } = n.nodes;
  const votes = new Map(n.disk.votes);
  const to = ballot === 0 ? leader[0] : leader[(ballot - 1) % leader.length];
  n.send(to, { type: 'accepted', votes });
  if (n.options.learners === 'managers')
    for (const m of manager) n.send(m, { type: 'accepted', votes });
}

function accepts(n: Acceptor, ballot: number): undefined {
  if (!n.mutated('accepts before the disk')) n.sync();
  tell(n, ballot);
  n.sync();
}

function onVote(n: Acceptor, prepared: boolean, from: Manager['id']): undefined {
  const { promised, votes } = n.disk;
  if (promised > 0 && !n.mutated('accepts below its promise')) return;
  if (promised > 0 || !votes.has(from)) votes.set(from, { ballot: 0, prepared });
  const all = votes.size === n.nodes.manager.length;
  if (all || !prepared || !n.options.bundle) accepts(n, 0);
  else n.sync();
}

// ---- managers

function vote(n: Manager): undefined {
  const prepared = n.disk.state === 'prepared';
  for (const a of n.nodes.acceptor) n.send(a, { type: 'vote', prepared });
  if (prepared) n.arm('repeat', n.options.retry);
}

function onPrepare(n: Manager): undefined {
  if (n.disk.state === 'committed') return;
  if (n.disk.state !== 'working') return vote(n);
  const yes = !n.options.mayRefuse || n.pick([true, false]);
  n.disk.state = yes ? 'prepared' : 'aborted';
  if (!yes || !n.mutated('votes before the disk')) n.sync();
  vote(n);
  n.sync();
  if (!yes) n.emit('settled', { commit: false });
}

function settle(n: Manager, commit: boolean): undefined {
  const { state } = n.disk;
  n.must(!commit || state !== 'working', 'who is told to commit has prepared');
  n.must(!commit || state !== 'aborted', 'who is told to commit has not aborted');
  if (state !== 'prepared' && state !== 'working') return;
  n.disk.state = commit ? 'committed' : 'aborted';
  n.sync();
  n.mem.known.clear();
  n.emit('settled', { commit });
  n.disarm('repeat');
}

/** It is in doubt: its vote may be lost, or the answer. */
function repeat(n: Manager): undefined {
  if (n.disk.state !== 'prepared') return;
  if (n.mutated('aborts on its own')) return settle(n, false);
  vote(n);
  for (const l of n.nodes.leader) n.send(l, { type: 'inquire' });
}

export default implement(declaration, {
  leader: {
    start(n) {
      n.arm('patience', n.options.patience);
      prepare(n);
    },
    on: {
      promise: (n, { ballot, votes }, from) => onPromise(n, ballot, votes, from),
      accepted: (n, { votes }, from) => onAccepted(n, votes, from),
      outbid(n, { ballot }) {
        n.mem.seen = Math.max(n.mem.seen, ballot);
      },
      inquire(n, _, from) {
        if (isOver(n)) n.send(from, { type: 'decide', commit: n.mem.phase === 'committed' });
      },
      decide(n, { commit }) {
        if (!isOver(n)) end(n, commit);
      },
    },
    timers: { patience: begin, repeat: prepare },
  },

  acceptor: {
    start(n) {
      if (!n.mutated('forgets its promise')) return;
      n.disk.promised = 0;
      n.disk.votes.clear();
    },
    on: {
      vote: (n, { prepared }, from) => onVote(n, prepared, from),
      ask(n, { ballot }, from) {
        if (ballot < n.disk.promised)
          return n.send(from, { type: 'outbid', ballot: n.disk.promised });
        n.disk.promised = ballot;
        n.sync();
        n.send(from, { type: 'promise', ballot, votes: new Map(n.disk.votes) });
      },
      accept(n, { ballot, votes }, from) {
        if (ballot < n.disk.promised)
          return n.send(from, { type: 'outbid', ballot: n.disk.promised });
        n.disk.promised = ballot;
        n.disk.votes = new Map(votes);
        accepts(n, ballot);
      },
    },
  },

  manager: {
    start(n) {
      if (n.disk.state === 'prepared') n.arm('repeat', n.options.retry);
    },
    on: {
      prepare: onPrepare,
      accepted(n, { votes }, from) {
        if (n.disk.state !== 'prepared' && n.disk.state !== 'working') return;
        learn(n, from, votes);
        const commit = outcome(n);
        if (commit !== null) settle(n, commit);
      },
      decide: (n, { commit }) => settle(n, commit),
    },
    timers: { repeat },
  },
});
