/** `assay conform`: does a recorded trace of a real system follow a model? */
import { constantsOf } from '../../checkers/check.js';
import { type ConformanceResult, checkConformance } from '../../checkers/conformance/check.js';
import type { SpecResult } from '../../checkers/verdict.js';
import { placeOf } from '../../engine/language/index.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { version } from '../../engine/package-root.js';
import { buildReport, problemOf, type ReportInput } from '../../reports/index.js';
import { EXIT } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import { linesOf } from '../lines.js';
import { choiceText, oneSpec, type SpecChoice } from '../one-spec.js';
import type { ReadingOptions } from '../options.js';
import { deliver, type OutputOptions, outputsOf, quoted } from '../output.js';
import { progressLine } from '../progress.js';
import { type Reading, readSpecs } from '../reading.js';

export interface ConformOptions extends ReadingOptions, OutputOptions, Pick<SpecChoice, 'model'> {
  readonly hidden?: number;
  readonly stutter?: boolean;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
}

export async function conform(
  file: string,
  trace: string,
  options: ConformOptions,
): Promise<number> {
  const outputs = outputsOf(options);
  const began = performance.now();
  const reading = await readSpecs([file], options);
  const found = reading.failed
    ? null
    : await followed(modelOf(file, reading, options), trace, options);
  const report = buildReport({
    ...partsOf(file, trace, reading, found),
    run: {
      version: version(),
      command: commandText(file, trace, options),
      seconds: (performance.now() - began) / 1000,
      interrupted: found?.interrupted ?? false,
      ...(found === null ? {} : { reads: 'trace' }),
    },
  });
  await deliver(report, outputs, options);
  return found?.interrupted ? EXIT.interrupted : report.exitCode;
}

interface Followed {
  readonly model: ModelSpec;
  readonly result: ConformanceResult;
  readonly interrupted: boolean;
}

/** What the report is made of; `found` is null where the spec has mistakes. */
function partsOf(
  file: string,
  trace: string,
  reading: Reading,
  found: Followed | null,
): Omit<ReportInput, 'run'> {
  const sources = new Map(reading.sources);
  const problems = [...reading.diagnostics];
  if (found === null) return { results: [], sources, problems: problems.map(problemOf) };
  const { model, result } = found;
  if ('problem' in result) {
    problems.push(result.problem);
    sources.set(titleOf(trace), result.problem.span.file.text);
  } else if (result.quote !== null) sources.set(titleOf(trace), result.quote);
  const results = 'problem' in result ? [] : [resultOf(file, model, result)];
  return { results, sources, problems: problems.map(problemOf) };
}

/** The trace as it is called in reports. */
const titleOf = (trace: string): string => (trace === '-' ? '<standard input>' : trace);

const modelOf = (file: string, reading: Reading, choice: SpecChoice): ModelSpec =>
  oneSpec(file, reading, ['model'], choice, 'A trace follows a spec of kind `model`.').spec;

async function followed(
  model: ModelSpec,
  trace: string,
  options: ConformOptions,
): Promise<Followed> {
  const path = titleOf(trace);
  const progress = progressLine({ stream: process.stderr, now: () => performance.now() });
  const { signal, release } = onInterrupt((text) => {
    progress.clear();
    console.error(text);
  });
  const { hidden, stutter, maxStates, maxSeconds, maxMemory } = options;
  progress.begin(path);
  try {
    const result = await checkConformance(model, linesOf(trace), {
      path,
      place: placeOf({ ...model.span, end: model.span.start }),
      constants: constantsOf(model),
      ...(hidden === undefined ? {} : { hidden }),
      ...(stutter === undefined ? {} : { stutter }),
      limits: {
        signal,
        ...(maxStates === undefined ? {} : { maxStates }),
        ...(maxSeconds === undefined ? {} : { maxSeconds }),
        ...(maxMemory === undefined ? {} : { maxMemoryBytes: maxMemory }),
      },
      onProgress: progress.update,
    });
    return { model, result, interrupted: signal.aborted };
  } finally {
    progress.clear();
    release();
  }
}

function resultOf(
  file: string,
  model: ModelSpec,
  { verdicts }: Exclude<ConformanceResult, { problem: unknown }>,
): SpecResult {
  const { kind, name, about, covers } = model;
  return {
    file,
    kind,
    name,
    about,
    covers,
    constants: constantsOf(model),
    verdicts,
    mutants: null,
    unbroken: null,
    exploration: null,
    notes: [],
  };
}

function commandText(file: string, trace: string, options: ConformOptions): string {
  return [
    'assay conform',
    quoted(file),
    quoted(trace),
    ...choiceText(options),
    ...options.set.map((s) => `--set ${quoted(s)}`),
    ...(options.hidden === undefined ? [] : [`--hidden ${options.hidden}`]),
    ...(options.stutter ? ['--stutter'] : []),
    ...(options.json ? ['--json'] : []),
    ...options.report.map((report) => `--report ${quoted(report)}`),
  ].join(' ');
}
