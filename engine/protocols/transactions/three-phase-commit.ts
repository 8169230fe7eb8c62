/**
 * Three-phase commit: nobody can commit while another may still abort, so whoever is left can finish. Skeen, Nonblocking Commit
 * Protocols, SIGMOD 1981. It supposes that who is silent has crashed; where the network splits or is slow instead, the two
 * sides may decide differently.
 *
 * When a participant hears nothing it looks for a backup coordinator: the first participant that is up. That one asks all for
 * their states. If somebody has decided, that is it; if somebody is prepared to commit, all are prepared and then commit; else
 * they abort. Who crashed while it did not know the outcome decides nothing by itself any more, and asks.
 *
 * With `termination: quorum` backups are elected by a majority, and prepare a majority for what they decide, to abort as well; what counts
 * is the last attempt. Then no partition and no slow message breaks atomicity; who has no majority waits (E3PC: Keidar and Dolev, Increasing the
 * Resilience of Distributed and Replicated Database Systems, JCSS 57(3), 1998).
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
  int,
  map,
  type Node,
  oneOf,
  set,
} from '../../node/kit.js';

const State = oneOf(
  'working',
  'uncertain',
  'precommitted',
  'committed',
  'aborted',
  /** Prepared to abort: by quorums only. */
  'preaborted',
);

export const declaration = declare({
  name: 'three-phase-commit',
  about: 'Participants commit or abort alike, and finish without their coordinator.',
  options: {
    voteTimeout: duration(
      '500 ms',
      'how long the coordinator waits for votes, and for acknowledgements',
    ),
    patience: duration(
      '1 s',
      'silence after which a participant takes the coordinator for crashed',
    ),
    collect: duration('300 ms', 'how long answers are waited for: who is silent has crashed'),
    mayRefuse: flag(true, 'whether a participant may vote no'),
    termination: choice(
      ['backup', 'timeouts', 'quorum'],
      'a silent coordinator is replaced; or everybody decides alone: aborts unless it is precommitted; or a quorum elects backups',
    ),
  },
  roles: {
    coordinator: {
      durable: { log: oneOf('nothing', 'begun', 'precommitting', 'committed', 'aborted') },
      volatile: { yes: set(id('participant')), acknowledged: set(id('participant')) },
      receives: {
        vote: from('participant', { yes: bool }),
        acknowledge: from('participant', {}),
        ask: from('participant', {}),
        decide: from('participant', { commit: bool }),
      },
      timers: { voting: {}, acknowledging: {}, asking: {} },
    },
    participant: {
      // The first that is up replaces the coordinator.
      symmetric: false,
      durable: {
        state: State,
        // Where a quorum elects: the greatest number of an election that it has heard of, and that of its last second phase.
        elected: int.startingAt(1),
        attempt: int,
      },
      volatile: {
        /** What it does about a silent coordinator. `recovering`: it crashed, and may not decide alone. */
        phase: oneOf('following', 'looking', 'collecting', 'preparing', 'recovering'),
        states: map(id('participant'), State),
        attempts: map(id('participant'), int),
        acknowledged: set(id('participant')),
      },
      receives: {
        canCommit: from('coordinator', {}),
        precommit: from(['coordinator', 'participant'], {}),
        decide: from(['coordinator', 'participant'], { commit: bool }),
        /** A participant looks for the first that is up. */
        look: from('participant', {}),
        here: from('participant', {}),
        inquire: from('participant', {}),
        state: from('participant', { state: State }),
        acknowledge: from('participant', {}),
        ask: from(['participant', 'coordinator'], {}),
        elect: from('participant', { number: int }),
        attempted: from('participant', { number: int, attempt: int, state: State }),
        prepare: from('participant', { number: int, commit: bool }),
        prepared: from('participant', { number: int }),
        /** It has heard of this election, which is not before the other's. */
        outvoted: from('participant', { number: int }),
      },
      timers: { doubt: {}, looking: {}, collect: {} },
    },
  },
  events: { decided: { commit: bool } },
  mutants: {
    'commits without all votes': 'The coordinator goes on at the first yes.',
    'skips the second phase': 'The coordinator commits as soon as it has all votes.',
    'commits when uncertain': 'A backup commits although nobody is prepared to.',
    'commits at once': 'A backup that finds somebody precommitted commits before the others are.',
    'skips the election': 'Every participant in doubt takes itself for the backup.',
    'votes before the disk': 'A participant votes yes before that is synced.',
    'decides after a crash': 'A participant that crashed takes part as if it had not.',
    'counts a minority': 'A backup needs nobody beside itself for a quorum.',
    'forgets the last attempt':
      'A backup goes by whether anybody is prepared to commit, not by the last attempt.',
    'obeys older elections': 'A participant prepares for a backup whose election is over.',
    'one call': 'Participants pass through the second phase by themselves, on their own vote.',
  },
});
type D = typeof declaration;
type Coordinator = Node<D, 'coordinator'>;
type Participant = Node<D, 'participant'>;
type Peer = Participant['id'];

