/**
 * The dimension and, where constants allow, the exact value of a quantity: `5 ms`, `150..300 ms`,
 * `200 / s`, `2 * Period`, `lognormal(5 ms, 2 ms)`. Only as much arithmetic as a specification's
 * settings need; anything else is `unknown`, and left to whoever evaluates it.
 */
import { divide, multiply, type Rational, rational } from '../expression/numbers.js';
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import type { Dimension } from '../schema/vocabulary.js';

export type Measured =
  /** `value` in the dimension's base unit (seconds, per second, bytes, 1), where it is known. */
  | { readonly is: 'quantity'; readonly dimension: Dimension; readonly value: Rational | null }
  | { readonly is: 'range'; readonly low: Measured; readonly high: Measured }
  | { readonly is: 'distribution'; readonly call: SyntaxOf<'call'> }
  | { readonly is: 'unknown' };

export const UNKNOWN: Measured = { is: 'unknown' };

const power = (base: bigint, exponent: bigint) => rational(base ** exponent);
const below = (denominator: bigint) => rational(1n, denominator);

interface Unit {
  readonly dimension: Dimension;
  readonly factor: Rational;
}

const unit = (dimension: Dimension, factor: Rational): Unit => ({ dimension, factor });

export const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ['ns', unit('time', below(1_000_000_000n))],
  ['us', unit('time', below(1_000_000n))],
  ['ms', unit('time', below(1000n))],
  ['s', unit('time', rational(1n))],
  ['min', unit('time', rational(60n))],
  ['h', unit('time', rational(3600n))],
  ['d', unit('time', rational(86_400n))],
  ['Hz', unit('rate', rational(1n))],
  ['kHz', unit('rate', rational(1000n))],
  ['%', unit('share', below(100n))],
  ['ppm', unit('drift', below(1_000_000n))],
  ['B', unit('size', rational(1n))],
  ['kB', unit('size', rational(1000n))],
  ['MB', unit('size', power(10n, 6n))],
  ['GB', unit('size', power(10n, 9n))],
  ['KiB', unit('size', power(2n, 10n))],
  ['MiB', unit('size', power(2n, 20n))],
  ['GiB', unit('size', power(2n, 30n))],
]);

/** `constant` gives what a name stands for, or null where there is no such constant. */
export function measure(syntax: Syntax, constant: (name: string) => Measured | null): Measured {
  const inner = (part: Syntax) => measure(part, constant);
  switch (syntax.syntax) {
    case 'number':
      return quantity('number', syntax);
    case 'quantity': {
      const known = UNITS.get(syntax.unit);
      return known ? quantity(known.dimension, multiply(syntax, known.factor)) : UNKNOWN;
    }
    case 'name':
      return constant(syntax.name) ?? UNKNOWN;
    case 'negate':
      return negated(inner(syntax.of));
    case 'call':
      return DISTRIBUTIONS.has(syntax.name) ? { is: 'distribution', call: syntax } : UNKNOWN;
    case 'binary':
      return binary(syntax, inner);
    default:
      return UNKNOWN;
  }
}

function quantity(dimension: Dimension, { numerator, denominator }: Rational): Measured {
  return { is: 'quantity', dimension, value: { numerator, denominator } };
}

function negated(of: Measured): Measured {
  if (of.is !== 'quantity' || of.value === null) return of;
  return { ...of, value: rational(-of.value.numerator, of.value.denominator) };
}

function binary(syntax: SyntaxOf<'binary'>, inner: (part: Syntax) => Measured): Measured {
  if (syntax.operator === '/') {
    const rate = ratePer(syntax, inner(syntax.left));
    if (rate) return rate;
  }
  const left = inner(syntax.left);
  const right = inner(syntax.right);
  if (syntax.operator === '..') return range(left, right, syntax.right);
  if (left.is !== 'quantity' || right.is !== 'quantity') return UNKNOWN;
  return arithmetic(syntax.operator, left, right);
}

/** `200 / s` and `1 / 10 ms`: a number over a time. */
function ratePer(syntax: SyntaxOf<'binary'>, count: Measured): Measured | null {
  if (count.is !== 'quantity' || count.dimension !== 'number') return null;
  const under = syntax.right;
  const per =
    under.syntax === 'name'
      ? UNITS.get(under.name)
      : under.syntax === 'quantity'
        ? UNITS.get(under.unit)
        : undefined;
  if (per?.dimension !== 'time') return null;
  const span = under.syntax === 'quantity' ? multiply(under, per.factor) : per.factor;
  if (count.value === null || span.numerator === 0n)
    return { is: 'quantity', dimension: 'rate', value: null };
  return quantity('rate', divide(count.value, span));
}

/** `150..300 ms`: the unit after the upper end is also the lower end's, if that is a bare number. */
function range(low: Measured, high: Measured, upper: Syntax): Measured {
  const bare = low.is === 'quantity' && low.dimension === 'number' && low.value !== null;
  if (bare && upper.syntax === 'quantity') {
    const known = UNITS.get(upper.unit);
    if (known && low.value)
      return {
        is: 'range',
        low: quantity(known.dimension, multiply(low.value, known.factor)),
        high,
      };
  }
  return { is: 'range', low, high };
}

type Quantity = Measured & { is: 'quantity' };

function arithmetic(operator: string, left: Quantity, right: Quantity): Measured {
  const a = left.value;
  const b = right.value;
  if (operator === '+' || operator === '-') {
    if (left.dimension !== right.dimension) return UNKNOWN;
    if (a === null || b === null) return { ...left, value: null };
    const sign = operator === '+' ? 1n : -1n;
    const sum = a.numerator * b.denominator + sign * b.numerator * a.denominator;
    return quantity(left.dimension, rational(sum, a.denominator * b.denominator));
  }
  if (operator === '*' && (left.dimension === 'number' || right.dimension === 'number')) {
    const dimension = left.dimension === 'number' ? right.dimension : left.dimension;
    return { is: 'quantity', dimension, value: a && b ? multiply(a, b) : null };
  }
  if (operator === '/' && right.dimension === 'number') {
    const value = a && b && b.numerator !== 0n ? divide(a, b) : null;
    return { is: 'quantity', dimension: left.dimension, value };
  }
  return UNKNOWN;
}

/** Parameters of each distribution: `same` has the dimension of what is drawn, `number` none. */
export const DISTRIBUTIONS: ReadonlyMap<string, readonly ['same' | 'number', string][]> = new Map([
  ['constant', [['same', 'value']]],
  [
    'uniform',
    [
      ['same', 'low'],
      ['same', 'high'],
    ],
  ],
  [
    'loguniform',
    [
      ['same', 'low'],
      ['same', 'high'],
    ],
  ],
  [
    'normal',
    [
      ['same', 'mean'],
      ['same', 'deviation'],
    ],
  ],
  [
    'lognormal',
    [
      ['same', 'mean'],
      ['same', 'deviation'],
    ],
  ],
  ['exponential', [['same', 'mean']]],
  [
    'pareto',
    [
      ['same', 'least'],
      ['number', 'shape'],
    ],
  ],
  [
    'weibull',
    [
      ['same', 'scale'],
      ['number', 'shape'],
    ],
  ],
  [
    'gamma',
    [
      ['same', 'scale'],
      ['number', 'shape'],
    ],
  ],
  ['zipf', [['number', 'exponent']]],
]);
