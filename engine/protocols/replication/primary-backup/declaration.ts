/**
 * What primary–backup replication is made of: options, state, messages, timers, events, and the mistakes that others have made
 * (mutants). Alsberg and Day, A Principle for Resilient Sharing of Distributed Resources, ICSE 1976; who is in the configuration, and
 * epochs, after Lin, Yang, Zhang and Zhou, PacificA: Replication in Log-Based Distributed Storage Systems, MSR-TR-2008-25.
 */
import {
  bool,
  call,
  choice,
  count,
  declare,
  duration,
  flag,
  from,
  id,
  int,
  list,
  type MessageOf,
  map,
  type Node,
  type Of,
  oneOf,
  optional,
  record,
  set,
  text,
  value,
  variant,
} from '../../../node/kit.js';
import { commands, Session } from '../../kv-machine.js';
import { table } from '../../services.js';

const Command = variant({
  /** The first entry of every epoch, so that it has one to commit. */
  noop: {},
  clear: {},
  ...commands,
});
export const Entry = value({ epoch: int, command: Command, call: optional(call) });

/** The end of a log: its last entry, and the epoch of that. */
export const Position = value({ index: int, epoch: int });

/** The store as it was after the entry `end`. */
export const Snapshot = value({ end: Position, store: map(text, text), sessions: list(Session) });

/** What a primary knows of a backup. */
const Progress = record({
  /** Its log is known to be the primary's up to here. */
  match: int,
  /** The last round that it has answered. */
  round: int,
  /** It was heard since the primary last looked. */
  active: bool,
});

/** A get that waits until the primary knows that it still leads, and has applied all that was committed when it came. */
const Read = value({ call, key: text, index: int, round: int });

/** Who is in the configuration, and how often that has changed. */
const membership = { epoch: int, version: int, members: set(id('replica')) };

