/**
 * A handler that does not return would hold its thread for ever. Node's own watchdog sits on another thread and ends what runs on
 * this one (`timeout` of node:vm), loops without end included; the handler that was running is then told by name.
 *
 * It costs about 25 µs of CPU time, so a simulation or exploration wraps many handler runs at once: `limit` is then far more
 * than they take together.
 */
import { Script } from 'node:vm';
import { HandlerError } from './errors.js';
import { guard } from './guard.js';
import { label } from './step.js';

/** What was no handler took too long. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

const WORK = Symbol.for('assay.bounded work');
const script = new Script(`globalThis[Symbol.for(${JSON.stringify(WORK.description)})]()`);

/**
 * Runs `work` on this thread. After `limit` milliseconds it is ended, wherever it is; what it was changing is then half changed.
 *
 * @throws HandlerError where a handler was running then
 * @throws TookTooLong where none was
 */
export function bounded<T>(work: () => T, limit: number): T {
  const slot = globalThis as { [WORK]?: unknown };
  const before = slot[WORK];
  slot[WORK] = work;
  try {
    return script.runInThisContext({ timeout: limit }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    const { role, event, operation, run } = guard;
    // What is ended so runs no `finally`.
    guard.inside = false;
    guard.event = null;
    const late = `did not return within ${limit / 1000} s`;
    if (event === null) throw new TookTooLong(`the work ${late}`);
    throw operation === null
      ? new HandlerError(role, label(event), late, undefined, run ?? undefined)
      : new HandlerError(role, operation, late);
  } finally {
    slot[WORK] = before;
  }
}
