/**
 * The typing of expressions: which file knows what about each form of syntax.
 *
 * What type each form gets: a number is the range of itself, or what is wanted if it is inside;
 * arithmetic takes and gives `integer`; `==` and the like compare at the join of both types; `if`
 * and lists are typed at the join of their parts, or as wanted when that is firm; collection
 * functions give the type of their first collection with the bound that follows (`append` one more).
 */
import type { Syntax, SyntaxOf } from '../../expression/syntax.js';
import type { Expr } from '../../typed.js';
import { BOOLEAN } from '../coercion.js';
import type { Context } from '../context.js';
import * as messages from '../messages.js';
import type { Scope } from '../scope.js';
import { condition, type Want } from '../typing.js';
import { field, index, isShape } from './access.js';
import { call } from './calls.js';
import { comparison } from './comparisons.js';
import { interval, list, membership } from './lists.js';
import { name } from './names.js';
import { arithmetic, isArithmetic, negation, number } from './numbers.js';

export function expression(
  ctx: Context,
  syntax: Syntax,
  scope: Scope,
  want: Want | null,
): Expr | null {
  switch (syntax.syntax) {
    case 'number':
      return number(ctx, syntax, want);
    case 'quantity':
      if (ctx.system) return ctx.system.quantity(ctx, syntax);
      ctx.report(messages.measuresNotYet(syntax.span));
      return null;
    case 'name':
      return name(ctx, syntax, scope, want);
    case 'list':
      return list(ctx, syntax, scope, want);
    case 'not': {
      const of = condition(ctx, syntax.of, scope);
      return of && { op: 'not', type: BOOLEAN, span: syntax.span, of };
    }
    case 'negate':
      return negation(ctx, syntax, syntax.of, scope, want);
    case 'binary':
      return binary(ctx, syntax, scope, want);
    case 'compare':
      return comparison(ctx, syntax, scope);
    case 'is':
      return isShape(ctx, syntax, scope);
    case 'call':
      return call(ctx, syntax, scope, want);
    case 'index':
      return index(ctx, syntax, scope);
    case 'field':
      return field(ctx, syntax, scope);
  }
}

function binary(
  ctx: Context,
  syntax: SyntaxOf<'binary'>,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const { operator } = syntax;
  if (isArithmetic(operator)) return arithmetic(ctx, { ...syntax, operator }, scope, want);
  switch (operator) {
    case 'and':
    case 'or':
    case 'implies': {
      const left = condition(ctx, syntax.left, scope);
      const right = condition(ctx, syntax.right, scope);
      return left && right && { op: operator, type: BOOLEAN, span: syntax.span, left, right };
    }
    case 'in':
      return membership(ctx, syntax, scope);
    case 'not in': {
      const of = membership(ctx, syntax, scope);
      return of && { op: 'not', type: BOOLEAN, span: syntax.span, of };
    }
    case '..':
      return interval(ctx, syntax, scope);
    case '/':
      ctx.report(messages.exactDivision(syntax.span));
      return null;
    default:
      ctx.report(messages.typeInValue(syntax.span));
      return null;
  }
}
