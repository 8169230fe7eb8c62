/** `assay simulate`: many runs of a system in virtual time, each from its seed, under the faults of its spec; or one of them, step by step. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { RateMeter } from '../../checkers/exploration/progress.js';
import { livesOfNodes } from '../../checkers/nodes/mutants.js';
import {
  type Failure,
  runsOf,
  type SimulationOptions,
  simulateSystem,
} from '../../checkers/simulation/check.js';
import { fileOf } from '../../checkers/simulation/file.js';
import { judgedRun } from '../../checkers/simulation/run.js';
import { planOf } from '../../checkers/simulation/seeds.js';
import { TraceWriter } from '../../checkers/simulation/trace.js';
import { simulatedMutants } from '../../checkers/systems/lives.js';
import { systemResult } from '../../checkers/systems/result.js';
import { livesOfThreads } from '../../checkers/threads/mutants.js';
import {
  scheduleText,
  simulateThreads,
  type ThreadsSimulationOptions,
} from '../../checkers/threads/simulate.js';
import type { SpecResult } from '../../checkers/verdict.js';
import { didYouMean } from '../../engine/language/nearest.js';
import { surface } from '../../engine/node/index.js';
import { protocolFor, threadsFor } from '../../engine/protocols/reference.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import { runText } from '../../reports/index.js';
import { EXIT, UsageError } from '../exit.js';
import { choiceText } from '../one-spec.js';
import type { ReadingOptions } from '../options.js';
import { type OutputOptions, quoted } from '../output.js';
import { type Reading, readSpecs } from '../reading.js';
import { reported, type SystemChoice, systemOf, type Work } from '../systems.js';
import { onTerminal } from '../terminal.js';
import { writeText } from '../writing.js';

export interface SimulateOptions extends ReadingOptions, OutputOptions, SystemChoice {
  readonly only: readonly string[];
  /** Mistakes of the protocol that are on. */
  readonly mutant: readonly string[];
  readonly seed?: number;
  readonly seeds?: number;
  /** Seconds. */
  readonly for?: number;
  /** Print the run step by step. */
  readonly trace?: boolean;
  readonly mutants?: boolean;
  readonly maxSeconds?: number;
  /** Threads. */
  readonly workers?: number;
  /** Where failing runs are written. */
  readonly save?: string;
}

/** Seconds for all runs of a system, and for each of its mutants, where nothing else is said. */
const SECONDS_MAX = 600;

export async function simulate(file: string, options: SimulateOptions): Promise<number> {
  if (options.trace) {
    const reading = await readSpecs([file], options, 'check', 'run');
    if (!reading.failed) return traced(file, reading, options);
  }
  const { code, found } = await reported(file, options, commandText(file, options), {
    nodes: (work) => simulated(file, options, work),
    threads: (work) => simulatedThreads(file, options, work),
    mistakes: options.mutant,
  });
  if (found !== null && options.save !== undefined) save(options.save, file, found, options);
  return code;
}

async function simulated(
  file: string,
  options: SimulateOptions,
  { target, spec, protocol, signal, progress }: Work,
): Promise<{ readonly result: SpecResult; readonly failures: readonly Failure[] }> {
  const { only, maxSeconds = SECONDS_MAX, workers = availableParallelism() } = options;
  refuseUnknownMutants(options, surface(protocol).mutants);
  const rates = new RateMeter();
  const settings: SimulationOptions = {
    ...seedsOf(options),
    ...(only.length === 0 ? {} : { only: (p) => only.includes(p.name) || only.includes(p.base) }),
    limits: { signal, maxSeconds },
    workers,
    onRun: (runs, of, seconds) => progress.update({ runs, of, rate: rates.rate(runs, seconds) }),
  };
  progress.begin(spec.name);
  const { verdicts, failures } = await simulateSystem(spec, protocol, settings);
  const mutants = options.mutants
    ? await simulatedMutants(target, spec, livesOfNodes(protocol), {
        simulation: settings,
        onMutant: ({ name }) => progress.begin(`${spec.name}, mutant "${name}"`),
      })
    : null;
  return {
    result: systemResult(file, spec, { verdicts, mutants }),
    failures,
  };
}

