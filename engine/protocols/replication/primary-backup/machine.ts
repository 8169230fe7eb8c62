/** The store that every replica makes of its log, the sessions of clients, and the snapshots that stand for a log's beginning. */
import type { Call } from '../../../node/kit.js';
import { perform, type Session } from '../../kv-machine.js';
import type { Entry, Replica } from './declaration.js';
import { entryAt, epochAt } from './log.js';

/** Applies what is committed, in order, once each; who waits is answered. */
export function apply(n: Replica): undefined {
  while (n.mem.applied < n.mem.commit) {
    const index = n.mem.applied + 1;
    const entry = entryAt(n, index);
    n.must(entry !== undefined, 'what is committed is in the log until it is applied');
    n.mem.applied = index;
    const result = execute(n, entry);
    const { epoch, command } = entry;
    n.emit('applied', { index, epoch, command });
    const call = n.mem.waiting.get(index);
    if (call === undefined || result === null) continue;
    n.mem.waiting.delete(index);
    acknowledge(n, index, epoch, call, result);
  }
  if (n.mem.applied - n.disk.snapshot.end.index >= n.options.snapshotAfter) compact(n);
}

export function acknowledge(
  n: Replica,
  index: number,
  epoch: number,
  call: Call,
  result: Session,
): undefined {
  n.emit('acknowledged', { index, epoch });
  reply(n, call, result);
}

export const reply = (n: Replica, call: Call, { found, done }: Session): undefined =>
  n.reply(call, call.op === 'cas' ? done : found);

/** @returns what to answer; null where the client is known to have gone on to another operation */
export function execute(n: Replica, { command, call }: Entry): Session | null {
  if (call === null) return null;
  const { sessions } = n.mem;
  const at = sessions.findIndex((session) => session.call.client === call.client);
  if (at >= 0 && call.seq <= sessions[at].call.seq && !n.mutated('no sessions'))
    return call.seq === sessions[at].call.seq ? sessions[at] : null;
  const result = perform(n.mem.store, command, call);
  if (n.options.sessions) sessions[at < 0 ? sessions.length : at] = result;
  return result;
}

/** The answer of an operation that was applied before, if it was the last of its client. */
export const answered = (n: Replica, call: Call): Session | undefined =>
  n.mem.sessions.find((s) => s.call.client === call.client && s.call.seq === call.seq);

/** Puts the store in the place of the log that made it, except for the entries that are retained. */
function compact(n: Replica): undefined {
  const { disk, mem, options } = n;
  const end = { index: mem.applied, epoch: epochAt(n, mem.applied) };
  disk.snapshot = { end, store: new Map(mem.store), sessions: mem.sessions.slice() };
  const base = Math.max(disk.base.index, mem.applied - options.retain);
  const epoch = epochAt(n, base);
  disk.log = disk.log.slice(base - disk.base.index);
  disk.base = { index: base, epoch };
  n.sync();
}

/** The store as the snapshot has it. What was committed later is told by a primary. */
export function restore(n: Replica): undefined {
  const { store, sessions, end } = n.disk.snapshot;
  n.mem.store = new Map(store);
  n.mem.sessions = sessions.slice();
  n.mem.commit = n.mem.applied = end.index;
}
