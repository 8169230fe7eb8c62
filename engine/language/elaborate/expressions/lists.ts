/** Collections written out, `a..b`, and membership. */
import type { SyntaxOf } from '../../expression/syntax.js';
import type { Span } from '../../source.js';
import type { Expr } from '../../typed.js';
import type { Type, TypeOf } from '../../types.js';
import {
  BOOLEAN,
  coerceTo,
  collectionType,
  INTEGER,
  isOpen,
  join,
  NOTHING,
  unwrapped,
} from '../coercion.js';
import type { Context } from '../context.js';
import * as messages from '../messages.js';
import type { Scope } from '../scope.js';
import { demand, fitted, infer, type Want } from '../typing.js';
import { isNeedy } from './neediness.js';

export type Collection = TypeOf<'set'> | TypeOf<'bag'> | TypeOf<'sequence'>;

export function isCollection(type: Type): type is Collection {
  return type.kind === 'set' || type.kind === 'bag' || type.kind === 'sequence';
}

/** `[a, b]`: a set, a bag or a sequence as is wanted, a sequence when nothing is. */
export function list(
  ctx: Context,
  syntax: SyntaxOf<'list'>,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const wanted = want === null ? null : unwrapped(want.type);
  const kind = wanted !== null && isCollection(wanted) ? wanted.kind : 'sequence';
  const item = wanted !== null && isCollection(wanted) ? wanted.of : null;
  if (want?.firm && item !== null && !isOpen(item)) {
    const items = syntax.items.map((s) => demand(ctx, s, scope, item));
    return items.includes(null) ? null : written(kind, item, items as Expr[], syntax.span);
  }
  return joined(ctx, syntax, kind, item, scope);
}

/** A list whose items tell its type: those with a type of their own come first. */
function joined(
  ctx: Context,
  syntax: SyntaxOf<'list'>,
  kind: Collection['kind'],
  hint: Type | null,
  scope: Scope,
): Expr | null {
  const items: (Expr | null)[] = new Array(syntax.items.length).fill(null);
  let type: Type = NOTHING;
  let fine = true;
  const order = [...syntax.items.keys()].sort(
    (a, b) =>
      Number(isNeedy(ctx, syntax.items[a], scope)) - Number(isNeedy(ctx, syntax.items[b], scope)),
  );
  for (const i of order) {
    const wanted = isOpen(type) ? hint : type;
    const want = wanted === null ? null : { type: wanted, firm: false };
    const item = infer(ctx, syntax.items[i], scope, want);
    const both = item && join(type, item.type);
    if (item !== null && both === null) ctx.report(messages.mismatch(item.span, type, item.type));
    if (both === null) fine = false;
    else type = both;
    items[i] = item;
  }
  if (!fine) return null;
  const settled = items.length === 0 && hint !== null ? hint : type;
  return written(
    kind,
    settled,
    items.map((item) => coerceTo(item as Expr, settled)),
    syntax.span,
  );
}

function written(kind: Collection['kind'], of: Type, items: readonly Expr[], span: Span): Expr {
  return { op: 'collection', type: collectionType(kind, of, items.length), span, items };
}

/** `a..b` as a set: of a range when both ends are known to lie in one. */
export function interval(ctx: Context, syntax: SyntaxOf<'binary'>, scope: Scope): Expr | null {
  const left = infer(ctx, syntax.left, scope);
  const right = infer(ctx, syntax.right, scope);
  const from = left && fitted(ctx, left, INTEGER);
  const to = right && fitted(ctx, right, INTEGER);
  if (left === null || right === null || from === null || to === null) return null;
  const type: Type = { kind: 'set', of: between(left.type, right.type) };
  return { op: 'interval', type, span: syntax.span, from, to };
}

function between(from: Type, to: Type): Type {
  if (from.kind !== 'range' || to.kind !== 'range' || from.low > to.high) return INTEGER;
  return { kind: 'range', low: from.low, high: to.high };
}

/** `x in S`. */
export function membership(ctx: Context, syntax: SyntaxOf<'binary'>, scope: Scope): Expr | null {
  const sides = isNeedy(ctx, syntax.right, scope)
    ? elementFirst(ctx, syntax, scope)
    : collectionFirst(ctx, syntax, scope);
  if (sides === null) return null;
  const [element, collection] = sides;
  const kind = collection.type;
  if (!isCollection(kind)) {
    ctx.report(messages.notACollection(collection.span, kind));
    return null;
  }
  const of = join(element.type, kind.of);
  if (of === null) {
    ctx.report(messages.notAnItem(element.span, element.type, kind));
    return null;
  }
  if (isOpen(of)) {
    ctx.report(messages.typeUnknown(collection.span));
    return null;
  }
  return {
    op: 'in',
    type: BOOLEAN,
    span: syntax.span,
    element: coerceTo(element, of),
    collection: coerceTo(collection, { ...kind, of }),
  };
}

function elementFirst(ctx: Context, syntax: SyntaxOf<'binary'>, scope: Scope): [Expr, Expr] | null {
  const element = infer(ctx, syntax.left, scope);
  if (element === null) return null;
  const type: Type = { kind: 'set', of: element.type };
  const collection = infer(ctx, syntax.right, scope, { type, firm: false });
  return collection && [element, collection];
}

function collectionFirst(
  ctx: Context,
  syntax: SyntaxOf<'binary'>,
  scope: Scope,
): [Expr, Expr] | null {
  const collection = infer(ctx, syntax.right, scope);
  const item = collection && isCollection(collection.type) ? collection.type.of : null;
  if (collection === null && isNeedy(ctx, syntax.left, scope)) return null;
  const want = item === null ? null : { type: item, firm: false };
  const element = infer(ctx, syntax.left, scope, want);
  return element && collection && [element, collection];
}
