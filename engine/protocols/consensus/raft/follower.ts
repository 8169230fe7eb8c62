/** How a server ends being anything else: it follows, in its term or in a newer one, a leader or nobody yet. */
import type { Peer, Server } from './declaration.js';

/**
 * Becomes a follower. The newer term, if it is one, is not synced here: whoever speaks next does that.
 * @returns whether the disk has changed
 */
export function follow(n: Server, term: number, leader: Peer | null): boolean {
  const newer = term > n.disk.term;
  if (newer) {
    n.disk.term = term;
    n.disk.votedFor = null;
  }
  if (n.mem.role !== 'follower') resign(n);
  n.mem.leader = leader;
  if (leader !== null) n.mem.heard = true;
  // A newer term alone does not put an election off: only a leader does, or a vote that was given.
  if (leader !== null || !n.armed('election')) waitForLeader(n);
  return newer;
}

/** A newer term was heard of, and nobody is answered who would have to be told. */
export function stepDown(n: Server, term: number): undefined {
  if (follow(n, term, null)) n.sync();
}

/** Leaves an election or an office. What was asked of a leader may still be done or not: only reads are certainly not. */
function resign(n: Server): undefined {
  const { mem } = n;
  mem.role = 'follower';
  mem.votes.clear();
  for (const { call } of mem.reads) n.refuse(call, 'no longer the leader');
  mem.reads = [];
  if (!n.mutated('answers by index')) mem.waiting.clear();
  mem.progress.clear();
  mem.termStart = mem.round = 0;
  mem.roundAt = mem.leaseUntil = 0;
  mem.transferee = null;
  mem.handedOver = false;
  n.disarm('heartbeat');
  n.disarm('quorum');
  n.disarm('transfer');
  n.disarm('operator');
}

/** Starts the election timeout again. */
export function waitForLeader(n: Server): undefined {
  const { electionTimeout, redraw } = n.options;
  n.arm('election', redraw ? electionTimeout : n.mem.timeout);
}

/**
 * Such a server answers no requests for votes (thesis, 4.2.3 and 6.4.1): else a server that was cut off, or removed, could depose a
 * leader that works, and a leader could not rely on its lease.
 */
export const isLoyal = (n: Server): boolean =>
  (n.options.checkQuorum || n.options.reads === 'lease') &&
  hearsLeader(n) &&
  !n.mutated('votes during a lease');

export const hearsLeader = (n: Server): boolean => n.mem.heard || n.mem.role === 'leader';
