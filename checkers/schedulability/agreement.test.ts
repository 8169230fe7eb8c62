/**
 * Analyses against schedules: what theory says of the worst case is looked for among all schedules of
 * small task sets, simulated tick by tick.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hyperperiod, type Task, type TaskSet } from '../../engine/scheduling/task-set.js';
import { simulateTicks, type TickJob } from '../../engine/scheduling/test-simulator.js';
import { campaign } from '../../test/campaign.js';
import { demand, firstOverload } from './demand.js';
import { edfResponseTime } from './edf-response-time.js';
import { nonPreemptiveResponseTime } from './non-preemptive.js';
import { deadlineMonotonic, optimal } from './priorities.js';
import { quickDemandAnalysis } from './qpa.js';
import { aTaskSet } from './random-task-sets.js';
import { meetsDeadlines, responseTime } from './response-time.js';
import { compareUtilisationWithOne } from './utilisation.js';
import { withinHyperbolicBound, withinLiuLayland } from './utilisation-bounds.js';
import { longestResponse, scheduleBeyond, worstScenario } from './worst-case.js';

const { seed, runs } = campaign('schedulability', { sample: 400, deep: 15_000 });
const settings = { seed, numRuns: runs };

const longest = (jobs: readonly TickJob[], task: number): number =>
  Math.max(
    0,
    ...jobs
      .filter((job) => job.task === task && job.finish !== null)
      .map(({ finish, arrival }) => (finish ?? 0) - arrival),
  );

const listed = (tasks: readonly Task[]) => tasks.map((_, i) => i);
const fits = (tasks: readonly Task[]) => compareUtilisationWithOne(tasks) <= 0;
const period = (tasks: readonly Task[]) => hyperperiod(tasks) ?? 0;

describe('fixed priorities', () => {
  it('the worst response is that of the synchronous schedule over two hyperperiods', () => {
    const property = fc.property(aTaskSet({ deadlines: 2, jitter: false }), (tasks) => {
      fc.pre(fits(tasks));
      const horizon = 2 * period(tasks);
      const firstArrivals = tasks.map(() => 0);
      const jobs = simulateTicks({ tasks, ranks: listed(tasks), firstArrivals, horizon });
      for (const [i, task] of tasks.entries())
        expect(responseTime(task, tasks.slice(0, i))?.worst).toBe(longest(jobs, i));
      expect(meetsDeadlines(tasks)).toBe(
        tasks.every(({ deadline }, i) => longest(jobs, i) <= deadline),
      );
    });
    fc.assert(property, settings);
  });

  it('with jitter, it is that of the latest releases, and no pattern of releases is worse', () => {
    const patterns = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 4, maxLength: 4 });
    const property = fc.property(
      aTaskSet({ deadlines: 2, jitter: true }),
      patterns,
      (tasks, offsets) => {
        fc.pre(compareUtilisationWithOne(tasks) < 0);
        const found = tasks.map((task, i) => responseTime(task, tasks.slice(0, i))?.worst ?? 0);
        // Jitter may make the first busy period, and with it a response, longer than hyperperiods.
        const horizon = 3 * period(tasks) + Math.max(...found);
        const critical = tasks.map(({ jitter }) => -jitter);
        const scenario = { tasks, ranks: listed(tasks), horizon };
        const worst = simulateTicks({ ...scenario, firstArrivals: critical });
        const other = simulateTicks({
          ...scenario,
          firstArrivals: critical.map((first, i) => first + offsets[i]),
        });
        for (const i of listed(tasks)) {
          expect(found[i]).toBe(longest(worst, i));
          expect(found[i]).toBeGreaterThanOrEqual(longest(other, i));
        }
      },
    );
    fc.assert(property, settings);
  });

  it('above full load there is no bound, and a schedule shows a missed deadline', () => {
    const property = fc.property(aTaskSet({ deadlines: 2, jitter: false }), (tasks) => {
      fc.pre(!fits(tasks));
      const i = tasks.findIndex((_, k) => !fits(tasks.slice(0, k + 1)));
      expect(responseTime(tasks[i], tasks.slice(0, i))?.worst).toBe(Number.POSITIVE_INFINITY);
      const set = fixed(tasks);
      const { deadline } = tasks[i];
      expect(scheduleBeyond(set, i, deadline, worstScenario(set, i, null))).not.toBeNull();
    });
    fc.assert(property, settings);
  });

  it('bounds on utilisation accept nothing that the exact analysis refuses', () => {
    const property = fc.property(aTaskSet({ deadlines: 1, jitter: false }), (tasks) => {
      const implicit = tasks
        .map((task) => ({ ...task, deadline: task.period }))
        .sort((a, b) => a.period - b.period);
      const exact = meetsDeadlines(implicit);
      if (withinLiuLayland(implicit)) expect(withinHyperbolicBound(implicit)).toBe(true);
      if (withinHyperbolicBound(implicit)) expect(exact).toBe(true);
    });
    fc.assert(property, settings);
  });

  it('without preemption, the schedule that is shown lies between one with a blocker a tick early and the bound', () => {
    const property = fc.property(aTaskSet({ deadlines: 1, jitter: false }), (tasks) => {
      fc.pre(compareUtilisationWithOne(tasks) < 0);
      for (const [i, task] of tasks.entries()) {
        const lower = tasks.slice(i + 1);
        const blocker = lower.reduce<number | null>(
          (best, { wcet }, k) => (best === null || wcet > lower[best].wcet ? k : best),
          null,
        );
        // The blocker comes one tick before all others.
        const first = tasks.map((_, k) => (blocker === null || k === i + 1 + blocker ? 0 : 1));
        const scenario = { tasks, ranks: listed(tasks), horizon: 3 * period(tasks) + 20 };
        const jobs = simulateTicks({ ...scenario, firstArrivals: first, preemptive: false });
        const bound = nonPreemptiveResponseTime(task, tasks.slice(0, i), lower)?.worst ?? 0;
        expect(longest(jobs, i)).toBeLessThanOrEqual(bound);
        const set: TaskSet = { ...fixed(tasks), preemptive: false };
        const shown = longestResponse(set, i, worstScenario(set, i, null));
        expect(shown).toBeGreaterThanOrEqual(longest(jobs, i));
        expect(shown).toBeLessThanOrEqual(bound);
        if (blocker === null) expect(shown).toBe(bound);
      }
    });
    fc.assert(property, settings);
  });

  it("Audsley's assignment finds an order exactly where one exists", () => {
    const property = fc.property(aTaskSet({ deadlines: 2, jitter: true }), (tasks) => {
      const works = (order: readonly number[]) =>
        meetsDeadlines(order.map((i) => tasks[i])) === true;
      const found = optimal(tasks, (task, higher) => {
        const worst =
          responseTime(
            tasks[task],
            higher.map((i) => tasks[i]),
          )?.worst ?? Infinity;
        return worst <= tasks[task].deadline;
      });
      const any = permutations(listed(tasks)).some(works);
      expect(found !== null).toBe(any);
      if (found) expect(works(found)).toBe(true);
      // Where it works, deadline monotonic is the answer.
      if (works(deadlineMonotonic(tasks))) expect(found).toEqual(deadlineMonotonic(tasks));
    });
    fc.assert(property, settings);
  });
});

describe('earliest deadline first', () => {
  it('demand is the work that a synchronous schedule has to end by then', () => {
    const property = fc.property(aTaskSet({ deadlines: 2, jitter: false }), (tasks) => {
      for (let t = 0; t <= 40; t++) {
        let work = 0;
        for (const { wcet, period: gap, deadline } of tasks)
          for (let arrival = 0; arrival + deadline <= t; arrival += gap) work += wcet;
        expect(demand(tasks, t)).toBe(work);
      }
    });
    fc.assert(property, settings);
  });

  it('the quick test, the demand test and the synchronous schedule agree', () => {
    const property = fc.property(aTaskSet({ deadlines: 2, jitter: true }), (tasks) => {
      fc.pre(compareUtilisationWithOne(tasks) !== 0 || tasks.every(({ jitter }) => jitter === 0));
      const quick = quickDemandAnalysis(tasks)?.schedulable;
      expect(firstOverload(tasks) === 'none').toBe(quick);
      fc.pre(fits(tasks));
      const firstArrivals = tasks.map(({ jitter }) => -jitter);
      const horizon = 2 * period(tasks) + 40;
      const jobs = simulateTicks({ tasks, ranks: null, firstArrivals, horizon });
      const missed = jobs.some(
        ({ finish, deadline }) => deadline <= horizon && (finish === null || finish > deadline),
      );
      expect(missed).toBe(!quick);
    });
    fc.assert(property, settings);
  });

  it('the worst response is the longest over all offsets of the task', () => {
    const property = fc.property(aTaskSet({ deadlines: 2, jitter: false }), (tasks) => {
      fc.pre(fits(tasks));
      for (const [i, task] of tasks.entries()) {
        const found = edfResponseTime(tasks, i);
        let worst = 0;
        for (let offset = 0; offset < task.period; offset++) {
          const firstArrivals = tasks.map((_, k) => (k === i ? offset : 0));
          const horizon = 2 * period(tasks) + task.period;
          const scenario = { tasks, ranks: null, firstArrivals, horizon, losesTies: i };
          worst = Math.max(worst, longest(simulateTicks(scenario), i));
        }
        expect(found?.worst).toBe(worst);
      }
    });
    fc.assert(property, { seed, numRuns: Math.ceil(runs / 8) });
  });

  it('the schedule that is shown for a worst response has it', () => {
    const property = fc.property(aTaskSet({ deadlines: 2, jitter: true }), (tasks) => {
      fc.pre(compareUtilisationWithOne(tasks) < 0);
      const set: TaskSet = { ...fixed(tasks), policy: 'earliest deadline first', order: [] };
      for (const i of tasks.keys()) {
        const found = edfResponseTime(tasks, i);
        if (found === null) continue;
        const scenario = worstScenario(set, i, found.arrival);
        const shown = scheduleBeyond(set, i, found.worst - 1, scenario);
        expect((shown?.job.finish ?? 0) - (shown?.job.arrival ?? 0)).toBe(found.worst);
      }
    });
    fc.assert(property, settings);
  });
});

const fixed = (tasks: readonly Task[]): TaskSet => ({
  tasks,
  policy: 'fixed priority',
  preemptive: true,
  order: listed(tasks),
  resources: [],
});

function permutations(list: readonly number[]): number[][] {
  if (list.length === 0) return [[]];
  return list.flatMap((first) =>
    permutations(list.filter((other) => other !== first)).map((rest) => [first, ...rest]),
  );
}
