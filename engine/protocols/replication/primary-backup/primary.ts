/**
 * The primary: numbers what clients ask for, ships it to the backups, and answers when those that must have it have it. Backups tell how
 * far their logs agree; what they lack they ask for. With `synchronous`, a backup that is silent leaves the configuration, and one that has
 * caught up enters it: the monitor must have agreed before a write counts without it.
 */
import type { Call } from '../../../node/kit.js';
import type { Command, Message, Peer, Replica } from './declaration.js';
import { epochAt, lastIndex } from './log.js';
import { acknowledge, answered, apply, execute, reply } from './machine.js';
import { confirmReads } from './reads.js';
import { beat, enough, push } from './shipping.js';

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

// ---- counting -----------------------------------------------------------------------------------------------------

export function onShipped(n: Replica, m: Message<'shipped'>, from: Peer): undefined {
  const progress = n.mem.progress.get(from);
  if (n.mem.role !== 'primary' || m.epoch !== n.disk.epoch || progress === undefined) return;
  progress.match = Math.max(progress.match, m.index);
  progress.round = Math.max(progress.round, m.round);
  progress.active = true;
  settle(n);
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
