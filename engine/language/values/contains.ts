/** Membership of values in types. */
import type { FieldType, Type, TypeOf } from '../types.js';
import type { Value } from '../value.js';
import { cardinality } from './cardinality.js';
import { compareValues } from './order.js';

type Items = readonly Value[];
type Collection = TypeOf<'set'> | TypeOf<'bag'>;

/** Is this a value of the type, in its one form? */
export function contains(type: Type, value: Value): boolean {
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return isBetween(value, -(2 ** 31), 2 ** 31 - 1);
    case 'range':
      return isBetween(value, type.low, type.high);
    case 'enum':
      return typeof value === 'string' && type.members.includes(value);
    case 'symmetric':
      return isBetween(value, 1, type.size);
    case 'optional':
      return value === null || contains(type.of, value);
    case 'record':
      return Array.isArray(value) && containsFields(type.fields, value);
    case 'variant': {
      if (typeof value !== 'object' || value === null || !('shape' in value)) return false;
      const shape = type.shapes.find((s) => s.name === value.shape);
      return shape !== undefined && containsFields(shape.fields, value.fields);
    }
    case 'map':
      return containsItems(type.value, value) && value.length === cardinality(type.key);
    case 'set':
    case 'bag':
      return containsItems(type.of, value) && withinBound(type, value) && isAscending(type, value);
    case 'sequence':
      return containsItems(type.of, value) && withinBound(type, value);
  }
}

function isBetween(value: Value, low: number, high: number): boolean {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}

function containsFields(fields: readonly FieldType[], values: Items): boolean {
  return values.length === fields.length && fields.every((f, i) => contains(f.type, values[i]));
}

function containsItems(type: Type, value: Value): value is Items {
  return Array.isArray(value) && value.every((item) => contains(type, item));
}

function withinBound(type: Collection | TypeOf<'sequence'>, items: Items): boolean {
  return type.bound === undefined || items.length <= type.bound;
}

function isAscending(type: Collection, items: Items): boolean {
  const least = type.kind === 'set' ? 1 : 0;
  return items.every((item, i) => i === 0 || compareValues(type.of, item, items[i - 1]) >= least);
}
