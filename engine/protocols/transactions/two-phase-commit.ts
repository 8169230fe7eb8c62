/**
 * Two-phase commit with durable logs on both sides, recovery, and what its descendants changed. Gray, Notes on Data Base Operating
 * Systems, 1978; Mohan, Lindsay and Obermarck, Transaction Management in the R* Distributed Database Management System, ACM
 * TODS 11(4), 1986; cooperative termination after Bernstein, Hadzilacos and Goodman, Concurrency Control and Recovery, 1987, section 7.4.
 *
 * A coordinator forgets a transaction when nobody can ask about it any more; whoever asks all the same is told what is presumed. What is
 * presumed need not be acknowledged, and an abort that is presumed need not even be logged.
 */
import {
  bool,
  choice,
  declare,
  duration,
  flag,
  from,
  id,
  implement,
  type Node,
  oneOf,
  optional,
  set,
} from '../../node/kit.js';

export const declaration = declare({
  name: 'two-phase-commit',
  about: 'Participants agree, through one coordinator, to commit or to abort.',
  options: {
    voteTimeout: duration('500 ms', 'how long the coordinator waits for votes before it aborts'),
    deadline: choice(
      ['overall', 'each'],
      'whether the time for votes runs for all of them together, or again after each',
    ),
    retry: duration('200 ms', 'how often anybody who waits for an answer asks again'),
    mayRefuse: flag(true, 'whether a participant may vote no'),
    mayRead: flag(
      false,
      'whether a participant may have nothing to write: then it votes so, and has no second phase',
    ),
    presume: choice(
      ['abort', 'commit', 'nothing'],
      'which outcome is neither acknowledged nor remembered; `nothing`: both are',
    ),
    cooperative: flag(false, 'who is in doubt asks the other participants, too'),
  },
  roles: {
    coordinator: {
      durable: {
        /** `begun`: nothing is decided, or an abort that is presumed. */
        log: oneOf('nothing', 'begun', 'committed', 'aborted', 'forgotten'),
      },
      volatile: {
        phase: oneOf('idle', 'voting', 'committing', 'aborting', 'forgotten'),
        yes: set(id('participant')),
        /** They have voted, and need not hear how it ends. */
        readers: set(id('participant')),
        acknowledged: set(id('participant')),
      },
      receives: {
        vote: from('participant', { vote: oneOf('no', 'yes', 'reads') }),
        inquire: from('participant', {}),
        acknowledge: from('participant', {}),
      },
      timers: { voting: {}, repeat: {} },
    },
    participant: {
      durable: {
        /** `read`: it has nothing to write. */
        state: oneOf('working', 'prepared', 'committed', 'aborted', 'read'),
        coordinator: optional(id('coordinator')),
      },
      receives: {
        prepare: from('coordinator', {}),
        decide: from(['coordinator', 'participant'], { commit: bool }),
        /** Another participant is in doubt. */
        ask: from('participant', {}),
      },
      timers: { inquire: {} },
    },
  },
  events: {
    /** By the coordinator. */
    decided: { commit: bool },
    /** By a participant. */
    settled: { commit: bool },
  },
  mutants: {
    'commits without all votes': 'The coordinator commits at the first yes.',
    'takes sent for voted': 'The coordinator takes a request that it has sent for a vote.',
    'votes before the disk': 'A participant votes yes before its prepared record is synced.',
    'forgets the decision': 'The coordinator announces a commit before it is on its log.',
    'aborts on its own': 'A prepared participant that hears nothing aborts by itself.',
    'presumes commit': 'A coordinator that remembers no decision answers that it committed.',
    'forgets too early': 'The coordinator forgets when one participant has acknowledged.',
    'times out without a word': 'When votes are late the coordinator stops, and tells nobody.',
    'leaves the others in doubt': 'At a no the coordinator stops, and does not tell the others.',
    'gives a commit up': 'A commit that is not acknowledged in time is logged as an abort.',
    'prepares again': 'A participant that has decided prepares when it is asked again.',
    'reads without a record':
      'A participant that only reads votes so and writes nothing down: after a crash it may vote otherwise.',
    'takes doubt for no': 'A participant that is asked while it is in doubt answers abort.',
  },
});
type D = typeof declaration;
type Coordinator = Node<D, 'coordinator'>;
type Participant = Node<D, 'participant'>;

