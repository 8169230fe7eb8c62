/** Mutants of a system, each in the lives that are to catch it: explored first, which is sure and gives the shortest run, then simulated. */
import type { Life, SystemMutant, SystemSpec } from '../../engine/language/system/spec.js';
import type { SpecToCheck } from '../check.js';
import type { CheckOptions } from '../exploration/check.js';
import { type Judgement, judgeMutants, judgementOf, notBuilt } from '../mutants.js';
import type { MutantResult, Verdict } from '../verdict.js';
import { withCuts } from './cuts.js';
import type { Explorable } from './explored.js';

/** Is the mutant for this life to catch? */
const isFor = ({ by }: SystemMutant, life: Life): boolean => by === null || by.includes(life);

/** What nodes and threads have of their own: how a mutant is explored, and how it is simulated. */
export interface LivesOf<Simulation> {
  /** The system of a spec, with these mutants of its protocol on. */
  compile(spec: SystemSpec, mutants: readonly string[]): Explorable;
  simulate(spec: SystemSpec, mutant: SystemMutant, options: Simulation): Promise<MutantResult>;
}

export interface LivesOptions<Simulation> {
  readonly search: CheckOptions;
  readonly simulation: Simulation;
  /** Told before each mutant is judged. */
  readonly onMutant?: (mutant: { readonly name: string }) => void;
}

/** Each mutant in the lives that `runs` names and that it is for. */
export async function judgedInLives<Simulation>(
  target: SpecToCheck,
  spec: SystemSpec,
  lives: LivesOf<Simulation>,
  options: LivesOptions<Simulation>,
): Promise<Judgement> {
  const { named } = spec.runs;
  const explored = named.includes('explore')
    ? await exploredMutants(target, spec, lives, options)
    : null;
  const results: MutantResult[] = [];
  for (const mutant of spec.mutants) {
    const before = explored?.mutants.find(({ name }) => name === mutant.name) ?? null;
    if (before?.caught || !named.includes('simulate') || !isFor(mutant, 'simulate')) {
      results.push(before ?? notTried(mutant));
      continue;
    }
    results.push(merged(before, await simulated(target, spec, mutant, lives, options)));
  }
  return judgementOf(results, spec.properties);
}

/** Those that simulation is to catch, one by one. */
export async function simulatedMutants<Simulation>(
  target: SpecToCheck,
  spec: SystemSpec,
  lives: LivesOf<Simulation>,
  options: Omit<LivesOptions<Simulation>, 'search'>,
): Promise<MutantResult[]> {
  const results: MutantResult[] = [];
  for (const mutant of spec.mutants)
    if (isFor(mutant, 'simulate'))
      results.push(await simulated(target, spec, mutant, lives, options));
  return results;
}

async function simulated<Simulation>(
  target: SpecToCheck,
  spec: SystemSpec,
  mutant: SystemMutant,
  lives: LivesOf<Simulation>,
  { simulation, onMutant }: Omit<LivesOptions<Simulation>, 'search'>,
): Promise<MutantResult> {
  onMutant?.(mutant);
  const built = specWith(target, spec, mutant);
  return 'kind' in built ? lives.simulate(built, mutant, simulation) : built;
}

/** What mutants of the protocol, and changes of the spec, break when they are explored. */
function exploredMutants<Simulation>(
  target: SpecToCheck,
  spec: SystemSpec,
  { compile }: LivesOf<Simulation>,
  { search, onMutant }: LivesOptions<Simulation>,
): Promise<Judgement> {
  return judgeMutants(
    spec.mutants.filter((mutant) => isFor(mutant, 'explore')),
    spec.runs.explore.setting.properties,
    ({ name }) => {
      const mutant = spec.mutants.find((one) => one.name === name);
      const mutated = mutant?.changes ? changedSystem(target, name) : spec;
      if (mutated === null) return { diagnostics: [] };
      const { system, cuts } = compile(mutated, mutant?.declared ? [name] : []);
      if (cuts === undefined) return { system };
      // Its space may be far larger than that of the spec: only what it is to break is looked into.
      const named = ({ base }: Verdict): boolean => mutant?.breaks.includes(base) ?? false;
      return { system, certain: (found, again) => withCuts(found, system, cuts, again, named) };
    },
    { ...search, ...(onMutant === undefined ? {} : { onMutant }) },
  );
}

/** The system with the change of a mutant, where it makes one; or the result where that leaves none. */
function specWith(
  target: SpecToCheck,
  spec: SystemSpec,
  mutant: SystemMutant,
): SystemSpec | MutantResult {
  const built = mutant.changes ? target.mutant(mutant.name) : { spec };
  if ('spec' in built && built.spec.kind === 'system') return built.spec;
  return notBuilt(mutant, 'diagnostics' in built ? built.diagnostics : []);
}

/** The system with the change of a mutant; null where that leaves none. */
function changedSystem(target: SpecToCheck, name: string): SystemSpec | null {
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
