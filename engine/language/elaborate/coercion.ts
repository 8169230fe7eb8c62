/**
 * How types fit together. `assignable` says whether a value of one type may stand where another is
 * wanted; `join` finds the least type that holds both; `coerceTo` makes the change explicit.
 *
 * Widening is always possible (1..3 to 0..5, T to optional(T), any collection without its bound).
 * Narrowing that may fail is allowed as well, where the language says that it is checked when it
 * happens: an integer into a range, an optional where its value is needed, a collection over its
 * bound. Names, symmetric types and kinds of collections never mix.
 */
import type { Expr } from '../typed.js';
import type { FieldType, Type } from '../types.js';
import { sameType } from '../types-format.js';
import { cardinality, contains } from '../values.js';
import { MAX_BOUND } from './limits.js';

/**
 * The type without values. It stands for what is unknown in `[]` (a sequence of nothing) and `none`
 * (an optional nothing), fits everywhere, and never reaches the typed spec.
 */
export const NOTHING: Type = { kind: 'enum', members: [], name: 'nothing' };

export const BOOLEAN: Type = { kind: 'boolean' };
export const INTEGER: Type = { kind: 'integer' };

export function isNothing(type: Type): boolean {
  return type.kind === 'enum' && type.members.length === 0;
}

/** Is some part of the type still unknown? */
export function isOpen(type: Type): boolean {
  switch (type.kind) {
    case 'enum':
      return type.members.length === 0;
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      return isOpen(type.of);
    case 'record':
      return type.fields.some((field) => isOpen(field.type));
    case 'map':
      return isOpen(type.value);
    default:
      return false;
  }
}

export function isNumber(type: Type): boolean {
  return type.kind === 'integer' || type.kind === 'range';
}

/** The type of the value inside, for an optional; any other type as it is. */
export function unwrapped(type: Type): Type {
  return type.kind === 'optional' ? type.of : type;
}

export function assignable(from: Type, to: Type): boolean {
  if (sameType(from, to) || isNothing(from)) return true;
  if (isNumber(from)) return isNumber(unwrapped(to));
  if (from.kind === 'optional') {
    if (isNothing(from.of)) return to.kind === 'optional';
    return assignable(from.of, unwrapped(to));
  }
  if (to.kind === 'optional') return assignable(from, to.of);
  switch (from.kind) {
    case 'record':
      return to.kind === 'record' && fieldsFit(from.fields, to.fields);
    case 'variant':
      return (
        to.kind === 'variant' &&
        from.shapes.length === to.shapes.length &&
        from.shapes.every(
          (shape, i) =>
            shape.name === to.shapes[i].name && fieldsFit(shape.fields, to.shapes[i].fields),
        )
      );
    case 'map':
      return to.kind === 'map' && sameType(from.key, to.key) && assignable(from.value, to.value);
    case 'set':
    case 'bag':
    case 'sequence':
      return to.kind === from.kind && assignable(from.of, to.of);
    case 'enum':
      return wider(from, to) !== null;
    default:
      return false;
  }
}

/** Of two types of nodes, the one that has all of the other's. */
function wider(a: Type, b: Type): Type | null {
  if (a.kind !== 'enum' || b.kind !== 'enum' || !a.nodes || !b.nodes) return null;
  const [more, fewer] = a.members.length < b.members.length ? [b, a] : [a, b];
  return fewer.members.every((member) => more.members.includes(member)) ? more : null;
}

function fieldsFit(from: readonly FieldType[], to: readonly FieldType[]): boolean {
  return (
    from.length === to.length &&
    from.every((field, i) => field.name === to[i].name && assignable(field.type, to[i].type))
  );
}

/** The least type that holds the values of both, or null when they have nothing in common. */
export function join(a: Type, b: Type): Type | null {
  if (sameType(a, b) || isNothing(b)) return a;
  if (isNothing(a)) return b;
  if (a.kind === 'optional' || b.kind === 'optional') {
    const of = join(unwrapped(a), unwrapped(b));
    return of === null ? null : { kind: 'optional', of };
  }
  if (a.kind === 'enum') return wider(a, b);
  if (isNumber(a) && isNumber(b)) return joinNumbers(a, b);
  if (a.kind === 'map' && b.kind === 'map' && sameType(a.key, b.key)) {
    const value = join(a.value, b.value);
    return value === null ? null : { kind: 'map', key: a.key, value };
  }
  if (a.kind === 'record' && b.kind === 'record') {
    const fields = joinFields(a.fields, b.fields);
    return fields === null ? null : { ...(a.name === b.name ? a : { kind: 'record' }), fields };
  }
  if (
    (a.kind === 'set' && b.kind === 'set') ||
    (a.kind === 'bag' && b.kind === 'bag') ||
    (a.kind === 'sequence' && b.kind === 'sequence')
  ) {
    if (isNothing(b.of)) return a;
    if (isNothing(a.of)) return b;
    const of = join(a.of, b.of);
    if (of === null) return null;
    const bound =
      a.bound === undefined || b.bound === undefined ? undefined : Math.max(a.bound, b.bound);
    return collectionType(a.kind, of, bound);
  }
  return null;
}

function joinNumbers(a: Type, b: Type): Type {
  if (a.kind !== 'range' || b.kind !== 'range') return INTEGER;
  return { kind: 'range', low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

function joinFields(a: readonly FieldType[], b: readonly FieldType[]): FieldType[] | null {
  if (a.length !== b.length) return null;
  const fields: FieldType[] = [];
  for (let i = 0; i < a.length; i++) {
    const type = a[i].name === b[i].name ? join(a[i].type, b[i].type) : null;
    if (type === null) return null;
    fields.push({ name: a[i].name, type });
  }
  return fields;
}

/** A collection type; a bound that no set over a finite type can pass is left out. */
export function collectionType(
  kind: 'set' | 'bag' | 'sequence',
  of: Type,
  bound: number | undefined,
): Type & { readonly of: Type } {
  if (bound === undefined || bound > MAX_BOUND || (kind === 'set' && bound >= cardinality(of))) {
    return { kind, of };
  }
  return { kind, of, bound };
}

/** The expression as a value of `to`, to which its type must be assignable. */
export function coerceTo(expr: Expr, to: Type): Expr {
  if (sameType(expr.type, to)) return expr.type === to ? expr : { ...expr, type: to };
  if (expr.op === 'literal' && contains(to, expr.value)) return { ...expr, type: to };
  if (isMade(expr, to)) return { ...expr, type: to };
  return { op: 'coerce', type: to, span: expr.span, of: expr };
}

/** Can a collection be written down as one of the wanted type at once, without converting it? */
function isMade(expr: Expr, to: Type): boolean {
  if (expr.op === 'interval') {
    const { type } = expr;
    if (type.kind !== 'set' || to.kind !== 'set' || to.bound !== undefined) return false;
    return isNumber(to.of) && sameType(join(type.of, to.of) ?? type.of, to.of);
  }
  if (expr.op !== 'collection' || expr.type.kind !== to.kind) return false;
  if (to.kind !== 'set' && to.kind !== 'bag' && to.kind !== 'sequence') return false;
  if (to.bound !== undefined && expr.items.length > to.bound) return false;
  return expr.items.every((item) => sameType(item.type, to.of));
}
