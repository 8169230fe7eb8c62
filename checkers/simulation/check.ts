/**
 * Checks a system by simulation: many seeds, every property judged on each run. The first seed that breaks a property is made smaller, run once more,
 * and shown. That nothing broke is worth as many runs as there were: the claim says so.
 */
import { placeOf } from '../../engine/language/source.js';
import type { SystemProperty, SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import type { Plan } from '../../engine/simulation/plan.js';
import { type Limits, type Meters, processMeters, Watch } from '../exploration/limits.js';
import type { MutantResult, Verdict } from '../verdict.js';
import { effortWithoutStates, verdictOf } from '../verdict-of.js';
import { minimised } from './minimise.js';
import { ALWAYS, judgedRun, type Run } from './run.js';
import { TraceWriter } from './trace.js';
import { claimOf, type Tally } from './words.js';

export interface SimulationOptions {
  /** Runs, from this seed on; default: as the spec has it, from 1. */
  readonly seeds?: number;
  readonly seed?: number;
  /** µs with faults; default: as the spec has it. */
  readonly for?: number;
  readonly only?: (property: Pick<SystemProperty, 'name' | 'base'>) => boolean;
  readonly limits?: Limits;
  readonly meters?: Meters;
  readonly onRun?: (done: number, of: number) => void;
}

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

export function planOf(
  spec: SystemSpec,
  protocol: AnyProtocol,
  seed: number,
  { mutants = [], ...options }: SimulationOptions & { readonly mutants?: readonly string[] } = {},
): Plan {
  const { simulate } = spec.runs;
  const { heal, swarm } = simulate;
  return { protocol, setting: spec, mutants, seed, for: options.for ?? simulate.for, heal, swarm };
}

interface Found {
  readonly seed: number;
  readonly run: Run;
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

/** Judges every property of a system on so many runs. */
export async function simulateSystem(
  spec: SystemSpec,
  protocol: AnyProtocol,
  options: SimulationOptions = {},
): Promise<SimulationResult> {
  const { limits = {}, meters = processMeters, only = () => true } = options;
  const watch = new Watch(limits, meters);
  const seeds = options.seeds ?? spec.runs.simulate.seeds;
  const first = options.seed ?? 1;
  const properties = propertiesOf(spec);
  const tallies = properties.map((): Tally & { found: Found | null } => ({
    broken: 0,
    open: 0,
    seen: 0,
    found: null,
  }));
  let steps = 0;
  let runs = 0;
  let error: { readonly seed: number; readonly run: Run } | null = null;
  let stoppedBy: string | undefined;
  for (; runs < seeds && error === null && stoppedBy === undefined; runs++) {
    const seed = first + runs;
    const run = await judgedRun(planOf(spec, protocol, seed, options));
    steps += run.steps;
    if (run.error !== null) error = { seed, run };
    for (const [i, { is }] of run.outcomes.entries()) {
      const tally = tallies[i];
      if (is === 'open') tally.open++;
      if (is === 'seen' || is === 'broken') {
        tally[is]++;
        tally.found ??= { seed, run };
      }
    }
    options.onRun?.(runs + 1, seeds);
    stoppedBy = watch.stop();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const failures: Failure[] = [];
  const verdicts: Verdict[] = [];
  for (const [i, property] of properties.entries()) {
    if (!only(property)) continue;
    const { found, ...tally } = tallies[i];
    const shown =
      found === null ? null : await shownRun(spec, protocol, found, i, property, options);
    if (shown?.failure && tally.broken > 0) failures.push(shown.failure);
    const said = claimOf(property.form, tally, {
      spec,
      runs,
      first,
      steps,
      seeds,
      for: options.for ?? spec.runs.simulate.for,
      stoppedBy: stoppedBy ?? null,
      error: error === null ? null : { seed: error.seed, message: error.run.error?.message ?? '' },
      found: shown && found ? { seed: found.seed, ...shown.words } : null,
    });
    verdicts.push(
      verdictOf(property, 'simulation', {
        ...said,
        evidence: shown?.evidence ?? null,
        effort: effortWithoutStates(watch.cpuSeconds, watch.peakMemoryBytes),
        notes: [],
      }),
    );
  }
  return { verdicts, failures, runs, steps, stoppedBy: stoppedBy ?? null };
}

/** The smallest run that was found, once more, with its trace. */
async function shownRun(
  spec: SystemSpec,
  protocol: AnyProtocol,
  { seed, run }: Found,
  i: number,
  property: Property,
  options: SimulationOptions,
) {
  const plan = planOf(spec, protocol, seed, options);
  const small = await minimised(plan, run, i);
  const writer = new TraceWriter(spec);
  const again = await judgedRun(small.plan, i, [writer]);
  const outcome = again.outcomes[i];
  if (outcome.is !== 'broken' && outcome.is !== 'seen')
    throw new Error(`seed ${seed}: a run of ${property.name} did not come again`);
  const { faults, calls } = small.plan.schedule ?? run.schedule;
  const kind = outcome.is === 'seen' ? 'witness' : 'counterexample';
  return {
    evidence: { kind, ...writer.trace } as const,
    words: {
      time: outcome.time,
      why: outcome.why,
      faults: faults.length,
      calls: calls.length,
      before: { faults: run.schedule.faults.length, calls: run.schedule.calls.length },
    },
    failure: {
      property: property.name,
      seed,
      plan: small.plan,
      faults: faults.length,
      calls: calls.length,
    },
  };
}

/** Seeds until each mutant that the protocol declares breaks what it is to break; at most as many as `seeds`. */
export async function simulateMutant(
  spec: SystemSpec,
  protocol: AnyProtocol,
  mutant: Pick<SystemSpec['mutants'][number], 'name' | 'breaks' | 'span'>,
  options: SimulationOptions = {},
): Promise<MutantResult & { readonly seeds: number }> {
  const seeds = options.seeds ?? spec.runs.simulate.seeds;
  const first = options.seed ?? 1;
  const properties = propertiesOf(spec);
  const by = new Map<string, number>();
  let run = 0;
  const caught = (): boolean => mutant.breaks.every((name) => by.has(name));
  for (; run < seeds && !caught(); run++) {
    const plan = planOf(spec, protocol, first + run, { ...options, mutants: [mutant.name] });
    const { outcomes, steps } = await judgedRun(plan);
    for (const [i, { is }] of outcomes.entries())
      if (is === 'broken' && !by.has(properties[i].base)) by.set(properties[i].base, steps);
  }
  return {
    name: mutant.name,
    breaks: mutant.breaks,
    caught: caught(),
    by: [...by].map(([property, steps]) => ({ property, steps })),
    ...(caught() ? {} : { because: `survived ${seeds} seeds of simulation` }),
    place: placeOf(mutant.span),
    seeds: run,
  };
}
