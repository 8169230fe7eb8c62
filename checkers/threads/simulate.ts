/**
 * Threads under random schedules: many seeds, every property judged on each run. Of all runs that break a property the one is shown that
 * does so first. That nothing broke is worth as many runs as there were, and the claim says so.
 */
import { placeOf } from '../../engine/language/source.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import type { SystemProperty } from '../../engine/transition/system.js';
import { compileThreads, type ThreadsSystem } from '../../engine/transition/threads/system.js';
import { counted } from '../exploration/claims.js';
import { type Limits, type Meters, processMeters, Watch } from '../exploration/limits.js';
import { WELL_DEFINED } from '../exploration/safety-verdicts.js';
import { traceOf } from '../exploration/trace.js';
import { withErrors } from '../systems/errors.js';
import type { Evidence, MutantResult, Status, Verdict } from '../verdict.js';
import { effortWithoutStates, verdictOf } from '../verdict-of.js';
import { judgeRun, type Outcome } from './judge.js';
import { randomRun, type ThreadRun } from './schedule.js';
import { threadsExplorationOf } from './settings.js';

export interface ThreadsSimulationOptions {
  /** Runs, from this seed on; default: as the spec has it, from 1. */
  readonly seeds?: number;
  readonly seed?: number;
  readonly only?: (property: Pick<SystemProperty, 'name' | 'base'>) => boolean;
  readonly limits?: Limits;
  /** Mutants that are on. */
  readonly mutants?: readonly string[];
  readonly meters?: Meters;
}

/** @throws ProtocolError, RangeError, NoSuchObject where there are no such threads */
export function threadsSystem(
  spec: SystemSpec,
  protocol: AnyThreads,
  mutants: readonly string[] = [],
): ThreadsSystem {
  return compileThreads(threadsExplorationOf(spec, protocol, { mutants, wholeHistory: false }));
}

/** In how many runs something was so, and the shortest of them. */
interface Found {
  times: number;
  least: { readonly seed: number; readonly at: number; readonly why?: string } | null;
}
interface Tally {
  readonly broken: Found;
  readonly seen: Found;
  open: number;
}

/** Runs between two moments in which others, and Ctrl-C, are heard. */
const YIELDS = 64;

const nothing = (): Found => ({ times: 0, least: null });

function note(found: Found, seed: number, at: number, why?: string): void {
  found.times++;
  if (found.least === null || at < found.least.at)
    found.least = { seed, at, ...(why === undefined ? {} : { why }) };
}

/** Judges every property on so many runs. */
export async function simulateThreads(
  spec: SystemSpec,
  protocol: AnyThreads,
  options: ThreadsSimulationOptions = {},
): Promise<readonly Verdict[]> {
  const { limits = {}, meters = processMeters, only = () => true } = options;
  const watch = new Watch(limits, meters);
  const seeds = options.seeds ?? spec.runs.simulate.seeds;
  const first = options.seed ?? 1;
  const system = threadsSystem(spec, protocol, options.mutants);
  const properties = [...system.properties, wellDefined(spec)];
  const tallies = properties.map((): Tally => ({ broken: nothing(), seen: nothing(), open: 0 }));
  let runs = 0;
  let steps = 0;
  let stoppedBy: string | undefined;
  for (; runs < seeds && stoppedBy === undefined; runs++) {
    const run = randomRun(system, first + runs);
    steps += run.labels.length;
    for (const [i, outcome] of outcomesOf(system, run).entries()) {
      const { broken, seen } = tallies[i];
      const seed = first + runs;
      if (outcome.is === 'broken') note(broken, seed, outcome.at);
      else if (outcome.is === 'seen') note(seen, seed, outcome.at);
      else if (outcome.is === 'ill defined') note(broken, seed, outcome.at, outcome.why);
      else if (outcome.is === 'open') tallies[i].open++;
    }
    if (runs % YIELDS === YIELDS - 1) await new Promise((resolve) => setImmediate(resolve));
    stoppedBy = watch.stop();
  }
  const over = `${counted(runs, 'run')} of random schedules (${seedsText(first, runs)}), ${counted(steps, 'step')}`;
  const effort = effortWithoutStates(watch.cpuSeconds, watch.peakMemoryBytes);
  return properties.flatMap((property, i) => {
    if (!only(property)) return [];
    const said = saidOf(property, tallies[i], over, stoppedBy);
    const { least } = said.status === 'violated' ? tallies[i].broken : tallies[i].seen;
    const evidence = least === null ? null : shown(system, least, said.status);
    const verdict = verdictOf(property, 'simulation', { ...said, evidence, effort, notes: [] });
    return [withErrors(verdict, system)];
  });
}

/** Of each property of the system, then whether all has a value. */
export function outcomesOf(system: ThreadsSystem, run: ThreadRun): Outcome[] {
  const found = system.properties.map((property) => judgeRun(system, run, property));
  const wrong = found.find(({ is }) => is === 'ill defined');
  const own = found.map((outcome): Outcome => (outcome === wrong ? { is: 'open' } : outcome));
  const at = run.states.length - 1;
  if (run.failing)
    return [...own, { is: 'ill defined', at, why: system.failure(run.failing.site).message }];
  return [...own, wrong ?? { is: 'kept' }];
}

