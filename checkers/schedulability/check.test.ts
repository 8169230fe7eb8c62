import { describe, expect, it } from 'vitest';
import { loadSpecs, sourceFile } from '../../engine/language/index.js';
import type { TasksSpec } from '../../engine/language/tasks/spec.js';
import type { Verdict } from '../verdict.js';
import { checkTasks } from './check.js';

function specOf(text: string): TasksSpec {
  const head = 'kind: tasks\nname: t\nabout: x\ntime unit: 1 ms\n';
  const { specs, diagnostics } = loadSpecs(sourceFile('t.yaml', head + text));
  const spec = specs[0]?.spec;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (spec?.kind !== 'tasks') throw new Error(errors.map(({ message }) => message).join('; '));
  return spec;
}

/** Verdicts by the name of the property. */
function check(text: string): Record<string, Verdict> {
  return Object.fromEntries(checkTasks(specOf(text)).map((v) => [v.property, v]));
}

const THREE = `
tasks:
  a: { period: 7 ms, wcet: 3 ms }
  b: { period: 12 ms, wcet: 3 ms }
  c: { period: 20 ms, wcet: 5 ms }
`;

describe('properties of task sets', () => {
  it('are decided exactly, equality included', () => {
    const found = check(`${THREE}
scheduler: { priorities: rate monotonic }
properties:
  met: { always: 'forall(t in tasks, t.response <= t.deadline)' }
  at the limit: { always: c.response == 20 ms }
  below it: { always: c.response < c.deadline }
  above it: { never: c.response > 20 ms }
  one of them: { always: 'exists(t in tasks, t.response == t.wcet)' }
  how many: { always: 'count(t in tasks, t.response == t.wcet) == 1' }
  total: { always: 'sum(t in tasks, t.response) == 29 ms' }
  reserve: { always: 'min(t in tasks, t.deadline - t.response) == 0 ms' }
  reported: { holds: b.response + 1 ms }
`);
    const statuses = Object.entries(found).map(([name, { status }]) => [name, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      met: 'holds',
      'at the limit': 'holds',
      'below it': 'violated',
      'above it': 'holds',
      'one of them': 'holds',
      'how many': 'holds',
      total: 'holds',
      reserve: 'holds',
      reported: 'holds',
    });
    expect(found['reported'].claim).toMatch(/^7 ms;/);
    expect(found['met'].claim).toContain('c 20 ms of 20 ms');
    expect(found['met'].claim).toContain('Joseph and Pandya 1986');
  });

  it('show the job that misses, and when', () => {
    const { met } = check(`${THREE.replace('wcet: 5 ms', 'wcet: 6 ms')}
scheduler: { priorities: rate monotonic }
properties:
  met: { always: 'forall(t in tasks, t.response <= t.deadline)' }
`);
    expect(met.status).toBe('violated');
    if (met.evidence?.kind !== 'schedule') throw new Error('no schedule');
    const { schedule, steps } = met.evidence;
    const late = schedule.jobs.find(
      (job) => job.task === schedule.late.task && job.job === schedule.late.job,
    );
    expect(schedule.tasks[schedule.late.task].name).toBe('c');
    expect(late?.finish).toBeGreaterThan(late?.deadline ?? Infinity);
    expect(late?.finish).toBe(schedule.end);
    expect(steps.at(-1)?.note).toBe('misses its deadline at 20 ms: it took 21 ms');
    // What ran adds up to what the job needed.
    const ran = schedule.segments.filter((s) => s.task === schedule.late.task);
    expect(ran.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(6);
  });

  it('have one verdict for each instance', () => {
    const found = check(`${THREE}
properties:
  met: { for: t in tasks, always: t.response <= 6 ms }
`);
    expect(Object.entries(found).map(([name, { status }]) => `${name} ${status}`)).toEqual([
      'met (t = a) holds',
      'met (t = b) holds',
      'met (t = c) violated',
    ]);
  });
});

describe('offsets', () => {
  const shifted = (offset: string) => `
scheduler: { priorities: as listed }
tasks:
  a: { period: 8 ms, wcet: 2 ms, offset: 0 ms }
  b: { period: 8 ms, deadline: 5 ms, wcet: 3 ms, offset: ${offset} }
  c: { period: 8 ms, deadline: 3 ms, wcet: 2 ms, offset: 5 ms }
properties:
  met: { always: 'forall(t in tasks, t.response <= t.deadline)' }
`;
  it('can make a set schedulable that is not when all release at once', () => {
    const without = shifted('2 ms').replaceAll(/, offset: \d ms/g, '');
    expect(check(without)['met'].status).toBe('violated');
    expect(check(shifted('2 ms'))['met'].status).toBe('holds');
    expect(check(shifted('2 ms'))['met'].claim).toContain('Leung and Merrill');
  });

  it('can be the wrong ones', () => {
    const { met } = check(shifted('5 ms'));
    expect(met.status).toBe('violated');
    expect(met.evidence?.kind).toBe('schedule');
  });
});

describe('what is not known', () => {
  it.each([
    ['several processors', 'processors: 2', 'several processors'],
    ['servers', 'servers: { s: { budget: 1 ms, period: 5 ms } }', 'reservation servers'],
    ['another policy', 'scheduler: { policy: round robin }', 'round robin'],
    [
      'NP EDF',
      'scheduler: { policy: earliest deadline first, preemption: none }',
      'without preemption',
    ],
    ['levels', 'criticality: [low, high]', 'mixed criticality'],
  ])('%s: not yet, and what is missing', (_, line, missing) => {
    const { met } = check(`${line}${THREE}
properties:
  met: { always: 'forall(t in tasks, t.response <= t.deadline)' }
`);
    expect(met.status).toBe('unknown');
    expect(met.claim).toMatch(/^not yet: /);
    expect(met.claim).toContain(missing);
    expect(met.asExpected).toBe(false);
  });

  it.each([
    ['reachable', '{ reachable: a.response > 3 ms }'],
    ['eventually', '{ eventually: a.response > 3 ms }'],
    ['formulas', '{ holds: always(a.response > 3 ms) }'],
  ])('claims about runs (%s)', (_, property) => {
    const { p } = check(`${THREE}\nproperties:\n  p: ${property}\n`);
    expect(p.status).toBe('unknown');
  });

  it('utilisation is known even where responses are not', () => {
    const { load } = check(`scheduler: { policy: round robin }${THREE}
properties:
  load: { always: cpu.utilisation <= 90 % }
`);
    expect(load.status).toBe('violated');
    expect(load.claim).toContain('92.86 %');
  });
});
