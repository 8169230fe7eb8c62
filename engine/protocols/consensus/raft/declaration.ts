/**
 * What a Raft server is made of: options, state, messages, timers, events, and the mistakes that others have made (mutants).
 * Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm, 2014 (figure 2); Ongaro, Consensus: Bridging
 * Theory and Practice, 2014 ("thesis" below).
 */
import {
  bool,
  call,
  choice,
  count,
  declare,
  duration,
  durations,
  flag,
  from,
  id,
  instant,
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
  share,
  text,
  value,
  variant,
} from '../../../node/kit.js';
import { commands, Session } from '../../kv-machine.js';
import { kv } from '../../services.js';

/**
 * Who is in the cluster. Between two configurations `outgoing` are the voters of the old one, and everything takes a majority
 * of both (joint consensus). Learners are sent the log and have no vote.
 */
export const Configuration = value({
  voters: set(id('server')),
  outgoing: set(id('server')),
  learners: set(id('server')),
});

export const Command = variant({
  /** The first entry of every term, so that it has one to commit. */
  noop: {},
  configuration: { configuration: Configuration },
  ...commands,
});

/** `call` says whose command it is: a retry has the same, which is how it is told from a new one. */
export const Entry = value({ term: int, command: Command, call: optional(call) });

/** The state machine as it was after the entry `index`, and the configuration then in force. */
export const Snapshot = value({
  index: int,
  term: int,
  configuration: Configuration,
  store: map(text, text),
  sessions: list(Session),
});

/** What a leader knows of another member. */
const Progress = record({
  /** The next entry to send it. */
  next: int,
  /** Its log is known to be the leader's up to here. */
  match: int,
  /** Its log was seen to differ from what `next` supposes: nothing is sent ahead of answers. */
  probing: bool,
  /** The last round of the leader that it has answered. */
  round: int,
  /** It was heard since the quorum was last checked. */
  active: bool,
});

/** A get that waits until its leader knows that it still leads, and has applied all that was committed when it came. */
const Read = value({ call, key: text, index: int, round: int });

