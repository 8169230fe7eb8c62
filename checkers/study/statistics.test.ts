import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../engine/random.js';
import { campaign } from '../../test/campaign.js';
import {
  meanInterval,
  NO_MOMENTS,
  studentQuantile,
  together,
  wilson,
  withNumber,
} from './statistics.js';

test.each([
  // Newcombe 1998, table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('Wilson: %i of %i', (successes, runs, low, high) => {
  const found = wilson(successes, runs);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
  const mirrored = wilson(runs - successes, runs);
  expect(mirrored.low).toBeCloseTo(1 - high, 4);
  expect(mirrored.high).toBeCloseTo(1 - low, 4);
});

test('Wilson: no runs say nothing, and the ends are exact', () => {
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  expect(wilson(1000, 1000).high).toBe(1);
  expect(wilson(0, 1000).low).toBe(0);
});

test('Wilson: the ends are the shares at which the sample is 1.96 deviations away', () => {
  for (const [k, n] of [
    [3, 10],
    [500, 1000],
    [999, 1000],
  ])
    for (const share of Object.values(wilson(k, n))) {
      if (share === 0 || share === 1) continue;
      const deviations = (k / n - share) / Math.sqrt((share * (1 - share)) / n);
      expect(Math.abs(deviations)).toBeCloseTo(1.959964, 5);
    }
});

test('Wilson: 95 of 100 intervals contain the truth', () => {
  const random = new Random(4);
  let contained = 0;
  for (let i = 0; i < 4000; i++) {
    let successes = 0;
    for (let run = 0; run < 50; run++) if (random.unit() < 0.9) successes++;
    const { low, high } = wilson(successes, 50);
    if (low <= 0.9 && 0.9 <= high) contained++;
  }
  // The exact coverage of n = 50, p = 0.9 is 0.970: within six deviations of it.
  expect(contained / 4000).toBeGreaterThan(0.95);
  expect(contained / 4000).toBeLessThan(0.986);
});

test.each([
  // Every table of Student's distribution.
  [1, 12.7062],
  [2, 4.3027],
  [3, 3.1824],
  [4, 2.7764],
  [5, 2.5706],
  [10, 2.2281],
  [29, 2.0452],
  [30, 2.0423],
  [120, 1.9799],
  [999, 1.9623],
])('Student with %i degrees of freedom', (freedom, t) => {
  expect(studentQuantile(freedom)).toBeCloseTo(t, 4);
});

test('Student comes to the normal distribution', () => {
  expect(studentQuantile(10_000)).toBeCloseTo(1.95996, 3);
  expect(studentQuantile(10_001)).toBeCloseTo(1.95996, 5);
});

test('the interval of a mean, of numbers that everybody can check', () => {
  const moments = [2, 4, 4, 4, 5, 5, 7, 9].reduce(withNumber, NO_MOMENTS);
  expect(moments).toEqual({ count: 8, mean: 5, squares: 32 });
  const half = 2.364624 * Math.sqrt(32 / 7 / 8);
  expect(meanInterval(moments)?.low).toBeCloseTo(5 - half, 5);
  expect(meanInterval(moments)?.high).toBeCloseTo(5 + half, 5);
  expect(meanInterval([1].reduce(withNumber, NO_MOMENTS))).toBeNull();
  expect(meanInterval([3, 3, 3].reduce(withNumber, NO_MOMENTS))).toEqual({ low: 3, high: 3 });
});

test('moments are the same in any grouping, and those of two passes', () => {
  const { seed, runs } = campaign('moments', { sample: 300, deep: 20_000 });
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const joined = together(a.reduce(withNumber, NO_MOMENTS), b.reduce(withNumber, NO_MOMENTS));
      const all = [...a, ...b];
      const mean = all.reduce((x, y) => x + y, 0) / Math.max(1, all.length);
      const squares = all.reduce((sum, x) => sum + (x - mean) ** 2, 0);
      expect(joined.count).toBe(all.length);
      if (all.length === 0) return;
      expect(Math.abs(joined.mean - mean)).toBeLessThan(1e-6);
      expect(Math.abs(joined.squares - squares)).toBeLessThanOrEqual(1e-9 * (1 + squares) + 1e-3);
    }),
    { seed, numRuns: runs },
  );
});
