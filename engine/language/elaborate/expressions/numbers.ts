/**
 * Numbers. What is made of numbers and constants alone is computed here, exactly, so that
 * `2^31 - 1` is a number like any other; everything else is integer arithmetic, checked for
 * overflow when it happens.
 */
import type { Syntax, SyntaxOf } from '../../expression/syntax.js';
import type { Span } from '../../source.js';
import type { Expr, ExprOf } from '../../typed.js';
import type { Type } from '../../types.js';
import { INTEGER, unwrapped } from '../coercion.js';
import type { Context } from '../context.js';
import { MAX_DEPTH, MAX_INTEGER, MIN_INTEGER } from '../limits.js';
import * as messages from '../messages.js';
import { deeper, lookUp, type Scope, scopeOfTerm } from '../scope.js';
import { demand, type Want } from '../typing.js';

type Operator = ExprOf<'arithmetic'>['operator'];
type Infix = '+' | '-' | '*' | '^' | 'mod';

export function isArithmetic(operator: string): operator is Infix {
  return ['+', '-', '*', '^', 'mod'].includes(operator);
}

export function number(ctx: Context, syntax: SyntaxOf<'number'>, want: Want | null): Expr | null {
  if (syntax.denominator !== 1n) {
    ctx.report(messages.notAnInteger(syntax.span));
    return null;
  }
  return integerLiteral(ctx, syntax.numerator, syntax.span, want);
}

/** A literal of the wanted type where it is inside, else of the range that holds it alone. */
export function integerLiteral(
  ctx: Context,
  value: bigint,
  span: Span,
  want: Want | null,
): Expr | null {
  if (value < MIN_INTEGER || value > MAX_INTEGER) {
    ctx.report(messages.beyondInteger(span, value));
    return null;
  }
  const n = Number(value);
  return { op: 'literal', type: numberType(n, want), span, value: n };
}

function numberType(n: number, want: Want | null): Type {
  const wanted = want === null ? null : unwrapped(want.type);
  if (wanted?.kind === 'integer') return wanted;
  if (wanted?.kind === 'range' && wanted.low <= n && n <= wanted.high) return wanted;
  return { kind: 'range', low: n, high: n };
}

export function negation(
  ctx: Context,
  syntax: Syntax,
  ofSyntax: Syntax,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const known = integerOf(ctx, syntax, scope);
  if (known !== null) return integerLiteral(ctx, known, syntax.span, want);
  const of = demand(ctx, ofSyntax, scope, INTEGER);
  return of && { op: 'negate', type: INTEGER, span: syntax.span, of };
}

export function arithmetic(
  ctx: Context,
  syntax: SyntaxOf<'binary'> & { readonly operator: Infix },
  scope: Scope,
  want: Want | null,
): Expr | null {
  const known = integerOf(ctx, syntax, scope);
  if (known !== null) return integerLiteral(ctx, known, syntax.span, want);
  const left = demand(ctx, syntax.left, scope, INTEGER);
  const right = demand(ctx, syntax.right, scope, INTEGER);
  if (left === null || right === null) return null;
  const folded = literals(syntax.operator, left, right);
  if (folded !== null) return integerLiteral(ctx, folded, syntax.span, want);
  return operation(syntax.operator, left, right, syntax.span);
}

/** The result for two literals (definitions written out), where it fits. */
function literals(operator: Infix, left: Expr, right: Expr): bigint | null {
  if (left.op !== 'literal' || right.op !== 'literal') return null;
  const [a, b] = [asInteger(left), asInteger(right)];
  const value = a === null || b === null ? null : compute(operator, a, b);
  return value === null || value < MIN_INTEGER || value > MAX_INTEGER ? null : value;
}

export function operation(operator: Operator, left: Expr, right: Expr, span: Span): Expr {
  return { op: 'arithmetic', operator, type: INTEGER, span, left, right };
}

/** The integer that numbers and constants alone make, of any size; null when it is something else. */
export function integerOf(ctx: Context, syntax: Syntax, scope: Scope): bigint | null {
  switch (syntax.syntax) {
    case 'number':
      return syntax.denominator === 1n ? syntax.numerator : null;
    case 'name':
      return namedInteger(ctx, syntax.name, scope);
    case 'negate': {
      const of = integerOf(ctx, syntax.of, scope);
      return of === null ? null : -of;
    }
    case 'binary': {
      if (!isArithmetic(syntax.operator)) return null;
      const right = integerOf(ctx, syntax.right, scope);
      const left = right === null ? null : integerOf(ctx, syntax.left, scope);
      return left === null || right === null ? null : compute(syntax.operator, left, right);
    }
    case 'call':
      return calledInteger(ctx, syntax, scope);
    default:
      return null;
  }
}

function namedInteger(ctx: Context, name: string, scope: Scope): bigint | null {
  const entry = lookUp(scope, name);
  if (entry?.meaning.kind === 'term') {
    const { term, scope: written } = entry.meaning;
    if (!ctx.spend(term.span)) return null;
    if (scope.depth > MAX_DEPTH) return null;
    return integerOf(ctx, term, deeper(scopeOfTerm(written, scope)));
  }
  if (entry?.meaning.kind === 'value') return asInteger(entry.meaning.expr);
  if (entry !== undefined || ctx.declarations.get(name)?.what !== 'constant') return null;
  ctx.used.add(name);
  const constant = ctx.typing.constant(ctx, name);
  return constant === null ? null : asInteger(constant.expr);
}

function asInteger(expr: ExprOf<'literal'>): bigint | null {
  const number = expr.type.kind === 'integer' || expr.type.kind === 'range';
  return number && typeof expr.value === 'number' ? BigInt(expr.value) : null;
}

function calledInteger(ctx: Context, syntax: SyntaxOf<'call'>, scope: Scope): bigint | null {
  const { name, args } = syntax;
  if (name !== 'div' && name !== 'min' && name !== 'max' && name !== 'abs') return null;
  const values: bigint[] = [];
  for (const arg of args) {
    const value = arg.name === undefined ? integerOf(ctx, arg.value, scope) : null;
    if (value === null) return null;
    values.push(value);
  }
  if (name === 'abs') return values.length === 1 ? (values[0] < 0n ? -values[0] : values[0]) : null;
  if (values.length < 2) return null;
  if (name === 'div') return values.length === 2 ? compute('div', values[0], values[1]) : null;
  return values.reduce((a, b) => (a < b === (name === 'min') ? a : b));
}

/** Null where there is no result, or none of a size worth having. */
function compute(operator: Infix | 'div', a: bigint, b: bigint): bigint | null {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '^':
      return b < 0n || b > 64n || a > 2n ** 64n || a < -(2n ** 64n) ? null : a ** b;
    case 'div':
      return b === 0n ? null : floorDivision(a, b);
    case 'mod':
      return b === 0n ? null : a - b * floorDivision(a, b);
  }
}

function floorDivision(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
