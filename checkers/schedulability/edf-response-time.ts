/**
 * Exact worst-case response times under EDF with preemption. The worst job of a task arrives at some a in
 * a busy period that all other tasks begin together; only those a matter at which its deadline falls
 * on one of theirs. Spuri, Analysis of deadline scheduled real-time systems, 1996 (with jitter);
 * George, Rivierre and Spuri, 1996.
 */
import { TICKS_MAX, type Timing } from '../../engine/scheduling/task-set.js';
import { type BlockingWithin, busyPeriod } from './demand.js';
import { compareUtilisationWithOne } from './utilisation.js';

export interface EdfResponse {
  /** In ticks from the arrival; Infinity where there is no bound. */
  readonly worst: number;
  /** When the worst job arrives, counted from the beginning of the busy period. */
  readonly arrival: number;
}

/** Arrivals that are looked at before giving up. */
const ARRIVALS_MAX = 200_000;
const STEPS_MAX = 1_000_000;

/** Null where it was not found within the limits: too many arrivals, or full load with jitter. */
export function edfResponseTime(
  tasks: readonly Timing[],
  index: number,
  blocking: BlockingWithin = () => 0,
): EdfResponse | null {
  if (compareUtilisationWithOne(tasks) > 0) return { worst: Number.POSITIVE_INFINITY, arrival: 0 };
  const length = busyPeriod(tasks, blocking(0));
  const arrivals = length === null ? null : arrivalsOf(tasks, index, length);
  if (arrivals === null) return null;
  const task = tasks[index];
  const own = task.jitter + task.wcet;
  let worst = { worst: own, arrival: -task.jitter };
  for (const arrival of arrivals) {
    const ends = completion(tasks, index, arrival, blocking(arrival + task.deadline));
    if (ends === null) return null;
    if (ends - arrival > worst.worst) worst = { worst: ends - arrival, arrival };
  }
  return worst;
}

/** Arrivals a, from −J to the end of the longest busy period, with a + D = k T' − J' + D' for some task. */
function arrivalsOf(
  tasks: readonly Timing[],
  index: number,
  length: number,
): ReadonlySet<number> | null {
  const { deadline, jitter } = tasks[index];
  const arrivals = new Set<number>([-jitter]);
  for (const other of tasks) {
    const shift = other.deadline - other.jitter - deadline;
    const first = Math.max(0, Math.ceil((-jitter - shift) / other.period));
    if ((length - shift) / other.period - first > ARRIVALS_MAX) return null;
    for (let a = shift + first * other.period; a < length; a += other.period) arrivals.add(a);
    if (arrivals.size > ARRIVALS_MAX) return null;
  }
  return arrivals;
}

/**
 * When the job that arrives at `a` ends, at the latest: everything with an earlier or the same deadline
 * comes first, as far as it has been released by then.
 */
function completion(
  tasks: readonly Timing[],
  index: number,
  a: number,
  blocking: number,
): number | null {
  const task = tasks[index];
  const until = a + task.deadline;
  const own = blocking + (Math.floor((a + task.jitter) / task.period) + 1) * task.wcet;
  let length = own;
  for (let step = 0; step < STEPS_MAX; step++) {
    let next = own;
    for (const [j, { wcet, period, deadline, jitter }] of tasks.entries()) {
      if (j === index || deadline > until + jitter) continue;
      const released = Math.ceil((length + jitter) / period);
      const urgent = Math.floor((until + jitter - deadline) / period) + 1;
      next += Math.min(released, urgent) * wcet;
    }
    if (next > TICKS_MAX) return null;
    if (next === length) return next;
    length = next;
  }
  return null;
}
