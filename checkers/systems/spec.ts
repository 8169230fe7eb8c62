/**
 * Checks a spec of kind `system` by the lives that its `runs` name: its implementation is explored, exhaustively within bounds, and the runs that
 * `assay simulate` makes are made: all where nothing was explored, else a few. Live runs are a command of their own.
 */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { protocolFor, threadsFor } from '../../engine/protocols/reference.js';
import type { SpecCheckOptions, SpecToCheck } from '../check.js';
import type { CheckOptions, CheckResult } from '../exploration/check.js';
import { RateMeter } from '../exploration/progress.js';
import { named } from '../header.js';
import type { Judgement } from '../mutants.js';
import { exploreSystem } from '../nodes/check.js';
import { livesOfNodes } from '../nodes/mutants.js';
import { type SimulationOptions, simulateSystem } from '../simulation/check.js';
import { exploreThreads } from '../threads/check.js';
import { livesOfThreads } from '../threads/mutants.js';
import { simulateThreads } from '../threads/simulate.js';
import type { SpecResult, Verdict } from '../verdict.js';
import { codeOf, NO_EFFORT, verdictOf } from '../verdict-of.js';
import { withSimulation } from './combine.js';
import { judgedInLives } from './lives.js';
import { explorationNotes } from './notes.js';
import { systemResult } from './result.js';
import { timedOf } from './timed.js';

export interface SystemSpecOptions extends SpecCheckOptions {
  /** For the search. */
  readonly settings: CheckOptions;
}

/** Judges every property of a system by the lives that its spec names. */
export async function checkSystemSpec(
  target: SpecToCheck,
  spec: SystemSpec,
  options: SystemSpecOptions,
): Promise<SpecResult> {
  const { name } = spec.protocol;
  if (!spec.protocol.resolved)
    return unanswered(target.file, spec, options, 'unknown', `the protocol ${name} was not loaded`);
  if (!spec.runs.named.includes('explore') && !spec.runs.named.includes('simulate')) {
    const claim = '`runs` names neither exploration nor simulation; `assay live` runs this system';
    return unanswered(target.file, spec, options, 'unknown', claim);
  }
  try {
    return spec.threads === null
      ? await checkedInLives(target, spec, options)
      : await exploredThreads(target, spec, options);
  } catch (error) {
    // What fits no system, or cannot be explored as it is: the message says what, and what to do.
    if (!(error instanceof Error) || !CANNOT.has(error.name)) throw error;
    return unanswered(
      target.file,
      spec,
      options,
      'error',
      CANNOT.get(error.name)?.(error.message) ?? '',
      codeOf(error),
    );
  }
}

const asItSays = (message: string): string => message;
const CANNOT: ReadonlyMap<string, (message: string) => string> = new Map([
  ['ProtocolError', asItSays],
  ['OptionError', asItSays],
  ['RangeError', asItSays],
  ['NoSuchObject', asItSays],
  // It did not return: nothing is known of what comes after.
  ['HandlerError', asItSays],
  ['TookTooLong', asItSays],
  [
    'ReductionConflict',
    (message) => `--reduce ${message}; leave it out, or judge other properties with --only`,
  ],
]);

/** Threads are explored; where the spec names no exploration, they run under random schedules. */
async function exploredThreads(
  target: SpecToCheck,
  spec: SystemSpec,
  options: SystemSpecOptions,
): Promise<SpecResult> {
  const threads = await threadsFor(spec.protocol);
  const { on: mutants = [] } = target;
  const simulation = simulationOf(options);
  const found = spec.runs.named.includes('explore')
    ? await exploreThreads(spec, threads, searchOf(target, spec, options))
    : null;
  const verdicts =
    found?.verdicts ?? (await simulateThreads(spec, threads, { ...simulation, mutants }));
  const judgement = options.mutants
    ? await judgedInLives(target, spec, livesOfThreads(threads), {
        search: options.settings,
        simulation,
        onMutant: ({ name }) => options.onBegin?.(`${spec.name}, mutant "${name}"`),
      })
    : null;
  return resultOf(target, spec, options, { found, verdicts, judgement });
}

