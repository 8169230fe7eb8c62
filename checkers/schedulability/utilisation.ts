/**
 * Utilisation: the share of the processor that tasks ask for, Σ C / T, exactly. Comparisons with one
 * are settled in doubles where they are clear, and in rational numbers where they are close.
 */
import { type Rational, rational } from '../../engine/language/expression/numbers.js';
import type { Timing } from '../../engine/scheduling/task-set.js';

type Load = Pick<Timing, 'wcet' | 'period'>;

export function utilisation(tasks: readonly Load[]): Rational {
  let sum = rational(0n);
  for (const { wcet, period } of tasks) {
    const [c, t] = [BigInt(wcet), BigInt(period)];
    sum = rational(sum.numerator * t + c * sum.denominator, sum.denominator * t);
  }
  return sum;
}

/** The sign of Σ C / T − 1: −1, 0 or 1. */
export function compareUtilisationWithOne(tasks: readonly Load[]): number {
  let sum = 0;
  for (const { wcet, period } of tasks) sum += wcet / period;
  // Each quotient and each sum is off by less than 2^-52 of a number that matters only near one.
  const slack = (tasks.length + 1) * 2 ** -50;
  if (sum > 1 + slack) return 1;
  if (sum < 1 - slack) return -1;
  const { numerator, denominator } = utilisation(tasks);
  return numerator > denominator ? 1 : numerator < denominator ? -1 : 0;
}

/** As a number for people; exact comparisons use the rational. */
export function approximately({ numerator, denominator }: Rational): number {
  // Sixty bits of the quotient: more than a double keeps.
  const scale = 1n << 60n;
  return Number((numerator * scale) / denominator) / 2 ** 60;
}
