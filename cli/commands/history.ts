/** `assay history check`: is a recorded history of a real system linearizable? */
import { checkHistory, type HistoryResult } from '../../checkers/history/check.js';
import { historyVerdict } from '../../checkers/history/verdicts.js';
import type { SpecResult } from '../../checkers/verdict.js';
import type { History } from '../../engine/history/history.js';
import type { HistoryForm } from '../../engine/history/import/forms.js';
import { BadHistory, readHistory } from '../../engine/history/import/index.js';
import type { Diagnostic } from '../../engine/language/diagnostics.js';
import {
  lineText,
  type Place,
  placeOf,
  type SourceFile,
  sourceFile,
} from '../../engine/language/source.js';
import { NoSuchObject, OBJECT_NAMES, objectNamed } from '../../engine/objects/index.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import { version } from '../../engine/package-root.js';
import type { Plain } from '../../engine/plain.js';
import { buildReport, problemOf } from '../../reports/index.js';
import { EXIT, UsageError } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import { linesOf } from '../lines.js';
import { deliver, type OutputOptions, outputsOf, quoted } from '../output.js';
import { progressLine } from '../progress.js';

export interface HistoryOptions extends OutputOptions {
  readonly object?: string;
  /** JSON, or a text as it is. */
  readonly initial?: string;
  readonly form?: HistoryForm;
  readonly failedCas: 'refused' | 'answered';
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly maxMemory?: number;
}

export async function checkHistoryFile(path: string, options: HistoryOptions): Promise<number> {
  const outputs = outputsOf(options);
  const began = performance.now();
  const object = objectOf(path, options);
  const file = sourceFile(path === '-' ? '<standard input>' : path, await textOf(path));
  const read = historyIn(file, object, options);
  const found = 'problem' in read ? null : await checked(file.path, read, object, options);
  const report = buildReport({
    results:
      found === null || 'problem' in read ? [] : [resultOf(file, read, object, found.result)],
    problems: 'problem' in read ? [problemOf(read.problem)] : [],
    sources: new Map([[file.path, file.text]]),
    run: {
      version: version(),
      command: commandText(path, options),
      seconds: (performance.now() - began) / 1000,
      interrupted: found?.interrupted ?? false,
      reads: 'history',
    },
  });
  await deliver(report, outputs, options);
  return found?.interrupted ? EXIT.interrupted : report.exitCode;
}

function objectOf(path: string, { object, initial }: HistoryOptions): SequentialObject {
  if (object === undefined)
    throw new UsageError(
      `${path}: what is it a history of? --object NAME is wanted, one of these with these operations:`,
      OBJECT_NAMES.map((name) => `  ${name.padEnd(14)}${operationsOf(name)}`).join('\n'),
    );
  try {
    return objectNamed(object, initial === undefined ? undefined : initialValue(initial));
  } catch (error) {
    if (!(error instanceof NoSuchObject)) throw error;
    throw new UsageError(
      `--object ${object}: ${error.message}.`,
      error.hint.endsWith('?') ? error.hint : `${error.hint}.`,
    );
  }
}

const operationsOf = (name: string): string => Object.keys(objectNamed(name).operations).join(', ');

function initialValue(text: string): Plain {
  try {
    return JSON.parse(text) as Plain;
  } catch {
    return text;
  }
}

async function textOf(path: string): Promise<string> {
  const parts: string[] = [];
  for await (const lines of linesOf(path)) parts.push(lines.join('\n'));
  return parts.join('\n');
}

function historyIn(
  file: SourceFile,
  object: SequentialObject,
  { form, failedCas }: HistoryOptions,
): History | { readonly problem: Diagnostic } {
  try {
    return readHistory(file, object, {
      casAnswers: failedCas === 'answered',
      ...(form === undefined ? {} : { form }),
    });
  } catch (error) {
    if (!(error instanceof BadHistory)) throw error;
    return { problem: error.diagnostic };
  }
}

async function checked(
  path: string,
  history: History,
  object: SequentialObject,
  { maxStates, maxSeconds, maxMemory }: HistoryOptions,
): Promise<{ readonly result: HistoryResult; readonly interrupted: boolean }> {
  const progress = progressLine({ stream: process.stderr, now: () => performance.now() });
  const { signal, release } = onInterrupt((text) => {
    progress.clear();
    console.error(text);
  });
  progress.begin(path);
  try {
    const result = await checkHistory(history, object, {
      limits: {
        signal,
        ...(maxStates === undefined ? {} : { maxStates }),
        ...(maxSeconds === undefined ? {} : { maxSeconds }),
        ...(maxMemory === undefined ? {} : { maxMemoryBytes: maxMemory }),
      },
      onProgress: progress.update,
    });
    return { result, interrupted: signal.aborted };
  } finally {
    progress.clear();
    release();
  }
}

function resultOf(
  file: SourceFile,
  { operations, tickSeconds }: History,
  object: SequentialObject,
  result: HistoryResult,
): SpecResult {
  const place = (line: number): Place => {
    const start = file.lineStarts[line - 1] ?? 0;
    return placeOf({ file, start, end: start + lineText(file, line).length });
  };
  return {
    file: file.path,
    kind: 'history',
    name: object.name,
    about: `${operations.length} operations recorded in ${file.path}`,
    covers: [],
    constants: {},
    verdicts: [
      historyVerdict({
        object,
        operations,
        result,
        place,
        ...(tickSeconds === undefined ? {} : { tickSeconds }),
      }),
    ],
    mutants: null,
    unbroken: null,
    exploration: null,
    notes: [],
  };
}

function commandText(path: string, options: HistoryOptions): string {
  return [
    'assay history check',
    quoted(path),
    `--object ${quoted(options.object ?? '')}`,
    ...(options.initial === undefined ? [] : [`--initial ${quoted(options.initial)}`]),
    ...(options.failedCas === 'answered' ? ['--failed-cas answered'] : []),
    ...(options.json ? ['--json'] : []),
    ...options.report.map((report) => `--report ${quoted(report)}`),
  ].join(' ');
}
