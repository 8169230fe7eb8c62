/**
 * Jobs of a study over worker threads. The threads are Node's own: a job is a few numbers and takes
 * milliseconds, so all that a pool needs is to hand out the next job when one is done. With one worker, or
 * little to do, the work is done here, with a pause between jobs in which interruptions arrive.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../engine/package-root.js';
import { type Job, type JobResult, type Plan, runJob } from './sample.js';

export interface PoolOptions {
  readonly workers: number;
  /** Asked between jobs: why to stop now; undefined to go on. */
  readonly stop: () => string | undefined;
  /** Wakes us up to ask that at once. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each job as it is done, in whatever order. */
  readonly onDone: (job: number, result: JobResult) => void;
}

/** Why it stopped before all jobs were done; undefined where they are. */
export async function runJobs(
  plan: Plan,
  jobs: readonly Job[],
  options: PoolOptions,
): Promise<string | undefined> {
  const workers = Math.min(options.workers, jobs.length);
  return workers > 1 ? inWorkers(plan, jobs, workers, options) : here(plan, jobs, options);
}

async function here(plan: Plan, jobs: readonly Job[], { stop, onDone }: PoolOptions) {
  for (const [i, job] of jobs.entries()) {
    const reason = stop();
    if (reason !== undefined) return reason;
    onDone(i, runJob(plan, job));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}

/** Jobs that wait at each worker, so that it never waits for us. */
const AHEAD = 2;

async function inWorkers(
  plan: Plan,
  jobs: readonly Job[],
  count: number,
  { stop, onDone, signal }: PoolOptions,
): Promise<string | undefined> {
  let next = 0;
  let stopped: string | undefined;
  const wakers: (() => void)[] = [];
  const threads = Array.from({ length: count }, () => startWorker(plan));
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const waiting: number[] = [];
      const hand = () => {
        stopped ??= stop();
        while (waiting.length < AHEAD && next < jobs.length && stopped === undefined) {
          waiting.push(next);
          worker.postMessage(jobs[next++]);
        }
        // What was handed out already is not waited for when we are to stop.
        if (waiting.length === 0 || stopped !== undefined) resolve();
      };
      worker.on('message', (result: JobResult) => {
        onDone(waiting.shift() as number, result);
        hand();
      });
      worker.on('error', reject);
      signal?.addEventListener('abort', hand);
      wakers.push(hand);
      worker.on('exit', () => reject(new Error('a worker of the study ended before its work')));
      hand();
    });
  try {
    await Promise.all(threads.map(work));
  } finally {
    for (const waker of wakers) signal?.removeEventListener('abort', waker);
    for (const thread of threads) {
      thread.removeAllListeners('exit');
      thread.removeAllListeners('message');
    }
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return stopped;
}

const TSX = 'node_modules/tsx/dist/esm/api/index.mjs';

/** Built, the worker is a file beside the bundles; run from its sources, it needs their loader. */
function startWorker(plan: Plan): Worker {
  const options = { workerData: { plan }, execArgv: [] };
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(join(packageRoot(), 'dist/study-worker.mjs'), options);
  const loader = pathToFileURL(join(packageRoot(), TSX)).href;
  const program = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)});
  });`;
  return new Worker(program, { ...options, eval: true });
}
