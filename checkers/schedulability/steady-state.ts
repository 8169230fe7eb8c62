/**
 * Periodic tasks whose first jobs come at known times: the schedule itself is the analysis. It is
 * simulated until it repeats, one hyperperiod after another past the last first arrival; what has been
 * seen by then is all there is. That every job takes its whole WCET is the worst case here: under fixed
 * priorities and EDF with preemption, independent tasks that run shorter end no job later.
 *
 * Leung and Merrill, A note on preemptive scheduling of periodic, real-time tasks, 1980; Goossens and
 * Devillers, The non-optimality of the monotonic priority assignments for hard real-time offset free
 * systems, 1997.
 */
import type { Schedule } from '../../engine/scheduling/schedule.js';
import { simulate } from '../../engine/scheduling/simulate.js';
import { hyperperiod, type TaskSet } from '../../engine/scheduling/task-set.js';
import { compareUtilisationWithOne } from './utilisation.js';

const JOBS_MAX = 200_000;
const ROUNDS_MAX = 50;

export interface SteadyState {
  /** Of each task the longest response, in ticks. */
  readonly responses: readonly number[];
  /** From here on everything repeats. */
  readonly end: number;
}

/** Null where it does not repeat within the limits. */
export function steadyState(set: TaskSet): SteadyState | null {
  const { tasks } = set;
  const period = hyperperiod(tasks);
  if (period === null || compareUtilisationWithOne(tasks) > 0) return null;
  const settled = Math.max(...tasks.map(({ offset }) => offset));
  const jobs = tasks.reduce((sum, task) => sum + period / task.period, 0);
  let before: string | null = null;
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const end = settled + round * period;
    if (jobs * (round + 1) > JOBS_MAX || end > Number.MAX_SAFE_INTEGER / 2) return null;
    const schedule = simulate(set, { horizon: end });
    const left = leftOver(schedule);
    if (left === before) return responsesIn(schedule, set, period);
    before = left;
  }
  return null;
}

/** The jobs that had not ended, as seen from the end of the round, and how far each had come. */
function leftOver({ jobs, segments, end }: Schedule): string {
  return jobs
    .filter(({ finish }) => finish === null)
    .map(({ task, job, arrival }) => {
      const done = segments
        .filter((s) => s.task === task && s.job === job)
        .reduce((sum, { from, to }) => sum + to - from, 0);
      return `${task}:${end - arrival}:${done}`;
    })
    .join(' ');
}

/**
 * What is left over at the end was left over, just as far, a round before, and had ended by now, unless
 * it takes longer than a round: that is given up.
 */
function responsesIn({ jobs, end }: Schedule, set: TaskSet, period: number): SteadyState | null {
  if (jobs.some(({ finish, arrival }) => finish === null && end - arrival > period)) return null;
  const responses = set.tasks.map(() => 0);
  for (const { task, arrival, finish } of jobs)
    if (finish !== null) responses[task] = Math.max(responses[task], finish - arrival);
  return { responses, end };
}
