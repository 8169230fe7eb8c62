/**
 * Raft: consensus by a leader whose log the others follow (Ongaro and Ousterhout 2014; Ongaro's thesis, 2014), with
 * pre-vote, snapshots, changes of membership, transfer of leadership, sessions and three ways to read. Begin with
 * declaration.ts, which is figure 2 of the paper; then election.ts, replication.ts and commit.ts, its section 5.
 */
import { implement, int, list } from '../../../node/kit.js';
import { get, operate, take } from './clients.js';
import { onAppended } from './commit.js';
import { declaration, Entry, type Server } from './declaration.js';
import { checkQuorum, onElectionTimeout, onRequestVote, onTimeoutNow, onVote } from './election.js';
import { waitForLeader } from './follower.js';
import { beginRound } from './reads.js';
import { broadcast, onAppend } from './replication.js';
import { onInstallSnapshot, restore } from './snapshots.js';
import { giveUpTransfer } from './transfer.js';

/** Where election timeouts are drawn once, they are drawn from so many. */
const TIMEOUTS = 16;

function start(n: Server): undefined {
  if (n.mutated('forgets its term and vote')) {
    n.disk.term = 0;
    n.disk.votedFor = null;
  }
  restore(n);
  if (!n.options.redraw) n.mem.timeout = drawTimeout(n);
  // It may have promised a leader to be loyal just before it crashed.
  n.mem.heard = n.options.reads === 'lease';
  waitForLeader(n);
}

function drawTimeout(n: Server): number {
  const { min, max } = n.options.electionTimeout;
  const step = (max - min) / (TIMEOUTS - 1);
  return n.pick(Array.from({ length: TIMEOUTS }, (_, i) => Math.floor(min + i * step)));
}

function onHeartbeat(n: Server): undefined {
  n.arm('heartbeat', n.options.heartbeat);
  if (n.options.reads === 'lease') beginRound(n);
  else broadcast(n);
}

export default implement(declaration, {
  server: {
    start,
    on: {
      requestVote: onRequestVote,
      vote: onVote,
      append: onAppend,
      appended: onAppended,
      installSnapshot: onInstallSnapshot,
      timeoutNow: onTimeoutNow,
    },
    timers: {
      election: onElectionTimeout,
      heartbeat: onHeartbeat,
      quorum: checkQuorum,
      transfer: giveUpTransfer,
      operator: operate,
    },
    calls: {
      get: (n, { key }, call) => get(n, key, call),
      put: (n, { key, value }, call) => take(n, { type: 'put', key, value }, call),
      delete: (n, { key }, call) => take(n, { type: 'delete', key }, call),
      cas: (n, { key, from, to }, call) => take(n, { type: 'cas', key, from, to }, call),
      append: (n, { key, value }, call) => take(n, { type: 'append', key, value }, call),
    },
    views: {
      lastIndex: { shape: int, of: ({ disk }) => disk.base.index + disk.log.length },
      /** The entries that are committed and still in the log. */
      committed: {
        shape: list(Entry),
        of: ({ disk, mem }) => disk.log.slice(0, Math.max(0, mem.commit - disk.base.index)),
      },
    },
  },
});
