/**
 * `assay live`: the nodes of a system as processes of this machine, under faults and clients, judged by what was seen; or, with
 * `--serve`, a cluster to be used.
 */
import { checkLive } from '../../checkers/live/check.js';
import { checkLiveThreads } from '../../checkers/threads/live.js';
import type { SpecResult } from '../../checkers/verdict.js';
import type { History } from '../../engine/history/history.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { LiveCluster, type LivePlan, LiveRefusal } from '../../engine/live/cluster.js';
import type { LiveResult } from '../../engine/live/run.js';
import { serve } from '../../engine/live/serve.js';
import { protocolFor } from '../../engine/protocols/reference.js';
import type { AnyThreads } from '../../engine/threads/index.js';
import { EXIT, UsageError } from '../exit.js';
import { type Interruption, onInterrupt } from '../interrupt.js';
import { choiceText } from '../one-spec.js';
import type { ReadingOptions } from '../options.js';
import { type OutputOptions, quoted } from '../output.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { reported, type SystemChoice, systemOf, type Work } from '../systems.js';
import { painterFor } from '../terminal.js';
import { writeText } from '../writing.js';

export interface LiveOptions extends ReadingOptions, OutputOptions, SystemChoice {
  readonly only: readonly string[];
  readonly mutant: readonly string[];
  readonly seed?: number;
  /** Seconds. */
  readonly for?: number;
  /** Where the history goes, as JSON Lines. */
  readonly history?: string;
  /** Where the disks of the nodes are, and stay. */
  readonly data?: string;
  readonly serve?: boolean;
  readonly port?: number;
}

export async function live(file: string, options: LiveOptions): Promise<number> {
  if (options.serve) return serveSpec(file, options);
  const { code, found } = await reported(file, options, commandText(file, options), {
    nodes: (work) => run(file, options, work),
    threads: (work) => runThreads(file, options, work),
    mistakes: options.mutant,
  });
  if (found?.run?.history && options.history !== undefined)
    writeHistory(options.history, found.run.history);
  return code;
}

/** `run`: of nodes. */
interface Ran {
  readonly result: SpecResult;
  readonly run: LiveResult | null;
}

async function runThreads(
  file: string,
  options: LiveOptions,
  { spec, protocol, signal }: Work<AnyThreads>,
): Promise<Ran> {
  const { seed, mutant: mutants, only } = options;
  try {
    const result = await checkLiveThreads(file, spec, protocol, {
      ...{ mutants, only, signal },
      ...(seed === undefined ? {} : { seed }),
      ...(options.for === undefined ? {} : { for: options.for * 1e6 }),
    });
    return { result, run: null };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${spec.name} cannot be run live: ${error.message}.`);
  }
}

async function run(
  file: string,
  options: LiveOptions,
  { spec, protocol, signal }: Work,
): Promise<Ran> {
  const { seed, mutant: mutants, only, data } = options;
  try {
    return await checkLive(file, spec, protocol, {
      ...{ mutants, only, signal },
      ...(seed === undefined ? {} : { seed }),
      ...(data === undefined ? {} : { folder: data }),
      ...(options.for === undefined ? {} : { for: options.for * 1e6 }),
    });
  } catch (error) {
    throw usageOf(error, spec);
  }
}

function usageOf(error: unknown, { name }: SystemSpec): unknown {
  return error instanceof LiveRefusal
    ? new UsageError(`${name} cannot be run live: ${error.message}.`)
    : error;
}

// --------------------------------------------------------------------------------------------- serving

async function serveSpec(file: string, options: LiveOptions): Promise<number> {
  const reading = await readSpecs([file], options, 'check', 'run');
  if (reading.diagnostics.length > 0)
    console.error(diagnosticsText(reading.diagnostics, painterFor(process.stderr, options.color)));
  if (reading.failed) return EXIT.usage;
  const spec = systemOf(file, reading, options);
  const plan: LivePlan = {
    reference: spec.protocol,
    protocol: await protocolFor(spec.protocol),
    setting: { ...spec, network: spec.network, faults: [] },
    mutants: options.mutant,
    seed: options.seed ?? 1,
    folder: options.data ?? null,
  };
  const interruption = onInterrupt(() => console.error('Stopping all nodes.'));
  const cluster = clusterOf(plan, spec);
  try {
    return await serveUntil(cluster, interruption, options.port ?? 0);
  } finally {
    await cluster.close();
    interruption.release();
  }
}

function clusterOf(plan: LivePlan, spec: SystemSpec): LiveCluster {
  try {
    return new LiveCluster(plan);
  } catch (error) {
    throw usageOf(error, spec);
  }
}

async function serveUntil(
  cluster: LiveCluster,
  { signal }: Interruption,
  port: number,
): Promise<number> {
  const over = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
    cluster.onFailure = resolve;
  });
  await cluster.start();
  const served = await listening(cluster, port);
  const at = `http://127.0.0.1:${served.port}`;
  console.log(`${cluster.names.length} nodes are running: ${cluster.names.join(', ')}`);
  console.log(`${at}  (GET / says what there is; Ctrl-C stops all nodes)`);
  if (cluster.failures.length === 0) await over;
  await served.close();
  for (const { node, handler, why, place } of cluster.failures) {
    const where = place === null ? '' : ` (${place.file}:${place.line}:${place.column})`;
    console.error(`assay: ${node}${handler === null ? '' : `, ${handler}`}${where}: ${why}`);
  }
  return cluster.failures.length > 0 ? EXIT.violated : EXIT.ok;
}

async function listening(cluster: LiveCluster, port: number) {
  try {
    return await serve(cluster, port);
  } catch (error) {
    throw new UsageError(
      `--port ${port}: ${(error as Error).message}.`,
      'Leave --port out to have one that is free.',
    );
  }
}

// ---------------------------------------------------------------------------------------------- words

/** As `assay history check` reads it. */
function writeHistory(path: string, { operations }: History): void {
  const lines = operations.map(({ client, name, args, ending, result, invoked, completed }) =>
    JSON.stringify({
      ...{ client, operation: name, args },
      ...(ending === 'ok' ? {} : { ending }),
      ...(result === undefined ? {} : { result }),
      invoked,
      ...(completed === null ? {} : { completed }),
    }),
  );
  writeText(path, lines.map((line) => `${line}\n`).join(''));
  console.error(`Wrote ${path}`);
}

function commandText(file: string, options: LiveOptions): string {
  return [
    'assay live',
    quoted(file),
    ...choiceText(options),
    ...options.set.map((setting) => `--set ${quoted(setting)}`),
    ...options.only.map((name) => `--only ${quoted(name)}`),
    ...options.mutant.map((name) => `--mutant ${quoted(name)}`),
    ...(options.seed === undefined ? [] : [`--seed ${options.seed}`]),
    ...(options.for === undefined ? [] : [`--for ${options.for}s`]),
    ...(options.json ? ['--json'] : []),
    ...options.report.map((report) => `--report ${quoted(report)}`),
  ].join(' ');
}
