/** When a value is a member of a set that an expression describes: said without the set where that can be. */
import type { Expr, ExprOf } from '../../../../engine/language/typed.js';
import type { TypeOf } from '../../../../engine/language/types.js';
import type { Value } from '../../../../engine/language/value.js';
import { changesForm } from '../optionals.js';
import { apply, atom, type Piece, piece, RANK } from './dialect.js';
import type { Expressions, Scope } from './expression.js';

/** Is `element` a member of the set (or an item of the sequence)? */
export function member(x: Expressions, collection: Expr, element: Piece, scope: Scope): Piece {
  const { logic, types } = x;
  const m = (e: Expr): Piece => member(x, e, element, scope);
  if (collection.type.kind === 'bag') return types.type(collection.type);
  if (collection.type.kind === 'sequence') return types.listed(element, x.term(collection, scope));
  const type = collection.type as TypeOf<'set'>;
  switch (collection.op) {
    case 'literal':
      return types.memberOf(type, collection.value as readonly Value[], element);
    case 'collection':
      return logic.or(
        ...collection.items.map((i) => x.equal(type.of, element, x.term(i, scope), scope)),
      );
    case 'interval':
      return types.between(x.term(collection.from, scope), element, x.term(collection.to, scope));
    case 'coerce':
      return coercedMember(x, collection, element, scope);
    case 'gather':
      return gatheredMember(x, collection, type, element, scope);
    case 'reach':
      return reached(x, collection, element, scope);
    case 'call':
      return (
        callMember(x, collection, type, element, scope) ??
        x.types.at(x.call(collection, scope), element)
      );
    case 'if':
      return piece(
        x.dialect.choice(
          x.prop(collection.test, scope).text,
          m(collection.then).text,
          m(collection.else).text,
        ),
        RANK.open,
      );
    default:
      return x.types.at(x.term(collection, scope), element);
  }
}

function coercedMember(
  x: Expressions,
  expr: ExprOf<'coerce'>,
  element: Piece,
  scope: Scope,
): Piece {
  const [from, to] = [expr.of.type, expr.type];
  if (!changesForm(from, to)) return member(x, expr.of, element, scope);
  const inner = (from as TypeOf<'set'>).of;
  const name = x.types.names.local('x', [...x.around(scope), element.text]);
  const converted = x.coerced(inner, (to as TypeOf<'set'>).of, atom(name), scope);
  return x.logic.exists(
    name,
    x.types.type(inner).text,
    member(x, expr.of, atom(name), scope),
    x.logic.equal(element, converted),
  );
}

function gatheredMember(
  x: Expressions,
  expr: ExprOf<'gather'>,
  type: TypeOf<'set'>,
  element: Piece,
  scope: Scope,
): Piece {
  if (expr.gather === 'filter') {
    const [binder] = expr.binders;
    return x.logic.and(
      member(x, binder.over, element, scope),
      x.prop(expr.body, x.with(scope, binder.local, element)),
    );
  }
  const around = { ...scope, locals: new Map(scope.locals).set(-1, element) };
  return x.quantified('exists', expr.binders, around, (inner) =>
    x.equal(type.of, element, x.term(expr.body, inner), inner),
  );
}

function callMember(
  x: Expressions,
  expr: ExprOf<'call'>,
  type: TypeOf<'set'>,
  element: Piece,
  scope: Scope,
): Piece | undefined {
  const { logic } = x;
  const [a, b] = expr.args;
  const m = (e: Expr): Piece => member(x, e, element, scope);
  const same = (): Piece => x.equal(type.of, element, x.term(b, scope), scope);
  switch (expr.function) {
    case 'add':
      return logic.or(m(a), same());
    case 'remove':
      return logic.and(m(a), logic.not(same()));
    case 'union':
      return logic.or(m(a), m(b));
    case 'intersection':
      return logic.and(m(a), m(b));
    case 'difference':
      return logic.and(m(a), logic.not(m(b)));
    case 'subsets': {
      const of = (a.type as TypeOf<'set'>).of;
      const name = x.types.names.local('x', [...x.around(scope), element.text]);
      const inside = x.types.at(element, atom(name));
      return logic.forall(name, x.types.type(of).text, inside, member(x, a, atom(name), scope));
    }
    case 'indices':
      return x.types.between(atom('1'), element, x.use('len', x.term(a, scope)));
    default:
      return undefined;
  }
}

function reached(x: Expressions, expr: ExprOf<'reach'>, element: Piece, outer: Scope): Piece {
  const type = x.types.type(expr.local.type).text;
  const { name, scope } = x.bind(outer, expr.local);
  const next = x.types.names.local('y', [...x.around(scope), element.text]);
  const step = offered(x, expr, expr.step, atom(next), scope);
  const start = offered(x, expr, expr.start, atom(name), outer);
  const follow = piece(`fun ${name} ${next} : ${type} => ${step.text}`, RANK.open);
  return x.use('reach', follow, x.types.lambda(name, type, start.text), element);
}

function offered(
  x: Expressions,
  expr: ExprOf<'reach'>,
  given: Expr,
  element: Piece,
  scope: Scope,
): Piece {
  if (given.type.kind === 'set' && expr.local.type.kind !== 'set')
    return member(x, given, element, scope);
  const term = x.term(given, scope);
  const value = given.type.kind === 'optional' ? apply(x.dialect.some, element) : element;
  return x.logic.equal(term, value);
}
