/** Mutants of nodes, each in the lives that are to catch it. */
import type { SystemMutant, SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/index.js';
import type { SpecToCheck } from '../check.js';
import type { CheckOptions } from '../exploration/check.js';
import type { Judgement } from '../mutants.js';
import { type SimulationOptions, simulateMutant } from '../simulation/check.js';
import { exploredMutants, inLives, simulatedOf, specWith } from '../systems/lives.js';
import type { MutantResult } from '../verdict.js';
import { compiled } from './check.js';

export interface LivesOptions {
  readonly search: CheckOptions;
  readonly simulation: SimulationOptions;
  readonly onMutant?: (mutant: { readonly name: string }) => void;
}

export function judgedInLives(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyProtocol,
  { search, simulation, onMutant }: LivesOptions,
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

/** Those that simulation is to catch. */
export function simulatedMutants(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyProtocol,
  { onMutant, ...options }: SimulationOptions & Pick<LivesOptions, 'onMutant'>,
): Promise<MutantResult[]> {
  return simulatedOf(spec, (mutant) => {
    onMutant?.(mutant);
    return simulated(target, spec, protocol, mutant, options);
  });
}

async function simulated(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyProtocol,
  mutant: SystemMutant,
  options: SimulationOptions,
): Promise<MutantResult> {
  const built = specWith(target, spec, mutant);
  if (!('kind' in built)) return built;
  const { seeds: _, ...result } = await simulateMutant(built, protocol, mutant, options);
  return result;
}
