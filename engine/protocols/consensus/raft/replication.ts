/**
 * Replication: a leader makes all logs like its own (paper, 5.3). What it sends begins after an entry that both logs should have;
 * where the member says that it has not, the leader goes back. To members known to agree it sends ahead of their
 * answers (thesis, 10.2.1).
 */
import type { Call } from '../../../node/kit.js';
import type { Command, Message, Peer, Progress, Server } from './declaration.js';
import { follow } from './follower.js';
import { entriesFrom, lastIndex, lastOfTerm, push, termAt, truncate } from './log.js';
import { apply } from './machine.js';
import { isMember } from './quorum.js';
import { sendSnapshot } from './snapshots.js';

// ---- the leader -------------------------------------------------------------------------------------------------

/** Puts a command at the end of the leader's own log. */
export function propose(n: Server, command: Command, call: Call | null): undefined {
  push(n, { term: n.disk.term, command, call });
  if (command.type === 'configuration') trackMembers(n);
  n.sync();
}

/** Keeps a progress for every other member. Of a new one nothing is known. */
export function trackMembers(n: Server): undefined {
  const { configuration, progress } = n.mem;
  for (const peer of n.peers) {
    if (!isMember(configuration, peer)) progress.delete(peer);
    else if (!progress.has(peer)) {
      const next = lastIndex(n) + 1;
      progress.set(peer, { next, match: 0, probing: true, round: 0, active: true });
    }
  }
}

/** Speaks to every member, whether there is something to send or not. */
export function broadcast(n: Server): undefined {
  for (const peer of n.peers) {
    const progress = n.mem.progress.get(peer);
    if (progress !== undefined) replicate(n, peer, progress);
  }
}

/** Sends new entries on to all that can take them now. */
export function spread(n: Server): undefined {
  if (!n.options.immediate) return;
  for (const peer of n.peers) {
    const progress = n.mem.progress.get(peer);
    if (progress !== undefined && !progress.probing && room(n, progress) > 0)
      replicate(n, peer, progress);
  }
}

/** How many entries may be sent now. Without a pipeline all that are not answered for are sent again. */
function room(n: Server, { next, match, probing }: Progress): number {
  const { batch, pipeline } = n.options;
  const unsent = Math.min(batch, lastIndex(n) + 1 - next);
  return probing || pipeline === 0 ? unsent : Math.min(unsent, pipeline - (next - match - 1));
}

export function replicate(n: Server, to: Peer, progress: Progress): undefined {
  const { next } = progress;
  if (next <= n.disk.base.index) return sendSnapshot(n, to, progress);
  const entries = entriesFrom(n, next, room(n, progress));
  if (!progress.probing && n.options.pipeline > 0) progress.next += entries.length;
  n.send(to, {
    type: 'append',
    term: n.disk.term,
    prevIndex: next - 1,
    prevTerm: termAt(n, next - 1),
    entries,
    commit: n.mem.commit,
    round: n.mem.round,
  });
}

/** A member has everything up to `index`. */
export function acknowledged(n: Server, progress: Progress, index: number): undefined {
  progress.probing = false;
  progress.match = Math.max(progress.match, index);
  progress.next = Math.max(progress.next, progress.match + 1);
  if (n.mutated('matches by entry'))
    for (const other of n.mem.progress.values()) other.match = progress.match;
}

/** A member's log has another entry, or none, before the next one. Late answers do not lead back behind what is known. */
export function refused(
  n: Server,
  progress: Progress,
  { index, hintTerm }: Message<'appended'>,
): undefined {
  progress.probing = true;
  progress.next = Math.max(progress.match + 1, Math.min(progress.next, back() + 1));

  /** The last entry that may be common. */
  function back(): number {
    switch (n.options.backOff) {
      case 'one':
        // As in the paper: a refusal that comes twice leads back by two.
        return progress.next - 2;
      case 'length':
        return index;
      case 'term':
        return lastOfTerm(n, index, hintTerm);
    }
  }
}

// ---- its followers ----------------------------------------------------------------------------------------------

export function onAppend(n: Server, m: Message<'append'>, from: Peer): undefined {
  if (m.term < n.disk.term && !n.mutated('follows leaders of earlier terms'))
    return answer(n, from, false, 0, 0);
  n.must(n.mem.role !== 'leader' || m.term !== n.disk.term, 'a term has one leader');
  const newer = follow(n, m.term, from);
  if (!agrees(n, m)) {
    if (newer) n.sync();
    const index = hint(n, m);
    return answer(n, from, false, index, m.round);
  }
  const changed = store(n, m) || newer;
  const index = m.prevIndex + m.entries.length;
  const early = n.mutated('acknowledges before the disk');
  if (early) answer(n, from, true, index, m.round);
  if (changed) n.sync();
  if (!early) answer(n, from, true, index, m.round);

  const checked = n.mutated('commits beyond the message') ? lastIndex(n) : index;
  n.mem.commit = Math.max(n.mem.commit, Math.min(m.commit, checked));
  apply(n);
}

const answer = (n: Server, to: Peer, ok: boolean, index: number, round: number): undefined =>
  n.send(to, {
    type: 'appended',
    term: n.disk.term,
    ok,
    index,
    hintTerm: ok ? 0 : termAt(n, index),
    round,
  });

/** The consistency check: by induction the logs then agree up to that entry. What is before the base is committed. */
function agrees(n: Server, { prevIndex, prevTerm }: Message<'append'>): boolean {
  if (n.mutated('appends without the check') && prevIndex <= lastIndex(n)) return true;
  return prevIndex < n.disk.base.index || termAt(n, prevIndex) === prevTerm;
}

/** Up to where the logs may agree at most. */
function hint(n: Server, { prevIndex, prevTerm }: Message<'append'>): number {
  const before = prevIndex - 1;
  switch (n.options.backOff) {
    case 'one':
      return before;
    case 'length':
      return Math.min(before, lastIndex(n));
    case 'term':
      return lastOfTerm(n, before, prevTerm);
  }
}

/**
 * Stores what is not there yet. Only an entry that conflicts is cut off, with all that follow: a message that comes late, or twice, must
 * not take back what was acknowledged since.
 * @returns whether the log has changed
 */
function store(n: Server, { prevIndex, entries }: Message<'append'>): boolean {
  if (prevIndex === 0 && n.mutated('clears the log at zero')) truncate(n, n.disk.base.index);
  let changed = false;
  for (let k = 0; k < entries.length; k++) {
    const index = prevIndex + 1 + k;
    if (index <= n.disk.base.index || termAt(n, index) === entries[k].term) continue;
    if (index <= lastIndex(n)) {
      n.must(index > n.mem.commit, 'a committed entry is never overwritten');
      truncate(n, index - 1);
    }
    push(n, entries[k]);
    changed = true;
  }
  const end = prevIndex + entries.length;
  if (n.mutated('truncates always') && end < lastIndex(n) && end >= n.disk.base.index) {
    truncate(n, end);
    changed = true;
  }
  return changed;
}
