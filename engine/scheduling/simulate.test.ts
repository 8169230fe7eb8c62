import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTaskSet } from '../../checkers/schedulability/random-task-sets.js';
import { campaign } from '../../test/campaign.js';
import { firstMiss, type Schedule } from './schedule.js';
import { simulate } from './simulate.js';
import { hyperperiod, type Protocol, plainTask, type Task, type TaskSet } from './task-set.js';
import { simulateTicks } from './test-simulator.js';

const fixed = (tasks: readonly Task[], resources: TaskSet['resources'] = []): TaskSet => ({
  tasks,
  policy: 'fixed priority',
  preemptive: true,
  order: tasks.map((_, i) => i),
  resources,
});

const finishes = ({ jobs }: Schedule, task: number) =>
  jobs.filter((job) => job.task === task).map(({ finish }) => finish);

describe('against a simulator that goes tick by tick', () => {
  const { seed, runs } = campaign('scheduler simulator', { sample: 600, deep: 20_000 });
  it('jobs end at the same times', () => {
    const scenario = fc.record({
      tasks: aTaskSet({ deadlines: 2, jitter: true }),
      edf: fc.boolean(),
      preemptive: fc.boolean(),
      offsets: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 4 }),
    });
    const property = fc.property(scenario, ({ tasks, edf, preemptive, offsets }) => {
      const horizon = 60;
      const firstArrivals = tasks.map(({ jitter }, i) => (i % 2 ? offsets[i] : -jitter));
      const ranks = edf ? null : tasks.map((_, i) => i);
      const order = edf ? [] : tasks.map((_, i) => i);
      const policy = edf ? 'earliest deadline first' : 'fixed priority';
      const set: TaskSet = { tasks, policy, preemptive, order, resources: [] };
      const ticks = simulateTicks({ tasks, ranks, firstArrivals, horizon, preemptive });
      const events = simulate(set, { firstArrivals, horizon });
      for (const task of tasks.keys())
        expect(finishes(events, task)).toEqual(
          ticks.filter((job) => job.task === task).map(({ finish }) => finish),
        );
    });
    fc.assert(property, { seed, numRuns: runs });
  });

  it('segments are what the jobs ran, one at a time', () => {
    const property = fc.property(aTaskSet({ deadlines: 1, jitter: false }), (tasks) => {
      const { segments, jobs, end } = simulate(fixed(tasks), { horizon: 60 });
      expect(end).toBe(60);
      for (const [i, { from, to }] of segments.entries()) {
        expect(from).toBeLessThan(to);
        if (i > 0) expect(from).toBeGreaterThanOrEqual(segments[i - 1].to);
      }
      for (const { task, job, release, finish } of jobs) {
        const own = segments.filter((s) => s.task === task && s.job === job);
        const ran = own.reduce((sum, { from, to }) => sum + to - from, 0);
        if (finish === null) expect(ran).toBeLessThanOrEqual(tasks[task].wcet);
        else {
          expect(ran).toBe(tasks[task].wcet);
          expect(own[0].from).toBeGreaterThanOrEqual(release);
          expect(own.at(-1)?.to).toBe(finish);
        }
      }
    });
    fc.assert(property, { seed, numRuns: runs });
  });
});

describe('critical sections', () => {
  /** High and low share a resource, middle does not: the shape of priority inversion. */
  const inversion = (protocol: Protocol) => {
    const tasks = [
      { ...plainTask({ wcet: 3, period: 40, deadline: 8 }), offset: 2 },
      { ...plainTask({ wcet: 10, period: 40 }), offset: 2 },
      plainTask({ wcet: 4, period: 40 }),
    ].map((task, i) => ({
      ...task,
      sections: i === 1 ? [] : [{ resource: 0, length: i === 0 ? 2 : 3 }],
    }));
    return simulate(fixed(tasks, [{ name: 'r', protocol }]), { horizon: 40 });
  };

  it.each([
    ['none', [16, 12, 17]],
    ['inheritance', [6, 16, 17]],
    ['priority ceiling', [6, 16, 17]],
    ['immediate ceiling', [6, 16, 17]],
    ['stack resource', [6, 16, 17]],
    ['no preemption', [6, 16, 17]],
  ] as const)('priority inversion under %s', (protocol, ends) => {
    const schedule = inversion(protocol);
    expect([0, 1, 2].map((task) => finishes(schedule, task)[0])).toEqual(ends);
    expect(firstMiss(schedule)?.task).toBe(protocol === 'none' ? 0 : undefined);
  });

  it('a resource is held by one job at a time', () => {
    for (const protocol of ['none', 'inheritance', 'priority ceiling', 'stack resource'] as const) {
      const holds = inversion(protocol).segments.filter(({ resource }) => resource === 0);
      const jobs = holds.map(({ task }) => task).filter((task, i, all) => task !== all[i - 1]);
      expect(jobs, protocol).toEqual([2, 0]);
    }
  });
});

describe('the hyperperiod', () => {
  it('is the least common multiple', () => {
    expect(hyperperiod([{ period: 6 }, { period: 4 }, { period: 9 }])).toBe(36);
    expect(hyperperiod([])).toBe(1);
  });

  it('is not given where it cannot be counted', () => {
    expect(hyperperiod([{ period: 2 ** 50 + 1 }, { period: 2 ** 40 - 1 }])).toBeNull();
  });
});
