/**
 * Quantities: numbers with units, exact. A closed table, since a unit that nobody checks is a wrong
 * unit; prefixes are not combined freely (`Ks` is no time).
 *
 * Times are in seconds, shares are fractions of one, sizes are in bytes (KiB = 1024 B, kB = 1000 B,
 * IEC 80000-13), rates are per second.
 */
import type { Diagnostic, Diagnostics } from '../diagnostics.js';
import { didYouMean } from '../nearest.js';
import * as messages from './messages.js';
import { divide, multiply, type Rational, rational } from './numbers.js';
import type { Syntax, SyntaxOf } from './syntax.js';

export type Dimension = 'number' | 'time' | 'share' | 'size' | 'rate';

/** `value` is in the base unit of the dimension: second, one, byte, per second. */
export interface Quantity {
  readonly dimension: Dimension;
  readonly value: Rational;
}

interface Unit {
  readonly dimension: 'time' | 'share' | 'size';
  readonly factor: Rational;
}

const unit = (dimension: Unit['dimension'], numerator: bigint, denominator = 1n): Unit => ({
  dimension,
  factor: rational(numerator, denominator),
});

const UNITS: Readonly<Record<string, Unit>> = Object.assign(Object.create(null), {
  ns: unit('time', 1n, 1_000_000_000n),
  us: unit('time', 1n, 1_000_000n),
  ms: unit('time', 1n, 1000n),
  s: unit('time', 1n),
  min: unit('time', 60n),
  h: unit('time', 3600n),
  d: unit('time', 86_400n),
  '%': unit('share', 1n, 100n),
  ppm: unit('share', 1n, 1_000_000n),
  B: unit('size', 1n),
  kB: unit('size', 1000n),
  MB: unit('size', 1000n ** 2n),
  GB: unit('size', 1000n ** 3n),
  TB: unit('size', 1000n ** 4n),
  KiB: unit('size', 1024n),
  MiB: unit('size', 1024n ** 2n),
  GiB: unit('size', 1024n ** 3n),
  TiB: unit('size', 1024n ** 4n),
} satisfies Record<string, Unit>);

/** What people write for a unit that is here under another name. */
const OTHER_NAMES: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  minute: 'min',
  minutes: 'min',
  hr: 'h',
  hour: 'h',
  hours: 'h',
  day: 'd',
  days: 'd',
  msec: 'ms',
  millis: 'ms',
  usec: 'us',
  micros: 'us',
  nsec: 'ns',
  nanos: 'ns',
  percent: '%',
  byte: 'B',
  bytes: 'B',
  K: 'KiB',
  M: 'MiB',
  G: 'GiB',
});

const NAMES: Readonly<Record<Dimension, string>> = {
  number: 'a number',
  time: 'a time, such as `5 ms`',
  share: 'a share, such as `1 %`',
  size: 'a size, such as `64 KiB`',
  rate: 'a rate, such as `200 / s`',
};

/** The names of all units, for completion and messages. */
export const unitNames: readonly string[] = Object.keys(UNITS);

/** The quantity of a number with a unit, or null with a diagnostic. */
export function quantityOf(
  syntax: SyntaxOf<'quantity'> & Syntax,
  diagnostics: Diagnostics,
): Quantity | null {
  const found = UNITS[syntax.unit];
  if (found === undefined) {
    diagnostics.add(placed(syntax, unknownUnit(syntax.unit)));
    return null;
  }
  return { dimension: found.dimension, value: multiply(syntax, found.factor) };
}

function unknownUnit(name: string): messages.Complaint {
  const other = OTHER_NAMES[name] ?? OTHER_NAMES[name.toLowerCase()];
  const hint = other === undefined ? didYouMean(name, unitNames) : `did you mean \`${other}\`?`;
  return messages.unknownUnit(name, hint, unitNames.join(' '));
}

/**
 * The quantity that a constant expression of numbers, units and `+ - * /` denotes: `5 ms`, `200 / s`,
 * `2 * 64 KiB`, `1/10`. Null with a diagnostic where it is none.
 */
export function readQuantity(syntax: Syntax, diagnostics: Diagnostics): Quantity | null {
  switch (syntax.syntax) {
    case 'number':
      return { dimension: 'number', value: rational(syntax.numerator, syntax.denominator) };
    case 'quantity':
      return quantityOf(syntax, diagnostics);
    case 'negate': {
      const of = readQuantity(syntax.of, diagnostics);
      return of && { ...of, value: multiply(of.value, rational(-1n)) };
    }
    case 'binary':
      return combined(syntax, diagnostics);
    default:
      diagnostics.add(placed(syntax, messages.notAQuantity('a number or a quantity')));
      return null;
  }
}

