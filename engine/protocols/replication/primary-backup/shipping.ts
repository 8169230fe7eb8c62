/** How the log of the primary comes to the backups, and when enough of them have something. */
import { backupsNeeded, type Message, type Peer, type Replica } from './declaration.js';
import { entriesAfter, lastIndex, lastShared, positionAt } from './log.js';

/** Ships what follows the entry `from`. */
export function push(n: Replica, from: number): undefined {
  if (n.options.shipping === 'push') for (const p of n.peers) ship(n, p, from);
}

function ship(n: Replica, to: Peer, from: number): undefined {
  n.send(to, {
    type: 'ship',
    epoch: n.disk.epoch,
    previous: positionAt(n, from),
    entries: entriesAfter(n, from, n.options.batch),
    end: lastIndex(n),
    commit: n.mem.commit,
    round: n.mem.round,
  });
}

/** Its position, which tells each backup whether it lacks something. */
export function beat(n: Replica): undefined {
  for (const p of n.peers) ship(n, p, lastIndex(n));
}

/** A backup lacks what follows `end`, or has something else there. */
export function onPull(n: Replica, { epoch, end }: Message<'pull'>, from: Peer): undefined {
  if (n.mem.role !== 'primary' || epoch !== n.disk.epoch) return;
  if (n.mutated('catches up by time')) return shipLater(n, from, end);
  if (n.mutated('skips what was dropped') && end.index < n.disk.base.index)
    return shipAs(n, from, end, n.disk.base.index);
  if (end.index >= n.disk.base.index) return ship(n, from, lastShared(n, end));
  n.send(from, { type: 'snapshot', epoch, snapshot: n.disk.snapshot });
}

/** What follows the entry `from`, as if the backup's last entry came right before it. */
function shipAs(n: Replica, to: Peer, previous: Message<'pull'>['end'], from: number): undefined {
  const { epoch } = n.disk;
  const { commit, round } = n.mem;
  const entries = entriesAfter(n, from, n.options.batch);
  n.send(to, { type: 'ship', epoch, previous, entries, end: lastIndex(n), commit, round });
}

/** A clock that ticks every third entry. */
function shipLater(n: Replica, to: Peer, end: Message<'pull'>['end']): undefined {
  const next = end.index === 0 ? 0 : 3 * (Math.floor(end.index / 3) + 1) - 1;
  shipAs(n, to, end, Math.min(lastIndex(n), Math.max(n.disk.base.index, next)));
}

/** Do those that must have a write have it? */
export function enough(n: Replica, has: (backup: Peer) => boolean): boolean {
  const { mode } = n.options;
  if (mode === 'synchronous') {
    const { members, proposed } = n.mem;
    return n.peers.every((p) => has(p) || !(members.has(p) || proposed?.has(p) === true));
  }
  return n.peers.filter(has).length >= backupsNeeded(mode, n.nodes.replica.length);
}
