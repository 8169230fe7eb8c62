import { expect, it } from 'vitest';
import { chartSvg } from '../reports/charts/static-svg.js';
import { ratioChart } from './chart.js';
import { FAMILIES, LIVENESS, problemOf } from './problems.js';
import type { Row } from './run.js';
import { markdown } from './table.js';

/** Of each explorer: CPU seconds; wall is a tenth more, memory 1 MB for each second. */
function row(family: number, cpu: Readonly<Record<string, number>>, notes: string[] = []): Row {
  const usage = Object.entries(cpu).map(
    ([name, seconds]) =>
      [name, { cpu: seconds, wall: seconds * 1.1, memory: seconds * 1e6 }] as const,
  );
  const of = [...FAMILIES, ...LIVENESS][family];
  const problem = problemOf(of, of.test);
  return { problem, bits: 15, usage: new Map(usage), notes };
}

const rows = [
  row(0, { Spin: 4, Assay: 0.5 }, ['Assay: in a hurry']),
  row(1, { Spin: 2, Assay: 1, TLC: 20 }, ['Assay: in a hurry']),
];
const text = markdown(rows, ['Spin', 'Assay', 'TLC']);

it('has a line a problem, with times and how many times faster', () => {
  expect(text).toContain(
    '| problem | states | bits | Spin | Assay | TLC | Spin / Assay | Spin / TLC |',
  );
  expect(text).toContain(
    '| two-phase-commit-3 | 288 | 15 | 4.00 (4.40) | 0.50 (0.55) |  | 8.00× |  |',
  );
  expect(text).toContain(
    '| ewd840-4 | 1,566 | 15 | 2.00 (2.20) | 1.00 (1.10) | 20.00 (22.00) | 2.00× | 0.10× |',
  );
});

it('has the geometric mean over the problems that both ran', () => {
  expect(text).toContain('Geometric mean of Spin / Assay, 2 invariants: **4.00×**');
  expect(text).toContain('Geometric mean of Spin / TLC, one invariant: **0.10×**');
  const claim = row(FAMILIES.length, { Spin: 6, Assay: 2 });
  expect(markdown([...rows, claim], ['Spin', 'Assay'])).toContain(
    'Geometric mean of Spin / Assay, one claim about whole runs: **3.00×**',
  );
});

it('compares with the tuned models as well, where there are some', () => {
  const tuned = [row(0, { Spin: 8, 'Spin, tuned': 2, Assay: 1 }), row(1, { Spin: 8, Assay: 1 })];
  const told = markdown(tuned, ['Spin', 'Spin, tuned', 'Assay']);
  expect(told).toContain('Geometric mean of Spin / Assay, 2 invariants: **8.00×**');
  expect(told).toContain('Geometric mean of Spin, tuned / Assay, 2 invariants: **4.00×**');
  expect(text).not.toContain('tuned');
});

it('has the mean without problems that are mostly the start of a process, where there are some', () => {
  const short = [row(0, { Spin: 8, Assay: 1 }), row(1, { Spin: 0.3, Assay: 0.3 })];
  expect(markdown(short, ['Spin', 'Assay'])).toContain(
    'Geometric mean of Spin / Assay, one invariant that Spin needs 1 s or more for: **8.00×**',
  );
  expect(text).not.toContain('or more for');
});

it('has rates and memory for each state', () => {
  expect(text).toContain('| ewd840-4 | 1 | 2 | 0 | 2 (1,277) | 1 (639) | 20 (12,771) |');
});

it('tells a note of several problems once', () => {
  expect(text.match(/in a hurry/g)).toHaveLength(1);
});

it('draws a mark for each ratio, and nothing for what did not run', async () => {
  const chart = ratioChart(rows, ['Spin', 'Assay', 'TLC']);
  expect((chart as { data: { values: object[] } }).data.values).toEqual([
    { problem: 'two-phase-commit-3', explorer: 'Assay', ratio: 8 },
    { problem: 'ewd840-4', explorer: 'Assay', ratio: 2 },
    { problem: 'ewd840-4', explorer: 'TLC', ratio: 0.1 },
  ]);
  expect(await chartSvg(chart)).toContain('two-phase-commit-3');
});
