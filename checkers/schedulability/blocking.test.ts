/**
 * Blocking bounds against schedules: whatever the pattern of releases, no job of a set with shared
 * resources responds later than the analysis says; under ceilings the bound is reached.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../engine/scheduling/simulate.js';
import type { Protocol, Task, TaskSet } from '../../engine/scheduling/task-set.js';
import { campaign } from '../../test/campaign.js';
import { blockingOf, edfBlocking } from './blocking.js';
import { firstOverload } from './demand.js';
import { edfResponseTime } from './edf-response-time.js';
import { aTaskSet } from './random-task-sets.js';
import { responseTime } from './response-time.js';
import { compareUtilisationWithOne } from './utilisation.js';
import { longestResponse, worstScenario } from './worst-case.js';

const { seed, runs } = campaign('blocking', { sample: 600, deep: 20_000 });

const PROTOCOLS: readonly Protocol[] = [
  'inheritance',
  'priority ceiling',
  'immediate ceiling',
  'stack resource',
  'no preemption',
];

/** Tasks that use up to two resources, as far as their execution reaches. */
const aSharingSet = (protocols: readonly Protocol[]) =>
  fc
    .record({
      tasks: aTaskSet({ deadlines: 1, jitter: false }),
      uses: fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), {
        minLength: 4,
        maxLength: 4,
      }),
      protocol: fc.constantFrom(...protocols),
      starts: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 4, maxLength: 4 }),
    })
    .map(({ tasks, uses, protocol, starts }) => ({
      tasks: tasks.map((task, i) => ({
        ...task,
        period: task.period * 2,
        sections: sectionsOf(task, uses[i]),
      })),
      resources: [0, 1].map((r) => ({ name: `r${r}`, protocol })),
      starts,
    }));

function sectionsOf({ wcet }: Task, [first, second]: readonly [number, number]) {
  const a = Math.min(first, wcet);
  const b = Math.min(second, wcet - a);
  return [
    { resource: 0, length: a },
    { resource: 1, length: b },
  ].filter(({ length }) => length > 0);
}

const responsesOf = (set: TaskSet, firstArrivals: readonly number[]): number[] => {
  const { jobs } = simulate(set, { firstArrivals, horizon: 400 });
  return set.tasks.map((_, i) =>
    Math.max(
      0,
      ...jobs
        .filter((j) => j.task === i && j.finish !== null)
        .map((j) => (j.finish ?? 0) - j.arrival),
    ),
  );
};

describe('blocking', () => {
  it('under fixed priorities no schedule exceeds the bound, and ceilings reach it', () => {
    const property = fc.property(aSharingSet(PROTOCOLS), ({ tasks, resources, starts }) => {
      fc.pre(compareUtilisationWithOne(tasks) < 0);
      const order = tasks.map((_, i) => i);
      const set: TaskSet = { tasks, policy: 'fixed priority', preemptive: true, order, resources };
      const seen = responsesOf(
        set,
        tasks.map((_, i) => starts[i]),
      );
      for (const i of order) {
        const [higher, lower] = [order.slice(0, i), order.slice(i + 1)];
        const { ticks } = blockingOf(set, i, higher, lower);
        const bound =
          responseTime(
            tasks[i],
            higher.map((k) => tasks[k]),
            ticks,
          )?.worst ?? 0;
        expect(seen[i]).toBeLessThanOrEqual(bound);
        const shown = longestResponse(set, i, worstScenario(set, i, null));
        expect(shown).toBeLessThanOrEqual(bound);
        // A holder is interrupted less than is counted, and inheritance need not meet its worst choice.
        const lends = ['inheritance', 'priority ceiling'].includes(resources[0].protocol);
        if (!lends && tasks[i].sections.length === 0) expect(shown).toBe(bound);
      }
    });
    fc.assert(property, { seed, numRuns: runs });
  });

  it('under EDF with the stack resource policy no schedule exceeds the bound', () => {
    const property = fc.property(
      aSharingSet(['stack resource', 'immediate ceiling', 'no preemption']),
      ({ tasks, resources, starts }) => {
        fc.pre(compareUtilisationWithOne(tasks) < 0);
        const policy = 'earliest deadline first';
        const set: TaskSet = { tasks, policy, preemptive: true, order: [], resources };
        const blocking = edfBlocking(set);
        const seen = responsesOf(
          set,
          tasks.map((_, i) => starts[i]),
        );
        const met = firstOverload(tasks, blocking) === 'none';
        for (const [i, task] of tasks.entries()) {
          expect(seen[i]).toBeLessThanOrEqual(
            edfResponseTime(tasks, i, blocking)?.worst ?? Infinity,
          );
          if (met) expect(seen[i]).toBeLessThanOrEqual(task.deadline);
        }
      },
    );
    fc.assert(property, { seed, numRuns: runs });
  });

  it('by inheritance is the worst choice of one section a task and a resource', () => {
    const task = (sections: Task['sections'], name: string): Task => ({
      name,
      wcet: 30,
      period: 1000,
      deadline: 1000,
      jitter: 0,
      offset: 0,
      sporadic: false,
      sections,
    });
    const hold = (a: number, b: number, c: number) =>
      [a, b, c].flatMap((length, resource) => (length > 0 ? [{ resource, length }] : []));
    const tasks = [
      task(hold(1, 1, 1), 'top'),
      task(hold(9, 3, 0), 'second'),
      task(hold(8, 7, 0), 'third'),
      task(hold(6, 5, 4), 'last'),
    ];
    const bound = (protocol: Protocol, i: number) => {
      const resources = [0, 1, 2].map((r) => ({ name: `r${r}`, protocol }));
      const order = [0, 1, 2, 3];
      return blockingOf({ tasks, resources }, i, order.slice(0, i), order.slice(i + 1)).ticks;
    };
    // 9 + 7 + 4; the greatest of each task, 9 + 8 + 6, would count one resource three times.
    expect([0, 1, 2, 3].map((i) => bound('inheritance', i))).toEqual([20, 13, 6, 0]);
    expect([0, 1, 2, 3].map((i) => bound('priority ceiling', i))).toEqual([9, 8, 6, 0]);
    expect(bound('none', 0)).toBe(Number.POSITIVE_INFINITY);
    expect(bound('none', 3)).toBe(0);
  });
});