function combined(syntax: SyntaxOf<'binary'> & Syntax, diagnostics: Diagnostics): Quantity | null {
  const { operator, left, right } = syntax;
  const a = readQuantity(left, diagnostics);
  if (a === null) return null;
  // In `200 / s` the unit stands alone.
  const unitAlone = operator === '/' && right.syntax === 'name' ? UNITS[right.name] : undefined;
  const b: Quantity | null =
    unitAlone === undefined
      ? readQuantity(right, diagnostics)
      : { dimension: unitAlone.dimension, value: unitAlone.factor };
  if (b === null) return null;
  const result = calculate(operator, a, b);
  if (result === null) {
    diagnostics.add(placed(syntax, messages.notAQuantity('a number or a quantity')));
  }
  return result;
}

function calculate(operator: string, a: Quantity, b: Quantity): Quantity | null {
  const dimensionless = (q: Quantity): boolean => q.dimension === 'number';
  switch (operator) {
    case '*':
      if (!dimensionless(a) && !dimensionless(b)) return null;
      return {
        dimension: dimensionless(a) ? b.dimension : a.dimension,
        value: multiply(a.value, b.value),
      };
    case '/': {
      if (b.value.numerator === 0n) return null;
      const value = divide(a.value, b.value);
      if (dimensionless(b)) return { dimension: a.dimension, value };
      if (a.dimension === b.dimension) return { dimension: 'number', value };
      return dimensionless(a) && b.dimension === 'time' ? { dimension: 'rate', value } : null;
    }
    case '+':
    case '-':
      if (a.dimension !== b.dimension) return null;
      return { dimension: a.dimension, value: sum(a.value, b.value, operator === '+' ? 1n : -1n) };
    default:
      return null;
  }
}

function sum(a: Rational, b: Rational, sign: bigint): Rational {
  return rational(
    a.numerator * b.denominator + sign * b.numerator * a.denominator,
    a.denominator * b.denominator,
  );
}

/**
 * The two ends of a range of quantities. In `150..300 ms` the unit after the upper end is also the
 * lower end's, if that is a bare number.
 */
export function readQuantityRange(
  syntax: Syntax,
  diagnostics: Diagnostics,
): { readonly low: Quantity; readonly high: Quantity } | null {
  if (syntax.syntax !== 'binary' || syntax.operator !== '..') {
    const both = readQuantity(syntax, diagnostics);
    return both && { low: both, high: both };
  }
  const { left, right } = syntax;
  const shared = left.syntax === 'number' && right.syntax === 'quantity';
  const low = readQuantity(
    shared ? { ...left, syntax: 'quantity', unit: right.unit } : left,
    diagnostics,
  );
  const high = low && readQuantity(right, diagnostics);
  if (low === null || high === null) return null;
  if (low.dimension === high.dimension) return { low, high };
  diagnostics.add(
    placed(syntax, messages.wrongDimension(NAMES[low.dimension], NAMES[high.dimension])),
  );
  return null;
}

/** The quantity in the base unit of the dimension wanted; null with a diagnostic where it has another. */
export function readDimension(
  syntax: Syntax,
  wanted: Dimension,
  diagnostics: Diagnostics,
): Rational | null {
  const found = readQuantity(syntax, diagnostics);
  if (found === null) return null;
  if (found.dimension === wanted) return found.value;
  diagnostics.add(placed(syntax, messages.wrongDimension(NAMES[wanted], NAMES[found.dimension])));
  return null;
}

const NANOSECONDS = rational(1_000_000_000n);

/** A time in whole nanoseconds; null with a diagnostic where it is finer than that. */
export function readTicks(syntax: Syntax, diagnostics: Diagnostics): bigint | null {
  const seconds = readDimension(syntax, 'time', diagnostics);
  if (seconds === null) return null;
  const { numerator, denominator } = multiply(seconds, NANOSECONDS);
  if (denominator === 1n) return numerator;
  diagnostics.add(placed(syntax, messages.finerThanATick()));
  return null;
}

function placed(syntax: Syntax, complaint: messages.Complaint): Diagnostic {
  return { severity: 'error', span: syntax.span, ...complaint };
}