export const declaration = declare({
  name: 'raft',
  about: 'A log that a majority of servers keeps alike, and a key-value store that applies it.',
  options: {
    electionTimeout: durations(
      '150..300 ms',
      'silence after which a server campaigns, drawn afresh each time',
    ),
    redraw: flag(true, 'draw each election timeout afresh; else once at the start of a server'),
    heartbeat: duration('50 ms', 'how often a leader speaks to every member'),
    preVote: flag(true, 'ask whether an election could be won before beginning a term'),
    checkQuorum: flag(
      true,
      'a leader that hears no majority steps down; who hears a leader votes for no other',
    ),
    immediate: flag(true, 'send entries as they come; else with the next heartbeat'),
    batch: count(64, 'most entries in one message', { min: 1 }),
    pipeline: count(
      256,
      'most entries sent to a member ahead of its answers; 0: those not answered for are sent again',
    ),
    backOff: choice(
      ['term', 'length', 'one'],
      'how a leader finds the last common entry: by whole terms, by the length of the other log, one back for each refusal',
    ),
    snapshotAfter: count(200, 'entries applied between two snapshots', { min: 1 }),
    retain: count(0, 'entries of a snapshot that stay in the log, for members that lag a little'),
    reads: choice(
      ['read-index', 'lease', 'log', 'local'],
      'gets: after a round of heartbeats, under a lease, through the log, or by any server, stale',
    ),
    clockDrift: share('1 %', 'how far any clock is trusted to run fast or slow: shortens leases'),
    sessions: flag(
      true,
      'remember the last command of each client, so that a retry is not applied',
    ),
    membership: choice(
      ['fixed', 'joint', 'single'],
      'how the cluster changes: never, by joint consensus, one server at a time',
    ),
    learners: flag(true, 'a server that is added learns the log first and then gets its vote'),
    fewestVoters: count(3, 'the operator leaves so many voters at least', { min: 1 }),
    transfers: flag(false, 'the operator also hands leadership over'),
    operator: durations(
      '1..2 s',
      'how often an operator asks the leader for some change of membership or leadership',
    ),
  },
  roles: {
    server: {
      serves: kv,
      durable: {
        term: int,
        votedFor: optional(id('server')),
        /** The entries after `base`. */
        log: list(Entry),
        /** The last entry that is no longer in the log. */
        base: record({ index: int, term: int }),
        snapshot: Snapshot,
      },
      volatile: {
        role: oneOf('follower', 'precandidate', 'candidate', 'leader'),
        leader: optional(id('server')),
        /** A leader was heard since the election timer last ran out. */
        heard: bool,
        votes: set(id('server')),
        /** The election timeout of this server, where it is drawn once. */
        timeout: int,

        commit: int,
        applied: int,
        store: map(text, text),
        sessions: list(Session),

        /** The newest configuration in the log, committed or not, and its entry. */
        configuration: Configuration,
        configuredAt: int,

        // Of a leader.
        progress: map(id('server'), Progress),
        /** The entry that its term began with. */
        termStart: int,
        /** The calls that it owes an answer, by entry. */
        waiting: map(int, value({ term: int, call })),
        reads: list(Read),
        /** Rounds of messages, as far as somebody waits for their answers, and when the last one began. */
        round: int,
        roundAt: instant,
        /** Until then nobody else can have been elected. */
        leaseUntil: instant,
        /** To whom it hands over. */
        transferee: optional(id('server')),
        /** It has told another to campaign in this term: no lease can be relied on. */
        handedOver: bool,
      },
      receives: {
        requestVote: from('server', {
          term: int,
          lastIndex: int,
          lastTerm: int,
          /** Only asks what the answer would be. */
          pre: bool,
          /** The leader itself asked for this election. */
          transfer: bool,
        }),
        vote: from('server', { term: int, granted: bool, pre: bool }),
        append: from('server', {
          term: int,
          prevIndex: int,
          prevTerm: int,
          entries: list(Entry),
          commit: int,
          round: int,
        }),
        /** `index`: where `ok`, the logs agree up to there; else at most up to there, and the term of that entry is `hintTerm`. */
        appended: from('server', { term: int, ok: bool, index: int, hintTerm: int, round: int }),
        installSnapshot: from('server', { term: int, snapshot: Snapshot, round: int }),
        timeoutNow: from('server', { term: int }),
      },
      timers: { election: {}, heartbeat: {}, quorum: {}, transfer: {}, operator: {} },
    },
  },
  events: {
    elected: { term: int },
    applied: { index: int, term: int, command: Command },
    /** A configuration is committed. */
    configured: { index: int, configuration: Configuration },
  },
  mutants: {
    'votes twice in a term': 'A server forgets whom it voted for.',
    'votes before the disk': 'A vote leaves before it is synced.',
    'forgets its term and vote': 'A server that restarts begins again at term 0, with a free vote.',
    'votes for any log': "A voter does not compare the candidate's log with its own.",
    'counts votes of earlier terms': 'A candidate counts votes that it got for a term before.',
    'grants pre-votes always': 'Who hears a leader still encourages others to campaign.',
    'follows leaders of earlier terms': 'Entries of a deposed leader are accepted.',
    'ignores newer terms in answers':
      'A leader takes the answer of a server in a newer term as support.',
    'appends without the check': 'A follower does not compare the entry before those it is sent.',
    'truncates always':
      'What follows the entries of a message is cut off, though nothing conflicts.',
    'clears the log at zero': 'A message that begins at the first entry empties the log first.',
    'commits beyond the message':
      'A follower takes the commit index of its leader for its own log, checked or not.',
    'acknowledges before the disk': 'A follower answers before its entries are synced.',
    'commits old terms': 'A leader counts the holders of entries of earlier terms (figure 8).',
    'counts itself twice': 'A leader adds itself to a majority that it is already in.',
    'matches by entry': 'One acknowledgement of an entry counts for all members.',
    'answers before the commit': 'A leader answers as soon as a command is in its own log.',
    'answers by index': 'Whatever is applied at the index of a call answers the call.',
    'no sessions': 'A command that was retried is applied twice.',
    'reads without a round': 'A leader answers gets at once, deposed or not.',
    'reads before its no-op':
      'A leader that does not know yet what its predecessors committed answers gets.',
    'trusts a lease too long': 'A lease lasts twice as long as the longest election timeout.',
    'votes during a lease': 'Servers vote although they hear a leader, which relies on its lease.',
    'compacts before the snapshot':
      'The log is cut before the snapshot that replaces it is synced.',
    'installs older snapshots': 'A snapshot older than the state replaces it.',
    'forgets the boundary term': 'The term of the last entry in a snapshot is unknown afterwards.',
    'changes in one step': 'The cluster goes from any configuration to any other at once.',
    'changes before its no-op':
      'A leader changes the membership before an entry of its term is committed (Ongaro 2015).',
    'changes twice at once': 'A change of membership begins before the last one is committed.',
  },
});

export type D = typeof declaration;
/** A server as its handlers see it: what all functions of this folder work on. */
export type Server = Node<D, 'server'>;
export type Peer = Server['id'];
export type Message<K extends string> = MessageOf<D, 'server', K>;
export type Entry = Of<typeof Entry>;
export type Command = Entry['command'];
export type Configuration = Of<typeof Configuration>;
export type Progress = Of<typeof Progress>;
