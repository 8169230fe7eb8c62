/**
 * Arithmetic of programs. Code computes in `integer`, or in a wider type of an operand, as C's usual
 * conversions do (ISO C, 6.3.1.8), and must not leave it; contracts compute in ℤ. What is known
 * beforehand is computed here, exactly, wherever it stands.
 */
import type { ArithmeticOperator, Fits, ProgramExpr } from './spec.js';
import { INTEGER, type ProgramType } from './types.js';

type Integer = ProgramType & { readonly kind: 'integer' };

/** ⌊a / b⌋ and what is left, for any b but 0. */
export function floorDivision(a: bigint, b: bigint): { quotient: bigint; rest: bigint } {
  const rest = ((a % b) + b) % b;
  return { quotient: (a - rest) / b, rest };
}

/** Null: division by zero. */
export function calculate(operator: ArithmeticOperator, a: bigint, b: bigint): bigint | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case 'div':
      return b === 0n ? null : floorDivision(a, b).quotient;
    case 'mod':
      return b === 0n ? null : floorDivision(a, b).rest;
    case 'min':
      return a < b ? a : b;
    case 'max':
      return a > b ? a : b;
  }
}

export function literal(value: bigint, span: ProgramExpr['span']): ProgramExpr {
  return { op: 'literal', type: { kind: 'integer', low: value, high: value }, span, value };
}

const isNumber = (expr: ProgramExpr): expr is ProgramExpr & { op: 'literal'; value: bigint } =>
  expr.op === 'literal' && typeof expr.value === 'bigint';

/** Larger numbers are not computed with beforehand. */
const LARGEST = 2n ** 2048n;

const isModest = (value: bigint): boolean => -LARGEST < value && value < LARGEST;

export function arithmetic(
  operator: ArithmeticOperator,
  left: ProgramExpr,
  right: ProgramExpr,
  span: ProgramExpr['span'],
  code: boolean,
): ProgramExpr {
  if (isNumber(left) && isNumber(right) && isModest(left.value) && isModest(right.value)) {
    const value = calculate(operator, left.value, right.value);
    if (value !== null) return literal(value, span);
  }
  const { type, fits } = wide([left, right], code);
  return { op: 'arithmetic', operator, left, right, span, type, fits };
}

export function unary(
  op: 'negate' | 'abs',
  of: ProgramExpr,
  span: ProgramExpr['span'],
  code: boolean,
): ProgramExpr {
  if (isNumber(of)) return literal(op === 'negate' || of.value < 0n ? -of.value : of.value, span);
  return { op, of, span, ...wide([of], code) };
}

function wide(operands: readonly ProgramExpr[], code: boolean): { type: Integer; fits: Fits } {
  if (!code) return { type: INTEGER, fits: null };
  const types = [INTEGER, ...operands.map(({ type }) => type as Integer)];
  const low = types.reduce((least, type) => (type.low < least ? type.low : least), 0n);
  const high = types.reduce((most, type) => (type.high > most ? type.high : most), 0n);
  return { type: { kind: 'integer', low, high }, fits: { low, high } };
}
