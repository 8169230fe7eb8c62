/**
 * Snapshots: the state machine in the place of the log that made it (paper, section 7; thesis, chapter 5). A leader sends its own
 * to members that need entries it no longer has.
 */
import type { Message, Peer, Progress, Server } from './declaration.js';
import { follow } from './follower.js';
import { configurationAt, findConfiguration, lastIndex, termAt } from './log.js';

/** Replaces the log up to what is applied, except for the entries that are retained. */
export function compact(n: Server): undefined {
  const index = n.mem.applied;
  const { configuration } = configurationAt(n, index);
  const snapshot = { index, term: termAt(n, index), configuration, ...copyOfMachine(n.mem) };
  const base = Math.max(n.disk.base.index, index - n.options.retain);
  if (n.mutated('compacts before the snapshot')) {
    cut(n, base);
    n.sync();
  }
  n.disk.snapshot = snapshot;
  cut(n, base);
  n.sync();
}

/** Drops the entries up to `index`. */
function cut(n: Server, index: number): undefined {
  const term = termAt(n, index);
  n.disk.log = n.disk.log.slice(index - n.disk.base.index);
  n.disk.base = { index, term };
}

const copyOfMachine = <S>({
  store,
  sessions,
}: {
  readonly store: ReadonlyMap<string, string>;
  readonly sessions: readonly S[];
}): { store: Map<string, string>; sessions: S[] } => ({
  store: new Map(store),
  sessions: sessions.slice(),
});

/** The state machine as the snapshot has it. What was committed later is told by a leader. */
export function restore(n: Server): undefined {
  const { snapshot } = n.disk;
  Object.assign(n.mem, copyOfMachine(snapshot));
  n.mem.commit = n.mem.applied = snapshot.index;
  findConfiguration(n);
}

/** Should it be lost, the member refuses what follows it and is sent it again. */
export function sendSnapshot(n: Server, to: Peer, progress: Progress): undefined {
  const { snapshot, term } = n.disk;
  progress.next = snapshot.index + 1;
  progress.probing = true;
  n.send(to, { type: 'installSnapshot', term, snapshot, round: n.mem.round });
}

export function onInstallSnapshot(
  n: Server,
  { term, snapshot, round }: Message<'installSnapshot'>,
  from: Peer,
): undefined {
  if (term < n.disk.term)
    return n.send(from, {
      type: 'appended',
      term: n.disk.term,
      ok: false,
      index: 0,
      hintTerm: 0,
      round: 0,
    });
  n.must(n.mem.role !== 'leader' || term > n.disk.term, 'a term has one leader');
  const newer = follow(n, term, from);
  if (snapshot.index > n.mem.commit || n.mutated('installs older snapshots')) {
    // What follows the snapshot's last entry may be needed for a commit; without that entry it is not of this history.
    const keeps = termAt(n, snapshot.index) === snapshot.term;
    n.disk.log = keeps ? n.disk.log.slice(snapshot.index - n.disk.base.index) : [];
    n.disk.base = { index: snapshot.index, term: snapshot.term };
    n.disk.snapshot = snapshot;
    n.sync();
    restore(n);
  } else if (newer) n.sync();
  const index = Math.min(snapshot.index, lastIndex(n));
  n.send(from, { type: 'appended', term: n.disk.term, ok: true, index, hintTerm: 0, round });
}
