/**
 * Sufficient tests by utilisation alone, for independent tasks with deadlines equal to periods, under
 * rate-monotonic priorities. Both are compared exactly: with u = p / q, (1 + u / n)ⁿ ≤ 2 is
 * (n q + p)ⁿ ≤ 2 (n q)ⁿ, in whole numbers. Where doubles are clear they settle it, a hundred times as fast.
 *
 * Liu and Layland, Scheduling algorithms for multiprogramming in a hard-real-time environment, 1973:
 * Σ U ≤ n (2^(1/n) − 1). Bini, Buttazzo and Buttazzo, Rate monotonic analysis: the hyperbolic bound,
 * 2003: Π (U + 1) ≤ 2, which accepts more.
 */
import type { Timing } from '../../engine/scheduling/task-set.js';
import { utilisation } from './utilisation.js';

type Load = Pick<Timing, 'wcet' | 'period'>;

/** Σ U ≤ n (2^(1/n) − 1). */
export function withinLiuLayland(tasks: readonly Load[]): boolean {
  const clear = clearlyBelow(
    tasks.reduce((sum, { wcet, period }) => sum + wcet / period, 0),
    liuLaylandBound(tasks.length),
    tasks.length,
  );
  if (clear !== null) return clear;
  const n = BigInt(tasks.length);
  if (n === 0n) return true;
  const { numerator, denominator } = utilisation(tasks);
  const base = n * denominator;
  return (base + numerator) ** n <= 2n * base ** n;
}

/** n (2^(1/n) − 1), for people. */
export const liuLaylandBound = (n: number): number => (n === 0 ? 1 : n * (2 ** (1 / n) - 1));

/** Π (U + 1) ≤ 2. */
export function withinHyperbolicBound(tasks: readonly Load[]): boolean {
  const product = tasks.reduce((all, { wcet, period }) => all * (1 + wcet / period), 1);
  const clear = clearlyBelow(product, 2, tasks.length);
  if (clear !== null) return clear;
  let left = 1n;
  let right = 2n;
  for (const { wcet, period } of tasks) {
    left *= BigInt(wcet) + BigInt(period);
    right *= BigInt(period);
  }
  return left <= right;
}

/** Null where the rounding of `steps` operations could matter. Where it could, the numbers are about one. */
function clearlyBelow(x: number, limit: number, steps: number): boolean | null {
  const slack = (steps + 1) * 2 ** -48;
  if (x < limit - slack) return true;
  return x > limit + slack ? false : null;
}
