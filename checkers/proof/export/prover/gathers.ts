/** Counting, adding up, choosing and collecting over the members of sets and sequences. */
import type { Binder, Expr, ExprOf } from '../../../../engine/language/typed.js';
import type { Value } from '../../../../engine/language/value.js';
import { CannotExport } from '../refusal.js';
import { atom, type Piece, piece, RANK } from './dialect.js';
import type { Expressions, Scope } from './expression.js';
import { member } from './membership.js';

export function gather(x: Expressions, expr: ExprOf<'gather'>, scope: Scope): Piece {
  const [binder, ...rest] = expr.binders;
  switch (expr.gather) {
    case 'forall':
    case 'exists':
      return x.use('truth', x.prop(expr, scope));
    case 'count':
      if (rest.length === 0 && binder.over.type.kind === 'set')
        return sizeOfFilter(x, binder, expr.body, scope);
      return sum(x, expr.binders, scope, (inner) =>
        piece(x.dialect.choice(x.prop(expr.body, inner).text, '1', '0'), RANK.open),
      );
    case 'sum':
      return sum(x, expr.binders, scope, (inner) => x.term(expr.body, inner));
    case 'min':
    case 'max': {
      const name = x.types.names.local('n', x.around(scope));
      const around = { ...scope, locals: new Map(scope.locals).set(-2, atom(name)) };
      const values = x.quantified('exists', expr.binders, around, (inner) =>
        x.logic.equal(atom(name), x.term(expr.body, inner)),
      );
      return x.use(
        expr.gather === 'min' ? 'least' : 'greatest',
        x.types.lambda(name, x.dialect.integers, values.text),
      );
    }
    case 'the':
      return x.use(
        'the',
        x.types.default(binder.local.type),
        filtered(x, binder, expr.body, scope),
      );
    case 'map':
      return mapped(x, binder, expr.body, scope);
    case 'filter':
      if (binder.over.type.kind === 'sequence') {
        const { name, scope: inner } = x.bind(scope, binder.local);
        const test = x.use('truth', x.prop(expr.body, inner));
        const keep = x.types.lambda(name, x.types.type(binder.local.type).text, test.text);
        return x.dialect.filtered(keep, x.term(binder.over, scope));
      }
      return x.asSet(expr, scope);
    case 'sequence':
      return sequence(x, expr, binder, scope);
    case 'set':
    case 'bag':
      return x.asSet(expr, scope);
  }
}

function mapped(x: Expressions, { local }: Binder, body: Expr, outer: Scope): Piece {
  const { name, scope } = x.bind(outer, local);
  const type = x.types.type(local.type).text;
  const whole = x.types.lambda(name, type, x.term(body, scope).text);
  return { ...whole, at: (key) => x.term(body, x.with(outer, local, key)) };
}

function filtered(x: Expressions, binder: Binder, body: Expr, scope: Scope): Piece {
  const { name, scope: inner } = x.bind(scope, binder.local);
  const both = x.logic.and(member(x, binder.over, atom(name), inner), x.prop(body, inner));
  return x.types.predicate(name, binder.local.type, both);
}

function sizeOfFilter(x: Expressions, binder: Binder, body: Expr, scope: Scope): Piece {
  return x.use('size', filtered(x, binder, body, scope));
}

function sum(
  x: Expressions,
  binders: readonly Binder[],
  scope: Scope,
  body: (scope: Scope) => Piece,
): Piece {
  const [binder, ...rest] = binders;
  const { name, scope: inner } = x.bind(scope, binder.local);
  const value = rest.length === 0 ? body(inner) : sum(x, rest, inner, body);
  const type = x.types.type(binder.local.type).text;
  const each = x.types.lambda(name, type, value.text);
  if (binder.over.type.kind === 'sequence')
    return x.use('listTotal', x.term(binder.over, scope), each);
  const domain = x.types.predicate(
    name,
    binder.local.type,
    member(x, binder.over, atom(name), inner),
  );
  return x.use('total', domain, each);
}

function sequence(x: Expressions, expr: ExprOf<'gather'>, binder: Binder, scope: Scope): Piece {
  const { name, scope: inner } = x.bind(scope, binder.local);
  const item = x.types.lambda(
    name,
    x.types.type(binder.local.type).text,
    x.term(expr.body, inner).text,
  );
  const { over } = binder;
  if (over.type.kind === 'sequence') return x.dialect.mapped(item, x.term(over, scope));
  const ends =
    over.op === 'interval'
      ? [x.term(over.from, scope), x.term(over.to, scope)]
      : literalEnds(over)?.map((n) => x.types.number(n));
  if (ends === undefined)
    throw new CannotExport('a sequence over a set that is no interval', expr.span);
  return x.dialect.mapped(item, x.use('numbers', ends[0], ends[1]));
}

/** The ends of a set of neighbouring numbers written out. */
function literalEnds(expr: Expr): [number, number] | undefined {
  if (expr.op !== 'literal' || !Array.isArray(expr.value)) return undefined;
  const items = expr.value as readonly Value[];
  const [first] = items;
  if (typeof first !== 'number' || !items.every((v, i) => v === first + i)) return undefined;
  return [first, first + items.length - 1];
}
