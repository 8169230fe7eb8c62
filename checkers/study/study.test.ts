/**
 * Studies against a slow oracle that is written again from the definitions, one seed in any number of
 * workers, interruptions, and what claims come to.
 */
import { expect, test } from 'vitest';
import { Random } from '../../engine/random.js';
import { randomTaskSet } from '../../engine/scheduling/generate.js';
import { simulate } from '../../engine/scheduling/simulate.js';
import { hyperperiod, plainTask, type Timing } from '../../engine/scheduling/task-set.js';
import { campaign } from '../../test/campaign.js';
import type { StudyResult } from '../verdict.js';
import { ACCEPTANCE, run, studyOf } from './test-studies.js';

const study = studyOf(ACCEPTANCE);

/** What a cell's word or number on an axis is. */
function valueIn({ axes }: StudyResult, at: readonly number[], name: string): string | number {
  const axis = axes.findIndex((known) => known.name === name);
  return axes[axis].values[at[axis]].value;
}

const fractions = (tasks: readonly Timing[]): { sum: bigint; product: bigint; whole: bigint } => {
  const whole = tasks.reduce((all, { period }) => all * BigInt(period), 1n);
  const sum = tasks.reduce(
    (all, { wcet, period }) => all + (BigInt(wcet) * whole) / BigInt(period),
    0n,
  );
  const product = tasks.reduce((all, { wcet, period }) => all * BigInt(wcet + period), 1n);
  return { sum, product, whole };
};

/** Is every job of a schedule in time, from the moment when all arrive at once until they do again? */
function simulated(tasks: readonly Timing[], policy: 'fixed priority' | 'earliest deadline first') {
  const order = tasks.map((_, i) => i).sort((a, b) => tasks[a].period - tasks[b].period);
  const horizon = hyperperiod(tasks) as number;
  const set = { tasks: tasks.map(plainTask), policy, preemptive: true, order, resources: [] };
  const { jobs } = simulate(set, { horizon });
  return jobs.every(({ finish, deadline }) =>
    finish === null ? deadline > horizon : finish <= deadline,
  );
}

/** Under fixed priorities the first job of each task tells: R = C + Σ ⌈R / T⌉ C, counted up one by one. */
function respondsInTime(tasks: readonly Timing[]): boolean {
  const order = [...tasks].sort((a, b) => a.period - b.period);
  return order.every(({ wcet, deadline }, i) => {
    for (let r = wcet; r <= deadline; r++) {
      const wanted = order
        .slice(0, i)
        .reduce((sum, h) => sum + Math.ceil(r / h.period) * h.wcet, wcet);
      if (wanted <= r) return true;
    }
    return false;
  });
}

const ORACLE: Readonly<Record<string, (tasks: readonly Timing[]) => boolean>> = {
  responseTime: respondsInTime,
  hyperbolicBound: (tasks) => fractions(tasks).product <= 2n * fractions(tasks).whole,
  utilisationBound: (tasks) => {
    const { sum, whole } = fractions(tasks);
    const n = BigInt(tasks.length);
    return (n * whole + sum) ** n <= 2n * (n * whole) ** n;
  },
  edfUtilisation: (tasks) => fractions(tasks).sum <= fractions(tasks).whole,
  edfDemand: (tasks) => fractions(tasks).sum <= fractions(tasks).whole,
};

test('shares are those of a naive recomputation, set by set', async () => {
  const { seed } = campaign('studies against the oracle', { sample: 1, deep: 1 });
  const { study: found } = await run(study, { seed });
  if (found === null || study.subject.is !== 'random task sets') throw new Error('nothing ran');
  expect(found.cells).toHaveLength(4 * 2 * 5);
  for (const [i, { at, measures }] of found.cells.entries()) {
    const shape = study.subject.sets[i];
    let accepted = 0;
    const loads: number[] = [];
    for (let k = 0; k < study.repeat; k++) {
      const tasks = randomTaskSet(shape, Random.of(seed, shape.key, k)) as Timing[];
      expect(tasks).toHaveLength(Number(valueIn(found, at, 'n')));
      if (ORACLE[String(valueIn(found, at, 'test'))](tasks)) accepted++;
      loads.push(tasks.reduce((sum, { wcet, period }) => sum + wcet / period, 0));
    }
    expect(measures[0]?.value).toBe(accepted / study.repeat);
    expect(measures[2]?.value).toBe(Math.min(...loads));
    expect(measures[3]?.value).toBe(Math.max(...loads));
  }
});