// ---- the coordinator

function decide(n: Coordinator, commit: boolean): undefined {
  n.disk.log = commit ? 'committed' : 'aborted';
  n.sync();
  n.disarm('voting');
  n.disarm('acknowledging');
  n.disarm('asking');
  n.emit('decided', { commit });
  for (const p of n.nodes.participant) n.send(p, { type: 'decide', commit });
}

function precommit(n: Coordinator): undefined {
  if (n.mutated('skips the second phase')) return decide(n, true);
  n.disk.log = 'precommitting';
  n.sync();
  n.disarm('voting');
  for (const p of n.nodes.participant) n.send(p, { type: 'precommit' });
  n.arm('acknowledging', n.options.voteTimeout);
}

/** After a crash in the second phase the participants know more than it does. */
function askAll(n: Coordinator): undefined {
  for (const p of n.nodes.participant) n.send(p, { type: 'ask' });
  n.arm('asking', n.options.patience);
}

// ---- participants

const isOver = (n: Participant): boolean =>
  n.disk.state === 'committed' || n.disk.state === 'aborted';

function settle(n: Participant, commit: boolean): undefined {
  n.must(!commit || n.disk.state !== 'working', 'who is told to commit has voted');
  n.disk.state = commit ? 'committed' : 'aborted';
  n.mem.phase = 'following';
  n.sync();
  for (const timer of ['doubt', 'looking', 'collect'] as const) n.disarm(timer);
  n.emit('decided', { commit });
}

function tell(n: Participant, to: Peer | Coordinator['id']): undefined {
  if (isOver(n)) n.send(to, { type: 'decide', commit: n.disk.state === 'committed' });
}

/** Nothing was heard for too long. */
function doubt(n: Participant): undefined {
  if (isOver(n)) return;
  if (byQuorum(n) && n.disk.state !== 'working') return stand(n);
  if (n.mem.phase === 'recovering') {
    for (const p of n.peers) n.send(p, { type: 'ask' });
    for (const c of n.nodes.coordinator) n.send(c, { type: 'ask' });
    return n.arm('doubt', n.options.patience);
  }
  if (n.disk.state === 'working') return settle(n, false);
  if (n.options.termination === 'timeouts')
    return settle(n, n.disk.state === 'precommitted' || n.mutated('commits when uncertain'));
  const first = n.peers.filter((p) => p < n.id);
  if (first.length === 0 || n.mutated('skips the election')) return collect(n);
  n.mem.phase = 'looking';
  for (const p of first) n.send(p, { type: 'look' });
  n.arm('looking', n.options.collect);
}

/** It is the backup: asks what all others know. */
function collect(n: Participant): undefined {
  n.mem.phase = 'collecting';
  n.mem.states = new Map([[n.id, n.disk.state]]);
  for (const p of n.peers) n.send(p, { type: 'inquire' });
  n.arm('collect', n.options.collect);
}

/** Skeen's rule, over all that are up. */
function conclude(n: Participant): undefined {
  if (isOver(n)) return;
  if (n.mem.phase === 'preparing') return announce(n, true);
  const states = [...n.mem.states.values()];
  if (states.includes('aborted')) return announce(n, false);
  if (states.includes('committed')) return announce(n, true);
  if (!states.includes('precommitted')) return announce(n, n.mutated('commits when uncertain'));
  if (n.mutated('commits at once')) return announce(n, true);
  n.mem.phase = 'preparing';
  n.disk.state = 'precommitted';
  n.sync();
  if (n.mem.states.size === 1) return announce(n, true);
  for (const p of n.mem.states.keys()) if (p !== n.id) n.send(p, { type: 'precommit' });
  n.arm('collect', n.options.collect);
}

