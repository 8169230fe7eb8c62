/** `assay simulate`: many runs of a system in virtual time, each from its seed, under the faults of its spec; or one of them, step by step. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Failure,
  planOf,
  type SimulationOptions,
  simulateMutant,
  simulateSystem,
} from '../../checkers/simulation/check.js';
import { fileOf } from '../../checkers/simulation/file.js';
import { judgedRun } from '../../checkers/simulation/run.js';
import { storyOf } from '../../checkers/simulation/story.js';
import { TraceWriter } from '../../checkers/simulation/trace.js';
import type { MutantResult, SpecResult } from '../../checkers/verdict.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { protocolFor } from '../../engine/live/protocol.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import { version } from '../../engine/package-root.js';
import { buildReport, problemOf } from '../../reports/index.js';
import { EXIT, UsageError } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import type { ReadingOptions } from '../options.js';
import { deliver, type OutputOptions, outputsOf, quoted } from '../output.js';
import { type Reading, readSpecs } from '../reading.js';

export interface SimulateOptions extends ReadingOptions, OutputOptions {
  readonly only: readonly string[];
  readonly seed?: number;
  readonly seeds?: number;
  /** Seconds. */
  readonly for?: number;
  /** Print the run step by step. */
  readonly trace?: boolean;
  readonly mutants?: boolean;
  readonly maxSeconds?: number;
  /** Where failing runs are written. */
  readonly save?: string;
}

export async function simulate(file: string, options: SimulateOptions): Promise<number> {
  const outputs = outputsOf(options);
  const began = performance.now();
  const reading = await readSpecs([file], options, 'check', 'run');
  if (options.trace && !reading.failed) return traced(file, reading, options);
  const { signal, release } = onInterrupt((text) => console.error(text));
  const spec = reading.failed ? null : systemOf(file, reading);
  const found = spec === null ? null : await simulated(file, spec, options, signal);
  release();
  const report = buildReport({
    results: found === null ? [] : [found.result],
    problems: reading.diagnostics.map(problemOf),
    sources: reading.sources,
    run: {
      version: version(),
      command: commandText(file, options),
      seconds: (performance.now() - began) / 1000,
      interrupted: signal.aborted,
      seed: options.seed ?? 1,
    },
  });
  await deliver(report, outputs, options);
  if (found !== null && options.save !== undefined)
    save(options.save, file, found.failures, options);
  return signal.aborted ? EXIT.interrupted : report.exitCode;
}

async function simulated(
  file: string,
  spec: SystemSpec,
  options: SimulateOptions,
  signal: AbortSignal,
): Promise<{ readonly result: SpecResult; readonly failures: readonly Failure[] }> {
  const protocol = await protocolFor(spec.protocol);
  const { only, maxSeconds } = options;
  const settings: SimulationOptions = {
    ...seedsOf(options),
    ...(only.length === 0 ? {} : { only: (p) => only.includes(p.name) || only.includes(p.base) }),
    limits: { signal, ...(maxSeconds === undefined ? {} : { maxSeconds }) },
  };
  const { verdicts, failures } = await simulateSystem(spec, protocol, settings);
  const mutants = options.mutants ? await caught(spec, protocol, settings) : null;
  const { kind, name, about, covers } = spec;
  return {
    result: {
      ...{ file, kind, name, about, covers, verdicts, mutants },
      constants: {},
      unbroken: null,
      exploration: null,
      notes: [],
    },
    failures,
  };
}

async function caught(
  spec: SystemSpec,
  protocol: AnyProtocol,
  settings: SimulationOptions,
): Promise<MutantResult[]> {
  const mutants: MutantResult[] = [];
  for (const mutant of spec.mutants)
    if (mutant.declared) mutants.push(await simulateMutant(spec, protocol, mutant, settings));
  return mutants;
}

/** One seed alone where only that is given. */
function seedsOf({ seed, seeds, for: length }: SimulateOptions): SimulationOptions {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(seeds === undefined ? (seed === undefined ? {} : { seeds: 1 }) : { seeds }),
    ...(length === undefined ? {} : { for: Math.round(length * 1e6) }),
  };
}

/** The run of one seed, as a text. */
async function traced(file: string, reading: Reading, options: SimulateOptions): Promise<number> {
  const spec = systemOf(file, reading);
  const protocol = await protocolFor(spec.protocol);
  const writer = new TraceWriter(spec, true);
  const plan = planOf(spec, protocol, options.seed ?? 1, seedsOf(options));
  const run = await judgedRun(plan, null, [writer]);
  process.stdout.write(storyOf(writer.trace, spec, run));
  return run.outcomes.some(({ is }) => is === 'broken') ? EXIT.violated : EXIT.ok;
}

function save(
  folder: string,
  file: string,
  failures: readonly Failure[],
  { set }: SimulateOptions,
): void {
  mkdirSync(folder, { recursive: true });
  for (const failure of failures) {
    const words = `${failure.plan.setting.roles[0]?.name ?? 'run'} ${failure.property}`;
    const path = join(folder, `${words.replace(/[^A-Za-z0-9]+/g, '-')}-seed-${failure.seed}.json`);
    writeFileSync(path, `${JSON.stringify(fileOf(file, set, failure), null, 1)}\n`);
    console.error(`assay: wrote ${path}; \`assay replay ${quoted(path)}\` runs it again`);
  }
}

export function systemOf(file: string, { targets }: Reading): SystemSpec {
  const specs = targets.flatMap(({ spec }) => (spec.kind === 'system' ? [spec] : []));
  if (specs.length === 1) return specs[0];
  const found = specs.length === 0 ? 'none' : specs.map(({ name }) => name).join(', ');
  throw new UsageError(
    `${file}: one system is wanted; here is ${found}.`,
    'Only specs of kind `system` have nodes that run.',
  );
}

function commandText(file: string, options: SimulateOptions): string {
  const { set, only, seed, seeds, for: length, mutants, json, report } = options;
  return [
    'assay simulate',
    quoted(file),
    ...set.map((s) => `--set ${quoted(s)}`),
    ...only.map((o) => `--only ${quoted(o)}`),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(seeds === undefined ? [] : [`--seeds ${seeds}`]),
    ...(length === undefined ? [] : [`--for ${length}s`]),
    ...(mutants ? ['--mutants'] : []),
    ...(json ? ['--json'] : []),
    ...report.map((r) => `--report ${quoted(r)}`),
  ].join(' ');
}
