/**
 * What can go wrong while an expression is evaluated: the partial operations of the language. The
 * interpreter throws `IllDefined`; the compiler reports the same words. A spec in which this can
 * happen violates the property `well defined`. Values are given as text; the compiler, which may not
 * know them, leaves them out.
 */
import { grouped } from '../grouped.js';
import type { Span } from './source.js';

export class IllDefined extends Error {
  constructor(
    message: string,
    readonly span: Span,
  ) {
    super(message);
    this.name = 'IllDefined';
  }
}

export const outside = (type: string, value?: string): string =>
  value === undefined ? `a value is outside ${type}` : `${value} is outside ${type}`;

export const noneForValue = (type: string): string => `none where a value of ${type} is needed`;

export const overBound = (bound: number, kind: 'set' | 'bag' | 'sequence'): string =>
  `a ${kind} of more than ${bound} ${bound === 1 ? 'item' : 'items'}`;

export const overflow = (): string => 'a number does not fit into 32 bits';

export const divisionByZero = (operator: 'div' | 'mod'): string => `${operator} by zero`;

export const negativeExponent = (): string => 'a power with a negative exponent';

export const logarithmOf = (value?: string): string =>
  `the logarithm of ${value ?? 'a number that is not positive'}`;

export const headOfEmpty = (): string => 'the head of an empty sequence';

export const tailOfEmpty = (): string => 'the tail of an empty sequence';

export const indexOutside = (index?: string, size?: string): string =>
  index === undefined || size === undefined
    ? 'an index is outside the sequence'
    : `index ${index} is outside a sequence of ${size}`;

export const sliceOutside = (from?: string, to?: string, size?: string): string =>
  from === undefined || to === undefined || size === undefined
    ? 'a slice reaches outside the sequence'
    : `the slice ${from}..${to} reaches outside a sequence of ${size}`;

export const fieldOfOtherShape = (field: string, shape?: string): string =>
  shape === undefined ? `the value has no field ${field}` : `${shape} has no field ${field}`;

export const extremeOfNothing = (which: 'min' | 'max'): string => `the ${which} of nothing`;

export const theOfNone = (): string => '`the` finds nothing that fits';

export const theOfSeveral = (): string => '`the` finds several that fit';

export const writtenTwice = (variable: string): string =>
  `two effects write to one place of ${variable}`;

export const tooManySubsets = (size?: string): string =>
  `the subsets of a set of ${size ?? 'too many'} items are too many to list`;

/** The greatest set whose subsets are listed. */
export const SUBSETS_OF_AT_MOST = 20;

export const intervalTooLong = (): string =>
  `an interval of more than ${grouped(INTERVAL_OF_AT_MOST)} numbers is too long to list`;

/** The longest interval that is listed. */
export const INTERVAL_OF_AT_MOST = 10_000_000;

export const tooManyTogether = (kind: 'bag' | 'sequence'): string =>
  `a ${kind} of more than ${grouped(TOGETHER_AT_MOST)} items is too large to put together`;

/** What is put together of two, and so may be twice as large in each step, has at most so many items. */
export const TOGETHER_AT_MOST = 1_000_000;
