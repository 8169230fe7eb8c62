/**
 * Schedules that are as bad as theory says one can be: where the worst response of a task is reached.
 * Under fixed priorities all tasks release at once, after the longest delays that their jitter allows,
 * and an instant after lower tasks entered the critical sections that block (Liu and Layland's critical
 * instant). Under EDF all others release at once, and the task itself so that its worst job comes when
 * the analysis says.
 */
import type { Job, Schedule } from '../../engine/scheduling/schedule.js';
import { type Scenario, simulate } from '../../engine/scheduling/simulate.js';
import type { TaskSet } from '../../engine/scheduling/task-set.js';
import { blockingOf } from './blocking.js';

/** Jobs of one schedule that are simulated at most. */
const JOBS_MAX = 20_000;

export function worstScenario(set: TaskSet, task: number, arrival: number | null): Scenario {
  const together = set.tasks.map(({ jitter }) => -jitter);
  const horizon = Number.MAX_SAFE_INTEGER;
  if (set.policy === 'earliest deadline first') {
    const { period, jitter } = set.tasks[task];
    const first =
      arrival === null ? -jitter : arrival - Math.floor((arrival + jitter) / period) * period;
    const arrivals = together.map((other, i) => (i === task ? first : other));
    const underway = edfHolder(set, task);
    return { horizon, firstArrivals: atZero(arrivals, underway), losesTies: task, underway };
  }
  const at = set.order.indexOf(task);
  const lower = set.order.slice(at + 1);
  if (!set.preemptive) {
    const longest = lower.reduce<number | null>(
      (best, i) => (best !== null && set.tasks[best].wcet >= set.tasks[i].wcet ? best : i),
      null,
    );
    const underway = longest === null ? [] : [{ task: longest, section: null }];
    return { horizon, firstArrivals: atZero(together, underway), underway };
  }
  const { holders } = blockingOf(set, task, set.order.slice(0, at), lower);
  return { horizon, firstArrivals: atZero(together, holders), underway: holders };
}

/** Jobs that are underway were released, and arrived, the instant before. */
function atZero(
  arrivals: readonly number[],
  underway: readonly { readonly task: number }[],
): number[] {
  return arrivals.map((arrival, i) => (underway.some(({ task }) => task === i) ? 0 : arrival));
}

/** The longest section that a task of longer deadline holds and that keeps this one waiting. */
function edfHolder(set: TaskSet, task: number): { task: number; section: number }[] {
  const { deadline, sections } = set.tasks[task];
  const wanted = (resource: number) =>
    set.resources[resource].protocol === 'no preemption' ||
    sections.some((s) => s.resource === resource);
  let best: { task: number; section: number; length: number } | null = null;
  for (const [i, other] of set.tasks.entries())
    for (const [section, { resource, length }] of other.sections.entries())
      if (other.deadline > deadline && wanted(resource) && length > (best?.length ?? 0))
        best = { task: i, section, length };
  return best ? [{ task: best.task, section: best.section }] : [];
}

/**
 * The schedule up to the end of the first job of the task that takes longer than `bound`, or, of one that
 * does not end in sight, a little beyond the bound; null where there is none.
 */
export function scheduleBeyond(
  set: TaskSet,
  task: number,
  bound: number,
  scenario: Scenario,
): { readonly schedule: Schedule; readonly job: Job } | null {
  const late = (job: Job) =>
    job.task === task && job.finish !== null && job.finish - job.arrival > bound;
  const limits = { jobsMax: JOBS_MAX, ...scenario };
  const schedule = simulate(set, { ...limits, until: late });
  const ended = schedule.jobs.find(late);
  if (ended) return { schedule, job: ended };
  const endless = (end: number) => (job: Job) =>
    job.task === task && job.finish === null && end - job.arrival > bound;
  const open = schedule.jobs.find(endless(schedule.end));
  if (open === undefined) return null;
  const cut = simulate(set, {
    ...limits,
    horizon: open.arrival + bound + Math.ceil((bound + 1) / 10),
  });
  const job = cut.jobs.find(endless(cut.end));
  return job ? { schedule: cut, job } : null;
}

/** The longest response of the task in the busy period that the scenario begins with. */
export function longestResponse(set: TaskSet, task: number, scenario: Scenario): number {
  const schedule = simulate(set, { untilIdle: true, jobsMax: JOBS_MAX, ...scenario });
  return schedule.jobs.reduce(
    (longest, job) =>
      job.task === task && job.finish !== null
        ? Math.max(longest, job.finish - job.arrival)
        : longest,
    0,
  );
}