export const declaration = declare({
  name: 'primary-backup',
  about:
    'A primary ships its log to backups, and a monitor puts one of them in its place when it is silent.',
  options: {
    mode: choice(
      ['synchronous', 'quorum', 'semi-synchronous', 'asynchronous'],
      'which backups have a write before it is acknowledged: all in the configuration, half of all, one, none',
    ),
    shipping: choice(
      ['push', 'pull'],
      'entries are sent as they come, or asked for by backups that see in a heartbeat that they lag',
    ),
    reads: choice(
      ['primary only', 'primary preferred', 'secondary only', 'secondary preferred', 'nearest'],
      'who answers gets; `nearest`: whoever is asked, unless it is a standby',
    ),
    confirm: flag(
      true,
      'a primary hears from those that it needs for a write that it still leads before it answers a get',
    ),
    standbys: count(0, 'replicas, the last ones, that keep the log and answer nobody'),
    heartbeat: duration(
      '50 ms',
      'how often a primary tells its position, and replicas the monitor',
    ),
    suspicion: duration('300 ms', 'silence after which a primary, or a backup, is taken for dead'),
    collect: duration('100 ms', 'how long the monitor waits for logs before it chooses a primary'),
    batch: count(64, 'most entries in one message', { min: 1 }),
    snapshotAfter: count(200, 'entries applied between two snapshots', { min: 1 }),
    retain: count(100, 'entries that stay in the log after a snapshot, for backups that lag'),
    sessions: flag(
      true,
      'remember the last command of each client, so that a retry is not applied',
    ),
  },
  roles: {
    /** Decides who is primary. One node here; a replicated state machine where it must not fail. */
    monitor: {
      durable: {
        epoch: int,
        primary: optional(id('replica')),
        /** Where all must acknowledge: each of these has all that was acknowledged. */
        members: set(id('replica')),
        version: int,
      },
      volatile: {
        /** An epoch begins, and has no primary yet; who has promised to follow no earlier one, and where its log ends. */
        choosing: bool,
        sealed: map(id('replica'), Position),
        /** Who was primary and silent. */
        suspect: optional(id('replica')),
        /** The primary was heard since the last look. */
        heard: bool,
      },
      receives: {
        alive: from('replica', { epoch: int, leads: bool }),
        sealed: from('replica', { epoch: int, end: Position }),
        /** Changes the configuration if that is still of this version. */
        propose: from('replica', membership),
      },
      timers: { check: {}, collect: {} },
    },
    replica: {
      serves: table,
      // Equal logs are told apart by id, and the last ones are standbys.
      symmetric: false,
      durable: {
        epoch: int,
        /** The last epoch in which it was primary: it is so only until it crashes. */
        led: int,
        /** The entries after `base`. */
        log: list(Entry),
        base: Position,
        snapshot: Snapshot,
      },
      volatile: {
        role: oneOf('secondary', 'primary', 'standby'),
        /** `recovering`: knows no primary of its epoch; `syncing`: lags behind it. */
        state: oneOf('recovering', 'syncing', 'online'),
        leader: optional(id('replica')),
        commit: int,
        applied: int,
        store: map(text, text),
        sessions: list(Session),

        // Of a primary.
        version: int,
        members: set(id('replica')),
        /** What it has asked the monitor for. Until that is answered, either may be in force. */
        proposed: optional(set(id('replica'))),
        progress: map(id('replica'), Progress),
        /** The entry that its epoch began with. */
        epochStart: int,
        /** The calls that it owes an answer, by entry. */
        waiting: map(int, call),
        reads: list(Read),
        round: int,
        /** Of a mutant: what it has done and not yet logged. */
        late: optional(Entry),
      },
      receives: {
        seal: from('monitor', { epoch: int }),
        promote: from('monitor', membership),
        membership: from('monitor', membership),
        /** Entries after `previous`; `end` is where the primary's log ends. Without entries, a heartbeat. */
        ship: from('replica', {
          epoch: int,
          previous: Position,
          entries: list(Entry),
          end: int,
          commit: int,
          round: int,
        }),
        shipped: from('replica', { epoch: int, index: int, round: int }),
        /** A backup whose log ends there lacks something. */
        pull: from('replica', { epoch: int, end: Position }),
        snapshot: from('replica', { epoch: int, snapshot: Snapshot }),
        deposed: from('replica', { epoch: int }),
      },
      timers: { heartbeat: {}, silence: {} },
    },
  },
  events: {
    promoted: { epoch: int },
    applied: { index: int, epoch: int, command: Command },
    /** A client was told that this write is done. */
    acknowledged: { index: int, epoch: int },
    served: { role: oneOf('secondary', 'primary', 'standby'), behind: bool },
    /** `needless`: it has all that the primary has. */
    pulled: { needless: bool },
  },
  mutants: {
    'logs in another order':
      'A primary does a command and logs it under different locks: the next one may be logged before it.',
    'no gap check': 'A backup appends what it is sent, whether it has the entry before or not.',
    'heartbeat off by one':
      'A heartbeat tells the next number, a backup compares it with its last, and asks for entries for ever.',
    'catches up by time': 'Entries are asked for by a time stamp that three in a row may share.',
    'standbys answer': 'Nearest is any replica, standby or not.',
    'answers while syncing': 'A secondary that lags behind its primary answers gets.',
    'obeys deposed primaries': 'Backups do not look at the epoch of what they are sent.',
    'acknowledges before the backups': 'A primary answers when a write is in its own log.',
    'acknowledges before the disk': 'A backup acknowledges entries before they are synced.',
    'promotes anybody': 'The monitor takes the first replica that answers for the new primary.',
    'counts earlier epochs':
      'A primary commits entries of earlier epochs by counting who has them.',
    'drops without asking':
      'A primary goes on without a silent backup before the monitor knows that it does.',
    'joins too early': 'A backup is in the configuration again before it has caught up.',
    'leads on after a crash':
      'A replica that restarts takes up an old promotion, with the configuration of then.',
    'keeps its own suffix': 'Who was primary keeps entries that its successor does not have.',
    'skips what was dropped':
      'A backup that needs entries that the primary has dropped is sent those that are left.',
    'reads without a round': 'A primary answers gets at once, deposed or not.',
    'no sessions': 'A command that was retried is applied twice.',
  },
});

export type D = typeof declaration;
export type Monitor = Node<D, 'monitor'>;
/** A replica as its handlers see it: what most functions of this folder work on. */
export type Replica = Node<D, 'replica'>;
export type Peer = Replica['id'];
export type Message<K extends string> = MessageOf<D, 'replica', K>;
export type ToMonitor<K extends string> = MessageOf<D, 'monitor', K>;
export type Entry = Of<typeof Entry>;
export type Command = Entry['command'];
export type Position = Of<typeof Position>;

/** How many backups must have a write, where that is a number. Those that seal an epoch meet all others. */
export function backupsNeeded(
  mode: Exclude<Replica['options']['mode'], 'synchronous'>,
  replicas: number,
): number {
  switch (mode) {
    case 'quorum':
      return Math.floor(replicas / 2);
    case 'semi-synchronous':
      return Math.min(1, replicas - 1);
    case 'asynchronous':
      return 0;
  }
}

/** Standbys are the last replicas. */
export const isStandby = (n: Pick<Replica, 'nodes' | 'options'>, replica: Peer): boolean =>
  n.nodes.replica.indexOf(replica) >= n.nodes.replica.length - n.options.standbys;
