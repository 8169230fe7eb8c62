/** What the chart of levels draws where there are more of them than it has points across. */
import { expect, test } from 'vitest';
import { effort, exploration } from '../fixtures.js';
import { LIGHT } from '../palette.js';
import { explorationCharts } from './exploration-charts.js';

const points = (levels: number[]) => {
  const given = exploration({
    effort: effort(1, 1, 1, 1),
    statesByDepth: levels,
    stepsByAction: [],
  });
  const [chart] = explorationCharts(given, LIGHT);
  return (chart.spec as unknown as { data: { values: { depth: number; states: number }[] } }).data
    .values;
};

test('levels as they are, while there are few', () => {
  expect(points([1, 5, 2])).toEqual([
    { depth: 1, states: 1 },
    { depth: 2, states: 5 },
    { depth: 3, states: 2 },
  ]);
});

test('of half a million levels a few hundred, the widest among them, in order and to the end', () => {
  const levels = Array.from({ length: 500_000 }, (_, i) => (i === 123_456 ? 9 : 2));
  const drawn = points(levels);
  expect(drawn.length).toBeLessThanOrEqual(400);
  expect(drawn).toContainEqual({ depth: 123_457, states: 9 });
  for (const [i, { depth }] of drawn.entries())
    if (i > 0) expect(depth).toBeGreaterThan(drawn[i - 1].depth);
  expect(drawn.at(-1)?.depth).toBeGreaterThan(498_000);
});
