/**
 * Checks a system by simulation: many seeds, every property judged on each run. The first seed that breaks a property is made smaller, run once more,
 * and shown. That nothing broke is worth as many runs as there were: the claim says so.
 */
import { placeOf } from '../../engine/language/source.js';
import type { SystemProperty, SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import type { Plan } from '../../engine/simulation/plan.js';
import { counted } from '../exploration/claims.js';
import { type Limits, type Meters, processMeters, Watch } from '../exploration/limits.js';
import type { MutantResult, Verdict } from '../verdict.js';
import { effortWithoutStates, verdictOf, withCode } from '../verdict-of.js';
import { minimised } from './minimise.js';
import { Pace } from './pace.js';
import { ALWAYS, judgedRun } from './run.js';
import { planOf, type Runs, runSeeds, type SeedResult } from './seeds.js';
import { TraceWriter } from './trace.js';
import { claimOf, type Simulated, type Tally } from './words.js';

export interface SimulationOptions {
  /** Runs, from this seed on; default: as the spec has it, from 1. */
  readonly seeds?: number;
  readonly seed?: number;
  /** µs with faults; default: as the spec has it. */
  readonly for?: number;
  readonly only?: (property: Pick<SystemProperty, 'name' | 'base'>) => boolean;
  /** Of the protocol, that are on. */
  readonly mutants?: readonly string[];
  /** Threads, once the runs have taken so many seconds; default 1 thread, 1 second. What is said does not depend on it. */
  readonly workers?: number;
  readonly alone?: number;
  /** ms in which a handler must return. */
  readonly patience?: number;
  readonly limits?: Limits;
  readonly meters?: Meters;
  /** No more than so many of the runs, and no more once they have taken so many steps: then `holds` is not said. */
  readonly slice?: { readonly runs: number; readonly steps: number };
  readonly onRun?: (done: number, of: number, seconds: number) => void;
}

const METHOD = 'simulation';

/** A run that breaks a property: what `assay replay` runs again. */
export interface Failure {
  readonly property: string;
  readonly seed: number;
  readonly plan: Plan;
  readonly faults: number;
  readonly calls: number;
}

export interface SimulationResult {
  readonly verdicts: readonly Verdict[];
  readonly failures: readonly Failure[];
  readonly runs: number;
  readonly steps: number;
  /** Which limit stopped it; null where all seeds were run. */
  readonly stoppedBy: string | null;
}

interface Property extends Pick<SystemProperty, 'name' | 'base' | 'text' | 'expect' | 'span'> {
  readonly form: SystemProperty['claim']['form'];
}

export function propertiesOf(spec: SystemSpec): Property[] {
  const own = spec.properties.map(
    (property): Property => ({ ...property, form: property.claim.form }),
  );
  const texts = ['always: no `must` of the protocol fails', 'always: every condition has a value'];
  const always = ALWAYS.map(
    (name, i): Property => ({
      name,
      base: name,
      text: texts[i],
      expect: 'holds',
      span: { ...spec.span, end: spec.span.start },
      form: 'always',
    }),
  );
  return [...own, ...always];
}

/** What all runs have in common. */
export const runsOf = (
  spec: SystemSpec,
  { for: length, mutants = [] }: Pick<SimulationOptions, 'for' | 'mutants'>,
): Runs => ({ spec, mutants, for: length ?? spec.runs.simulate.for });

interface Tallied extends Tally {
  /** The first seed whose run decides. */
  found: number | null;
}

/** Judges every property of a system on so many runs. */
export async function simulateSystem(
  spec: SystemSpec,
  protocol: AnyProtocol,
  options: SimulationOptions = {},
): Promise<SimulationResult> {
  const { limits = {}, meters = processMeters, only = () => true } = options;
  const pace = new Pace(new Watch(limits, meters), options.patience);
  const runs = runsOf(spec, options);
  const seeds = options.seeds ?? spec.runs.simulate.seeds;
  const count = Math.min(seeds, options.slice?.runs ?? seeds);
  const first = options.seed ?? 1;
  const properties = propertiesOf(spec);
  const tallies = properties.map((): Tallied => ({ broken: 0, open: 0, seen: 0, found: null }));
  let [done, steps] = [0, 0];
  let error: Simulated['error'] = null;
  const take = (result: SeedResult): boolean => {
    done++;
    steps += result.steps;
    if (result.error !== null) error = { seed: result.seed, ...result.error };
    for (const [i, is] of result.outcomes.entries())
      if (is !== 'kept') tally(tallies[i], is, result);
    options.onRun?.(done, count, pace.watch.seconds);
    return error !== null || steps >= (options.slice?.steps ?? Number.POSITIVE_INFINITY);
  };
  const stoppedBy = await runSeeds(runs, protocol, {
    ...threads(options),
    ...{ first, count, pace, take },
    all: true,
  });
  const failures: Failure[] = [];
  const verdicts: Verdict[] = [];
  const sliced = options.slice !== undefined && done < seeds;
  const simulated = { ...{ spec, runs: done, first, steps, seeds, sliced, error }, for: runs.for };
  for (const [i, property] of properties.entries()) {
    if (!only(property)) continue;
    const { found, ...tallied } = tallies[i];
    const shown = found === null ? null : await shownRun(runs, protocol, found, i, property, pace);
    if (shown?.failure && tallied.broken > 0) failures.push(shown.failure);
    const said = claimOf(property.form, tallied, {
      ...simulated,
      stoppedBy: stoppedBy ?? null,
      found: shown?.words ?? null,
    });
    verdicts.push(
      verdictOf(property, METHOD, {
        ...said,
        evidence: shown?.evidence ?? null,
        effort: effortWithoutStates(pace.watch.cpuSeconds, pace.watch.peakMemoryBytes),
        notes: [],
        ...shown?.code,
      }),
    );
  }
  return { verdicts, failures, runs: done, steps, stoppedBy: stoppedBy ?? null };
}

const threads = ({ workers = 1, alone }: SimulationOptions) => ({ workers, alone });

function tally(tallied: Tallied, is: 'open' | 'seen' | 'broken', { seed }: SeedResult): void {
  tallied[is]++;
  if (is !== 'open') tallied.found ??= seed;
}

/** For the last run of what was found, once a limit has been hit: seconds. */
const GRACE_SECONDS = 30;

/** The smallest run that was found, once more, with its trace. */
async function shownRun(
  runs: Runs,
  protocol: AnyProtocol,
  seed: number,
  i: number,
  property: Property,
  pace: Pace,
) {
  const plan = planOf(runs, protocol, seed);
  const last = new Pace(new Watch({ maxSeconds: GRACE_SECONDS }, pace.watch.meters));
  const run = await judgedRun(plan, i, [], last);
  const small = await minimised(plan, run, i, pace);
  const writer = new TraceWriter(runs.spec);
  const again = await judgedRun(small.plan, i, [writer], last);
  if (again.stoppedBy !== null)
    return { evidence: null, code: {}, words: { seed, why: again.stoppedBy } };
  const outcome = again.outcomes[i];
  if (outcome.is !== 'broken' && outcome.is !== 'seen')
    throw new Error(`seed ${seed}: a run of ${property.name} did not come again`);
  const { faults, calls } = small.plan.schedule ?? run.schedule;
  const kind = outcome.is === 'seen' ? 'witness' : 'counterexample';
  const sizes = { faults: faults.length, calls: calls.length };
  return {
    evidence: { kind, ...writer.trace } as const,
    code: withCode(outcome.place ?? null, outcome.why),
    words: {
      ...{ seed, time: outcome.time, why: outcome.why, ...sizes },
      before: { faults: run.schedule.faults.length, calls: run.schedule.calls.length },
    },
    failure: { property: property.name, seed, plan: small.plan, ...sizes },
  };
}

/** Seeds until a mutant breaks what it is to break; at most as many as `seeds`. The spec is the mutant's own where it changes that. */
export async function simulateMutant(
  spec: SystemSpec,
  protocol: AnyProtocol,
  mutant: Pick<SystemSpec['mutants'][number], 'name' | 'breaks' | 'span' | 'declared'>,
  options: SimulationOptions = {},
): Promise<MutantResult & { readonly seeds: number }> {
  const { limits = {}, meters = processMeters } = options;
  const pace = new Pace(new Watch(limits, meters), options.patience);
  const count = options.seeds ?? spec.runs.simulate.seeds;
  const runs = runsOf(spec, { ...options, mutants: mutant.declared ? [mutant.name] : [] });
  const properties = propertiesOf(spec);
  const by = new Map<string, number>();
  let seeds = 0;
  let error: string | null = null;
  const caught = (): boolean => mutant.breaks.every((name) => by.has(name));
  const take = ({ outcomes, steps, ...result }: SeedResult): boolean => {
    seeds++;
    options.onRun?.(seeds, count, pace.watch.seconds);
    error ??= result.error?.message ?? null;
    for (const [i, is] of outcomes.entries())
      if (is === 'broken' && !by.has(properties[i].base)) by.set(properties[i].base, steps);
    return caught();
  };
  const first = options.seed ?? 1;
  const stopped = await runSeeds(runs, protocol, {
    ...threads(options),
    ...{ first, count, pace, take },
    all: false,
  });
  const because =
    stopped === undefined
      ? error === null
        ? `survived ${counted(count, 'seed')} of simulation`
        : `error: ${error}`
      : `stopped at ${stopped}, after ${counted(seeds, 'seed')} of simulation`;
  return {
    name: mutant.name,
    breaks: mutant.breaks,
    caught: caught(),
    by: [...by].map(([property, steps]) => ({ property, steps })),
    ...(caught() ? {} : { because }),
    place: placeOf(mutant.span),
    seeds,
  };
}
