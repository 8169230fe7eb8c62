/** Mutants of a system, each in the lives that are to catch it: explored first, which is sure and gives the shortest run, then simulated. */
import type { Life, SystemMutant, SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/index.js';
import type { SpecToCheck } from '../check.js';
import type { CheckOptions } from '../exploration/check.js';
import { type Judgement, judgementOf, notBuilt } from '../mutants.js';
import { type SimulationOptions, simulateMutant } from '../simulation/check.js';
import type { MutantResult } from '../verdict.js';
import { judgeSystemMutants } from './check.js';

export interface LivesOptions {
  readonly search: CheckOptions;
  readonly simulation: SimulationOptions;
  readonly onMutant?: (mutant: { readonly name: string }) => void;
}

/** Is the mutant for this life to catch? */
export const isFor = ({ by }: SystemMutant, life: Life): boolean =>
  by === null || by.includes(life);

export async function judgedInLives(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyProtocol,
  { search, simulation, onMutant }: LivesOptions,
): Promise<Judgement> {
  const tell = onMutant === undefined ? {} : { onMutant };
  const explored = spec.runs.named.includes('explore')
    ? await judgeSystemMutants(spec, protocol, (name) => changedSystem(target, name), {
        ...search,
        ...tell,
      })
    : null;
  const results: MutantResult[] = [];
  for (const mutant of spec.mutants) {
    const before = explored?.mutants.find(({ name }) => name === mutant.name) ?? null;
    if (before?.caught || !spec.runs.named.includes('simulate') || !isFor(mutant, 'simulate')) {
      results.push(before ?? notTried(mutant));
      continue;
    }
    onMutant?.(mutant);
    results.push(merged(before, await simulated(target, spec, protocol, mutant, simulation)));
  }
  return judgementOf(results, spec.properties);
}

/** Those that simulation is to catch. */
export async function simulatedMutants(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyProtocol,
  { onMutant, ...options }: SimulationOptions & Pick<LivesOptions, 'onMutant'>,
): Promise<MutantResult[]> {
  const results: MutantResult[] = [];
  for (const mutant of spec.mutants) {
    if (!isFor(mutant, 'simulate')) continue;
    onMutant?.(mutant);
    results.push(await simulated(target, spec, protocol, mutant, options));
  }
  return results;
}

async function simulated(
  target: SpecToCheck,
  spec: SystemSpec,
  protocol: AnyProtocol,
  mutant: SystemMutant,
  options: SimulationOptions,
): Promise<MutantResult> {
  const built = mutant.changes ? target.mutant(mutant.name) : { spec };
  if (!('spec' in built) || built.spec.kind !== 'system')
    return notBuilt(mutant, 'diagnostics' in built ? built.diagnostics : []);
  const { seeds: _, ...result } = await simulateMutant(built.spec, protocol, mutant, options);
  return result;
}

/** The system with the change of a mutant; null where that leaves none. */
export function changedSystem(target: SpecToCheck, name: string): SystemSpec | null {
  const mutant = target.mutant(name);
  return 'spec' in mutant && mutant.spec.kind === 'system' ? mutant.spec : null;
}

/** What two lives broke together. */
function merged(explored: MutantResult | null, simulated: MutantResult): MutantResult {
  if (explored === null) return simulated;
  const { because, ...rest } = simulated;
  const more = explored.by.filter(
    ({ property }) => !simulated.by.some((one) => one.property === property),
  );
  const by = [...more, ...simulated.by];
  const caught = rest.breaks.every((name) => by.some(({ property }) => property === name));
  const why = [explored.because, because].filter((reason) => reason !== undefined).join('; ');
  return { ...rest, by, caught, ...(caught ? {} : { because: why }) };
}

const notTried = (mutant: SystemMutant): MutantResult => ({
  ...notBuilt(mutant, []),
  because: `not tried: it is for ${(mutant.by ?? []).join(' and ')}, which this command does not run`,
});