/** Must all participants say that they know it, before it may be forgotten? */
const isAcknowledged = ({ options }: Coordinator | Participant, commit: boolean): boolean =>
  options.presume !== (commit ? 'commit' : 'abort');

// ---- the coordinator

/** Repeated, because a participant may still be starting, or may have lost it. */
function prepare(n: Coordinator): undefined {
  const { yes, readers } = n.mem;
  for (const p of n.nodes.participant)
    if (!yes.has(p) && !readers.has(p)) n.send(p, { type: 'prepare' });
  n.arm('repeat', n.options.retry);
  if (n.mutated('takes sent for voted')) decide(n, true);
}

function onVote(n: Coordinator, vote: 'no' | 'yes' | 'reads', from: Participant['id']): undefined {
  const { mem, options } = n;
  if (mem.phase !== 'voting') return;
  if (vote === 'no')
    return n.mutated('leaves the others in doubt') ? fallSilent(n) : decide(n, false);
  mem[vote === 'yes' ? 'yes' : 'readers'].add(from);
  const missing = n.nodes.participant.some((p) => !mem.yes.has(p) && !mem.readers.has(p));
  if (!missing || n.mutated('commits without all votes')) return decide(n, true);
  if (options.deadline === 'each') n.arm('voting', options.voteTimeout);
}

function onTimeout(n: Coordinator): undefined {
  return n.mutated('times out without a word') ? fallSilent(n) : decide(n, false);
}

function fallSilent(n: Coordinator): undefined {
  n.mem.phase = 'idle';
  n.disarm('voting');
  n.disarm('repeat');
}

/** The decision is on the log before anybody hears of it, unless it is what all presume who find nothing there. */
function decide(n: Coordinator, commit: boolean): undefined {
  n.mem.phase = commit ? 'committing' : 'aborting';
  n.disarm('voting');
  if (commit || n.options.presume !== 'abort') n.disk.log = commit ? 'committed' : 'aborted';
  if (!n.mutated('forgets the decision')) n.sync();
  n.emit('decided', { commit });
  announce(n);
  if (n.mutated('forgets the decision')) n.sync();
}

function announce(n: Coordinator): undefined {
  const { phase, readers, acknowledged } = n.mem;
  const commit = phase === 'committing';
  const waiting = n.nodes.participant.filter((p) => !readers.has(p) && !acknowledged.has(p));
  for (const p of waiting) n.send(p, { type: 'decide', commit });
  if (waiting.length > 0 && isAcknowledged(n, commit)) n.arm('repeat', n.options.retry);
  else forget(n);
}

/** Lazily: found undone after a crash, it is done again. */
function forget(n: Coordinator): undefined {
  const commit = n.mem.phase === 'committing';
  n.mem.phase = 'forgotten';
  n.disarm('repeat');
  if (isAcknowledged(n, commit)) n.disk.log = 'forgotten';
}

function onRepeat(n: Coordinator): undefined {
  if (n.mem.phase === 'voting') return prepare(n);
  if (n.mem.phase === 'committing' && n.mutated('gives a commit up')) {
    n.disk.log = 'aborted';
    n.mem.phase = 'aborting';
    n.sync();
  }
  announce(n);
}

function recover(n: Coordinator): undefined {
  const { log } = n.disk;
  if (log === 'begun') return decide(n, false);
  n.mem.phase = log === 'committed' ? 'committing' : log === 'aborted' ? 'aborting' : 'forgotten';
  if (log !== 'forgotten') announce(n);
}

// ---- participants

function settle(n: Participant, commit: boolean): undefined {
  n.disk.state = commit ? 'committed' : 'aborted';
  n.sync();
  n.emit('settled', { commit });
  n.disarm('inquire');
}

const hasDecided = ({ disk }: Participant): boolean =>
  disk.state === 'committed' || disk.state === 'aborted';