function saidOf(
  { claim }: Pick<SystemProperty, 'claim'>,
  { broken, seen, open }: Tally,
  over: string,
  stoppedBy: string | undefined,
): { readonly status: Status; readonly claim: string } {
  if (broken.least !== null) {
    const { seed, at, why } = broken.least;
    const many = broken.times === 1 ? 'no other run does' : `so do ${broken.times - 1} others`;
    const reason = why === undefined ? '' : `: ${why}`;
    return {
      status: 'violated',
      claim: `the schedule of seed ${seed} breaks it in ${counted(at, 'step')}${reason}; ${many}, of ${over}`,
    };
  }
  if (seen.least !== null)
    return {
      status: 'holds',
      claim: `seen in ${seen.times} of ${over}: after ${counted(seen.least.at, 'step')} in that of seed ${seen.least.seed}`,
    };
  if (stoppedBy !== undefined)
    return { status: 'unknown', claim: `stopped at ${stoppedBy}: not broken in ${over}` };
  if (claim.form === 'reachable') return { status: 'unknown', claim: `not seen in ${over}` };
  if (open > 0)
    return {
      status: 'unknown',
      claim: `left open by ${open} of ${over}, which did not come to an end`,
    };
  return { status: 'holds', claim: `not broken in ${over}; not a proof` };
}

const seedsText = (first: number, runs: number): string =>
  runs === 1 ? `seed ${first}` : `seeds ${first} to ${first + runs - 1}`;

/** The run up to where it breaks, or shows, the property. */
function shown(
  system: ThreadsSystem,
  { seed, at }: { readonly seed: number; readonly at: number },
  status: Status,
): Evidence {
  const run = randomRun(system, seed);
  const whole = at === run.states.length - 1;
  const trace = traceOf(system, {
    states: run.states.slice(0, at + 1),
    labels: run.labels.slice(0, at),
    ...(whole && run.failing ? { failing: run.failing } : {}),
  });
  return { kind: status === 'violated' ? 'counterexample' : 'witness', ...trace };
}

function wellDefined({ span }: SystemSpec): SystemProperty {
  return {
    name: WELL_DEFINED,
    base: WELL_DEFINED,
    bindings: {},
    claim: { form: 'always', atom: -1 },
    expect: 'holds',
    text: 'always: every condition has a value',
    span: { ...span, end: span.start },
  };
}

/** Seeds until a mutant breaks what it is to break; `spec` has its change, where it makes one. */
export async function simulateThreadsMutant(
  spec: SystemSpec,
  protocol: AnyThreads,
  mutant: SystemSpec['mutants'][number],
  options: ThreadsSimulationOptions = {},
): Promise<MutantResult> {
  const { limits = {}, meters = processMeters } = options;
  const watch = new Watch(limits, meters);
  const seeds = options.seeds ?? spec.runs.simulate.seeds;
  const first = options.seed ?? 1;
  const system = threadsSystem(spec, protocol, mutant.declared ? [mutant.name] : []);
  const bases = [...system.properties.map(({ base }) => base), WELL_DEFINED];
  const by = new Map<string, number>();
  const caught = (): boolean => mutant.breaks.every((name) => by.has(name));
  let runs = 0;
  let stoppedBy: string | undefined;
  while (runs < seeds && stoppedBy === undefined && !caught()) {
    for (const [p, outcome] of outcomesOf(system, randomRun(system, first + runs)).entries())
      if ((outcome.is === 'broken' || outcome.is === 'ill defined') && !by.has(bases[p]))
        by.set(bases[p], outcome.at);
    runs++;
    if (runs % YIELDS === 0) await new Promise((resolve) => setImmediate(resolve));
    stoppedBy = watch.stop();
  }
  const [error] = system.errors();
  const many = counted(runs, 'random schedule');
  const survived = error === undefined ? `survived ${many}` : `error: ${error.message}`;
  const because = stoppedBy === undefined ? survived : `stopped at ${stoppedBy}, after ${many}`;
  return {
    name: mutant.name,
    breaks: mutant.breaks,
    caught: caught(),
    by: [...by].map(([property, steps]) => ({ property, steps })),
    ...(caught() ? {} : { because }),
    place: placeOf(mutant.span),
  };
}

/** The run of one seed as a text, a step a line, and what it breaks. */
export function scheduleText(
  spec: SystemSpec,
  protocol: AnyThreads,
  seed: number,
  mutants: readonly string[] = [],
): { readonly text: string; readonly broken: boolean } {
  const system = threadsSystem(spec, protocol, mutants);
  const run = randomRun(system, seed);
  const lines = run.labels.map((label, i) => `${i + 1}. ${system.describe(label, 0).title}`);
  const names = [...system.properties.map(({ name }) => name), WELL_DEFINED];
  const broken = outcomesOf(system, run).flatMap((outcome, i): string[] => {
    if (outcome.is === 'broken') return [`${names[i]} is broken after step ${outcome.at}`];
    return outcome.is === 'ill defined' ? [`${names[i]}: ${outcome.why}`] : [];
  });
  const end = `${counted(run.labels.length, 'step')}${run.ended ? '' : ', cut off'}`;
  const all = [...lines, '', ...broken, broken.length === 0 ? `${end}; nothing is broken` : end];
  return { text: `${all.join('\n')}\n`, broken: broken.length > 0 };
}
