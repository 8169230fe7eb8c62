/**
 * Values of the spec language taken apart into numbers (`scalar.ts`). One value has one form: what is not
 * there (the value of `none`, fields of other shapes, items behind the end of a sequence) is zero, so
 * that equality is equality of the parts and a state has one representation.
 */
import type { FieldType, Type, TypeOf } from '../../../../engine/language/types.js';
import type { ShapeValue, Value } from '../../../../engine/language/value.js';
import { cardinality, compareValues, valuesOf } from '../../../../engine/language/values.js';
import { CannotExport } from '../refusal.js';
import {
  all,
  and,
  arithmetic,
  choose,
  compare,
  constant,
  equal,
  FALSE,
  narrow,
  type Scalar,
  select,
  TRUE,
} from './scalar.js';

/** An item of a set (how many: 0 or 1) or of a bag. */
export interface Member {
  readonly value: Value;
  readonly copies: Scalar;
}

export type Symbolic =
  | { readonly kind: 'scalar'; readonly of: Scalar }
  | { readonly kind: 'optional'; readonly present: Scalar; readonly value: Symbolic }
  | { readonly kind: 'record'; readonly fields: readonly Symbolic[] }
  | {
      readonly kind: 'variant';
      readonly tag: Scalar;
      readonly shapes: readonly (readonly Symbolic[])[];
    }
  | { readonly kind: 'map'; readonly entries: readonly Symbolic[] }
  /** Items that may be in it, ascending. */
  | { readonly kind: 'set' | 'bag'; readonly members: readonly Member[] }
  | { readonly kind: 'sequence'; readonly length: Scalar; readonly items: readonly Symbolic[] };

export type SymbolicOf<K extends Symbolic['kind']> = Extract<Symbolic, { kind: K }>;

/** More values than this are not told apart one by one. */
export const CASES_MAX = 1024;

export const scalar = (of: Scalar): Symbolic => ({ kind: 'scalar', of });

export function scalarOf(value: Symbolic): Scalar {
  if (value.kind !== 'scalar') throw new Error(`a ${value.kind} where a number is needed`);
  return value.of;
}

/** Names for members of enums and shapes, chosen by the exporter. */
export type NameOf = (type: TypeOf<'enum'> | TypeOf<'variant'>, position: number) => string;

// -------------------------------------------------------------------------------------- constants

export function symbolic(type: Type, value: Value, names: NameOf): Symbolic {
  const part = (t: Type, v: Value): Symbolic => symbolic(t, v, names);
  switch (type.kind) {
    case 'boolean':
      return scalar(value === true ? TRUE : FALSE);
    case 'integer':
    case 'range':
    case 'symmetric':
      return scalar(constant(value as number));
    case 'enum': {
      const position = type.members.indexOf(value as string);
      return scalar(constant(position, names(type, position)));
    }
    case 'optional':
      return value === null
        ? zero(type, names)
        : { kind: 'optional', present: TRUE, value: part(type.of, value) };
    case 'record':
      return { kind: 'record', fields: parts(type.fields, value as readonly Value[], part) };
    case 'variant': {
      const { shape, fields } = value as ShapeValue;
      const position = type.shapes.findIndex((s) => s.name === shape);
      return {
        kind: 'variant',
        tag: constant(position, names(type, position)),
        shapes: type.shapes.map((s, i) =>
          i === position ? parts(s.fields, fields, part) : s.fields.map((f) => zero(f.type, names)),
        ),
      };
    }
    case 'map':
      return { kind: 'map', entries: (value as readonly Value[]).map((v) => part(type.value, v)) };
    case 'set':
    case 'bag':
      return gathered(
        type,
        (value as readonly Value[]).map((v) => ({ value: v, copies: TRUE })),
      );
    case 'sequence': {
      const items = (value as readonly Value[]).map((v) => part(type.of, v));
      return { kind: 'sequence', length: constant(items.length), items };
    }
  }
}

function parts(
  fields: readonly FieldType[],
  values: readonly Value[],
  part: (t: Type, v: Value) => Symbolic,
): Symbolic[] {
  return fields.map((f, i) => part(f.type, values[i]));
}

