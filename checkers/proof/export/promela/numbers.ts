/** Arithmetic of the spec language in C's: floored division, and demands instead of overflow. */
import { CannotExport } from '../refusal.js';
import {
  all,
  and,
  arithmetic,
  choose,
  compare,
  constant,
  equal,
  GREATEST,
  implies,
  LEAST,
  narrow,
  not,
  or,
  type Scalar,
} from './scalar.js';
import type { Translator } from './translate.js';

type Operator = '+' | '-' | '*' | '^' | 'div' | 'mod' | 'min' | 'max';

const ZERO = constant(0);

export function arithmeticOf(t: Translator, operator: Operator, a: Scalar, b: Scalar): Scalar {
  switch (operator) {
    case '+':
    case '-':
      return fitting(t, arithmetic(operator, a, b), () => noOverflow(operator, a, b));
    case '*':
      return product(t, a, b);
    case '^':
      return power(t, a, b);
    case 'div':
    case 'mod':
      t.demand(compare('!=', b, ZERO));
      if (b.op === 'constant' && b.value === 0) return ZERO;
      return operator === 'div' ? floored(t, a, b) : modulo(a, b);
    case 'min':
      return choose(compare('<=', a, b), a, b);
    case 'max':
      return choose(compare('>=', a, b), a, b);
  }
}

/** The result, with a demand where it may not fit into 32 bits. */
function fitting(t: Translator, result: Scalar, fits: () => Scalar): Scalar {
  if (result.low >= LEAST && result.high <= GREATEST) return result;
  t.demand(fits());
  return result.op === 'constant' ? ZERO : narrow(result, LEAST, GREATEST);
}

/** Does a ± b fit? Asked without computing it. */
function noOverflow(operator: '+' | '-', a: Scalar, b: Scalar): Scalar {
  const up = compare(operator === '+' ? '>' : '<', b, ZERO);
  const back = operator === '+' ? '-' : '+';
  return all([
    implies(up, compare('<=', a, arithmetic(back, constant(GREATEST), b))),
    or(up, compare('>=', a, arithmetic(back, constant(LEAST), b))),
  ]);
}

function product(t: Translator, a: Scalar, b: Scalar): Scalar {
  const result = arithmetic('*', a, b);
  if (result.op === 'constant') return fitting(t, result, () => constant(0));
  if (result.low >= LEAST && result.high <= GREATEST) return result;
  throw new CannotExport('a product of numbers without bounds may not fit into 32 bits');
}

/** By cases of the exponent. */
function power(t: Translator, a: Scalar, b: Scalar): Scalar {
  t.demand(compare('>=', b, ZERO));
  if (b.high > 31) throw new CannotExport('a power whose exponent may be large');
  let result: Scalar = constant(1);
  let all: Scalar = result;
  for (let n = 1; n <= b.high; n++) {
    const before = result;
    result = t.under(compare('>=', b, constant(n)), () => product(t, before, a));
    all = choose(compare('>=', b, constant(n)), result, all);
  }
  return all;
}

const differentSigns = (a: Scalar, b: Scalar): Scalar =>
  choose(compare('<', a, ZERO), compare('>', b, ZERO), compare('<', b, ZERO));

/** Rounded towards minus infinity; C rounds towards zero. */
function floored(t: Translator, a: Scalar, b: Scalar): Scalar {
  if (a.low <= LEAST && b.low <= -1)
    t.demand(not(and(equal(a, constant(LEAST)), equal(b, constant(-1)))));
  const cut = arithmetic('/', a, b);
  if (a.low >= 0 && b.low > 0) return cut;
  const rest = compare('!=', remainder(a, b), ZERO);
  const below = and(rest, differentSigns(remainder(a, b), b));
  return narrow(choose(below, arithmetic('-', cut, constant(1)), cut), LEAST, GREATEST);
}

/** As C's, but defined for the one pair that traps. */
function remainder(a: Scalar, b: Scalar): Scalar {
  const plain = arithmetic('%', a, b);
  return a.low > LEAST || b.low > -1 ? plain : choose(equal(b, constant(-1)), ZERO, plain);
}

/** Has the sign of the divisor. */
function modulo(a: Scalar, b: Scalar): Scalar {
  const rest = remainder(a, b);
  if (a.low >= 0 && b.low > 0) return rest;
  const fix = and(compare('!=', rest, ZERO), differentSigns(rest, b));
  const value = choose(fix, arithmetic('+', rest, b), rest);
  return narrow(value, Math.min(0, b.low + 1), Math.max(0, b.high - 1));
}

export function absolute(t: Translator, a: Scalar): Scalar {
  if (a.low >= 0) return a;
  const negative = arithmeticOf(t, '-', ZERO, a);
  return narrow(choose(compare('<', a, ZERO), negative, a), 0, GREATEST);
}

/** The greatest n with 2^n <= a, by cases. */
export function floorLog2(t: Translator, a: Scalar): Scalar {
  t.demand(compare('>', a, ZERO));
  let result: Scalar = ZERO;
  for (let n = 1; n < 31; n++)
    result = choose(compare('>=', a, constant(2 ** n)), constant(n), result);
  return result;
}
