/** Arithmetic on 32-bit integers: what does not fit is ill defined, never wrapped. */
import * as ill from '../ill-defined.js';
import { IllDefined } from '../ill-defined.js';
import type { Span } from '../source.js';
import type { ExprOf } from '../typed.js';

/** The number, if it fits into 32 bits. Turns −0 into 0. */
export function checkedInteger(value: number, span: Span): number {
  if (value < -(2 ** 31) || value > 2 ** 31 - 1) throw new IllDefined(ill.overflow(), span);
  return value + 0;
}

/** Products of two 32-bit numbers may be inexact in a double, but then they do not fit anyway. */
export function arithmetic(expr: ExprOf<'arithmetic'>, left: number, right: number): number {
  const { operator, span } = expr;
  switch (operator) {
    case '+':
      return checkedInteger(left + right, span);
    case '-':
      return checkedInteger(left - right, span);
    case '*':
      return checkedInteger(left * right, span);
    case '^':
      if (right < 0) throw new IllDefined(ill.negativeExponent(), span);
      return checkedInteger(power(left, right), span);
    case 'div':
      if (right === 0) throw new IllDefined(ill.divisionByZero('div'), span);
      return checkedInteger(Math.floor(left / right), span);
    case 'mod':
      if (right === 0) throw new IllDefined(ill.divisionByZero('mod'), span);
      return checkedInteger(left - right * Math.floor(left / right), span);
    case 'min':
      return Math.min(left, right);
    case 'max':
      return Math.max(left, right);
  }
}

/** By repeated multiplication, as far as the result may still fit. */
function power(base: number, exponent: number): number {
  if (Math.abs(base) <= 1) return exponent === 0 || (base === -1 && exponent % 2 === 0) ? 1 : base;
  let result = 1;
  for (let i = 0; i < exponent && Math.abs(result) <= 2 ** 31; i++) result *= base;
  return result;
}

/** The greatest n with 2^n <= value. */
export function floorLog2(value: number, span: Span): number {
  if (value <= 0) throw new IllDefined(ill.logarithmOf(String(value)), span);
  let n = 0;
  while (2 ** (n + 1) <= value) n++;
  return n;
}
