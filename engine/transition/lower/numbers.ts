/** Arithmetic on 32-bit integers: checked, never wrapped. */
import * as ill from '../../language/ill-defined.js';
import type { Expr, ExprOf } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { binary, constant, not, select, sub, zero } from '../simplify.js';
import { allIntegers, boundsOf, seenBounds, within } from './bounds.js';
import type { Lowering } from './lowering.js';

const plain = {
  '+': ['add', 'addOverflows'],
  '-': ['sub', 'subOverflows'],
  '*': ['mul', 'mulOverflows'],
} as const;

export function lowerArithmetic(l: Lowering, expr: ExprOf<'arithmetic'>): Ir {
  const left = l.name(l.lower(expr.left));
  const right = l.name(l.lower(expr.right));
  switch (expr.operator) {
    case '+':
    case '-':
    case '*': {
      const [operator, overflows] = plain[expr.operator];
      if (!staysInside(expr)) l.failIf(binary(overflows, left, right), ill.overflow(), expr.span);
      return l.name(binary(operator, left, right));
    }
    case '^':
      return power(l, expr, left, right);
    case 'div':
    case 'mod':
      return divide(l, expr, left, right);
    case 'min':
      return select(binary('le', left, right), left, right);
    case 'max':
      return select(binary('ge', left, right), left, right);
  }
}

/** Can the result not leave the 32-bit integers? */
function staysInside(expr: Expr): boolean {
  return within(seenBounds(expr), allIntegers);
}

function power(l: Lowering, expr: ExprOf<'arithmetic'>, left: Ir, right: Ir): Ir {
  l.failIf(binary('lt', right, zero), ill.negativeExponent(), expr.span);
  l.failIf(l.call('powerOverflows', left, right), ill.overflow(), expr.span);
  return l.callNow('power', left, right);
}

function divide(l: Lowering, expr: ExprOf<'arithmetic'>, left: Ir, right: Ir): Ir {
  const operator = expr.operator === 'div' ? 'div' : 'mod';
  const dividend = boundsOf(expr.left);
  const divisor = boundsOf(expr.right);
  if (divisor.low <= 0 && divisor.high >= 0)
    l.failIf(not(right), ill.divisionByZero(operator), expr.span);
  if (dividend.low >= 0 && divisor.low > 0) return binary(operator, left, right);
  const extreme = dividend.low === allIntegers.low && divisor.low <= -1 && divisor.high >= -1;
  const isExtreme = binary(
    'and',
    binary('eq', left, constant(allIntegers.low)),
    binary('eq', right, constant(-1)),
  );
  if (operator === 'div') {
    if (extreme) l.failIf(isExtreme, ill.overflow(), expr.span);
    return l.name(binary('floorDiv', left, right));
  }
  const remainder: Ir = binary('floorMod', left, right);
  return l.name(extreme ? select(binary('eq', right, constant(-1)), zero, remainder) : remainder);
}

export function lowerUnary(l: Lowering, expr: ExprOf<'negate' | 'abs' | 'log2'>): Ir {
  const of = l.name(l.lower(expr.of));
  if (expr.op === 'log2') {
    if (boundsOf(expr.of).low <= 0) l.failIf(binary('le', of, zero), ill.logarithmOf(), expr.span);
    return l.callNow('log2', of);
  }
  if (boundsOf(expr.of).low === allIntegers.low) {
    l.failIf(binary('eq', of, constant(allIntegers.low)), ill.overflow(), expr.span);
  }
  const negated = sub(zero, of);
  return expr.op === 'negate' ? negated : select(binary('ge', of, zero), of, negated);
}
