/**
 * Reads without the log (thesis, 6.4). A leader knows all that was committed before a get came once an entry of its own term
 * is committed; and that nobody had replaced it when a majority has answered a message sent after the get came, or for as long as
 * its lease lasts: no majority can elect another before the shortest election timeout has passed.
 */
import type { Call } from '../../../node/kit.js';
import type { Server } from './declaration.js';
import { quorum } from './quorum.js';
import { broadcast } from './replication.js';

/** A get that came to the leader. It is answered by `serveReads`, at once if that can be. */
export function read(n: Server, key: string, call: Call): undefined {
  const { mem } = n;
  const index = n.mutated('reads before its no-op')
    ? mem.commit
    : Math.max(mem.commit, mem.termStart);
  const asks = !hasLease(n) && !n.mutated('reads without a round');
  mem.reads.push({ call, key, index, round: asks ? mem.round + 1 : 0 });
  if (asks) beginRound(n);
  serveReads(n);
}

/** Speaks to all, so that their answers say that they followed this leader after now. */
export function beginRound(n: Server): undefined {
  n.mem.round += 1;
  if (n.options.reads === 'lease') n.mem.roundAt = n.now();
  broadcast(n);
}

export function serveReads(n: Server): undefined {
  const { mem } = n;
  if (mem.reads.length === 0 || mem.role !== 'leader') return;
  const leads = hasLease(n) || n.mutated('reads without a round');
  const waiting = mem.reads.filter(({ call, key, index, round }) => {
    const ready = index <= mem.applied && (leads || (round > 0 && confirmed(n, round)));
    if (ready) n.reply(call, mem.store.get(key) ?? null);
    return !ready;
  });
  if (waiting.length < mem.reads.length) mem.reads = waiting;
}

const confirmed = (n: Server, round: number): boolean =>
  quorum(n, (peer) => peer === n.id || (n.mem.progress.get(peer)?.round ?? 0) >= round);

/** The lease runs from the moment when the last round began that a majority has answered. */
export function renewLease(n: Server): undefined {
  const { mem, options } = n;
  if (options.reads !== 'lease' || mem.round === 0 || !confirmed(n, mem.round)) return;
  const { min, max } = options.electionTimeout;
  const drift = (1 - options.clockDrift) / (1 + options.clockDrift);
  const long = n.mutated('trusts a lease too long') ? 2 * max : Math.floor(min * drift);
  mem.leaseUntil = Math.max(mem.leaseUntil, mem.roundAt + long);
}

/** Who was told to campaign need not wait for a timeout, so after that there is no lease in this term. */
const hasLease = (n: Server): boolean =>
  n.options.reads === 'lease' && !n.mem.handedOver && n.now() < n.mem.leaseUntil;
