/**
 * Is chance what it should be? Distributions against their theory with fixed seeds: a test that passes
 * passes for ever. Limits are those of one in a million for a true generator.
 */
import { expect, test } from 'vitest';
import { Random } from '../random.js';
import { randomPeriod, randomTaskSet, uUniFast, uUniFastDiscard } from './generate.js';

const DRAWS = 20_000;

/** The Kolmogorov–Smirnov distance of a sample to a distribution on 0..1, times √n. */
function distance(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const n = sorted.length;
  const gaps = sorted.map((x, i) => Math.max(cdf(x) - i / n, (i + 1) / n - cdf(x)));
  return Math.sqrt(n) * gaps.reduce((a, b) => Math.max(a, b), 0);
}

/** P(√n D > 2.7) is about 2 exp(−2 · 2.7²), one in a million. */
const KS_MAX = 2.7;

test('the distance tells a wrong distribution', () => {
  const random = new Random(1);
  const skewed = Array.from({ length: DRAWS }, () => random.unit() ** 1.1);
  expect(distance(skewed, (x) => x)).toBeGreaterThan(KS_MAX);
});

test.each([2, 3, 5, 20])('UUniFast is uniform over the simplex: every one of %i', (n) => {
  const random = new Random(n);
  const vectors = Array.from({ length: DRAWS }, () => uUniFast(n, 0.8, random));
  for (const vector of vectors.slice(0, 1000)) {
    expect(vector.reduce((a, b) => a + b)).toBeCloseTo(0.8, 12);
    expect(Math.min(...vector)).toBeGreaterThanOrEqual(0);
  }
  // On the simplex every coordinate alone has P(X ≤ x) = 1 − (1 − x / U)^(n − 1), and so has every other.
  const cdf = (x: number) => 1 - (1 - Math.min(1, x / 0.8)) ** (n - 1);
  for (const coordinate of [0, 1, n - 1])
    expect(
      distance(
        vectors.map((vector) => vector[coordinate]),
        cdf,
      ),
    ).toBeLessThan(KS_MAX);
});

test('two coordinates of UUniFast vary together as on the simplex', () => {
  const random = new Random(9);
  const n = 4;
  const vectors = Array.from({ length: DRAWS }, () => uUniFast(n, 1, random));
  const mean = 1 / n;
  const products = vectors.map(([a, , b]) => (a - mean) * (b - mean));
  const covariance = products.reduce((a, b) => a + b) / DRAWS;
  // Dirichlet(1, 1, 1, 1): −1 / (n² (n + 1)).
  expect(covariance).toBeCloseTo(-1 / (n * n * (n + 1)), 3);
});

test('UUniFast-Discard is the same without numbers above 1, by rejection', () => {
  const random = new Random(5);
  const vectors = Array.from({ length: DRAWS }, () => uUniFastDiscard(3, 1.5, random) ?? []);
  const slow = new Random(6);
  const oracle: number[] = [];
  while (oracle.length < DRAWS) {
    // A point of the simplex by sorting, kept where it is in the cube.
    const [a, b] = [1.5 * slow.unit(), 1.5 * slow.unit()].sort((x, y) => x - y);
    if (Math.max(a, b - a, 1.5 - b) <= 1) oracle.push(a);
  }
  oracle.sort((a, b) => a - b);
  const cdf = (x: number) => {
    const at = oracle.findIndex((y) => y > x);
    return (at < 0 ? DRAWS : at) / DRAWS;
  };
  for (const vector of vectors) expect(Math.max(...vector)).toBeLessThanOrEqual(1);
  // The reference is itself a sample: twice the variance.
  expect(
    distance(
      vectors.slice(0, 2000).map(([a]) => a),
      cdf,
    ),
  ).toBeLessThan(KS_MAX);
  expect(uUniFastDiscard(2, 2.5, random)).toBeNull();
});

test.each(['loguniform', 'uniform'] as const)('%s periods', (distribution) => {
  const random = new Random(11);
  const [low, high] = [10_000_000, 1_000_000_000];
  const periods = Array.from({ length: DRAWS }, () =>
    randomPeriod({ distribution, low, high }, random),
  );
  expect(periods.every((p) => Number.isInteger(p) && p >= low && p <= high)).toBe(true);
  const cdf =
    distribution === 'uniform'
      ? (x: number) => (x - low) / (high - low)
      : (x: number) => Math.log(x / low) / Math.log(high / low);
  expect(distance(periods, cdf)).toBeLessThan(KS_MAX);
});

test('uniform periods of a few ticks reach both ends equally often', () => {
  const random = new Random(12);
  const counts = [0, 0, 0];
  for (let i = 0; i < 3000; i++)
    counts[randomPeriod({ distribution: 'uniform', low: 7, high: 9 }, random) - 7]++;
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(130);
});

test('sets have whole times, never ask for more than they were meant to, and end in time', () => {
  for (let seed = 0; seed < 500; seed++) {
    const tasks = randomTaskSet(
      {
        count: 8,
        utilisation: 1,
        discard: true,
        periods: { distribution: 'loguniform', low: 10_000_000, high: 1_000_000_000 },
        deadlines: seed % 2 === 0 ? 'implicit' : 'constrained',
      },
      Random.of(seed, 'a set', seed),
    );
    let load = 0;
    for (const { wcet, period, deadline } of tasks ?? []) {
      expect([wcet, period, deadline].every(Number.isInteger)).toBe(true);
      expect(deadline).toBeGreaterThanOrEqual(wcet);
      expect(deadline).toBeLessThanOrEqual(period);
      if (seed % 2 === 0) expect(deadline).toBe(period);
      load += wcet / period;
    }
    expect(load).toBeLessThanOrEqual(1);
    expect(load).toBeGreaterThan(1 - 1e-5);
  }
});

test('constrained deadlines are uniform between execution time and period', () => {
  const random = new Random(13);
  const periods = { distribution: 'uniform', low: 1e9, high: 1e9 } as const;
  const shape = { count: 4, utilisation: 0.6, discard: true, periods, deadlines: 'constrained' };
  const places = Array.from({ length: 5000 }, () =>
    randomTaskSet(shape as Parameters<typeof randomTaskSet>[0], random),
  ).flatMap((tasks) =>
    (tasks ?? []).map(({ wcet, period, deadline }) => (deadline - wcet) / (period - wcet)),
  );
  expect(distance(places, (x) => x)).toBeLessThan(KS_MAX);
});
