/** Random expressions that bind a name: over the items of a collection, of a type, or up to a closure. */
import type { Binder, Expr, Gather } from '../../language/typed.js';
import type { Type, TypeOf } from '../../language/types.js';
import { valuesOf } from '../../language/values.js';
import type { Expressions, Wanted } from './expressions.js';
import { BOOLEAN, type Collection } from './types.js';

/** One binder over `over`, and sometimes a second; the body as the gather wants it. */
export function gather(e: Expressions, w: Wanted, kind: Gather, over: Collection): Expr {
  const { scope, depth, node } = w;
  const { type } = node;
  const binders: Binder[] = [];
  let inner = scope;
  const single = kind === 'filter' || kind === 'the';
  for (let i = e.c.oneIn(4) && !single ? 2 : 1; i > 0; i--) {
    const local = e.local(over.of);
    binders.push({ local, over: e.expr(over, inner, depth - 1) });
    inner = { ...inner, locals: [...inner.locals, local] };
  }
  const bodyType: Type = ['forall', 'exists', 'count', 'filter', 'the'].includes(kind)
    ? BOOLEAN
    : 'of' in type
      ? type.of
      : type;
  return {
    ...node,
    op: 'gather',
    gather: kind,
    binders,
    body: e.expr(bodyType, inner, depth - 1),
  };
}

export function mapGather(e: Expressions, w: Wanted, type: TypeOf<'map'>): Expr {
  const { scope, depth, node } = w;
  const local = e.local(type.key);
  const over: Expr = {
    op: 'literal',
    type: { kind: 'set', of: type.key },
    span: e.span(),
    value: valuesOf(type.key),
  };
  const body = e.expr(type.value, { ...scope, locals: [...scope.locals, local] }, depth - 1);
  return { ...node, op: 'gather', gather: 'map', binders: [{ local, over }], body };
}

export function reach(e: Expressions, w: Wanted, type: TypeOf<'set'>): Expr {
  const { scope, depth, node } = w;
  const { c } = e;
  const local = e.local(type.of);
  const offered = (): Type =>
    c.one<Type>([type.of, { kind: 'optional', of: type.of }, { kind: 'set', of: type.of }]);
  const step = e.expr(offered(), { ...scope, locals: [...scope.locals, local] }, depth - 1);
  return {
    ...node,
    type: { kind: 'set', of: type.of },
    op: 'reach',
    local,
    step,
    start: e.expr(offered(), scope, depth - 1),
  };
}
