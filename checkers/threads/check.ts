/** Explores threads that a system spec names, over the memory that it names, and judges what is claimed of them. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { Plain } from '../../engine/plain.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import type { ThreadsSettings } from '../../engine/transition/threads/settings.js';
import { compileThreads } from '../../engine/transition/threads/system.js';
import { type CheckOptions, type CheckResult, checkModel } from '../exploration/check.js';
import { type Judgement, judgeMutants } from '../mutants.js';
import { withErrors } from '../nodes/check.js';
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
  return { ...found, verdicts: found.verdicts.map((verdict) => withErrors(verdict, system)) };
}

/** What mutants of the protocol, and changes of the spec, break when they are explored. */
export function judgeThreadsMutants(
  spec: SystemSpec,
  protocol: AnyThreads,
  changed: (name: string) => SystemSpec | null,
  options: CheckOptions & { readonly onMutant?: (mutant: { readonly name: string }) => void },
): Promise<Judgement> {
  const explored = spec.mutants.filter(({ by }) => by === null || by.includes('explore'));
  return judgeMutants(
    explored,
    spec.runs.explore.setting.properties,
    ({ name }) => {
      const mutant = spec.mutants.find((one) => one.name === name);
      const mutated = mutant?.changes ? changed(name) : spec;
      if (mutated === null) return { diagnostics: [] };
      const choice = { mutants: mutant?.declared ? [name] : [], wholeHistory: false };
      return { system: compileThreads(threadsExplorationOf(mutated, protocol, choice)) };
    },
    options,
  );
}

/** What the claims speak of: `memory = tso, store queues = 16`. */
function boundsOf({ setup, memory, buffer }: ThreadsSettings): Readonly<Record<string, Plain>> {
  return { ...setup.counts, memory, ...(memory === 'tso' ? { 'store queues': buffer } : {}) };
}
