/**
 * The state machine: a key-value store, and the sessions of its clients (thesis, 6.3). A client numbers its operations and has
 * one at a time under way, so its last number and result are enough to know a retry.
 */
import type { Call } from '../../../node/kit.js';
import { perform, type Session } from '../../kv-machine.js';
import type { Entry, Server } from './declaration.js';
import { entryAt } from './log.js';
import { compact } from './snapshots.js';

/** Applies what is committed, in order, once each; who waits is answered. */
export function apply(n: Server): undefined {
  while (n.mem.applied < n.mem.commit) {
    const index = n.mem.applied + 1;
    const entry = entryAt(n, index);
    n.must(entry !== undefined, 'what is committed is in the log until it is applied');
    n.mem.applied = index;
    const result = execute(n, entry);
    n.emit('applied', { index, term: entry.term, command: entry.command });
    if (entry.command.type === 'configuration')
      n.emit('configured', { index, configuration: entry.command.configuration });
    if (n.mem.waiting.size > 0) answer(n, index, entry, result);
  }
  if (n.mem.applied - n.disk.snapshot.index >= n.options.snapshotAfter) compact(n);
}

/** @returns what to answer; null where the client is known to have gone on to another operation */
function execute(n: Server, { command, call }: Entry): Session | null {
  if (call === null) return null;
  const { sessions } = n.mem;
  const at = sessions.findIndex((session) => session.call.client === call.client);
  if (at >= 0 && call.seq <= sessions[at].call.seq && !n.mutated('no sessions'))
    return call.seq === sessions[at].call.seq ? sessions[at] : null;
  const result = perform(n.mem.store, command, call);
  if (n.options.sessions) sessions[at < 0 ? sessions.length : at] = result;
  return result;
}

/** A call is answered by the leader that took it, if its own entry was committed: at its index may be another's. */
function answer(n: Server, index: number, entry: Entry, result: Session | null): undefined {
  const owed = n.mem.waiting.get(index);
  if (owed === undefined) return;
  n.mem.waiting.delete(index);
  if (n.mutated('answers by index'))
    return reply(n, owed.call, result ?? { call: owed.call, found: null, done: true });
  if (owed.term === entry.term && result !== null) reply(n, owed.call, result);
}

export const reply = (n: Server, call: Call, { found, done }: Session): undefined =>
  n.reply(call, call.op === 'cas' ? done : found);

/** The answer of an operation that was applied before, if it was the last of its client. */
export const answered = (n: Server, call: Call): Session | undefined =>
  n.mem.sessions.find(
    (session) => session.call.client === call.client && session.call.seq === call.seq,
  );
