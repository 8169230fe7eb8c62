/**
 * The three questions that all parts put to the typing of expressions. What stands in `expressions/`
 * needs itself (an index is an expression) and everything else needs it, so it is reached through
 * the context.
 *
 * An expression is typed bottom-up, with a `Want` where its surroundings expect a type. The want
 * gives a meaning to what has none of its own: members, shapes, `none`, lists, YAML mappings. When
 * it is `firm`, the value will be made one of that type in any case, so that the parts of a list or
 * of `if(…)` may be made so early; otherwise (the other side of `==`) it is only a hint.
 */
import type { Syntax } from '../expression/syntax.js';
import type { Expr } from '../typed.js';
import type { Type } from '../types.js';
import { assignable, BOOLEAN, coerceTo, isOpen, unwrapped } from './coercion.js';
import type { Constant, Context } from './context.js';
import { MAX_DEPTH } from './limits.js';
import { has } from './members.js';
import * as messages from './messages.js';
import type { Scope } from './scope.js';

export interface Want {
  readonly type: Type;
  readonly firm: boolean;
}

export interface Typing {
  readonly expression: (
    ctx: Context,
    syntax: Syntax,
    scope: Scope,
    want: Want | null,
  ) => Expr | null;
  readonly constant: (ctx: Context, name: string) => Constant | null;
  readonly type: (ctx: Context, name: string) => Type | null;
}

/** The typed expression, whatever its type; null where something is wrong, which has been said. */
export function infer(
  ctx: Context,
  syntax: Syntax,
  scope: Scope,
  want: Want | null = null,
): Expr | null {
  if (scope.depth >= MAX_DEPTH) {
    ctx.report(messages.tooDeep(syntax.span, MAX_DEPTH));
    return null;
  }
  if (!ctx.spend(syntax.span)) return null;
  return ctx.typing.expression(ctx, syntax, { ...scope, depth: scope.depth + 1 }, want);
}

/** The expression as a value of `type`. */
export function demand(ctx: Context, syntax: Syntax, scope: Scope, type: Type): Expr | null {
  const expr = infer(ctx, syntax, scope, { type, firm: true });
  return expr === null ? null : fitted(ctx, expr, type);
}

/** A typed expression made a value of `type`, or an error that names both types. */
export function fitted(ctx: Context, expr: Expr, type: Type): Expr | null {
  if (assignable(expr.type, type)) return coerceTo(expr, type);
  if (expr.op === 'literal' && expr.value === null) {
    // Allowed, and undefined whenever it is reached: `if(guard, x, none)` says so on purpose.
    ctx.report(messages.noneForValue(expr.span, type));
    return coerceTo({ ...expr, type: { kind: 'optional', of: type } }, type);
  }
  const hides = expr.op === 'variable' && has(unwrapped(type), expr.name);
  ctx.report(
    hides
      ? messages.memberHidden(expr.span, expr.name, type, expr.type)
      : messages.mismatch(expr.span, type, expr.type),
  );
  return null;
}

/** The expression as a condition. */
export function condition(ctx: Context, syntax: Syntax, scope: Scope): Expr | null {
  return demand(ctx, syntax, scope, BOOLEAN);
}

/** Typed with nothing to go by but itself; what stays unknown (`[]`, `none`) is an error. */
export function closed(ctx: Context, syntax: Syntax, scope: Scope): Expr | null {
  const expr = infer(ctx, syntax, scope);
  if (expr === null || !isOpen(expr.type)) return expr;
  ctx.report(messages.typeUnknown(expr.span));
  return null;
}
