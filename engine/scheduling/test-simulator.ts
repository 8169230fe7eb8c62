/**
 * A second simulator, for tests: one processor, tick by tick, with nothing clever in it. Independent tasks
 * only; all jobs take their whole WCET. At each tick the most urgent released job runs for one tick.
 */
import type { Task } from './task-set.js';

export interface TickJob {
  readonly task: number;
  readonly arrival: number;
  readonly release: number;
  readonly deadline: number;
  left: number;
  finish: number | null;
}

export interface TickScenario {
  readonly tasks: readonly Task[];
  /** Rank of each task, the most urgent first; null under EDF. */
  readonly ranks: readonly number[] | null;
  readonly firstArrivals: readonly number[];
  readonly horizon: number;
  readonly losesTies?: number;
  readonly preemptive?: boolean;
}

export function simulateTicks(scenario: TickScenario): TickJob[] {
  const { tasks, ranks, firstArrivals, horizon, losesTies, preemptive = true } = scenario;
  const jobs: TickJob[] = [];
  for (const [task, { period, deadline, wcet }] of tasks.entries())
    for (let arrival = firstArrivals[task]; arrival < horizon; arrival += period)
      jobs.push({
        task,
        arrival,
        release: Math.max(0, arrival),
        deadline: arrival + deadline,
        left: wcet,
        finish: null,
      });
  const key = (job: TickJob): number[] => [
    ranks === null ? job.deadline : ranks[job.task],
    job.task === losesTies ? 1 : 0,
    job.arrival,
    job.task,
  ];
  let last: TickJob | null = null;
  for (let now = 0; now < horizon; now++) {
    const ready = jobs.filter((job) => job.release <= now && job.left > 0);
    const first = ready.sort((a, b) => before(key(a), key(b)))[0];
    if (first === undefined) continue;
    const running: TickJob = !preemptive && last !== null && last.left > 0 ? last : first;
    running.left--;
    last = running;
    if (running.left === 0) running.finish = now + 1;
  }
  return jobs;
}

function before(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, k) => value !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
}
