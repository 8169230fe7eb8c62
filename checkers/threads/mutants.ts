/** Mutants of threads, each in the lives that are to catch it, as those of nodes. */
import type { SystemMutant, SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import type { SpecToCheck } from '../check.js';
import type { CheckOptions } from '../exploration/check.js';
import type { Judgement } from '../mutants.js';
import { exploredMutants, inLives, simulatedOf, specWith } from '../systems/lives.js';
import type { MutantResult } from '../verdict.js';
import { compiled } from './check.js';
import { simulateThreadsMutant, type ThreadsSimulationOptions } from './simulate.js';

export interface ThreadsLivesOptions {
  readonly search: CheckOptions;
  readonly simulation: ThreadsSimulationOptions;
  readonly onMutant?: (mutant: { readonly name: string }) => void;
}

export function judgedThreadsInLives(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyThreads,
  { search, simulation, onMutant }: ThreadsLivesOptions,
): Promise<Judgement> {
  const tell = onMutant === undefined ? {} : { onMutant };
  return inLives(spec, {
    explore: () => exploredMutants(target, spec, compiled(protocol), { ...search, ...tell }),
    simulate: (mutant) => {
      onMutant?.(mutant);
      return simulated(target, spec, protocol, mutant, simulation);
    },
  });
}

/** Those that random schedules are to catch. */
export function simulatedThreadsMutants(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyThreads,
  { simulation, onMutant }: Omit<ThreadsLivesOptions, 'search'>,
): Promise<MutantResult[]> {
  return simulatedOf(spec, (mutant) => {
    onMutant?.(mutant);
    return simulated(target, spec, protocol, mutant, simulation);
  });
}

async function simulated(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyThreads,
  mutant: SystemMutant,
  options: ThreadsSimulationOptions,
): Promise<MutantResult> {
  const built = specWith(target, spec, mutant);
  return 'kind' in built ? simulateThreadsMutant(built, protocol, mutant, options) : built;
}