function announce(n: Participant, commit: boolean): undefined {
  settle(n, commit);
  for (const p of n.peers) n.send(p, { type: 'decide', commit });
  for (const c of n.nodes.coordinator) n.send(c, { type: 'decide', commit });
}

function vote(n: Participant, from: Coordinator['id']): undefined {
  if (n.disk.state !== 'working') return;
  const yes = !n.options.mayRefuse || n.pick([true, false]);
  if (!yes) {
    settle(n, false);
    return n.send(from, { type: 'vote', yes });
  }
  n.disk.state = n.mutated('one call') ? 'precommitted' : 'uncertain';
  if (!n.mutated('votes before the disk')) n.sync();
  n.send(from, { type: 'vote', yes });
  n.sync();
  n.arm('doubt', n.options.patience);
}

// ---- backups that a quorum elects

const byQuorum = (n: Participant | Coordinator): boolean => n.options.termination === 'quorum';

const isQuorum = (n: Participant | Coordinator, members: number): boolean =>
  2 * members > n.nodes.participant.length || n.mutated('counts a minority');

/** It asks to be elected, and what the others have been prepared for. */
function stand(n: Participant): undefined {
  n.disk.elected += 1;
  n.sync();
  n.mem.phase = 'collecting';
  n.mem.states = new Map([[n.id, n.disk.state]]);
  n.mem.attempts = new Map([[n.id, n.disk.attempt]]);
  for (const p of n.peers) n.send(p, { type: 'elect', number: n.disk.elected });
  n.arm('collect', n.options.collect);
}

/** Without a quorum nothing can be decided now; or another is elected. Not all at once, or nobody ever would be. */
function wait(n: Participant): undefined {
  const { patience } = n.options;
  n.mem.phase = 'following';
  n.disarm('collect');
  n.arm('doubt', { min: patience, max: 2 * patience });
}

function onElect(n: Participant, number: number, from: Peer): undefined {
  if (n.disk.state === 'working') settle(n, false);
  if (isOver(n)) return tell(n, from);
  if (number <= n.disk.elected) return n.send(from, { type: 'outvoted', number: n.disk.elected });
  n.disk.elected = number;
  n.sync();
  const { attempt, state } = n.disk;
  n.send(from, { type: 'attempted', number, attempt, state });
  wait(n);
}

/**
 * What the last attempt was for, which may have succeeded where this quorum does not see it. Quorums meet, so no earlier one can still
 * succeed: its participants have been elected by since.
 */
function weigh(n: Participant): undefined {
  if (isOver(n)) return;
  const { phase, states, attempts } = n.mem;
  if (phase !== 'collecting' || !isQuorum(n, states.size)) return wait(n);
  const last = Math.max(...attempts.values());
  const counts = (p: Peer) => attempts.get(p) === last || n.mutated('forgets the last attempt');
  const commit = [...states].some(([p, state]) => state === 'precommitted' && counts(p));
  n.mem.phase = 'preparing';
  n.mem.acknowledged.clear();
  prepareFor(n, n.disk.elected, commit);
  for (const p of states.keys())
    if (p !== n.id) n.send(p, { type: 'prepare', number: n.disk.elected, commit });
  n.arm('collect', n.options.collect);
  if (isQuorum(n, 1)) announce(n, commit);
}

function prepareFor(n: Participant, attempt: number, commit: boolean): undefined {
  n.disk.attempt = attempt;
  n.disk.state = commit ? 'precommitted' : 'preaborted';
  n.sync();
}

function onPrepare(n: Participant, number: number, commit: boolean, from: Peer): undefined {
  if (isOver(n)) return tell(n, from);
  if (number !== n.disk.elected && !n.mutated('obeys older elections')) return;
  prepareFor(n, number, commit);
  n.send(from, { type: 'prepared', number });
  wait(n);
}

