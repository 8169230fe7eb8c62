/**
 * A backup: follows the primary of the newest epoch that it has heard of, keeps the same log, and asks for what it lacks. What comes too
 * early, or does not follow what it has, it does not append.
 */
import {
  type Entry,
  isStandby,
  type Message,
  type Peer,
  type Position,
  type Replica,
} from './declaration.js';
import { agrees, endOf, epochAt, lastIndex, positionAt, truncate } from './log.js';
import { apply, restore } from './machine.js';
import { resign } from './primary.js';

/** An epoch begins: nothing of an earlier one is taken any more. Not synced here. */
export function enter(n: Replica, epoch: number): undefined {
  n.disk.epoch = epoch;
  resign(n);
  begin(n);
}

/** It waits for a primary to tell it how far it lags. */
export function begin(n: Replica): undefined {
  n.mem.role = isStandby(n, n.id) ? 'standby' : 'secondary';
  n.mem.state = 'recovering';
  n.mem.leader = null;
}

export function onSeal(n: Replica, { epoch }: Message<'seal'>): undefined {
  if (epoch < n.disk.epoch || (epoch === n.disk.epoch && n.mem.leader !== null)) return;
  if (epoch > n.disk.epoch) enter(n, epoch);
  n.sync();
  for (const m of n.nodes.monitor) n.send(m, { type: 'sealed', epoch, end: endOf(n) });
}

/** Whether what is sent in this epoch counts; who is behind the times is told. */
function follows(n: Replica, epoch: number, from: Peer): boolean {
  if (epoch < n.disk.epoch && !n.mutated('obeys deposed primaries')) {
    n.send(from, { type: 'deposed', epoch: n.disk.epoch });
    return false;
  }
  if (epoch > n.disk.epoch) enter(n, epoch);
  n.must(n.mem.role !== 'primary' || epoch < n.disk.epoch, 'an epoch has one primary');
  n.arm('silence', n.options.suspicion);
  n.mem.leader = from;
  return true;
}

export function onShip(n: Replica, m: Message<'ship'>, from: Peer): undefined {
  if (!follows(n, m.epoch, from)) return;
  const { previous, entries } = m;
  if (isForeign(n, previous, entries)) forget(n);
  const gap = previous.index > lastIndex(n) && n.mutated('no gap check');
  if (!gap && !agrees(n, previous)) {
    n.sync();
    if (n.mem.state === 'online') n.mem.state = 'syncing';
    return pull(n, m.epoch, from, Math.min(lastIndex(n), previous.index - 1), false);
  }
  const early = n.mutated('acknowledges before the disk');
  store(n, m);
  const index = previous.index + entries.length;
  if (!early) n.sync();
  n.send(from, { type: 'shipped', epoch: m.epoch, index, round: m.round });
  n.sync();
  n.mem.commit = Math.max(n.mem.commit, Math.min(m.commit, index, lastIndex(n)));
  apply(n);
  const behind = index < m.end;
  n.mem.state = behind ? 'syncing' : 'online';
  const always = entries.length === 0 && n.mutated('heartbeat off by one');
  // A message that was full has a next one.
  if (always || (behind && entries.length === n.options.batch))
    pull(n, m.epoch, from, Math.min(index, lastIndex(n)), !behind);
}

/** Asks for what follows `index`. */
function pull(n: Replica, epoch: number, from: Peer, index: number, needless: boolean): undefined {
  n.emit('pulled', { needless });
  n.send(from, { type: 'pull', epoch, end: positionAt(n, index) });
}

/** Entries of an earlier epoch that the primary does not have are cut off; what is there already is left. */
function store(n: Replica, { previous, entries }: Message<'ship'>): undefined {
  for (let k = 0; k < entries.length; k++) {
    const index = previous.index + 1 + k;
    if (index <= n.disk.base.index || epochAt(n, index) === entries[k].epoch) continue;
    if (index <= lastIndex(n)) {
      if (n.mutated('keeps its own suffix')) continue;
      rollBack(n, index - 1);
    }
    n.disk.log.push(entries[k]);
  }
}

/**
 * Drops the entries after `index`. Where writes are acknowledged before any backup has them, what a primary did may be dropped when
 * it comes back: then it makes its store again.
 */
function rollBack(n: Replica, index: number): undefined {
  const known = n.options.mode === 'asynchronous';
  n.must(index >= n.mem.commit || known, 'a committed entry is never overwritten');
  truncate(n, index);
  if (index < n.mem.applied) restore(n);
}

/** So much of this log was lost with the time in which it was the primary's that its base is, or what its snapshot stands for. */
function isForeign(n: Replica, previous: Position, entries: readonly Entry[]): boolean {
  if (n.options.mode !== 'asynchronous') return false;
  const { base, snapshot } = n.disk;
  if (n.mem.state === 'recovering' && previous.index < base.index) return true;
  return entries.some(({ epoch }, k) => {
    const index = previous.index + 1 + k;
    return index > base.index && index <= snapshot.end.index && epochAt(n, index) !== epoch;
  });
}

/** Begins again, with nothing. */
function forget(n: Replica): undefined {
  n.disk.log = [];
  n.disk.base = { index: 0, epoch: 0 };
  n.disk.snapshot = { end: n.disk.base, store: new Map(), sessions: [] };
  restore(n);
}

export function onSnapshot(
  n: Replica,
  { epoch, snapshot }: Message<'snapshot'>,
  from: Peer,
): undefined {
  if (!follows(n, epoch, from)) return;
  const { end } = snapshot;
  if (end.index > n.mem.commit || !agrees(n, end) || isForeign(n, end, [])) {
    n.disk.log = [];
    n.disk.base = end;
    n.disk.snapshot = snapshot;
    n.sync();
    restore(n);
  }
  n.sync();
  n.mem.state = 'syncing';
  n.send(from, { type: 'shipped', epoch, index: Math.min(end.index, lastIndex(n)), round: 0 });
  pull(n, epoch, from, lastIndex(n), false);
}

export function onDeposed(n: Replica, { epoch }: Message<'deposed'>): undefined {
  if (epoch <= n.disk.epoch) return;
  enter(n, epoch);
  n.sync();
}
