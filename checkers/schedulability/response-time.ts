/**
 * Worst-case response times under fixed priorities with preemption.
 *
 * One job: R = J + w, with w the least solution of w = B + C + Σ ⌈(w + Jₕ) / Tₕ⌉ Cₕ over the tasks of
 * higher priority. Joseph and Pandya, Finding response times in a real-time system, 1986; blocking B and
 * jitter J: Audsley, Burns, Richardson, Tindell and Wellings, Applying new scheduling theory to static
 * priority pre-emptive scheduling, 1993.
 *
 * A response longer than the period makes jobs of one task wait for each other, and the worst need not
 * be the first: every job of the busy window is looked at. Lehoczky, Fixed priority scheduling of
 * periodic task sets with arbitrary deadlines, 1990; with jitter: Tindell, Burns and Wellings, An
 * extendible approach for analysing fixed priority hard real-time tasks, 1994.
 */
import { hyperperiod, TICKS_MAX, type Timing } from '../../engine/scheduling/task-set.js';
import { compareUtilisationWithOne } from './utilisation.js';

export interface ResponseTime {
  /** In ticks from the arrival; Infinity where there is no bound. */
  readonly worst: number;
  /** Which job of the busy window has it, from 1. */
  readonly job: number;
  /** The response of the first job of the busy window. */
  readonly first: number;
}

const UNBOUNDED: ResponseTime = { worst: Number.POSITIVE_INFINITY, job: 1, first: Infinity };

/** Jobs of one busy window that are looked at before giving up. */
const JOBS_MAX = 1_000_000;

/** Steps towards one fixed point. Near full load there can be as many as there are ticks. */
const STEPS_MAX = 1_000_000;

/**
 * The worst response of a task below those of `higher`, in any order. Null where it was not found
 * within the limits of this analysis (times beyond 2⁵³, a million jobs in one busy window).
 */
export function responseTime(
  task: Timing,
  higher: readonly Timing[],
  blocking = 0,
): ResponseTime | null {
  const load = compareUtilisationWithOne([...higher, task]);
  if (load > 0) return UNBOUNDED;
  const { wcet, period, jitter } = task;
  let worst = 0;
  let worstJob = 1;
  let first = 0;
  let busy = blocking + wcet;
  const jobs = jobsToLookAt(task, higher, load);
  for (let job = 1; job <= jobs; job++) {
    if (job > JOBS_MAX) return null;
    busy = completion(Math.max(busy, blocking + job * wcet), blocking + job * wcet, higher);
    if (busy > TICKS_MAX) return null;
    const response = busy - (job - 1) * period + jitter;
    if (job === 1) first = response;
    if (response > worst) {
      worst = response;
      worstJob = job;
    }
    // The next job arrives when nothing of this window is left.
    if (busy <= job * period - jitter) break;
  }
  return { worst, job: worstJob, first };
}

/**
 * Below full load every busy window ends. At full load it may go on for ever, but it repeats with the
 * hyperperiod H: what the q-th job sees, the (q + H / T)-th sees again.
 */
function jobsToLookAt(task: Timing, higher: readonly Timing[], load: number): number {
  if (load < 0) return Number.POSITIVE_INFINITY;
  const all = hyperperiod([...higher, task]);
  return all === null ? Number.POSITIVE_INFINITY : all / task.period;
}

/** The least w ≥ from with w = own + Σ ⌈(w + J) / T⌉ C; beyond TICKS_MAX, or after too many steps, it stops. */
function completion(from: number, own: number, higher: readonly Timing[]): number {
  let w = from;
  for (let step = 0; step < STEPS_MAX; step++) {
    let next = own;
    for (const { wcet, period, jitter } of higher) next += Math.ceil((w + jitter) / period) * wcet;
    if (next === w || next > TICKS_MAX) return next;
    w = next;
  }
  return Number.POSITIVE_INFINITY;
}

/** Counts the steps towards fixed points. */
export interface Steps {
  steps: number;
}

/**
 * Do all tasks, listed by priority, meet their deadlines? Null where a response was not found. The steps of
 * first jobs are added to `count`.
 */
export function meetsDeadlines(
  byPriority: readonly Timing[],
  blocking: readonly number[] = [],
  count: Steps = { steps: 0 },
): boolean | null {
  let known = true;
  for (const [i, task] of byPriority.entries()) {
    const first = firstJob(byPriority, i, blocking[i] ?? 0, count);
    if (first !== null && first > task.deadline) return false;
    // It ends before the next job of its task comes: the window ends with it.
    if (first !== null && first <= task.period) continue;
    const found = responseTime(task, byPriority.slice(0, i), blocking[i] ?? 0);
    if (found === null) known = false;
    else if (found.worst > task.deadline) return false;
  }
  return known ? true : null;
}

/** The response of the first job of the busy window, or some number beyond the deadline; null: too many steps. */
function firstJob(
  byPriority: readonly Timing[],
  index: number,
  blocking: number,
  count: Steps,
): number | null {
  const { wcet, jitter, deadline } = byPriority[index];
  const own = blocking + wcet;
  let w = own;
  for (let step = 0; step < STEPS_MAX; step++) {
    let next = own;
    for (let i = 0; i < index; i++) {
      const { wcet: c, period, jitter: j } = byPriority[i];
      next += Math.ceil((w + j) / period) * c;
    }
    count.steps++;
    if (next === w || next + jitter > deadline) return next + jitter;
    w = next;
  }
  return null;
}