export default implement(declaration, {
  coordinator: {
    start(n) {
      if (n.disk.log === 'begun') return decide(n, false);
      if (n.disk.log === 'precommitting') return askAll(n);
      if (n.disk.log !== 'nothing') return;
      n.disk.log = 'begun';
      n.sync();
      for (const p of n.nodes.participant) n.send(p, { type: 'canCommit' });
      n.arm('voting', n.options.voteTimeout);
    },
    on: {
      vote(n, { yes }, from) {
        if (n.disk.log !== 'begun') return;
        if (!yes) return decide(n, false);
        n.mem.yes.add(from);
        const all = n.mem.yes.size === n.nodes.participant.length;
        if (all || n.mutated('commits without all votes')) precommit(n);
      },
      acknowledge(n, _, from) {
        if (n.disk.log !== 'precommitting' || !n.armed('acknowledging')) return;
        n.mem.acknowledged.add(from);
        if (n.mem.acknowledged.size === n.nodes.participant.length) decide(n, true);
      },
      ask(n, _, from) {
        const { log } = n.disk;
        if (log === 'committed' || log === 'aborted')
          n.send(from, { type: 'decide', commit: log === 'committed' });
      },
      /** By participants that went on without it. */
      decide(n, { commit }) {
        if (n.disk.log !== 'precommitting' && n.disk.log !== 'begun') return;
        n.disk.log = commit ? 'committed' : 'aborted';
        n.sync();
        for (const timer of ['voting', 'acknowledging', 'asking'] as const) n.disarm(timer);
      },
    },
    timers: {
      voting: (n) => decide(n, false),
      // Who has not acknowledged has crashed, and asks when it is back.
      acknowledging: (n) =>
        byQuorum(n) && !isQuorum(n, n.mem.acknowledged.size) ? askAll(n) : decide(n, true),
      asking: askAll,
    },
  },

  participant: {
    start(n) {
      if (isOver(n)) return;
      if (n.disk.state !== 'working' && !n.mutated('decides after a crash') && !byQuorum(n))
        n.mem.phase = 'recovering';
      n.arm('doubt', n.options.patience);
    },
    on: {
      canCommit: (n, _, from) => vote(n, from),
      precommit(n, _, from) {
        // The coordinator is the first that is elected, and nobody has to elect it.
        if (byQuorum(n) && n.disk.elected > 1) return;
        if (n.disk.state === 'uncertain' && n.mem.phase !== 'recovering') {
          prepareFor(n, 1, true);
        }
        if (n.disk.state !== 'precommitted') return;
        n.send(from, { type: 'acknowledge' });
        if (n.mem.phase === 'following') n.arm('doubt', n.options.patience);
      },
      decide(n, { commit }) {
        // Told the opposite of what it has done, as a partition can bring about, it can undo nothing.
        if (!isOver(n)) settle(n, commit);
      },
      look(n, _, from) {
        if (isOver(n)) return tell(n, from);
        if (n.mem.phase === 'recovering') return;
        n.send(from, { type: 'here' });
        if (n.mem.phase === 'following') doubt(n);
      },
      here(n) {
        if (n.mem.phase !== 'looking') return;
        n.mem.phase = 'following';
        n.disarm('looking');
        n.arm('doubt', n.options.patience);
      },
      inquire(n, _, from) {
        if (n.mem.phase === 'recovering') return;
        // Who has not voted never commits now, and says so.
        if (n.disk.state === 'working') settle(n, false);
        n.send(from, { type: 'state', state: n.disk.state });
        if (!isOver(n) && n.mem.phase === 'following') n.arm('doubt', n.options.patience);
      },
      state(n, { state }, from) {
        if (n.mem.phase === 'collecting') n.mem.states.set(from, state);
      },
      acknowledge(n, _, from) {
        if (n.mem.phase !== 'preparing') return;
        n.mem.acknowledged.add(from);
        if (n.mem.acknowledged.size === n.mem.states.size - 1) conclude(n);
      },
      ask: (n, _, from) => tell(n, from),
      elect: (n, { number }, from) => onElect(n, number, from),
      attempted(n, { number, attempt, state }, from) {
        if (n.mem.phase !== 'collecting' || number !== n.disk.elected) return;
        n.mem.states.set(from, state);
        n.mem.attempts.set(from, attempt);
      },
      prepare: (n, { number, commit }, from) => onPrepare(n, number, commit, from),
      prepared(n, { number }, from) {
        if (n.mem.phase !== 'preparing' || number !== n.disk.elected) return;
        n.mem.acknowledged.add(from);
        if (isQuorum(n, n.mem.acknowledged.size + 1)) announce(n, n.disk.state === 'precommitted');
      },
      outvoted(n, { number }) {
        if (number <= n.disk.elected || isOver(n)) return;
        n.disk.elected = number;
        n.sync();
        wait(n);
      },
    },
    timers: { doubt, looking: collect, collect: (n) => (byQuorum(n) ? weigh(n) : conclude(n)) },
  },
});
