/** When an entry is committed, and what follows from that: it is applied, a change of membership goes on, reads are answered. */
import type { Message, Peer, Server } from './declaration.js';
import { stepDown } from './follower.js';
import { lastIndex, termAt } from './log.js';
import { apply } from './machine.js';
import { continueChange, promote } from './membership.js';
import { quorum } from './quorum.js';
import { renewLease, serveReads } from './reads.js';
import { acknowledged, refused, replicate } from './replication.js';
import { continueTransfer } from './transfer.js';

/** After anything that may have made a majority for entries up to `index`. */
export function settle(n: Server, index: number): undefined {
  let upTo = index;
  do {
    advance(n, upTo);
    apply(n);
    upTo = lastIndex(n);
  } while (continueChange(n));
  serveReads(n);
}

/**
 * The leader's rule: the newest entry that a majority has is committed if it is of the leader's own term, and all before it
 * with it. Of earlier terms holders are not counted: whoever lacks such an entry may still be elected (paper, 5.4.2 and figure 8).
 */
function advance(n: Server, upTo: number): undefined {
  const { progress } = n.mem;
  for (let index = Math.min(upTo, lastIndex(n)); index > n.mem.commit; index--) {
    if (termAt(n, index) !== n.disk.term && !n.mutated('commits old terms')) return;
    const holds = (peer: Peer) => peer === n.id || (progress.get(peer)?.match ?? 0) >= index;
    if (quorum(n, holds)) {
      n.mem.commit = index;
      return;
    }
  }
}

/** An answer of a member, to entries or to a snapshot. */
export function onAppended(n: Server, m: Message<'appended'>, from: Peer): undefined {
  const newer = m.term > n.disk.term;
  if (newer && !n.mutated('ignores newer terms in answers')) return stepDown(n, m.term);
  const progress = n.mem.progress.get(from);
  if (n.mem.role !== 'leader' || m.term < n.disk.term || progress === undefined) return;
  if (n.options.checkQuorum) progress.active = true;
  progress.round = Math.max(progress.round, newer ? n.mem.round : m.round);
  renewLease(n);
  if (newer || !m.ok) {
    refused(n, progress, m);
    replicate(n, from, progress);
    return serveReads(n);
  }
  acknowledged(n, progress, m.index);
  settle(n, m.index);
  if (n.mem.role !== 'leader') return;
  promote(n, from, progress);
  continueTransfer(n, from, progress);
  if (n.options.immediate && progress.next <= lastIndex(n)) replicate(n, from, progress);
}