test('the oracle of response times and the test of EDF agree with simulated schedules', () => {
  const { seed, runs } = campaign('oracles of studies', { sample: 60, deep: 5000 });
  for (let k = 0; k < runs; k++) {
    const tasks = randomTaskSet(
      {
        count: 3,
        utilisation: 0.95,
        discard: true,
        periods: { distribution: 'loguniform', low: 4, high: 24 },
        deadlines: 'implicit',
      },
      Random.of(seed, 'schedules', k),
    ) as Timing[];
    expect(respondsInTime(tasks)).toBe(simulated(tasks, 'fixed priority'));
    expect(ORACLE['edfDemand'](tasks)).toBe(simulated(tasks, 'earliest deadline first'));
  }
});

test('one seed is one result, byte for byte, with one worker and with two', async () => {
  const texts = await Promise.all(
    [1, 2, 3].map(async (workers) => {
      const { verdicts, study: found } = await run(study, { seed: 7, workers });
      const effortless = verdicts.map(({ effort: _, ...verdict }) => verdict);
      return JSON.stringify({ found, effortless });
    }),
  );
  expect(texts[1]).toBe(texts[0]);
  expect(texts[2]).toBe(texts[0]);
  const other = await run(study, { seed: 8 });
  expect(JSON.stringify(other.study?.cells)).not.toBe(
    JSON.stringify(JSON.parse(texts[0]).found.cells),
  );
});

test('a cell is the same whatever else is varied', async () => {
  const { study: all } = await run(study);
  const one = studyOf(ACCEPTANCE.replace('from: 0.7, to: 1, step: 0.1', 'from: 0.9, to: 0.9'));
  const { study: alone } = await run(one);
  const of = (found: StudyResult | null) =>
    found?.cells
      .filter(({ at }) => valueIn(found, at, 'u') === 0.9)
      .map(({ measures }) => measures);
  expect(of(alone)).toEqual(of(all));
});

test('claims are judged in every cell that they speak of, and say so', async () => {
  const { verdicts } = await run(study);
  const by = Object.fromEntries(verdicts.map((verdict) => [verdict.property, verdict]));
  expect(Object.values(by).map(({ asExpected }) => asExpected)).toEqual(verdicts.map(() => true));
  expect(by['exact beats bounds'].claim).toMatch(
    /^in all 4 × 2 combinations of u and n, 150 random task sets each, seed 1: measured, not proved; closest where u = /,
  );
  expect(by['dynamic beats fixed'].claim).toMatch(
    /^in all 4 × 2 × 5 combinations of u, n and test,/,
  );
  expect(by['bounds are as good'].claim).toMatch(
    /^does not hold in \d of 8 combinations, worst in the combination u = .*, n = .*: .* == .* is false; 150/,
  );
  expect(by['some are refused'].claim).toMatch(
    /^in \d+ combinations, such as the combination u = .*: .* < 1; 150/,
  );
  expect(by['nearly all'].claim).toMatch(
    /; closest where u = 0.9, n = \d, test = responseTime: ≈? ?0/,
  );
  expect(by['nearly all'].notes[0].text).toMatch(
    /^with 95 % confidence the true accepted there is between 0\.\d+ and (0\.\d+|1), clear of the limit$/,
  );
  expect(by['half full is fine'].claim).toMatch(
    /^in all 2 × 2 combinations of n and test with u = 0.7, 150 random/,
  );
});