/** Threads: random schedules. */
async function simulatedThreads(
  file: string,
  options: SimulateOptions,
  { target, spec, protocol, signal, progress }: Work<AnyThreads>,
): Promise<{ readonly result: SpecResult; readonly failures: readonly Failure[] }> {
  const { only, maxSeconds = SECONDS_MAX } = options;
  refuseUnknownMutants(options, protocol.declaration.mutants ?? {});
  const settings: ThreadsSimulationOptions = {
    ...seedsOf(options),
    ...(only.length === 0 ? {} : { only: (p) => only.includes(p.name) || only.includes(p.base) }),
    limits: { signal, maxSeconds },
  };
  progress.begin(spec.name);
  const verdicts = await simulateThreads(spec, protocol, settings);
  const mutants = options.mutants
    ? await simulatedMutants(target, spec, livesOfThreads(protocol), {
        simulation: settings,
        onMutant: ({ name }) => progress.begin(`${spec.name}, mutant "${name}"`),
      })
    : null;
  return {
    result: systemResult(file, spec, { verdicts, mutants }),
    failures: [],
  };
}

/** @throws UsageError for one that the protocol does not declare */
function refuseUnknownMutants({ mutant }: SimulateOptions, declared: object): void {
  const names = Object.keys(declared);
  for (const name of mutant) {
    if (names.includes(name)) continue;
    const known = names.map((one) => `\`${one}\``).join(', ');
    throw new UsageError(
      `--mutant: the protocol declares no mutant \`${name}\`.`,
      didYouMean(name, names) ?? (names.length === 0 ? 'It declares none.' : `There are: ${known}`),
    );
  }
}

/** One seed alone where only that is given. */
function seedsOf({
  seed,
  seeds,
  for: length,
  mutant: mutants,
}: SimulateOptions): SimulationOptions {
  return {
    mutants,
    ...(seed === undefined ? {} : { seed }),
    ...(seeds === undefined ? (seed === undefined ? {} : { seeds: 1 }) : { seeds }),
    ...(length === undefined ? {} : { for: Math.round(length * 1e6) }),
  };
}

/** The run of one seed, as a text. */
async function traced(file: string, reading: Reading, options: SimulateOptions): Promise<number> {
  const spec = systemOf(file, reading, options);
  if (spec.threads !== null) {
    const threads = await threadsFor(spec.protocol);
    refuseUnknownMutants(options, threads.declaration.mutants ?? {});
    const { text, broken } = scheduleText(spec, threads, options.seed ?? 1, options.mutant);
    process.stdout.write(text);
    return broken ? EXIT.violated : EXIT.ok;
  }
  const protocol = await protocolFor(spec.protocol);
  refuseUnknownMutants(options, surface(protocol).mutants);
  const writer = new TraceWriter(spec, true);
  const plan = planOf(runsOf(spec, seedsOf(options)), protocol, options.seed ?? 1);
  const run = await judgedRun(plan, null, [writer]);
  process.stdout.write(runText(writer.trace, spec, run, onTerminal(process.stdout, options.color)));
  return run.outcomes.some(({ is }) => is === 'broken') ? EXIT.violated : EXIT.ok;
}

function save(
  folder: string,
  file: string,
  { result, failures }: { readonly result: SpecResult; readonly failures: readonly Failure[] },
  { set, system }: SimulateOptions,
): void {
  for (const failure of failures) {
    const words = `${result.name} ${failure.property}`;
    const path = join(folder, `${words.replace(/[^A-Za-z0-9]+/g, '-')}-seed-${failure.seed}.json`);
    writeText(path, `${JSON.stringify(fileOf(file, { set, system }, failure), null, 1)}\n`);
    console.error(`assay: wrote ${path}; \`assay replay ${quoted(path)}\` runs it again`);
  }
}

function commandText(file: string, options: SimulateOptions): string {
  const { set, only, seed, seeds, for: length, mutants, mutant, json, report } = options;
  return [
    'assay simulate',
    quoted(file),
    ...choiceText(options),
    ...set.map((s) => `--set ${quoted(s)}`),
    ...only.map((o) => `--only ${quoted(o)}`),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(seeds === undefined ? [] : [`--seeds ${seeds}`]),
    ...(length === undefined ? [] : [`--for ${length}s`]),
    ...(mutants ? ['--mutants'] : []),
    ...mutant.map((name) => `--mutant ${quoted(name)}`),
    ...(json ? ['--json'] : []),
    ...report.map((r) => `--report ${quoted(r)}`),
  ].join(' ');
}
