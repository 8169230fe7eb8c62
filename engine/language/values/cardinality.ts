/** How many values a type has. */
import type { FieldType, Type, TypeOf } from '../types.js';
import { countMultisets, countSubsets } from './counting.js';

type Collection = TypeOf<'set'> | TypeOf<'bag'>;

/** Can the values of the type be listed? (The list may still be longer than anyone can wait.) */
export function isFiniteType(type: Type): boolean {
  switch (type.kind) {
    case 'integer':
      return false;
    case 'optional':
    case 'set':
      return isFiniteType(type.of);
    case 'bag':
    case 'sequence':
      return type.bound !== undefined && isFiniteType(type.of);
    case 'record':
      return type.fields.every((field) => isFiniteType(field.type));
    case 'variant':
      return type.shapes.every((shape) => shape.fields.every((field) => isFiniteType(field.type)));
    case 'map':
      return isFiniteType(type.key) && isFiniteType(type.value);
    default:
      return true;
  }
}

/** How many values; Infinity for types that are not finite, and for counts beyond a double. */
export function cardinality(type: Type): number {
  switch (type.kind) {
    case 'boolean':
      return 2;
    case 'integer':
      return Number.POSITIVE_INFINITY;
    case 'range':
      return type.high - type.low + 1;
    case 'enum':
      return type.members.length;
    case 'symmetric':
      return type.size;
    case 'optional':
      return 1 + cardinality(type.of);
    case 'record':
      return product(type.fields);
    case 'variant':
      return type.shapes.reduce((sum, shape) => sum + product(shape.fields), 0);
    case 'map':
      return cardinality(type.value) ** cardinality(type.key);
    case 'set':
    case 'bag':
      return countCollections(type, cardinality(type.of), sizeBound(type));
    case 'sequence': {
      if (type.bound === undefined) return Number.POSITIVE_INFINITY;
      return countSequences(cardinality(type.of), type.bound + 1);
    }
  }
}

/** Combinations of values of the fields. */
export function product(fields: readonly FieldType[]): number {
  return fields.reduce((count, field) => count * cardinality(field.type), 1);
}

/** The greatest size that a value of the type can have. */
export function sizeBound(type: Collection): number {
  return type.bound ?? (type.kind === 'set' ? cardinality(type.of) : Number.POSITIVE_INFINITY);
}

/** Sets or bags of at most `bound` items out of `items` different ones. */
export function countCollections(type: Collection, items: number, bound: number): number {
  return type.kind === 'set' ? countSubsets(items, bound) : countMultisets(items, bound);
}

/** Sequences shorter than `length` over `items` different items. */
export function countSequences(items: number, length: number): number {
  let total = 0;
  for (let n = 0; n < length; n++) total += items ** n;
  return total;
}
