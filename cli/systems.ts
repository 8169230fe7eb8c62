/** What commands that run one system share: reading it, work that can be interrupted, the report. */
import { withAskedMutants, withMistakes, withNotes } from '../checkers/asked-mutants.js';
import type { SpecToCheck } from '../checkers/check.js';
import { withUninstantiated } from '../checkers/no-instance.js';
import type { SpecResult } from '../checkers/verdict.js';
import type { SystemSpec } from '../engine/language/system/spec.js';
import type { AnyProtocol } from '../engine/node/protocol.js';
import { version } from '../engine/package-root.js';
import { protocolFor, threadsFor } from '../engine/protocols/reference.js';
import type { AnyThreads } from '../engine/threads/index.js';
import { buildReport, problemOf } from '../reports/index.js';
import { withCodeOf } from './code-sources.js';
import { EXIT } from './exit.js';
import { onInterrupt } from './interrupt.js';
import { type OneSpec, oneSpec, type SpecChoice } from './one-spec.js';
import type { ReadingOptions } from './options.js';
import { deliver, type OutputOptions, outputsOf } from './output.js';
import { type ProgressLine, progressLine } from './progress.js';
import { type Reading, readSpecs } from './reading.js';

/** Which system of a file with several; its name. */
export type SystemChoice = Pick<SpecChoice, 'system'>;

export interface SystemCommandOptions extends ReadingOptions, OutputOptions, SystemChoice {
  readonly only?: readonly string[];
  readonly seed?: number;
  readonly mutants?: boolean;
}

export interface Work<Protocol = AnyProtocol> {
  readonly target: SpecToCheck;
  readonly spec: SystemSpec;
  readonly protocol: Protocol;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

/** What is done with nodes, and what with threads. */
export interface Works<Found> {
  nodes(work: Work): Promise<Found>;
  threads(work: Work<AnyThreads>): Promise<Found>;
  /** Mutants of the protocol that are on. */
  readonly mistakes?: readonly string[];
}

/** Reads the one system of a file, does the work and reports what came of it: the exit code, and what the work answered (null where the
 * spec has mistakes). `command`: as it was called. */
export async function reported<Found extends { readonly result: SpecResult }>(
  file: string,
  options: SystemCommandOptions,
  command: string,
  work: Works<Found>,
): Promise<{ readonly code: number; readonly found: Found | null }> {
  const outputs = outputsOf(options);
  const began = performance.now();
  const purpose = options.mutants ? 'check mutants' : 'check';
  const reading = await readSpecs([file], options, purpose, 'run');
  const progress = progressLine({ stream: process.stderr, now: () => performance.now() });
  const { signal, release } = onInterrupt((text) => {
    progress.clear();
    console.error(text);
  });
  const found = reading.failed ? null : await worked(oneSystem(file, reading, options));
  release();
  const results = found === null ? [] : [found.result];
  const report = buildReport({
    results,
    problems: reading.diagnostics.map(problemOf),
    sources: withCodeOf(results, reading.sources),
    run: {
      version: version(),
      command,
      seconds: (performance.now() - began) / 1000,
      interrupted: signal.aborted,
      seed: options.seed ?? 1,
    },
  });
  await deliver(report, outputs, options);
  return { code: signal.aborted ? EXIT.interrupted : report.exitCode, found };

  async function worked({ target, spec: whole }: OneSpec<'system'>): Promise<Found> {
    const { only = [] } = options;
    const { spec, notes } = withAskedMutants(whole, options.mutants ? only : []);
    try {
      const about = { target, spec, signal, progress };
      const found =
        spec.threads === null
          ? await work.nodes({ ...about, protocol: await protocolFor(spec.protocol) })
          : await work.threads({ ...about, protocol: await threadsFor(spec.protocol) });
      const noted = withNotes(withUninstantiated(found.result, spec, only), notes);
      return { ...found, result: withMistakes(noted, work.mistakes ?? []) };
    } finally {
      progress.clear();
    }
  }
}

const oneSystem = (file: string, reading: Reading, choice: SystemChoice): OneSpec<'system'> =>
  oneSpec(
    ...([file, reading, ['system'], choice] as const),
    'Only specs of kind `system` have nodes that run.',
  );

export const systemOf = (file: string, reading: Reading, choice: SystemChoice): SystemSpec =>
  oneSystem(file, reading, choice).spec;
