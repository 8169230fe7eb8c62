/**
 * Bounds on response times under fixed priorities without preemption. A job waits for the longest job
 * of lower priority that began an instant before it came, then for all of higher priority until it
 * starts; once started it runs to its end. The bound counts what is released at the very moment of the
 * start, which comes an instant too late where something blocks: there it may be more than any schedule.
 *
 * George, Rivierre and Spuri, Preemptive and non-preemptive real-time uniprocessor scheduling, 1996;
 * Davis, Burns, Bril and Lukkien, Controller area network schedulability analysis: refuted, revisited
 * and revised, 2007, who showed that every job of the busy window must be looked at.
 */
import { hyperperiod, TICKS_MAX, type Timing } from '../../engine/scheduling/task-set.js';
import type { ResponseTime } from './response-time.js';
import { compareUtilisationWithOne } from './utilisation.js';

const JOBS_MAX = 1_000_000;
const STEPS_MAX = 1_000_000;

/** As `responseTime`, for a task between those of higher and those of lower priority. */
export function nonPreemptiveResponseTime(
  task: Timing,
  higher: readonly Timing[],
  lower: readonly Timing[],
): ResponseTime | null {
  const load = compareUtilisationWithOne([...higher, task]);
  if (load > 0) return { worst: Number.POSITIVE_INFINITY, job: 1, first: Infinity };
  const { wcet, period, jitter } = task;
  const blocking = lower.reduce((longest, other) => Math.max(longest, other.wcet), 0);
  const all = load < 0 ? null : hyperperiod([...higher, task]);
  const jobs = all === null ? Number.POSITIVE_INFINITY : all / period;
  let [worst, worstJob, first] = [0, 1, 0];
  for (let job = 1; job <= jobs; job++) {
    if (job > JOBS_MAX) return null;
    const start = startOf(blocking + (job - 1) * wcet, higher);
    if (start > TICKS_MAX) return null;
    const response = start + wcet - (job - 1) * period + jitter;
    if (job === 1) first = response;
    if (response > worst) [worst, worstJob] = [response, job];
    if (windowEndsWith(job, task, higher, blocking)) break;
  }
  return { worst, job: worstJob, first };
}

/** The least s with s = before + Σ (⌊(s + J) / T⌋ + 1) C: the job starts when nothing higher is there. */
function startOf(before: number, higher: readonly Timing[]): number {
  let s = before;
  for (let step = 0; step < STEPS_MAX; step++) {
    let next = before;
    for (const { wcet, period, jitter } of higher)
      next += (Math.floor((s + jitter) / period) + 1) * wcet;
    if (next === s || next > TICKS_MAX) return next;
    s = next;
  }
  return Number.POSITIVE_INFINITY;
}

/** Is the processor done with this priority and all above before the next job of the task arrives? */
function windowEndsWith(
  job: number,
  { wcet, period, jitter }: Timing,
  higher: readonly Timing[],
  blocking: number,
): boolean {
  const next = job * period - jitter;
  if (next <= 0) return false;
  let w = blocking + job * wcet;
  for (let step = 0; step < STEPS_MAX; step++) {
    let after = blocking + job * wcet;
    for (const other of higher) after += Math.ceil((w + other.jitter) / other.period) * other.wcet;
    if (after > next) return false;
    if (after === w) return true;
    w = after;
  }
  return false;
}
