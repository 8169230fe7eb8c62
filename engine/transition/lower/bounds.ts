/**
 * Between which numbers the value of a numeric expression lies, as far as a look at it tells. Where
 * the bounds say that nothing can go wrong, no check is generated.
 */
import type { Expr } from '../../language/typed.js';

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

const LEAST = -(2 ** 31);
const GREATEST = 2 ** 31 - 1;
export const allIntegers: Bounds = { low: LEAST, high: GREATEST };

export const within = (inner: Bounds, outer: Bounds): boolean =>
  inner.low >= outer.low && inner.high <= outer.high;

export function boundsOf(expr: Expr): Bounds {
  const declared = expr.type.kind === 'range' ? expr.type : allIntegers;
  return intersect(seenBounds(expr), declared);
}

/** Before a check against the type: what the operation itself may give, overflow included. */
export function seenBounds(expr: Expr): Bounds {
  switch (expr.op) {
    case 'literal':
      return typeof expr.value === 'number' ? { low: expr.value, high: expr.value } : allIntegers;
    case 'coerce':
      return expr.of.type.kind === 'range' || expr.of.type.kind === 'integer'
        ? boundsOf(expr.of)
        : allIntegers;
    case 'if':
      return hull(boundsOf(expr.then), boundsOf(expr.else));
    case 'arithmetic':
      return arithmeticBounds(expr.operator, boundsOf(expr.left), boundsOf(expr.right));
    case 'negate': {
      const of = boundsOf(expr.of);
      return { low: -of.high, high: -of.low };
    }
    case 'abs': {
      const of = boundsOf(expr.of);
      const high = Math.max(Math.abs(of.low), Math.abs(of.high));
      return { low: of.low > 0 ? of.low : of.high < 0 ? -of.high : 0, high };
    }
    case 'log2':
      return { low: 0, high: 30 };
    case 'call':
      return expr.function === 'size' ? { low: 0, high: GREATEST } : allIntegers;
    case 'gather':
      return expr.gather === 'count' ? { low: 0, high: GREATEST } : allIntegers;
    default:
      return expr.type.kind === 'range' ? expr.type : allIntegers;
  }
}

function arithmeticBounds(operator: string, a: Bounds, b: Bounds): Bounds {
  switch (operator) {
    case '+':
      return { low: a.low + b.low, high: a.high + b.high };
    case '-':
      return { low: a.low - b.high, high: a.high - b.low };
    case '*': {
      const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
      return { low: Math.min(...corners), high: Math.max(...corners) };
    }
    case 'min':
      return { low: Math.min(a.low, b.low), high: Math.min(a.high, b.high) };
    case 'max':
      return { low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) };
    case 'mod':
      return b.low > 0
        ? { low: 0, high: Math.min(b.high - 1, a.low >= 0 ? a.high : b.high - 1) }
        : allIntegers;
    case 'div':
      return b.low > 0
        ? {
            low: Math.min(Math.floor(a.low / b.low), Math.floor(a.low / b.high)),
            high: Math.max(Math.floor(a.high / b.low), Math.floor(a.high / b.high)),
          }
        : allIntegers;
    default:
      return allIntegers;
  }
}

function intersect(a: Bounds, b: Bounds): Bounds {
  return { low: Math.max(a.low, b.low), high: Math.min(a.high, b.high) };
}

function hull(a: Bounds, b: Bounds): Bounds {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}
