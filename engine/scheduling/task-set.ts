/**
 * Task sets in ticks: what analyses and the simulator of schedules read. All times are whole numbers
 * below 2⁵³, so that sums, products with small counts, and quotients rounded up or down are exact in
 * doubles; whoever goes beyond `TICKS_MAX` says so and stops, it never goes on with rounded numbers.
 */

export const TICKS_MAX = Number.MAX_SAFE_INTEGER;

/** The timing of a task, in ticks. Deadline and response count from the arrival of a job; its release
 * may come up to `jitter` after the arrival. Arrivals are at least `period` apart. */
export interface Timing {
  readonly wcet: number;
  readonly period: number;
  readonly deadline: number;
  readonly jitter: number;
}

/** One use of a resource by each job, and for how long it is held. Uses are not nested. */
export interface Section {
  /** Index into the resources of the task set. */
  readonly resource: number;
  readonly length: number;
}

export interface Task extends Timing {
  readonly name: string;
  /** The first arrival, in ticks; arrivals of periodic tasks are at `offset + k * period`. */
  readonly offset: number;
  readonly sporadic: boolean;
  readonly sections: readonly Section[];
}

export type Policy = 'fixed priority' | 'earliest deadline first';

export type Protocol =
  | 'none'
  | 'no preemption'
  | 'inheritance'
  | 'priority ceiling'
  | 'immediate ceiling'
  | 'stack resource';

export interface Resource {
  readonly name: string;
  readonly protocol: Protocol;
}

/** One processor and the tasks on it. */
export interface TaskSet {
  readonly tasks: readonly Task[];
  readonly policy: Policy;
  readonly preemptive: boolean;
  /** Under fixed priorities: indices of the tasks, highest priority first. */
  readonly order: readonly number[];
  readonly resources: readonly Resource[];
}

/** A task of the given timing that shares nothing; for tests and for sets that are only numbers. */
export function plainTask(
  timing: Pick<Timing, 'wcet' | 'period'> & Partial<Task>,
  index = 0,
): Task {
  return {
    name: `task ${index + 1}`,
    deadline: timing.period,
    jitter: 0,
    offset: 0,
    sporadic: false,
    sections: [],
    ...timing,
  };
}

/** The least common multiple of the periods; null where it goes beyond `TICKS_MAX`. */
export function hyperperiod(tasks: readonly Pick<Timing, 'period'>[]): number | null {
  let all = 1;
  for (const { period } of tasks) {
    all = (all / greatestCommonDivisor(all, period)) * period;
    if (all > TICKS_MAX) return null;
  }
  return all;
}

function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
