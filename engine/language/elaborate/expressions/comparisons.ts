/** `==` and its like. Both sides are brought to one type; options are compared as they are. */
import type { Syntax, SyntaxOf } from '../../expression/syntax.js';
import type { Span } from '../../source.js';
import type { Expr, Relation } from '../../typed.js';
import type { Type } from '../../types.js';
import { BOOLEAN, coerceTo, isNumber, isOpen, join, unwrapped } from '../coercion.js';
import type { Context } from '../context.js';
import * as messages from '../messages.js';
import type { Scope } from '../scope.js';
import { fitted, infer, type Want } from '../typing.js';
import { isNeedy } from './neediness.js';

/** One comparison, or a chain `1 <= i <= n`: the conjunction of its links. */
export function comparison(ctx: Context, syntax: SyntaxOf<'compare'>, scope: Scope): Expr | null {
  let all: Expr | null = null;
  let fine = true;
  syntax.relations.forEach((relation, i) => {
    const [left, right] = [syntax.operands[i], syntax.operands[i + 1]];
    const single = syntax.relations.length === 1;
    const span = single ? syntax.span : { ...left.span, end: right.span.end };
    const link = compare(ctx, relation, left, right, span, scope);
    if (link === null) fine = false;
    else if (all === null) all = link;
    else all = { op: 'and', type: BOOLEAN, span: syntax.span, left: all, right: link };
  });
  return fine ? all : null;
}

function compare(
  ctx: Context,
  relation: Relation,
  leftSyntax: Syntax,
  rightSyntax: Syntax,
  span: Span,
  scope: Scope,
): Expr | null {
  const both = pair(ctx, leftSyntax, rightSyntax, scope);
  if (both === null) return null;
  const [left, right] = both;
  const type = join(left.type, right.type);
  if (type === null) {
    ctx.report(messages.cannotCompare(span, left.type, right.type));
    return null;
  }
  if (isOpen(type)) {
    ctx.report(messages.typeUnknown(left.span));
    return null;
  }
  if (relation === '==' || relation === '!=') {
    const sides = { left: coerceTo(left, type), right: coerceTo(right, type) };
    return { op: 'compare', relation, type: BOOLEAN, span, ...sides };
  }
  const ordered = unwrapped(type);
  if (!isOrdered(ordered)) {
    ctx.report(messages.notOrdered(span, relation, ordered));
    return null;
  }
  const [l, r] = [fitted(ctx, left, ordered), fitted(ctx, right, ordered)];
  return l && r && { op: 'compare', relation, type: BOOLEAN, span, left: l, right: r };
}

/** Both operands typed, the one with a type of its own first; `fallback` is wanted when none has. */
export function pair(
  ctx: Context,
  leftSyntax: Syntax,
  rightSyntax: Syntax,
  scope: Scope,
  fallback: Want | null = null,
): [Expr, Expr] | null {
  const turned = isNeedy(ctx, leftSyntax, scope) && !isNeedy(ctx, rightSyntax, scope);
  const [first, second] = turned ? [rightSyntax, leftSyntax] : [leftSyntax, rightSyntax];
  const a = infer(ctx, first, scope, fallback);
  const hint = a === null || isOpen(a.type) ? fallback : { type: a.type, firm: false };
  if (a === null && isNeedy(ctx, second, scope)) return null;
  const b = infer(ctx, second, scope, hint);
  if (a === null || b === null) return null;
  // Two needy sides: what the second found out about itself tells the first.
  const again = isOpen(a.type) && !isOpen(b.type);
  const settled = again ? infer(ctx, first, scope, { type: b.type, firm: false }) : a;
  if (settled === null) return null;
  return turned ? [b, settled] : [settled, b];
}

function isOrdered(type: Type): boolean {
  return isNumber(type) || type.kind === 'enum';
}
