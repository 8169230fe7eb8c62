/**
 * `assay check`: read, check, report. Specs with mistakes are told and left out; the others are checked
 * all the same, so that one slip does not hide what the rest of a folder has to say.
 */
import { withMistakes } from '../../checkers/asked-mutants.js';
import {
  checkSpec,
  refuseConflicts,
  type SpecCheckOptions,
  type SpecToCheck,
  withMutant,
} from '../../checkers/check.js';
import {
  type Approximation,
  bitBytesWithin,
  type Storage,
} from '../../checkers/exploration/approximate/storage.js';
import type { StrategyChoice } from '../../checkers/exploration/check.js';
import { defaultMemoryLimit } from '../../checkers/exploration/limits.js';
import {
  incompatible,
  type ReductionChoice,
} from '../../checkers/exploration/reductions/choice.js';
import { ReductionConflict } from '../../checkers/exploration/reductions/decide.js';
import { claimedIn } from '../../checkers/header.js';
import type { SpecResult } from '../../checkers/verdict.js';
import { version } from '../../engine/package-root.js';
import { buildReport, problemOf } from '../../reports/index.js';
import { checkpointOf, refuseCheckpoints, settleCheckpoints, usageOf } from '../checkpoints.js';
import { withCodeOf } from '../code-sources.js';
import { refuseDisk } from '../disk.js';
import { EXIT, UsageError } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import type { ReadingOptions } from '../options.js';
import { deliver, type OutputOptions, outputsOf, quoted } from '../output.js';
import { progressLine } from '../progress.js';
import { type Reading, readSpecs } from '../reading.js';
import { refuseSwarm } from '../swarm.js';

export interface CheckCommandOptions extends ReadingOptions, OutputOptions {
  readonly only: readonly string[];
  readonly mutants?: boolean;
  /** Of the specs, as it has them. */
  readonly mutant?: string;
  readonly prove?: boolean;
  readonly strategy: Exclude<StrategyChoice['search'], 'swarm'>;
  /** Searches of a swarm, in place of one by `strategy`. */
  readonly swarm?: number;
  readonly storage: Storage;
  readonly seed?: number;
  readonly failFast?: boolean;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
  /** Folders. */
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly disk?: string;
  /** Threads. */
  readonly workers?: number;
  /** `--reduce`. */
  readonly reduce?: ReductionChoice;
  /** False for `--no-reduction`. */
  readonly reduction?: boolean;
}

/** Of random walks: enough to find shallow mistakes in a second or two. */
const WALKS = { walks: 1000, steps: 1000 };

export async function check(
  paths: readonly string[],
  options: CheckCommandOptions,
): Promise<number> {
  const outputs = outputsOf(options);
  const began = performance.now();
  const reading = await readSpecs(
    paths,
    options,
    options.mutants ? 'check mutants' : 'check',
    'run',
  );
  const targets = mutatedTargets(reading, options.mutant);
  refuseUnknownProperties(reading, options.only);
  refuseSwarm(options);
  refuseStorage(options);
  refuseReductions(reading, options);
  refuseCheckpoints(reading.targets, options);
  refuseDisk(options);
  const { results, interrupted } = await checkAll(targets, options);
  const report = buildReport({
    results,
    sources: withCodeOf(results, reading.sources),
    problems: reading.diagnostics.map(problemOf),
    run: {
      version: version(),
      command: commandText(paths, options),
      seconds: (performance.now() - began) / 1000,
      interrupted,
      ...(options.strategy === 'random-walk' ||
      options.swarm !== undefined ||
      options.storage !== 'exact' ||
      results.some(isChance)
        ? { seed: options.seed ?? 1 }
        : {}),
    },
  });
  await deliver(report, outputs, options);
  // A limit that was reached would stop it again at once.
  const { maxStates: _, ...unlimited } = options;
  settleCheckpoints(results, (folder) => commandText(paths, { ...unlimited, resume: folder }));
  return interrupted ? EXIT.interrupted : report.exitCode;
}

/** Were random things measured? Then the seed is part of the result. */
const isChance = ({ study }: SpecResult): boolean => typeof study?.seed === 'number';

async function checkAll(
  targets: readonly SpecToCheck[],
  options: CheckCommandOptions,
): Promise<{ results: SpecResult[]; interrupted: boolean }> {
  const progress = progressLine({ stream: process.stderr, now: () => performance.now() });
  const interruption = onInterrupt((text) => {
    progress.clear();
    console.error(text);
  });
  const settings = settingsOf(options, interruption.signal);
  const results: SpecResult[] = [];
  try {
    for (const target of targets) {
      if (interruption.signal.aborted) break;
      const result = await checkSpec(target, {
        ...settings,
        onProgress: progress.update,
        onBegin: progress.begin,
      });
      results.push(withMistakes(result, options.mutant === undefined ? [] : [options.mutant]));
    }
  } catch (error) {
    throw usageOf(error);
  } finally {
    progress.clear();
    interruption.release();
  }
  return { results, interrupted: interruption.signal.aborted };
}

function settingsOf(options: CheckCommandOptions, signal: AbortSignal): SpecCheckOptions {
  const { maxStates, maxSeconds, maxMemory } = options;
  return {
    strategy: strategyOf(options),
    only: options.only,
    mutants: options.mutants === true,
    prove: options.prove === true,
    failFast: options.failFast === true,
    reduce: reductionChoice(options),
    ...checkpointOf(options),
    ...(options.disk === undefined ? {} : { disk: { folder: options.disk } }),
    ...(options.storage === 'exact'
      ? {}
      : { approximation: approximationOf(options.storage, options) }),
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    limits: {
      signal,
      ...(maxStates === undefined ? {} : { maxStates }),
      ...(maxSeconds === undefined ? {} : { maxSeconds }),
      ...(maxMemory === undefined ? {} : { maxMemoryBytes: maxMemory }),
    },
  };
}