/** What stands where there is nothing. */
export function zero(type: Type, names: NameOf): Symbolic {
  switch (type.kind) {
    case 'optional':
      return { kind: 'optional', present: FALSE, value: zero(type.of, names) };
    case 'record':
      return { kind: 'record', fields: type.fields.map((f) => zero(f.type, names)) };
    case 'variant':
      return {
        kind: 'variant',
        tag: constant(0),
        shapes: type.shapes.map((s) => s.fields.map((f) => zero(f.type, names))),
      };
    case 'map': {
      const value = zero(type.value, names);
      return { kind: 'map', entries: Array.from({ length: keyCount(type) }, () => value) };
    }
    case 'set':
    case 'bag':
      return { kind: type.kind, members: [] };
    case 'sequence':
      return { kind: 'sequence', length: constant(0), items: [] };
    default:
      return scalar(constant(0));
  }
}

export function keyCount({ key }: TypeOf<'map'>): number {
  const count = cardinality(key);
  if (count > CASES_MAX) throw new CannotExport(`a map over ${count} keys is too large`);
  return count;
}

// ----------------------------------------------------------------------------- choice and equality

/** `test ? yes : no`, part by part. Both are of this type. */
export function chooseBetween(
  type: Type,
  test: Scalar,
  yes: Symbolic,
  no: Symbolic,
  names: NameOf,
): Symbolic {
  if (test.op === 'constant') return test.value !== 0 ? yes : no;
  return combine(type, [yes, no], ([a, b]) => choose(test, a, b), names);
}

/** The value at position `key − first`, part by part. */
export function selectFrom(
  type: Type,
  key: Scalar,
  first: number,
  items: readonly Symbolic[],
  names: NameOf,
): Symbolic {
  if (key.op === 'constant' && items[key.value - first] !== undefined)
    return items[key.value - first];
  if (items.length === 0) return zero(type, names);
  const fallback = constant(0);
  return combine(type, items, (leaves) => select(key, first, leaves, fallback), names);
}

/** Puts values of one type together, number by number; what one lacks is zero. */
function combine(
  type: Type,
  values: readonly Symbolic[],
  join: (leaves: readonly Scalar[]) => Scalar,
  names: NameOf,
): Symbolic {
  const inner = (t: Type, pick: (v: Symbolic) => Symbolic): Symbolic =>
    combine(t, values.map(pick), join, names);
  const leaf = (pick: (v: Symbolic) => Scalar): Scalar => join(values.map(pick));
  switch (type.kind) {
    case 'optional': {
      const of = (v: Symbolic) => v as SymbolicOf<'optional'>;
      return {
        kind: 'optional',
        present: leaf((v) => of(v).present),
        value: inner(type.of, (v) => of(v).value),
      };
    }
    case 'record':
      return {
        kind: 'record',
        fields: type.fields.map((f, i) =>
          inner(f.type, (v) => (v as SymbolicOf<'record'>).fields[i]),
        ),
      };
    case 'variant': {
      const of = (v: Symbolic) => v as SymbolicOf<'variant'>;
      return {
        kind: 'variant',
        tag: leaf((v) => of(v).tag),
        shapes: type.shapes.map((s, i) =>
          s.fields.map((f, j) => inner(f.type, (v) => of(v).shapes[i][j])),
        ),
      };
    }
    case 'map':
      return {
        kind: 'map',
        entries: Array.from({ length: keyCount(type) }, (_, i) =>
          inner(type.value, (v) => (v as SymbolicOf<'map'>).entries[i]),
        ),
      };
    case 'set':
    case 'bag':
      return {
        kind: type.kind,
        members: allMembers(type, values).map((value) => ({
          value,
          copies: leaf((v) => copiesOf(v, value)),
        })),
      };
    case 'sequence': {
      const of = (v: Symbolic) => v as SymbolicOf<'sequence'>;
      const nothing = zero(type.of, names);
      const most = Math.max(0, ...values.map((v) => of(v).items.length));
      return {
        kind: 'sequence',
        length: leaf((v) => of(v).length),
        items: Array.from({ length: most }, (_, i) =>
          inner(type.of, (v) => of(v).items[i] ?? nothing),
        ),
      };
    }
    default:
      return scalar(leaf(scalarOf));
  }
}

