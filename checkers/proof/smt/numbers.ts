/** Arithmetic on 32-bit integers: the exact result, and the condition that it is one. */
import type { ExprOf } from '../../../engine/language/typed.js';
import { INTEGERS } from './symbolic.js';
import { intervalOf, type Term, type Terms } from './terms.js';

export interface Numeric {
  readonly term: Term;
  readonly ok: Term;
}

/** The number if it fits into 32 bits. */
export function fitting(terms: Terms, exact: Term, ok: Term = terms.true): Numeric {
  return {
    term: terms.narrow(exact, INTEGERS),
    ok: terms.and(ok, terms.within(exact, INTEGERS)),
  };
}

export function arithmetic(
  terms: Terms,
  operator: ExprOf<'arithmetic'>['operator'],
  left: Term,
  right: Term,
): Numeric {
  switch (operator) {
    case '+':
      return fitting(terms, terms.add(left, right));
    case '-':
      return fitting(terms, terms.subtract(left, right));
    case '*':
      return fitting(terms, terms.multiply(left, right));
    case '^':
      return power(terms, left, right);
    case 'div':
      return fitting(terms, floorDivision(terms, left, right), nonZero(terms, right));
    case 'mod':
      return fitting(terms, floorRemainder(terms, left, right), nonZero(terms, right));
    case 'min':
      return { term: terms.if(terms.atMost(left, right), left, right), ok: terms.true };
    case 'max':
      return { term: terms.if(terms.atMost(left, right), right, left), ok: terms.true };
  }
}

const nonZero = (terms: Terms, term: Term): Term => terms.not(terms.equal(term, terms.integer(0)));

/** Terms divide by positive numbers only; x / −y is −x / y. */
function floorDivision(terms: Terms, left: Term, right: Term): Term {
  return bySign(
    terms,
    right,
    () => terms.divide(left, right),
    () => terms.divide(terms.negate(left), terms.negate(right)),
  );
}

/** x mod −y is −(−x mod y). */
function floorRemainder(terms: Terms, left: Term, right: Term): Term {
  return bySign(
    terms,
    right,
    () => terms.remainder(left, right),
    () => terms.negate(terms.remainder(terms.negate(left), terms.negate(right))),
  );
}

function bySign(terms: Terms, divisor: Term, positive: () => Term, negative: () => Term): Term {
  const { low, high } = intervalOf(divisor);
  if (low >= 0) return positive();
  if (high <= 0) return negative();
  return terms.if(terms.less(terms.integer(0), divisor), positive(), negative());
}

/** The greatest exponent for which a base other than −1, 0, 1 may still fit. */
const EXPONENTS = 31;

/** One product for each exponent that may come: all factors are known, so this is exact. */
function power(terms: Terms, base: Term, exponent: Term): Numeric {
  const { low, high } = intervalOf(exponent);
  let { term, ok } = unitPower(terms, base, exponent);
  let product: Numeric = { term: terms.integer(1), ok: terms.true };
  for (let n = 0; n <= Math.min(high, EXPONENTS); n++) {
    if (n > 0) product = fitting(terms, terms.multiply(product.term, base), product.ok);
    if (n < low) continue;
    const now = terms.equal(exponent, terms.integer(n));
    ok = terms.if(now, product.ok, ok);
    term = terms.if(now, product.term, term);
  }
  return { term, ok: terms.and(terms.atMost(terms.integer(0), exponent), ok) };
}

/** A great power: of −1, 0 or 1, or it does not fit. */
function unitPower(terms: Terms, base: Term, exponent: Term): Numeric {
  const even = terms.equal(terms.remainder(exponent, terms.integer(2)), terms.integer(0));
  const [one, minus] = [terms.integer(1), terms.integer(-1)];
  const negative = terms.if(even, one, minus);
  return {
    term: terms.if(terms.equal(base, minus), negative, terms.narrow(base, { low: -1, high: 1 })),
    ok: terms.within(base, { low: -1, high: 1 }),
  };
}

export function absolute(terms: Terms, of: Term): Numeric {
  const zero = terms.integer(0);
  const { low, high } = intervalOf(of);
  const size = terms.if(terms.less(of, zero), terms.negate(of), of);
  const most = Math.max(Math.abs(low), Math.abs(high));
  return fitting(terms, terms.narrow(size, { low: 0, high: most }));
}

/** The greatest n with 2^n <= the number. */
export function logarithm(terms: Terms, of: Term): Numeric {
  let term = terms.integer(0);
  for (let n = 1; n <= 30; n++)
    term = terms.if(terms.atMost(terms.integer(2 ** n), of), terms.integer(n), term);
  return { term, ok: terms.less(terms.integer(0), of) };
}