function strategyOf({ strategy, swarm, seed = 1 }: CheckCommandOptions): StrategyChoice {
  if (swarm !== undefined) return { search: 'swarm', seed, members: swarm };
  return strategy === 'random-walk' ? { search: strategy, seed, ...WALKS } : { search: strategy };
}

function refuseStorage({ storage, strategy }: CheckCommandOptions): void {
  if (storage === 'exact' || strategy === 'breadth-first') return;
  throw new UsageError(
    `--storage ${storage} goes with --strategy breadth-first, not with ${strategy}.`,
    'Leave one of the two out.',
  );
}

function refuseUnknownProperties({ targets, failed }: Reading, only: readonly string[]): void {
  if (failed) return;
  const names = targets.flatMap(({ spec }) =>
    claimedIn(spec).flatMap(({ name, base }) => [name, base]),
  );
  for (const name of only) {
    if (names.includes(name)) continue;
    const known = [...new Set(names)].map((n) => `\`${n}\``).join(', ');
    throw new UsageError(`--only: no spec here has a property \`${name}\`.`, `There are: ${known}`);
  }
}

/** Of the specs, those that have this mutant, as it has them. */
function mutatedTargets(
  { targets, failed }: Reading,
  name: string | undefined,
): readonly SpecToCheck[] {
  if (name === undefined || failed) return targets;
  const mutated = targets.flatMap((target) => withMutant(target, name) ?? []);
  if (mutated.length > 0) return mutated;
  const names = targets.flatMap(({ spec }) =>
    'mutants' in spec ? spec.mutants.map((m) => `\`${m.name}\``) : [],
  );
  throw new UsageError(
    `--mutant: no spec here has a mutant \`${name}\`.`,
    names.length === 0 ? 'They have none.' : `There are: ${[...new Set(names)].join(', ')}`,
  );
}

/** Reductions that cannot go together, or not with what is to be judged: told before anything runs. */
function refuseReductions({ targets }: Reading, options: CheckCommandOptions): void {
  const together = incompatible(reductionChoice(options));
  if (together !== undefined) throw new UsageError(`--reduce: ${together}.`);
  const settings = settingsOf(options, AbortSignal.abort());
  for (const target of targets) {
    try {
      refuseConflicts(target, settings);
    } catch (error) {
      if (!(error instanceof ReductionConflict)) throw error;
      throw new UsageError(
        `--reduce, in ${target.spec.name}: ${error.message}.`,
        'Leave it out (`--reduce auto` chooses what is sound), or judge other properties with --only.',
      );
    }
  }
}

const approximationOf = (
  storage: Approximation['storage'],
  { seed = 1, maxMemory = Math.min(2 ** 29, defaultMemoryLimit()) }: CheckCommandOptions,
): Approximation => ({ storage, seed, bitBytes: bitBytesWithin(maxMemory) });

const reductionChoice = ({ reduce, reduction }: CheckCommandOptions): ReductionChoice =>
  reduction === false ? [] : (reduce ?? 'auto');

/** The command as it can be typed again. */
function commandText(paths: readonly string[], options: CheckCommandOptions): string {
  return [
    'assay check',
    ...paths.map(quoted),
    ...options.set.map((s) => `--set ${quoted(s)}`),
    ...options.only.map((name) => `--only ${quoted(name)}`),
    ...(options.mutants ? ['--mutants'] : []),
    ...(options.mutant === undefined ? [] : [`--mutant ${quoted(options.mutant)}`]),
    ...(options.prove ? ['--prove'] : []),
    ...(options.json ? ['--json'] : []),
    ...options.report.map((report) => `--report ${quoted(report)}`),
    ...(options.strategy === 'breadth-first' ? [] : [`--strategy ${options.strategy}`]),
    ...(options.swarm === undefined ? [] : [`--swarm ${options.swarm}`]),
    ...(options.storage === 'exact' ? [] : [`--storage ${options.storage}`]),
    ...(options.seed === undefined ? [] : [`--seed ${options.seed}`]),
    ...(options.failFast ? ['--fail-fast'] : []),
    ...(options.maxStates === undefined ? [] : [`--max-states ${options.maxStates}`]),
    ...(options.maxSeconds === undefined ? [] : [`--max-seconds ${options.maxSeconds}`]),
    ...(options.maxMemory === undefined ? [] : [`--max-memory ${options.maxMemory}`]),
    ...(options.reduce === undefined ? [] : [`--reduce ${[options.reduce].flat().join()}`]),
    ...(options.reduction === false ? ['--no-reduction'] : []),
    ...(options.resume === undefined ? [] : [`--resume ${quoted(options.resume)}`]),
    ...(options.checkpoint === undefined || options.resume !== undefined
      ? []
      : [`--checkpoint ${quoted(options.checkpoint)}`]),
    ...(options.disk === undefined ? [] : [`--disk ${quoted(options.disk)}`]),
    ...(options.workers === undefined ? [] : [`--workers ${options.workers}`]),
    ...(options.quiet ? ['--quiet'] : []),
  ].join(' ');
}
