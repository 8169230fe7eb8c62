/**
 * Constants: expressions over other constants, evaluated once, in whatever order they need one
 * another. The ends of ranges, bounds and sizes are constants too.
 */
import type { Syntax } from '../expression/syntax.js';
import type { Expr } from '../typed.js';
import { isOpen } from './coercion.js';
import { constantValue } from './constant-values.js';
import type { Constant, Context } from './context.js';
import * as messages from './messages.js';
import { enter } from './resolving.js';
import { CONSTANT, scopeFor } from './scope.js';
import { termOf } from './terms.js';
import { infer } from './typing.js';

/** The value of the constant declared under this name (which is declared); null when it is wrong. */
export function declaredConstant(ctx: Context, name: string): Constant | null {
  const known = ctx.constants.get(name);
  if (known !== undefined) return known;
  const declaration = ctx.declarations.get(name);
  if (declaration === undefined) return null;
  const constant = enter(ctx, name, declaration.span, () => {
    const term = termOf(ctx, declaration.tree);
    if (term === null) return null;
    if (isMeasure(term) && !ctx.system) {
      ctx.report(messages.measuresNotYet(term.span));
      return null;
    }
    const expr = infer(ctx, term, scopeFor(CONSTANT));
    return expr === null ? null : asConstant(ctx, expr);
  });
  if (!ctx.constants.has(name)) ctx.constants.set(name, constant);
  return constant;
}

/** Times, rates, shares and fractions: they mean something only with clocks and probabilities. */
function isMeasure(term: Syntax): boolean {
  if (term.syntax === 'quantity') return true;
  if (term.syntax === 'number') return term.denominator !== 1n;
  if (term.syntax === 'negate') return isMeasure(term.of);
  return (
    term.syntax === 'binary' &&
    ['+', '-', '*', '/'].includes(term.operator) &&
    (term.operator === '/' || isMeasure(term.left) || isMeasure(term.right))
  );
}

function asConstant(ctx: Context, expr: Expr): Constant | null {
  if (isOpen(expr.type)) {
    ctx.report(messages.typeUnknown(expr.span));
    return null;
  }
  const value = constantValue(ctx, expr);
  if (value === undefined) return null;
  return { expr: { op: 'literal', type: expr.type, span: expr.span, value } };
}
