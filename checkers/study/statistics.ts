/**
 * What a sample says of what it was drawn from: confidence intervals of shares and of means.
 *
 * Shares: Wilson, Probable inference, the law of succession, and statistical inference, 1927, which keeps
 * its promise for shares near 0 and 1 too (Newcombe, Two-sided confidence intervals for the single
 * proportion, 1998). Means: Student, The probable error of a mean, 1908, which is exact for normal
 * samples and near enough for large ones. Moments are gathered in one pass (Welford, 1962) and put together
 * in any grouping (Chan, Golub and LeVeque, 1979).
 */

/** Of all intervals in a report. */
export const CONFIDENCE = 0.95;

/** Two-sided: 95 % of a normal distribution lie within this many standard deviations. */
const NORMAL_QUANTILE = 1.959963984540054;

export interface Estimate {
  readonly low: number;
  readonly high: number;
}

/** The interval for the true share, of `successes` in `runs`. */
export function wilson(successes: number, runs: number): Estimate {
  if (runs === 0) return { low: 0, high: 1 };
  const z2 = NORMAL_QUANTILE ** 2;
  const centre = successes + z2 / 2;
  const half = NORMAL_QUANTILE * Math.sqrt((successes * (runs - successes)) / runs + z2 / 4);
  // At the ends the interval ends exactly there; arithmetic would leave a last digit.
  return {
    low: successes === 0 ? 0 : (centre - half) / (runs + z2),
    high: successes === runs ? 1 : (centre + half) / (runs + z2),
  };
}

/** Count, mean and sum of squared deviations of numbers seen so far. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

export const NO_MOMENTS: Moments = { count: 0, mean: 0, squares: 0 };

export function withNumber({ count, mean, squares }: Moments, x: number): Moments {
  const n = count + 1;
  const next = mean + (x - mean) / n;
  return { count: n, mean: next, squares: squares + (x - mean) * (x - next) };
}

/** The moments of both samples together. */
export function together(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  if (a.count === 0 || b.count === 0) return a.count === 0 ? b : a;
  const gap = b.mean - a.mean;
  return {
    count,
    mean: a.mean + (gap * b.count) / count,
    squares: a.squares + b.squares + (gap * gap * a.count * b.count) / count,
  };
}

/** The interval for the true mean; null for fewer than two numbers, which say nothing of their spread. */
export function meanInterval({ count, mean, squares }: Moments): Estimate | null {
  if (count < 2) return null;
  const error = Math.sqrt(squares / (count - 1) / count);
  const half = studentQuantile(count - 1) * error;
  return { low: mean - half, high: mean + half };
}

/** From here on Student's distribution and the normal one differ in the fifth digit. */
const FREEDOM_MAX = 10_000;
const quantiles = new Map<number, number>();

/** t with P(−t ≤ T ≤ t) = CONFIDENCE for Student's distribution, by bisection. */
export function studentQuantile(freedom: number): number {
  if (freedom > FREEDOM_MAX) return NORMAL_QUANTILE;
  const known = quantiles.get(freedom);
  if (known !== undefined) return known;
  let [low, high] = [NORMAL_QUANTILE, 13];
  for (let i = 0; i < 60; i++) {
    const t = (low + high) / 2;
    if (within(t, freedom) < CONFIDENCE) low = t;
    else high = t;
  }
  quantiles.set(freedom, high);
  return high;
}

/** P(−t ≤ T ≤ t), as a finite sum: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function within(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const cosine2 = Math.cos(angle) ** 2;
  const odd = freedom % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= ((k - 1) / k) * cosine2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}
