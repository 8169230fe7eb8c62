/** Explores threads that a system spec names, over the memory that it names, and judges what is claimed of them. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import type { ThreadsSettings } from '../../engine/transition/threads/settings.js';
import { compileThreads } from '../../engine/transition/threads/system.js';
import type { CheckOptions, CheckResult } from '../exploration/check.js';
import { listed } from '../exploration/claims.js';
import { type Explorable, exploreCompiled } from '../systems/explored.js';
import { several } from '../systems/range.js';
import { threadsExplorationOf } from './settings.js';

/** @throws ProtocolError, RangeError, NoSuchObject where the threads cannot be explored; the message says why */
export async function exploreThreads(
  spec: SystemSpec,
  protocol: AnyThreads,
  options: CheckOptions & { readonly on?: readonly string[] },
): Promise<CheckResult> {
  const mutants = options.on ?? [];
  const settings = threadsExplorationOf(spec, protocol, { mutants, wholeHistory: false });
  return exploreCompiled(spec, { system: compileThreads(settings) }, boundsText(settings), options);
}

/** For mutants. */
export const compiled =
  (protocol: AnyThreads) =>
  (spec: SystemSpec, mutants: readonly string[]): Explorable => ({
    system: compileThreads(threadsExplorationOf(spec, protocol, { mutants, wholeHistory: false })),
  });

/** What the claims speak of: `2 threads, memory tso and store queues of 16`. */
function boundsText({ setup, memory, buffer }: ThreadsSettings): string {
  const threads = Object.entries(setup.counts ?? {}).map(([kind, count]) => several(count, kind));
  const queues = memory === 'tso' ? [`store queues of ${buffer}`] : [];
  return listed([...threads, `memory ${memory}`, ...queues]);
}