test('what was stopped is unknown, and what was refuted before stays refuted', async () => {
  const controller = new AbortController();
  let events = 0;
  const { verdicts, study: found } = await run(study, {
    limits: { signal: controller.signal },
    onProgress: () => {
      if (++events === 5) controller.abort();
    },
  });
  expect(found).toMatchObject({ complete: false, stoppedBy: 'interrupted', runs: 5 * 5 * 150 });
  expect(found?.cells.filter(({ measures }) => measures[0] !== null)).toHaveLength(25);
  const [exact] = verdicts;
  expect(exact.status).toBe('unknown');
  expect(exact.claim).toBe(
    'stopped by interrupted after 3,750 of 6,000 runs: 5 of 8 combinations are measured, and none of them is against it',
  );
  expect(verdicts.map(({ status }) => status)).toContain('violated');
});

test('threads stop at once when they are told to', async () => {
  const controller = new AbortController();
  const long = studyOf(ACCEPTANCE.replace('repeat: 150', 'repeat: 1000000'));
  const { verdicts } = await run(long, {
    workers: 2,
    limits: { signal: controller.signal },
    onProgress: () => controller.abort(),
  });
  expect(verdicts[0].status).toBe('unknown');
});

test('sets that cannot be drawn leave a measure open', async () => {
  const text = ACCEPTANCE.replace('from: 0.7, to: 1, step: 0.1', 'from: 1.9999, to: 1.9999')
    .replace('n: [2, 4]', 'n: [2]')
    .replace('repeat: 150', 'repeat: 3')
    .replace(/properties:[\s\S]*/, 'properties:\n  fits:\n    always: accepted >= 0\n');
  const { verdicts, study: found } = await run(studyOf(text));
  expect(found?.cells[0].measures[0]).toBeNull();
  expect(verdicts[0].status).toBe('unknown');
  expect(verdicts[0].claim).toContain('some runs are not decided');
});

const COUNTER = `
kind: study
name: counters
about: How many states has a counter?
of:
  kind: model
  constants: { N: 1 }
  state: { x: 0..N, y: 0..N }
  init: { x: 0, y: 0 }
  actions:
    up: { when: x < N, then: { x: x + 1 } }
    across: { when: y < N, then: { y: y + 1 } }
  properties:
    low:
      always: x < 3
vary:
  N: 1..4
measure:
  states: effort.states
  low: share(holds(low))
  per: effort.states / (N + 1)
properties:
  square:
    always: states == (N + 1) * (N + 1)
  grows:
    always: at(N = 4, states) - at(N = 1, states) == 21
  low up to two:
    whenever: N <= 2
    always: low == 1
  and no more:
    whenever: N > 2
    always: low == 0
  never so many:
    always: at(N = 2, states) / (N - 1) > 0
`;

test('a study of a model: counts of an exploration in each cell', async () => {
  const { verdicts, study: found } = await run(studyOf(COUNTER));
  expect(found?.cells.map(({ measures }) => measures.map((m) => m?.value))).toEqual([
    [4, 1, 2],
    [9, 1, 3],
    [16, 0, 4],
    [25, 0, 5],
  ]);
  expect(found?.seed).toBeNull();
  expect(verdicts.map(({ status }) => status)).toEqual([
    'holds',
    'holds',
    'holds',
    'holds',
    'error',
  ]);
  expect(verdicts[0].claim).toBe('in all 4 combinations of N, one check of `counters` each');
  expect(verdicts[4].claim).toContain('has no value where N = 1');
});

test('a study of a model whose search is stopped is unknown', async () => {
  const { checkSpec } = await import('../check.js');
  const { verdicts } = await run(studyOf(COUNTER), {
    check: (spec) =>
      checkSpec(
        { file: 'study.yaml', spec, mutant: () => ({ diagnostics: [] }), changed: true },
        { limits: { maxStates: 10 } },
      ),
  });
  expect(verdicts[0].status).toBe('unknown');
  expect(verdicts[2].status).toBe('holds');
});

test('a claim about no combination is vacuous, and says so', async () => {
  const text = COUNTER.replace('whenever: N > 2', 'whenever: N > 20');
  const { verdicts } = await run(studyOf(text));
  expect(verdicts[3].notes.map(({ kind }) => kind)).toEqual(['vacuous']);
});
