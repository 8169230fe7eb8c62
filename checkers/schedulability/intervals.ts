/**
 * Quantities that are known to lie between two ends, exactly, and conditions over them that are true,
 * false, or not known (null). Infinity is a fraction over zero.
 */
import { type Rational, rational } from '../../engine/language/expression/numbers.js';
import type { Relation } from '../../engine/language/tasks/spec.js';

export interface Interval {
  readonly low: Rational;
  readonly high: Rational;
}

export const INFINITE: Rational = { numerator: 1n, denominator: 0n };
const MINUS_INFINITE: Rational = { numerator: -1n, denominator: 0n };

export const isBounded = (a: Rational): boolean => a.denominator !== 0n;

export const exactly = (value: Rational): Interval => ({ low: value, high: value });

export const whole = (n: number): Rational => rational(BigInt(n));

/** The sign of a − b. */
export function compare(a: Rational, b: Rational): number {
  if (!isBounded(a) && !isBounded(b)) return Number(a.numerator - b.numerator);
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

const least = (values: readonly Rational[]) => values.reduce((a, b) => (compare(b, a) < 0 ? b : a));
const most = (values: readonly Rational[]) => values.reduce((a, b) => (compare(b, a) > 0 ? b : a));

type Operator = '+' | '-' | '*' | '/' | 'min' | 'max';

export function arithmetic(operator: Operator, a: Interval, b: Interval): Interval {
  switch (operator) {
    case '+':
      return {
        low: sum(a.low, b.low, MINUS_INFINITE),
        high: sum(a.high, b.high, INFINITE),
      };
    case '-':
      return arithmetic('+', a, { low: minus(b.high), high: minus(b.low) });
    case '*':
      return ends([a.low, a.high].flatMap((x) => [b.low, b.high].map((y) => product(x, y))));
    case '/': {
      const zero = rational(0n);
      if (compare(b.low, zero) <= 0 && compare(b.high, zero) >= 0)
        return { low: MINUS_INFINITE, high: INFINITE };
      return arithmetic('*', a, ends([inverse(b.low), inverse(b.high)]));
    }
    case 'min':
      return { low: least([a.low, b.low]), high: least([a.high, b.high]) };
    case 'max':
      return { low: most([a.low, b.low]), high: most([a.high, b.high]) };
  }
}

const ends = (values: readonly Rational[]): Interval => ({
  low: least(values),
  high: most(values),
});

const minus = ({ numerator, denominator }: Rational): Rational => ({
  numerator: -numerator,
  denominator,
});

function sum(a: Rational, b: Rational, otherwise: Rational): Rational {
  if (!isBounded(a) || !isBounded(b)) {
    if (isBounded(a)) return b;
    return isBounded(b) || a.numerator === b.numerator ? a : otherwise;
  }
  return rational(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
  );
}

/** Nothing times anything is nothing. */
function product(a: Rational, b: Rational): Rational {
  if (a.numerator === 0n || b.numerator === 0n) return rational(0n);
  if (!isBounded(a) || !isBounded(b))
    return a.numerator > 0n === b.numerator > 0n ? INFINITE : MINUS_INFINITE;
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

const inverse = (a: Rational): Rational =>
  isBounded(a) ? rational(a.denominator, a.numerator) : rational(0n);

/** True or false where every pair of values agrees. */
export function related(relation: Relation, a: Interval, b: Interval): boolean | null {
  switch (relation) {
    case '<':
      return compare(a.high, b.low) < 0 ? true : compare(a.low, b.high) >= 0 ? false : null;
    case '<=':
      return compare(a.high, b.low) <= 0 ? true : compare(a.low, b.high) > 0 ? false : null;
    case '>':
      return related('<', b, a);
    case '>=':
      return related('<=', b, a);
    case '==':
      if (compare(a.low, a.high) === 0 && compare(b.low, b.high) === 0)
        return compare(a.low, b.low) === 0;
      return compare(a.high, b.low) < 0 || compare(b.high, a.low) < 0 ? false : null;
    case '!=': {
      const same = related('==', a, b);
      return same === null ? null : !same;
    }
  }
}
