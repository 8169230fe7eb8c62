/**
 * What is kept of many runs: for each measure of a cell a tally, which is small, and tallies of parts of the
 * runs join to that of all. Joined in the order of the runs, they are the same byte for byte however the runs
 * were spread over workers.
 */
import { type Rational, rational } from '../../engine/language/expression/numbers.js';
import type { StudyMeasure } from '../../engine/language/study/spec.js';
import {
  type Estimate,
  type Moments,
  meanInterval,
  NO_MOMENTS,
  together,
  wilson,
  withNumber,
} from './statistics.js';

export interface Tally {
  /** Of the runs that have a number; conditions are 1 or 0. */
  readonly moments: Moments;
  /** Exact where all numbers are whole, as counts and steps are. */
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Runs in which it was not decided. */
  readonly undecided: number;
}

export const EMPTY: Tally = {
  moments: NO_MOMENTS,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  undecided: 0,
};

/** `x` is null where the run did not decide it. */
export function tallied(tally: Tally, x: number | null): Tally {
  if (x === null) return { ...tally, undecided: tally.undecided + 1 };
  return {
    moments: withNumber(tally.moments, x),
    sum: tally.sum + x,
    min: Math.min(tally.min, x),
    max: Math.max(tally.max, x),
    undecided: tally.undecided,
  };
}

export function joined(a: Tally, b: Tally): Tally {
  return {
    moments: together(a.moments, b.moments),
    sum: a.sum + b.sum,
    min: Math.min(a.min, b.min),
    max: Math.max(a.max, b.max),
    undecided: a.undecided + b.undecided,
  };
}

/** A measured number: exact, and what it says of all the runs that there could have been. */
export interface Measured {
  readonly value: Rational;
  /** Null for what is no estimate: extremes, and the value of an only run. */
  readonly interval: Estimate | null;
}

/** Null where some run did not decide it: then nothing honest can be said of all. */
export function measuredIn(
  { moments, sum, min, max, undecided }: Tally,
  statistic: StudyMeasure['statistic'],
): Measured | null {
  const { count } = moments;
  if (undecided > 0 || count === 0) return null;
  switch (statistic) {
    case 'share':
      return { value: rational(BigInt(sum), BigInt(count)), interval: wilson(sum, count) };
    case 'mean': {
      const value = divided(sum, count);
      return value && { value, interval: meanInterval(moments) };
    }
    case 'min':
      return exactly(min);
    case 'max':
      return exactly(max);
    case 'value':
      return exactly(sum);
  }
}

function exactly(x: number): Measured | null {
  const value = divided(x, 1);
  return value && { value, interval: null };
}

/** Every double is a fraction with a power of two below; null for those that are no number. */
function divided(sum: number, count: number): Rational | null {
  if (!Number.isFinite(sum)) return null;
  let scale = 1n;
  let whole = sum;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    scale *= 2n;
  }
  return rational(BigInt(whole), scale * BigInt(count));
}
