/**
 * Jobs over worker threads. The threads are Node's own: a job is a few numbers and takes milliseconds to
 * seconds, so all that a pool needs is to hand out the next job when one is done.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../engine/package-root.js';

export interface JobOptions<Job, Result> {
  readonly workers: number;
  /** Asked between jobs: why to stop now; undefined to go on. */
  readonly stop: () => string | undefined;
  /** Wakes us up to ask that at once. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each job as it is done, in whatever order. */
  readonly onDone: (job: number, result: Result) => void;
  /** Is the job still wanted, after what is done? Jobs that are not wanted are not waited for. Default: all are. */
  readonly wanted?: (job: number) => boolean;
  /** Jobs that a worker holds; default 2, so that it never waits for us. */
  readonly held?: number;
  /** Does a job on this thread, which then counts as one of the workers. It gives the event loop its turns. */
  readonly here?: (job: Job) => Promise<Result>;
}

/** Each worker answers every message, a job, with one, its result. Jobs are handed out in order.
 * Why it stopped before all wanted jobs were done; undefined where they are. */
export async function inWorkers<Job, Result>(
  jobs: readonly Job[],
  start: () => Worker,
  { workers, stop, onDone, signal, wanted = () => true, held = 2, here }: JobOptions<Job, Result>,
): Promise<string | undefined> {
  let next = 0;
  let stopped: string | undefined;
  const wakers: (() => void)[] = [];
  const others = here === undefined ? workers : workers - 1;
  const threads = Array.from({ length: Math.min(others, jobs.length) }, start);
  let over = false;
  const workHere = async (): Promise<void> => {
    while (here !== undefined && next < jobs.length && wanted(next)) {
      const job = next++;
      const result = await here(jobs[job]);
      stopped ??= stop();
      if (over || stopped !== undefined || !wanted(job)) return;
      onDone(job, result);
      for (const waker of wakers) waker();
    }
  };
  const work = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const waiting: number[] = [];
      const hand = () => {
        stopped ??= stop();
        while (waiting.length < held && next < jobs.length && wanted(next) && !stopped) {
          waiting.push(next);
          worker.postMessage(jobs[next++]);
        }
        // What was handed out already is not waited for when we are to stop.
        if (!waiting.some(wanted) || stopped !== undefined) resolve();
      };
      worker.on('message', (result: Result) => {
        onDone(waiting.shift() as number, result);
        for (const waker of wakers) waker();
      });
      worker.on('error', reject);
      signal?.addEventListener('abort', hand);
      wakers.push(hand);
      worker.on('exit', () => reject(new Error('a worker ended before its work')));
      hand();
    });
  try {
    await Promise.all([...threads.map(work), workHere()]);
  } finally {
    over = true;
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

/** A thread that runs a file of ours. Built, the file is beside the bundles; run from its sources, it needs their loader.
 * @param source the file, beside `from`
 * @param from   `import.meta.url` of whoever asks */
export function startWorker(built: string, source: string, from: string, data: unknown): Worker {
  const options = { workerData: data, execArgv: [] };
  if (!from.endsWith('.ts')) return new Worker(join(packageRoot(), 'dist', built), options);
  const loader = pathToFileURL(join(packageRoot(), TSX)).href;
  const program = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(new URL(source, from).href)});
  });`;
  return new Worker(program, { ...options, eval: true });
}
