/**
 * Processor demand under EDF: tasks meet their deadlines on one processor exactly if in no interval of
 * length t the jobs that must begin and end in it want more than t.
 *
 * Baruah, Rosier and Howell, Algorithms and complexity concerning the preemptive scheduling of periodic,
 * real-time tasks on one processor, 1990; release jitter: Spuri, Analysis of deadline scheduled
 * real-time systems, 1996. With shared resources (stack resource policy): Baruah, Resource sharing in
 * EDF-scheduled systems, 2006.
 */
import { type Rational, rational } from '../../engine/language/expression/numbers.js';
import { TICKS_MAX, type Timing } from '../../engine/scheduling/task-set.js';
import { compareUtilisationWithOne, utilisation } from './utilisation.js';

/** How long a job with a deadline beyond t may keep one with a deadline up to t waiting. */
export type BlockingWithin = (t: number) => number;

/** The demand of all jobs that arrive and must end within t ticks, with the releases as late as may be. */
export function demand(tasks: readonly Timing[], t: number): number {
  let sum = 0;
  for (const { wcet, period, deadline, jitter } of tasks) {
    const jobs = Math.floor((t + jitter - deadline) / period) + 1;
    if (jobs > 0) sum += jobs * wcet;
  }
  return sum;
}

/**
 * L* = Σ (T − D + J) U / (1 − U): from there on demand is never above t, wherever a task's own deadline
 * has been reached. Null at full load, where there is no such bound.
 */
export function demandBound(tasks: readonly Timing[]): Rational | null {
  const u = utilisation(tasks);
  if (u.numerator >= u.denominator) return null;
  let sum = rational(0n);
  for (const { wcet, period, deadline, jitter } of tasks) {
    const numerator = (BigInt(period) - BigInt(deadline) + BigInt(jitter)) * BigInt(wcet);
    const t = BigInt(period);
    sum = rational(sum.numerator * t + numerator * sum.denominator, sum.denominator * t);
  }
  return rational(sum.numerator * u.denominator, sum.denominator * (u.denominator - u.numerator));
}

/**
 * The length of the busy period that begins when all tasks release at once, after something else held
 * the processor for `blocking`; null where it never ends, or not before TICKS_MAX.
 */
export function busyPeriod(tasks: readonly Timing[], blocking = 0): number | null {
  const load = compareUtilisationWithOne(tasks);
  const delayed = blocking > 0 || tasks.some(({ jitter }) => jitter > 0);
  if (load > 0 || (load === 0 && delayed)) return null;
  let length = tasks.reduce((sum, { wcet }) => sum + wcet, blocking);
  for (let step = 0; step < STEPS_MAX; step++) {
    let next = blocking;
    for (const { wcet, period, jitter } of tasks)
      next += Math.ceil((length + jitter) / period) * wcet;
    if (next > TICKS_MAX) return null;
    if (next === length) return length;
    length = next;
  }
  return null;
}

/** Steps towards one fixed point. */
const STEPS_MAX = 1_000_000;

/**
 * Deadlines from here on need no look. The smaller of L* (but not before each task's own demand is
 * there) and the busy period; null where neither is known.
 */
export function demandHorizon(tasks: readonly Timing[]): number | null {
  const own = tasks.reduce((most, t) => Math.max(most, t.deadline - t.period - t.jitter), 0);
  const bound = nearDemandBound(tasks) ?? wholeDemandBound(tasks);
  if (bound === null) return busyPeriod(tasks);
  const algebraic = Math.min(TICKS_MAX, Math.max(bound, own));
  // A busy period is at least all execution times long, and long to find near full load.
  if (algebraic <= tasks.reduce((sum, { wcet }) => sum + wcet, 0)) return algebraic;
  const busy = busyPeriod(tasks);
  return busy === null ? algebraic : Math.min(algebraic, busy);
}

/** L*, rounded up; null at full load. */
function wholeDemandBound(tasks: readonly Timing[]): number | null {
  const bound = demandBound(tasks);
  if (bound === null) return null;
  const above = (bound.numerator + bound.denominator - 1n) / bound.denominator;
  return above > BigInt(TICKS_MAX) ? TICKS_MAX : Number(above);
}

/**
 * A little more than L*, in doubles, which is as good a horizon; null near full load, where 1 − U has lost
 * too many digits for that.
 */
function nearDemandBound(tasks: readonly Timing[]): number | null {
  let load = 0;
  let sum = 0;
  for (const { wcet, period, deadline, jitter } of tasks) {
    const u = wcet / period;
    load += u;
    sum += (period - deadline + jitter) * u;
  }
  if (1 - load < 1e-6) return null;
  const bound = sum / (1 - load);
  return bound > 2 ** 50 ? null : Math.ceil(bound + Math.abs(bound) * 1e-6) + 1;
}

/** The deadlines t < end at which demand grows, ascending; null where there are too many to list. */
export function deadlinesBefore(
  tasks: readonly Timing[],
  end: number,
  most = POINTS_MAX,
): number[] | null {
  let count = 0;
  for (const { period, deadline, jitter } of tasks)
    count += Math.max(0, (end - (deadline - jitter)) / period + 1);
  if (count > most) return null;
  const points = new Set<number>();
  for (const { period, deadline, jitter } of tasks)
    for (let t = deadline - jitter; t < end; t += period) points.add(Math.max(t, 0));
  return [...points].sort((a, b) => a - b);
}

const POINTS_MAX = 2_000_000;

export interface Overload {
  /** The shortest interval that asks for too much, and what it asks for. */
  readonly interval: number;
  readonly demand: number;
}

/**
 * The first interval with more demand (and blocking) than time. `none` where there is none; null where
 * that could not be found out within the limits.
 */
export function firstOverload(
  tasks: readonly Timing[],
  blocking: BlockingWithin = () => 0,
): Overload | 'none' | null {
  const end = compareUtilisationWithOne(tasks) > 0 ? overloadedBefore(tasks) : demandEnd(tasks);
  const points = end === null ? null : deadlinesBefore(tasks, end);
  for (const interval of points ?? []) {
    const wanted = demand(tasks, interval) + blocking(interval);
    if (wanted > interval) return { interval, demand: wanted };
  }
  return points === null ? null : 'none';
}

/** Blocking only matters before the longest deadline, but there it matters everywhere. */
function demandEnd(tasks: readonly Timing[]): number | null {
  const horizon = demandHorizon(tasks);
  const longest = tasks.reduce((most, { deadline }) => Math.max(most, deadline), 0);
  return horizon === null ? null : Math.max(horizon, longest + 1);
}

/** Above full load t U − Σ D U > t from some t on, and demand is more than Σ (t + J − D) U. */
function overloadedBefore(tasks: readonly Timing[]): number | null {
  const u = utilisation(tasks);
  let sum = rational(0n);
  for (const { wcet, period, deadline } of tasks) {
    const t = BigInt(period);
    const numerator = BigInt(deadline) * BigInt(wcet);
    sum = rational(sum.numerator * t + numerator * sum.denominator, sum.denominator * t);
  }
  const at =
    (sum.numerator * u.denominator) / (sum.denominator * (u.numerator - u.denominator)) + 1n;
  const end = at + 1n;
  return end > BigInt(TICKS_MAX) ? null : Number(end);
}