export function equalTo(type: Type, a: Symbolic, b: Symbolic): Scalar {
  if (a === b) return TRUE;
  switch (type.kind) {
    case 'optional': {
      const [x, y] = [a, b] as SymbolicOf<'optional'>[];
      return and(equal(x.present, y.present), equalTo(type.of, x.value, y.value));
    }
    case 'record':
      return equalFields(
        type.fields,
        (a as SymbolicOf<'record'>).fields,
        (b as SymbolicOf<'record'>).fields,
      );
    case 'variant': {
      const [x, y] = [a, b] as SymbolicOf<'variant'>[];
      const tags = equal(x.tag, y.tag);
      return all([
        tags,
        ...type.shapes.map((s, i) =>
          // A shape that one of them surely has not is zero there, and in the other if the tags agree.
          isNever(x.tag, i) || isNever(y.tag, i)
            ? TRUE
            : equalFields(s.fields, x.shapes[i], y.shapes[i]),
        ),
      ]);
    }
    case 'map': {
      const [x, y] = [a, b] as SymbolicOf<'map'>[];
      return all(x.entries.map((entry, i) => equalTo(type.value, entry, y.entries[i])));
    }
    case 'set':
    case 'bag':
      return all(allMembers(type, [a, b]).map((v) => equal(copiesOf(a, v), copiesOf(b, v))));
    case 'sequence': {
      const [x, y] = [a, b] as SymbolicOf<'sequence'>[];
      const shared = Math.min(x.items.length, y.items.length);
      return x.items
        .slice(0, shared)
        .map((item, i) => equalTo(type.of, item, y.items[i]))
        .reduce(and, equal(x.length, y.length));
    }
    default:
      return equal(scalarOf(a), scalarOf(b));
  }
}

const isNever = (tag: Scalar, shape: number): boolean => tag.high < shape || tag.low > shape;

function equalFields(
  fields: readonly FieldType[],
  a: readonly Symbolic[],
  b: readonly Symbolic[],
): Scalar {
  return all(fields.map((f, i) => equalTo(f.type, a[i], b[i])));
}

// ----------------------------------------------------------------------------------- sets and bags

type SetOrBag = TypeOf<'set'> | TypeOf<'bag'>;

/** Members with one value put together: or for a set, sum for a bag. */
export function gathered(type: SetOrBag, members: readonly Member[]): Symbolic {
  const byKey = new Map<string, Member>();
  for (const member of members) {
    const key = JSON.stringify(member.value);
    const before = byKey.get(key);
    if (before === undefined) byKey.set(key, member);
    else
      byKey.set(key, { value: member.value, copies: joined(type, before.copies, member.copies) });
  }
  const sorted = [...byKey.values()]
    .filter(({ copies }) => copies.high > 0)
    .sort((a, b) => compareValues(type.of, a.value, b.value));
  return { kind: type.kind, members: sorted };
}

function joined(type: SetOrBag, a: Scalar, b: Scalar): Scalar {
  return type.kind === 'set' ? choose(a, TRUE, b) : arithmetic('+', a, b);
}

export const membersOf = (value: Symbolic): readonly Member[] =>
  (value as SymbolicOf<'set' | 'bag'>).members;

export function copiesOf(value: Symbolic, item: Value): Scalar {
  const key = JSON.stringify(item);
  return membersOf(value).find((m) => JSON.stringify(m.value) === key)?.copies ?? constant(0);
}

/** Every item that is in one of them, perhaps; ascending. */
export function allMembers(type: SetOrBag, values: readonly Symbolic[]): Value[] {
  const byKey = new Map<string, Value>();
  for (const value of values)
    for (const m of membersOf(value)) byKey.set(JSON.stringify(m.value), m.value);
  return [...byKey.values()].sort((a, b) => compareValues(type.of, a, b));
}

export const sum = (items: readonly Scalar[]): Scalar =>
  items.reduce((a, b) => arithmetic('+', a, b), constant(0));

