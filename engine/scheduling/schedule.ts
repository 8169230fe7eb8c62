/** Schedules: which job ran when on one processor, as the simulator found and charts show it. */

/** A stretch of one job's execution without interruption. */
export interface Segment {
  /** Index of the task. */
  readonly task: number;
  /** Which job of the task, from 1. */
  readonly job: number;
  readonly from: number;
  readonly to: number;
  /** The resource held meanwhile, by index; null outside critical sections. */
  readonly resource: number | null;
}

export interface Job {
  readonly task: number;
  readonly job: number;
  readonly arrival: number;
  /** When it could first run: the arrival, or later by jitter. */
  readonly release: number;
  readonly deadline: number;
  /** Null where it had not ended when the simulation did. */
  readonly finish: number | null;
}

export interface Schedule {
  /** In order of time; neighbours of one job and one resource are joined. */
  readonly segments: readonly Segment[];
  /** In order of release. */
  readonly jobs: readonly Job[];
  /** When it ends. */
  readonly end: number;
}

/** Did the job end late, or not at all by an end of the schedule that is beyond its deadline? */
export function isMissed(job: Job, end: number): boolean {
  return job.finish === null ? end > job.deadline : job.finish > job.deadline;
}

/** The job that misses its deadline first. */
export function firstMiss({ jobs, end }: Schedule): Job | null {
  let first: Job | null = null;
  for (const job of jobs)
    if (isMissed(job, end) && (first === null || job.deadline < first.deadline)) first = job;
  return first;
}
