/**
 * Jobs of a study over worker threads. With one worker, or little to do, the work is done here, with a pause
 * between jobs in which interruptions arrive.
 */
import { inWorkers, type JobOptions, startWorker } from '../jobs.js';
import { type Job, type JobResult, type Plan, runJob } from './sample.js';

/** Why it stopped before all jobs were done; undefined where they are. */
export async function runJobs(
  plan: Plan,
  jobs: readonly Job[],
  options: JobOptions<Job, JobResult>,
): Promise<string | undefined> {
  if (Math.min(options.workers, jobs.length) <= 1) return here(plan, jobs, options);
  const start = () => startWorker('study-worker.mjs', './worker.ts', import.meta.url, { plan });
  return inWorkers(jobs, start, options);
}

async function here(
  plan: Plan,
  jobs: readonly Job[],
  { stop, onDone }: JobOptions<Job, JobResult>,
) {
  for (const [i, job] of jobs.entries()) {
    const reason = stop();
    if (reason !== undefined) return reason;
    onDone(i, runJob(plan, job));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}
