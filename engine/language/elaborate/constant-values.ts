/** What is known before any state is: ends of ranges, bounds, sizes, domains of instances. */
import { evaluate } from '../evaluate.js';
import type { Syntax } from '../expression/syntax.js';
import { IllDefined } from '../ill-defined.js';
import type { Expr } from '../typed.js';
import type { Value } from '../value.js';
import { INTEGER } from './coercion.js';
import type { Context } from './context.js';
import { MAX_STEPS, stepsOf } from './cost.js';
import * as messages from './messages.js';
import { scopeFor, TYPE } from './scope.js';
import { demand } from './typing.js';

/** The value of an expression that reads no state; undefined (and reported) when it has none. */
export function constantValue(ctx: Context, expr: Expr): Value | undefined {
  if (expr.op === 'literal') return expr.value;
  if (stepsOf(expr) > MAX_STEPS) {
    ctx.report(messages.constantTooLong(expr.span));
    return undefined;
  }
  try {
    return evaluate(expr);
  } catch (failure) {
    if (!(failure instanceof IllDefined)) throw failure;
    ctx.report(messages.constantFails(failure.span, failure.message));
    return undefined;
  }
}

/** An integer that is known before any state is: an end of a range, a bound, a size. */
export function constantInteger(ctx: Context, syntax: Syntax): number | null {
  const expr = demand(ctx, syntax, scopeFor(TYPE), INTEGER);
  if (expr === null) return null;
  const value = constantValue(ctx, expr);
  return typeof value === 'number' ? value : null;
}
