/** Random types and values for test models: small, of every kind. */
import type { FieldType, Type, TypeOf } from '../../language/types.js';
import type { Value } from '../../language/value.js';
import { bagOf, cardinality, isFinite as isListable, setOf } from '../../language/values.js';
import type { Chance } from './chance.js';

export const BOOLEAN: Type = { kind: 'boolean' };
export const INTEGER: Type = { kind: 'integer' };

export type Collection = TypeOf<'set'> | TypeOf<'bag'> | TypeOf<'sequence'>;

export function randomLeaf(c: Chance): Type {
  switch (c.below(4)) {
    case 0:
      return { kind: 'boolean' };
    case 1: {
      const low = c.between(-2, 2);
      return { kind: 'range', low, high: low + c.below(4) };
    }
    case 2:
      return { kind: 'enum', members: ['red', 'amber', 'blue', 'grey'].slice(0, c.between(1, 4)) };
    default:
      return symmetricType(c.between(1, 3));
  }
}

/** One type for each size. */
export const symmetricType = (size: number): TypeOf<'symmetric'> => ({
  kind: 'symmetric',
  name: `Node${size}`,
  size,
});

export function randomType(c: Chance, depth: number): Type {
  if (c.packed) return packedType(c, depth);
  if (depth === 0 || c.oneIn(3)) return c.oneIn(5) ? { kind: 'integer' } : randomLeaf(c);
  const of = (): Type => randomType(c, depth - 1);
  const bound = (): { bound?: number } => (c.oneIn(3) ? {} : { bound: c.between(1, 4) });
  switch (c.below(8)) {
    case 0:
      return optionalOf(of());
    case 1:
      return { kind: 'record', fields: randomFields(c, 1, of) };
    case 2:
      return { kind: 'variant', shapes: randomShapes(c, of) };
    case 3:
      return { kind: 'map', key: randomKey(c), value: of() };
    case 4:
      return { kind: 'set', of: of(), ...(c.oneIn(2) ? {} : bound()) };
    case 5:
      return { kind: 'bag', of: of(), ...bound() };
    default:
      return { kind: 'sequence', of: of(), ...bound() };
  }
}

/** An option of an option is one. */
const optionalOf = (inner: Type): Type =>
  inner.kind === 'optional' ? inner : { kind: 'optional', of: inner };

/** A type whose values fit a word, mostly. */
function packedType(c: Chance, depth: number): Type {
  if (depth === 0 || c.oneIn(3)) return c.oneIn(8) ? { kind: 'integer' } : randomLeaf(c);
  const of = (): Type => packedType(c, depth - 1);
  switch (c.below(7)) {
    case 0:
      return optionalOf(of());
    case 1:
      return { kind: 'record', fields: randomFields(c, 1, of) };
    case 2:
      return { kind: 'variant', shapes: randomShapes(c, () => randomLeaf(c)) };
    case 3:
    case 4:
      return { kind: 'map', key: randomLeaf(c), value: of() };
    case 5:
      return { kind: 'sequence', of: randomLeaf(c), bound: c.between(1, 3) };
    default:
      return { kind: 'set', of: randomLeaf(c), ...(c.oneIn(3) ? { bound: 2 } : {}) };
  }
}

/** A type with few values, also composite ones. */
export function randomKey(c: Chance): Type {
  if (!c.oneIn(4)) return randomLeaf(c);
  const type = randomType(c, 1);
  return isListable(type) && cardinality(type) <= 8 ? type : randomLeaf(c);
}

function randomFields(c: Chance, least: number, of: () => Type): FieldType[] {
  return c.list(least, 3, (i) => ({ name: `f${i}`, type: of() }));
}

/** A field that stands in several shapes has one type in all of them. */
function randomShapes(c: Chance, of: () => Type) {
  const pool = ['to', 'x', 'y'].map((name) => ({ name, type: of() }));
  return c.list(1, 3, (i) => ({ name: `s${i}`, fields: pool.filter(() => c.oneIn(2)) }));
}

export function randomRange(c: Chance): Type {
  const low = c.between(-2, 2);
  return { kind: 'range', low, high: low + c.below(5) };
}

export function someSequence(c: Chance, of: Type): Type {
  const bound = c.packed || !c.oneIn(3);
  return { kind: 'sequence', of, ...(bound ? { bound: c.between(1, 3) } : {}) };
}

/** A set, a bag or a sequence; its kind is drawn before the type of its items. */
export function someCollection(c: Chance, of: () => Type): Collection {
  if (!c.packed) return { kind: c.one(['set', 'bag', 'sequence'] as const), of: of() };
  return c.oneIn(3) ? { kind: 'sequence', of: of(), bound: 2 } : { kind: 'set', of: of() };
}

/** A type whose values may or may not be values of `type`. */
export function cousin(c: Chance, type: Type): Type {
  const inner = (t: Type): Type => cousin(c, t);
  switch (type.kind) {
    case 'integer':
      return { kind: 'range', low: -1, high: c.between(0, 3) };
    case 'range':
      return c.oneIn(3)
        ? INTEGER
        : { kind: 'range', low: type.low - c.below(2), high: type.high + c.below(2) };
    case 'optional':
      return { kind: 'optional', of: inner(type.of) };
    case 'record':
      return {
        kind: 'record',
        fields: type.fields.map((f) => ({ name: f.name, type: inner(f.type) })),
      };
    case 'variant': {
      const cousins = new Map<string, Type>();
      const fields = (of: readonly { name: string; type: Type }[]) =>
        of.map((f) => {
          const known = cousins.get(f.name) ?? inner(f.type);
          cousins.set(f.name, known);
          return { name: f.name, type: known };
        });
      return {
        kind: 'variant',
        shapes: type.shapes.map((s) => ({ name: s.name, fields: fields(s.fields) })),
      };
    }
    case 'map':
      return { kind: 'map', key: type.key, value: inner(type.value) };
    case 'set':
    case 'bag':
    case 'sequence':
      return {
        kind: type.kind,
        of: c.oneIn(2) ? type.of : inner(type.of),
        ...(c.oneIn(2) ? {} : { bound: c.between(1, 4) }),
      };
    default:
      return type;
  }
}

export function randomValue(c: Chance, type: Type): Value {
  switch (type.kind) {
    case 'boolean':
      return c.oneIn(2);
    case 'integer':
      return c.oneIn(12) ? c.one([-(2 ** 31), 2 ** 31 - 1, 2 ** 30, -65536]) : c.between(-3, 5);
    case 'range':
      return c.between(type.low, type.high);
    case 'enum':
      return c.one(type.members);
    case 'symmetric':
      return c.between(1, type.size);
    case 'optional':
      return c.oneIn(3) ? null : randomValue(c, type.of);
    case 'record':
      return type.fields.map((f) => randomValue(c, f.type));
    case 'variant': {
      const { name, fields } = c.one(type.shapes);
      return { shape: name, fields: fields.map((f) => randomValue(c, f.type)) };
    }
    case 'map':
      return Array.from({ length: cardinality(type.key) }, () => randomValue(c, type.value));
    case 'set': {
      const items = setOf(type.of, randomItems(c, type.of, 3));
      return items.slice(0, type.bound ?? 3);
    }
    case 'bag':
      return bagOf(type.of, randomItems(c, type.of, Math.min(3, type.bound ?? 3)));
    case 'sequence':
      return randomItems(c, type.of, Math.min(3, type.bound ?? 3));
  }
}

function randomItems(c: Chance, of: Type, most: number): Value[] {
  return c.list(0, most, () => randomValue(c, of));
}
