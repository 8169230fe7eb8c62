/** Explores threads that a system spec names, over the memory that it names, and judges what is claimed of them. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import type { ThreadsSettings } from '../../engine/transition/threads/settings.js';
import { compileThreads, type ThreadsSystem } from '../../engine/transition/threads/system.js';
import { type CheckOptions, type CheckResult, checkModel } from '../exploration/check.js';
import { listed } from '../exploration/claims.js';
import { several } from '../nodes/bounds.js';
import { withErrors } from '../systems/errors.js';
import { rangeText } from '../systems/range.js';
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
  const over = rangeText(boundsText(settings), spec);
  const found = await checkModel(system, { ...options, over });
  const timed = timedOf(spec.properties);
  const verdicts = found.verdicts.map((verdict) => untimed(withErrors(verdict, system), timed));
  return { ...found, verdicts };
}

/** For mutants. */
export const compiled =
  (protocol: AnyThreads) =>
  (spec: SystemSpec, mutants: readonly string[]): ThreadsSystem =>
    compileThreads(threadsExplorationOf(spec, protocol, { mutants, wholeHistory: false }));

/** What the claims speak of: `2 threads, memory tso and store queues of 16`. */
function boundsText({ setup, memory, buffer }: ThreadsSettings): string {
  const threads = Object.entries(setup.counts ?? {}).map(([kind, count]) => several(count, kind));
  const queues = memory === 'tso' ? [`store queues of ${buffer}`] : [];
  return listed([...threads, `memory ${memory}`, ...queues]);
}
