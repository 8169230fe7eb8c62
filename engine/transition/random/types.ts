/** Random types and values for test models: small, of every kind. */
import type { FieldType, Type } from '../../language/types.js';
import type { Value } from '../../language/value.js';
import { bagOf, cardinality, isFinite as isListable, setOf } from '../../language/values.js';
import type { Chance } from './chance.js';

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
      return { kind: 'symmetric', name: 'Node', size: c.between(1, 3) };
  }
}

export function randomType(c: Chance, depth: number): Type {
  if (depth === 0 || c.oneIn(3)) return c.oneIn(5) ? { kind: 'integer' } : randomLeaf(c);
  const of = (): Type => randomType(c, depth - 1);
  const bound = (): { bound?: number } => (c.oneIn(3) ? {} : { bound: c.between(1, 4) });
  switch (c.below(8)) {
    case 0: {
      const inner = of();
      return inner.kind === 'optional' ? inner : { kind: 'optional', of: inner };
    }
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
