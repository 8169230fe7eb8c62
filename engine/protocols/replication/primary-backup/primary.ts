/**
 * The primary: numbers what clients ask for, ships it to the backups, and answers when those that must have it have it. Backups tell how
 * far their logs agree; what they lack they ask for. With `synchronous`, a backup that is silent leaves the configuration, and one that has
 * caught up enters it: the monitor must have agreed before a write counts without it.
 */
import type { Call } from '../../../node/kit.js';
import {
  backupsNeeded,
  type Command,
  type Message,
  type Peer,
  type Replica,
} from './declaration.js';
import { entriesAfter, epochAt, lastIndex, lastShared, positionAt } from './log.js';
import { acknowledge, answered, apply, execute, reply } from './machine.js';
import { confirmReads } from './reads.js';

// ---- its time -----------------------------------------------------------------------------------------------------

export function onPromote(n: Replica, m: Message<'promote'>): undefined {
  const old = m.epoch <= n.disk.led && !n.mutated('leads on after a crash');
  if (m.epoch !== n.disk.epoch || old || n.mem.role === 'primary') return;
  const { mem } = n;
  n.disk.led = m.epoch;
  mem.role = 'primary';
  mem.state = 'online';
  mem.leader = n.id;
  mem.version = m.version;
  mem.members = new Set(m.members);
  for (const p of n.peers) mem.progress.set(p, { match: 0, round: 0, active: true });
  n.emit('promoted', { epoch: m.epoch });
  append(n, { type: 'noop' }, null);
  mem.epochStart = lastIndex(n);
  n.arm('silence', n.options.suspicion);
  beat(n);
  settle(n);
}

/** Its time is over: nobody knows how the writes end that it has not answered. */
export function resign(n: Replica): undefined {
  const { mem } = n;
  if (mem.role !== 'primary') return;
  for (const { call } of mem.reads) n.refuse(call, 'another replica is primary now');
  mem.reads = [];
  mem.waiting.clear();
  mem.progress.clear();
  mem.members.clear();
  mem.proposed = null;
  mem.late = null;
}

// ---- writing ------------------------------------------------------------------------------------------------------

export function write(n: Replica, command: Command, call: Call): undefined {
  const before = n.mutated('no sessions') ? undefined : answered(n, call);
  if (before !== undefined) return reply(n, call, before);
  if (n.mutated('logs in another order')) return writeTwice(n, command, call);
  const from = lastIndex(n);
  append(n, command, call);
  if (n.mutated('acknowledges before the backups'))
    acknowledge(n, from + 1, n.disk.epoch, call, { call, found: null, done: true });
  else n.mem.waiting.set(from + 1, call);
  push(n, from);
  settle(n);
}

function append(n: Replica, command: Command, call: Call | null): undefined {
  n.disk.log.push({ epoch: n.disk.epoch, command, call });
  n.sync();
}

/** What was done first is logged second. */
function writeTwice(n: Replica, command: Command, call: Call): undefined {
  const entry = { epoch: n.disk.epoch, command, call };
  const result = execute(n, entry);
  if (n.mem.late === null) n.mem.late = entry;
  else {
    const from = lastIndex(n);
    n.disk.log.push(entry, n.mem.late);
    n.mem.late = null;
    n.sync();
    push(n, from);
    settle(n);
  }
  if (result !== null) reply(n, call, result);
}

/** Ships what follows the entry `from`. */
function push(n: Replica, from: number): undefined {
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

// ---- counting -----------------------------------------------------------------------------------------------------

export function onShipped(n: Replica, m: Message<'shipped'>, from: Peer): undefined {
  const progress = n.mem.progress.get(from);
  if (n.mem.role !== 'primary' || m.epoch !== n.disk.epoch || progress === undefined) return;
  progress.match = Math.max(progress.match, m.index);
  progress.round = Math.max(progress.round, m.round);
  progress.active = true;
  settle(n);
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

/**
 * Commits the newest entry that enough have, if it is of this epoch, and all before it with it. Of earlier epochs holders are not counted:
 * who lacks such an entry may have a later one that is longer.
 */
function settle(n: Replica): undefined {
  for (let index = lastIndex(n); index > n.mem.commit; index--) {
    if (epochAt(n, index) !== n.disk.epoch && !n.mutated('counts earlier epochs')) break;
    if (!enough(n, (p) => (n.mem.progress.get(p)?.match ?? 0) >= index)) continue;
    n.mem.commit = index;
    break;
  }
  apply(n);
  confirmReads(n);
}

// ---- the configuration --------------------------------------------------------------------------------------------

/** Who was silent leaves, who has caught up enters. One change at a time, asked for until it is answered. */
export function review(n: Replica): undefined {
  if (n.mem.role !== 'primary') return;
  n.arm('silence', n.options.suspicion);
  const { members, progress, commit } = n.mem;
  const wanted = new Set([n.id]);
  for (const p of n.peers) {
    const { active, match } = progress.get(p) ?? { active: false, match: 0 };
    const caughtUp = match >= commit || n.mutated('joins too early');
    if (active && (members.has(p) || caughtUp)) wanted.add(p);
  }
  for (const each of progress.values()) each.active = false;
  if (n.options.mode !== 'synchronous') return;
  const same = members.size === wanted.size && [...members].every((p) => wanted.has(p));
  if (!same && n.mem.proposed === null) n.mem.proposed = wanted;
  propose(n);
  if (!n.mutated('drops without asking')) return;
  for (const p of [...members]) if (!wanted.has(p)) members.delete(p);
  settle(n);
}

function propose(n: Replica): undefined {
  const { version, proposed: members } = n.mem;
  if (members === null) return;
  for (const m of n.nodes.monitor)
    n.send(m, { type: 'propose', epoch: n.disk.epoch, version, members });
}

/** The configuration as the monitor has it. */
export function onMembership(n: Replica, m: Message<'membership'>): undefined {
  const { mem } = n;
  if (mem.role !== 'primary' || m.epoch !== n.disk.epoch || m.version <= mem.version) return;
  mem.version = m.version;
  mem.members = new Set(m.members);
  mem.proposed = null;
  settle(n);
}