export const sizeOf = (value: Symbolic): Scalar =>
  value.kind === 'sequence' ? value.length : sum(membersOf(value).map((m) => m.copies));

// ----------------------------------------------------------------------------------------- cases

/** Every constant that the value can be, and when it is. */
export function casesOf(
  type: Type,
  value: Symbolic,
  names: NameOf,
): { value: Value; when: Scalar }[] {
  const candidates = possible(type, value);
  if (candidates.length === 1) return [{ value: candidates[0], when: TRUE }];
  return candidates
    .map((v) => ({ value: v, when: equalTo(type, value, symbolic(type, v, names)) }))
    .filter(({ when }) => when !== FALSE);
}

function possible(type: Type, value: Symbolic): Value[] {
  switch (type.kind) {
    case 'boolean':
      return span(scalarOf(value), 0, 1).map((n) => n === 1);
    case 'enum':
      return span(scalarOf(value), 0, type.members.length - 1).map((i) => type.members[i]);
    case 'integer':
      return span(scalarOf(value), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    case 'range':
      return span(scalarOf(value), type.low, type.high);
    case 'symmetric':
      return span(scalarOf(value), 1, type.size);
    case 'record':
      return products(
        type.fields.map((f, i) => possible(f.type, (value as SymbolicOf<'record'>).fields[i])),
      );
    case 'optional': {
      const { present, value: of } = value as SymbolicOf<'optional'>;
      return [
        ...(present.low === 0 ? [null] : []),
        ...(present.high === 1 ? possible(type.of, of) : []),
      ];
    }
    case 'variant': {
      const { tag, shapes } = value as SymbolicOf<'variant'>;
      return span(tag, 0, shapes.length - 1).flatMap((i) =>
        products(type.shapes[i].fields.map((f, j) => possible(f.type, shapes[i][j]))).map(
          (fields) => ({ shape: type.shapes[i].name, fields }),
        ),
      );
    }
    case 'map': {
      const { entries } = value as SymbolicOf<'map'>;
      return products(entries.map((entry) => possible(type.value, entry)));
    }
    case 'set':
    case 'bag':
      return products(
        membersOf(value).map((m) =>
          span(m.copies, 0, m.copies.high).map(
            (n): Value => Array.from({ length: n }, () => m.value),
          ),
        ),
      ).map((chosen) => (chosen as unknown as readonly Value[][]).flat());
    case 'sequence': {
      const { length, items } = value as SymbolicOf<'sequence'>;
      return span(length, 0, items.length).flatMap((n) =>
        products(items.slice(0, n).map((item) => possible(type.of, item))),
      );
    }
  }
}

function span(of: Scalar, low: number, high: number): number[] {
  const from = Math.max(of.low, low);
  const to = Math.min(of.high, high);
  if (to - from >= CASES_MAX) throw new CannotExport('a number here can have too many values');
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

/** One of each, in every combination. */
function products(choices: readonly (readonly Value[])[]): Value[][] {
  const count = choices.reduce((n, c) => n * c.length, 1);
  if (count > CASES_MAX) throw new CannotExport(`a value here can be one of ${count}, too many`);
  return choices.reduce<Value[][]>(
    (found, choice) => found.flatMap((before) => choice.map((v) => [...before, v])),
    [[]],
  );
}

/** A type's values, if they are few enough to be listed. */
export function listed(type: Type, of: string): readonly Value[] {
  if (cardinality(type) > CASES_MAX)
    throw new CannotExport(`${of} has more than ${CASES_MAX} values`);
  return valuesOf(type);
}

/** What is read where there is surely a value of the type is inside its range. */
export function asPresent(type: Type, value: Symbolic): Symbolic {
  if (value.kind !== 'scalar') return value;
  switch (type.kind) {
    case 'range':
      return scalar(narrow(value.of, type.low, type.high));
    case 'symmetric':
      return scalar(narrow(value.of, 1, type.size));
    default:
      return value;
  }
}

export const within = (length: Scalar, position: number): Scalar =>
  compare('<', constant(position), length);
