/** Explores threads that a system spec names, over the memory that it names, and judges what is claimed of them. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { Plain } from '../../engine/plain.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import type { ThreadsSettings } from '../../engine/transition/threads/settings.js';
import { compileThreads, type ThreadsSystem } from '../../engine/transition/threads/system.js';
import { type CheckOptions, type CheckResult, checkModel } from '../exploration/check.js';
import { withErrors } from '../systems/errors.js';
import { timedOf, untimed } from '../systems/timed.js';
import { threadsExplorationOf } from './settings.js';

/** @throws ProtocolError, RangeError, NoSuchObject where the threads cannot be explored; the message says why */
export async function exploreThreads(
  spec: SystemSpec,
  protocol: AnyThreads,
  options: CheckOptions & { readonly on?: readonly string[] },
): Promise<CheckResult> {
  const mutants = options.on ?? [];
  const settings = threadsExplorationOf(spec, protocol, { mutants, wholeHistory: false });
  const system = compileThreads(settings);
  const constants = { ...options.constants, ...boundsOf(settings) };
  const found = await checkModel(system, { ...options, constants });
  const timed = timedOf(spec.properties);
  const verdicts = found.verdicts.map((verdict) => untimed(withErrors(verdict, system), timed));
  return { ...found, verdicts };
}

/** For mutants. */
export const compiled =
  (protocol: AnyThreads) =>
  (spec: SystemSpec, mutants: readonly string[]): ThreadsSystem =>
    compileThreads(threadsExplorationOf(spec, protocol, { mutants, wholeHistory: false }));

/** What the claims speak of: `memory = tso, store queues = 16`. */
function boundsOf({ setup, memory, buffer }: ThreadsSettings): Readonly<Record<string, Plain>> {
  return { ...setup.counts, memory, ...(memory === 'tso' ? { 'store queues': buffer } : {}) };
}
