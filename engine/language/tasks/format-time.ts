/** Exact times and shares for people: `1.5 ms`, `97.14 %`. */
import { formatRational, multiply, type Rational, rational } from '../expression/numbers.js';

const UNITS: readonly (readonly [string, Rational])[] = [
  ['s', rational(1n)],
  ['ms', rational(1n, 1000n)],
  ['us', rational(1n, 1_000_000n)],
  ['ns', rational(1n, 1_000_000_000n)],
];

/** In the largest unit in which it is at least one; exact. */
export function formatTime(seconds: Rational): string {
  if (seconds.numerator === 0n) return '0 s';
  const size = seconds.numerator < 0n ? rational(-seconds.numerator, seconds.denominator) : seconds;
  const fits = ([, unit]: (typeof UNITS)[number]) =>
    size.numerator * unit.denominator >= unit.numerator * size.denominator;
  const [name, unit] = UNITS.find(fits) ?? UNITS[UNITS.length - 1];
  const value = multiply(seconds, rational(unit.denominator, unit.numerator));
  return `${decimal(value) ?? formatRational(value)} ${name}`;
}

/** `ticks` of `tick` seconds each. */
export const formatTicks = (ticks: number, tick: Rational): string =>
  formatTime(multiply(rational(BigInt(ticks)), tick));

/** As percent, to two decimals where it has more; `≈` says so. */
export function formatShare(share: Rational): string {
  const percent = multiply(share, rational(100n));
  const exact = decimal(percent);
  if (exact !== null && (exact.split('.')[1] ?? '').length <= 2) return `${exact} %`;
  const hundredths = (percent.numerator * 200n + percent.denominator) / (2n * percent.denominator);
  return `≈ ${decimal(rational(hundredths, 100n))} %`;
}

/** A finite decimal, or null. */
export function decimal({ numerator, denominator }: Rational): string | null {
  let rest = denominator;
  let digits = 0;
  let scale = 1n;
  while (scale % rest !== 0n) {
    if (digits === 18) return null;
    digits++;
    scale *= 10n;
  }
  rest = scale / rest;
  const sign = numerator < 0n ? '-' : '';
  const text = String((numerator < 0n ? -numerator : numerator) * rest).padStart(digits + 1, '0');
  return digits === 0
    ? `${sign}${text}`
    : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