async function checkedInLives(
  target: SpecToCheck,
  spec: SystemSpec,
  options: SystemSpecOptions,
): Promise<SpecResult> {
  const protocol = await protocolFor(spec.protocol);
  const found = spec.runs.named.includes('explore')
    ? await exploreSystem(spec, protocol, searchOf(target, spec, options))
    : null;
  const timed = timedOf(judgedOf(spec, options));
  // How soon something comes only simulation tells, and a slice of it would establish nothing.
  const part = partOf(target, found !== null && timed.size === 0);
  const simulation = simulationOf(options);
  const simulated = spec.runs.named.includes('simulate')
    ? (await simulateSystem(spec, protocol, { ...simulation, ...part })).verdicts
    : [];
  const judgement = options.mutants
    ? await judgedInLives(target, spec, livesOfNodes(protocol), {
        search: options.settings,
        simulation,
        onMutant: ({ name }) => options.onBegin?.(`${spec.name}, mutant "${name}"`),
      })
    : null;
  const verdicts = withSimulation(found?.verdicts ?? [], simulated, timed);
  return resultOf(target, spec, options, { found, verdicts, judgement });
}

/** Of the search: counts that are expected, a disk, and mutants that are on. */
function searchOf({ changed, on = [] }: SpecToCheck, spec: SystemSpec, options: SystemSpecOptions) {
  const { settings, disk } = options;
  const expect = changed ? undefined : spec.runs.explore.expect;
  return { ...settings, ...(expect ? { expect } : {}), ...(disk ? { disk } : {}), on };
}

interface Found {
  /** Null where nothing was explored. */
  readonly found: CheckResult | null;
  readonly verdicts: readonly Verdict[];
  readonly judgement: Judgement | null;
}

function resultOf(
  { file }: SpecToCheck,
  spec: SystemSpec,
  { settings, workers, checkpoint }: SystemSpecOptions,
  { found, verdicts, judgement }: Found,
): SpecResult {
  const exploration = found?.exploration ?? null;
  const { threads = 1, constants = {} } = settings;
  const asked = { threads, saved: checkpoint !== undefined, ...(workers ? { workers } : {}) };
  return systemResult(file, spec, {
    constants,
    verdicts,
    mutants: judgement?.mutants ?? null,
    unbroken: spec.mutants.length === 0 ? null : (judgement?.unbroken ?? null),
    exploration,
    notes: [...(found?.notes ?? []), ...explorationNotes(asked, exploration)],
  });
}

/** A slice of the runs beside an exploration: no more than so many, and no more once they have taken so many steps together. */
const SLICE = { runs: 20, steps: 40_000 };
/** Seconds for a slice, and for a mutant, where the user sets no other limit. */
const SECONDS_MAX = 120;

const partOf = (
  { on = [] }: SpecToCheck,
  explored: boolean,
): Pick<SimulationOptions, 'slice' | 'mutants'> => ({
  ...(explored ? { slice: SLICE } : {}),
  mutants: on,
});

function simulationOf(options: SystemSpecOptions): SimulationOptions {
  const { only = [], limits = {}, meters, onProgress, seed, settings } = options;
  const rates = new RateMeter();
  const onRun = (runs: number, of: number, seconds: number): void =>
    onProgress?.({ runs, of, rate: rates.rate(runs, seconds) });
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(only.length === 0 ? {} : { only: (property) => named(property, only) }),
    ...(meters === undefined ? {} : { meters }),
    workers: settings.threads ?? 1,
    limits: { ...limits, maxSeconds: limits.maxSeconds ?? SECONDS_MAX },
    onRun,
  };
}

/** The properties that are asked for. */
const judgedOf = ({ properties }: SystemSpec, { only = [] }: SpecCheckOptions) =>
  properties.filter((property) => only.length === 0 || named(property, only));

/** Every property with one answer. */
function unanswered(
  file: string,
  spec: SystemSpec,
  options: SpecCheckOptions,
  status: 'unknown' | 'error',
  claim: string,
  code: Pick<Verdict, 'code'> = {},
): SpecResult {
  const properties = judgedOf(spec, options);
  const outcome = { status, claim, evidence: null, effort: NO_EFFORT, notes: [], ...code };
  return systemResult(file, spec, {
    verdicts: properties.map((property) => verdictOf(property, 'none', outcome)),
  });
}
