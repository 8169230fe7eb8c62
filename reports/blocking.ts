/**
 * When a job is blocked in a schedule: it is ready, and one of lower priority runs in its stead (Sha, Rajkumar
 * and Lehoczky, 1990). Waiting for one of higher priority is preemption.
 */
import type { ScheduleView } from '../checkers/verdict.js';

export interface Blocked {
  readonly task: number;
  readonly job: number;
  readonly from: number;
  readonly to: number;
  /** The task that runs meanwhile. */
  readonly by: number;
}

export function blockedIn(view: ScheduleView): Blocked[] {
  return view.jobs.flatMap((job) => {
    const own = view.segments.filter((s) => s.task === job.task && s.job === job.job);
    return view.segments.flatMap((segment) => {
      const from = Math.max(segment.from, job.release);
      const to = Math.min(segment.to, job.finish ?? view.end);
      const runs = own.some((s) => s.from < to && from < s.to);
      if (from >= to || runs || !isLower(view, segment, job)) return [];
      return [{ task: job.task, job: job.job, from, to, by: segment.task }];
    });
  });
}

function isLower(
  { fixedPriorities, jobs }: ScheduleView,
  runs: ScheduleView['segments'][number],
  waits: ScheduleView['jobs'][number],
): boolean {
  if (fixedPriorities) return runs.task > waits.task;
  const running = jobs.find((j) => j.task === runs.task && j.job === runs.job);
  return running !== undefined && running.deadline > waits.deadline;
}