function onPrepare(n: Participant, from: Coordinator['id']): undefined {
  const { state } = n.disk;
  if (state === 'prepared') return n.send(from, { type: 'vote', vote: 'yes' });
  if (state === 'aborted' && !n.mutated('prepares again'))
    return n.send(from, { type: 'vote', vote: 'no' });
  if (state !== 'working' && !(hasDecided(n) && n.mutated('prepares again'))) return;
  const { mayRefuse, mayRead } = n.options;
  const votes = [...(mayRefuse ? ['no' as const] : []), ...(mayRead ? ['reads' as const] : [])];
  const vote = n.pick(['yes' as const, ...votes]);
  n.disk.coordinator = from;
  n.disk.state = vote === 'yes' ? 'prepared' : vote === 'no' ? 'aborted' : 'read';
  const recorded = vote !== 'reads' || !n.mutated('reads without a record');
  if (recorded && !n.mutated('votes before the disk')) n.sync();
  n.send(from, { type: 'vote', vote });
  if (recorded) n.sync();
  if (vote === 'no') n.emit('settled', { commit: false });
  if (vote === 'yes') n.arm('inquire', n.options.retry);
}

function onDecide(n: Participant, commit: boolean): undefined {
  const { state, coordinator } = n.disk;
  n.must(!commit || state !== 'working', 'who is told to commit has prepared');
  const told = commit && n.options.presume !== 'commit';
  n.must(!told || state !== 'aborted', 'who is told to commit has not aborted');
  if (state === 'prepared' || state === 'working') settle(n, commit);
  if (!isAcknowledged(n, commit)) return;
  for (const c of coordinator === null ? n.nodes.coordinator : [coordinator])
    n.send(c, { type: 'acknowledge' });
}

/** It is in doubt. */
function inquire(n: Participant): undefined {
  const { state, coordinator } = n.disk;
  if (state !== 'prepared' || coordinator === null) return;
  if (n.mutated('aborts on its own')) return settle(n, false);
  n.arm('inquire', n.options.retry);
  n.send(coordinator, { type: 'inquire' });
  if (n.options.cooperative) for (const p of n.peers) n.send(p, { type: 'ask' });
}

/** Another is in doubt: told how it ended, if this one knows. Who has not voted yet can still abort, and then knows. */
function onAsk(n: Participant, from: Participant['id']): undefined {
  if (n.disk.state === 'working') settle(n, false);
  const known = hasDecided(n) || (n.disk.state === 'prepared' && n.mutated('takes doubt for no'));
  if (known) n.send(from, { type: 'decide', commit: n.disk.state === 'committed' });
}

export default implement(declaration, {
  coordinator: {
    start(n) {
      if (n.disk.log !== 'nothing') return recover(n);
      n.disk.log = 'begun';
      n.sync();
      n.mem.phase = 'voting';
      n.arm('voting', n.options.voteTimeout);
      prepare(n);
    },
    on: {
      vote: (n, { vote }, from) => onVote(n, vote, from),
      inquire(n, _, from) {
        const { phase } = n.mem;
        if (phase === 'voting' || phase === 'idle') return;
        const presumed = n.options.presume === 'commit' || n.mutated('presumes commit');
        const commit = phase === 'forgotten' ? presumed : phase === 'committing';
        n.send(from, { type: 'decide', commit });
      },
      acknowledge(n, _, from) {
        const { phase, acknowledged, readers } = n.mem;
        if (phase !== 'committing' && phase !== 'aborting') return;
        acknowledged.add(from);
        const all = n.nodes.participant.every((p) => acknowledged.has(p) || readers.has(p));
        if (all || n.mutated('forgets too early')) forget(n);
      },
    },
    timers: { voting: onTimeout, repeat: onRepeat },
  },

  participant: {
    start(n) {
      if (n.disk.state === 'prepared') n.arm('inquire', n.options.retry);
    },
    on: {
      prepare: (n, _, from) => onPrepare(n, from),
      decide: (n, { commit }) => onDecide(n, commit),
      ask: (n, _, from) => onAsk(n, from),
    },
    timers: { inquire },
  },
});
