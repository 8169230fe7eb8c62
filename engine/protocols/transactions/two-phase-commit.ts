/**
 * Two-phase commit with durable logs on both sides, recovery and presumed abort. Gray, Notes on Data Base Operating Systems,
 * 1978; Mohan, Lindsay and Obermarck, ACM TODS 11(4), 1986. Presumed abort: whoever asks about a transaction of which the
 * coordinator remembers nothing decided is told to abort, so an abort costs the coordinator no write.
 */
import {
  bool,
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
    retry: duration('200 ms', 'how often anybody who waits for an answer asks again'),
    mayRefuse: flag(true, 'whether a participant may vote no'),
  },
  roles: {
    coordinator: {
      durable: {
        /** `committing`: decided and logged; some participant may not know it yet. */
        log: oneOf('nothing', 'begun', 'committing', 'ended'),
      },
      volatile: {
        /** `forgotten` after a restart without a commit on the log: aborted, by presumption. */
        phase: oneOf('idle', 'voting', 'committing', 'aborted', 'ended'),
        yes: set(id('participant')),
        acknowledged: set(id('participant')),
      },
      receives: {
        vote: from('participant', { yes: bool }),
        inquire: from('participant', {}),
        acknowledge: from('participant', {}),
      },
      timers: { voting: {}, repeat: {} },
    },
    participant: {
      durable: {
        state: oneOf('working', 'prepared', 'committed', 'aborted'),
        coordinator: optional(id('coordinator')),
      },
      receives: {
        prepare: from('coordinator', {}),
        decide: from('coordinator', { commit: bool }),
      },
      timers: { inquire: {} },
    },
  },
  events: { decided: { commit: bool } },
  mutants: {
    'commits without all votes': 'The coordinator commits at the first yes.',
    'votes before the disk': 'A participant votes yes before its prepared record is synced.',
    'forgets the decision': 'The coordinator announces a commit before it is on its log.',
    'aborts on its own': 'A prepared participant that hears nothing aborts by itself.',
    'presumes commit': 'A coordinator that remembers no decision answers that it committed.',
  },
});
type D = typeof declaration;
type Coordinator = Node<D, 'coordinator'>;
type Participant = Node<D, 'participant'>;

/** Repeated, because a participant may still be starting, or may have lost it. */
function prepare(n: Coordinator): undefined {
  for (const p of n.nodes.participant) if (!n.mem.yes.has(p)) n.send(p, { type: 'prepare' });
  n.arm('repeat', n.options.retry);
}

function commit(n: Coordinator): undefined {
  n.mem.phase = 'committing';
  n.disk.log = 'committing';
  n.disarm('voting');
  if (n.mutated('forgets the decision')) {
    announce(n);
    return n.sync();
  }
  n.sync();
  announce(n);
}

function announce(n: Coordinator): undefined {
  n.emit('decided', { commit: true });
  repeatCommit(n);
}

function repeatCommit(n: Coordinator): undefined {
  for (const p of n.nodes.participant)
    if (!n.mem.acknowledged.has(p)) n.send(p, { type: 'decide', commit: true });
  n.arm('repeat', n.options.retry);
}

/** Nothing is written: without a commit on the log, whoever asks later is told the same. */
function abort(n: Coordinator): undefined {
  n.mem.phase = 'aborted';
  n.disarm('voting');
  n.disarm('repeat');
  n.emit('decided', { commit: false });
  for (const p of n.nodes.participant) n.send(p, { type: 'decide', commit: false });
}

function settle(n: Participant, state: 'committed' | 'aborted'): undefined {
  n.disk.state = state;
  n.sync();
  n.disarm('inquire');
}

export default implement(declaration, {
  coordinator: {
    start(n) {
      switch (n.disk.log) {
        case 'nothing':
          n.disk.log = 'begun';
          n.sync();
          n.mem.phase = 'voting';
          n.arm('voting', n.options.voteTimeout);
          return prepare(n);
        case 'begun':
          return abort(n);
        case 'committing':
          n.mem.phase = 'committing';
          return repeatCommit(n);
        case 'ended':
          n.mem.phase = 'ended';
      }
    },
    on: {
      vote(n, { yes }, from) {
        if (n.mem.phase !== 'voting') return;
        if (!yes) return abort(n);
        n.mem.yes.add(from);
        const all = n.mem.yes.size === n.nodes.participant.length;
        if (all || n.mutated('commits without all votes')) commit(n);
      },
      inquire(n, _, from) {
        if (n.mem.phase === 'voting') return;
        const committed = n.mem.phase === 'committing' || n.mem.phase === 'ended';
        n.send(from, { type: 'decide', commit: committed || n.mutated('presumes commit') });
      },
      acknowledge(n, _, from) {
        if (n.mem.phase !== 'committing') return;
        n.mem.acknowledged.add(from);
        if (n.mem.acknowledged.size < n.nodes.participant.length) return;
        n.mem.phase = 'ended';
        n.disk.log = 'ended';
        n.disarm('repeat');
      },
    },
    timers: {
      voting: (n) => abort(n),
      repeat: (n) => (n.mem.phase === 'committing' ? repeatCommit(n) : prepare(n)),
    },
  },

  participant: {
    start(n) {
      if (n.disk.state === 'prepared') n.arm('inquire', n.options.retry);
    },
    on: {
      prepare(n, _, from) {
        if (n.disk.state === 'prepared') return n.send(from, { type: 'vote', yes: true });
        if (n.disk.state !== 'working') return;
        const yes = !n.options.mayRefuse || n.pick([true, false]);
        n.disk.coordinator = from;
        n.disk.state = yes ? 'prepared' : 'aborted';
        if (n.mutated('votes before the disk')) {
          n.send(from, { type: 'vote', yes });
          n.sync();
        } else {
          n.sync();
          n.send(from, { type: 'vote', yes });
        }
        if (yes) n.arm('inquire', n.options.retry);
      },
      decide(n, { commit }, from) {
        n.must(!commit || n.disk.state !== 'working', 'who is told to commit has prepared');
        n.must(!commit || n.disk.state !== 'aborted', 'who is told to commit has not aborted');
        if (n.disk.state === 'prepared' || n.disk.state === 'working')
          settle(n, commit ? 'committed' : 'aborted');
        if (commit) n.send(from, { type: 'acknowledge' });
      },
    },
    timers: {
      inquire(n) {
        if (n.disk.state !== 'prepared') return;
        if (n.mutated('aborts on its own')) return settle(n, 'aborted');
        n.arm('inquire', n.options.retry);
        if (n.disk.coordinator !== null) n.send(n.disk.coordinator, { type: 'inquire' });
      },
    },
  },
});
