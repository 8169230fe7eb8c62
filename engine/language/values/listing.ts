/**
 * Listing and numbering values in their order. Sets and bags of limited size are numbered by the
 * combinatorial number system (Knuth, TAOCP 7.2.1.3).
 */
import type { FieldType, Type, TypeOf } from '../types.js';
import type { ShapeValue, Value } from '../value.js';
import {
  cardinality,
  countCollections,
  countSequences,
  isFiniteType,
  product,
  sizeBound,
} from './cardinality.js';
import { shapeIndex } from './order.js';

type Items = readonly Value[];
type Collection = TypeOf<'set'> | TypeOf<'bag'>;

/** The least value: what a variable holds when `init` is silent (0 for `integer`). */
export function firstValue(type: Type): Value {
  switch (type.kind) {
    case 'boolean':
      return false;
    case 'integer':
      return 0;
    case 'range':
      return type.low;
    case 'enum':
      return type.members[0];
    case 'symmetric':
      return 1;
    case 'optional':
      return null;
    case 'record':
      return type.fields.map((field) => firstValue(field.type));
    case 'variant': {
      const shape = type.shapes[0];
      return { shape: shape.name, fields: shape.fields.map((field) => firstValue(field.type)) };
    }
    case 'map': {
      const first = firstValue(type.value);
      return Array.from({ length: cardinality(type.key) }, () => first);
    }
    default:
      return [];
  }
}

/** All values in ascending order, made as they are asked for. Throws unless the type is finite. */
export function* enumerate(type: Type): Generator<Value, void, undefined> {
  if (!isFiniteType(type)) throw new Error(`the values of a type ${type.kind} cannot be listed`);
  const count = cardinality(type);
  for (let i = 0; i < count; i++) yield valueAt(type, i);
}

const lists = new WeakMap<Type, Items>();

/** All values in ascending order, as an array that is made once for each type object. */
export function valuesOf(type: Type): Items {
  let list = lists.get(type);
  if (list === undefined) {
    list = [...enumerate(type)];
    lists.set(type, list);
  }
  return list;
}

/**
 * The position of a value in the order of its type, from 0; for `integer` the number itself. Exact
 * while `cardinality` is at most 2^53.
 */
export function ordinal(type: Type, value: Value): number {
  switch (type.kind) {
    case 'boolean':
      return value ? 1 : 0;
    case 'integer':
      return value as number;
    case 'range':
      return (value as number) - type.low;
    case 'enum':
      return type.members.indexOf(value as string);
    case 'symmetric':
      return (value as number) - 1;
    case 'optional':
      return value === null ? 0 : 1 + ordinal(type.of, value);
    case 'record':
      return fieldsOrdinal(type.fields, value as Items);
    case 'variant': {
      const { shape, fields } = value as ShapeValue;
      const i = shapeIndex(type, shape);
      const before = type.shapes.slice(0, i).reduce((sum, s) => sum + product(s.fields), 0);
      return before + fieldsOrdinal(type.shapes[i].fields, fields);
    }
    case 'map':
      return itemsOrdinal(type.value, value as Items);
    case 'set':
    case 'bag':
      return collectionOrdinal(type, value as Items);
    case 'sequence': {
      const items = value as Items;
      return countSequences(cardinality(type.of), items.length) + itemsOrdinal(type.of, items);
    }
  }
}

function fieldsOrdinal(fields: readonly FieldType[], values: Items): number {
  return fields.reduce(
    (sum, field, i) => sum * cardinality(field.type) + ordinal(field.type, values[i]),
    0,
  );
}

function itemsOrdinal(type: Type, items: Items): number {
  const base = cardinality(type);
  return items.reduce<number>((sum, item) => sum * base + ordinal(type, item), 0);
}

/** Before a collection with the greatest item d stand those with only smaller items; then recur. */
function collectionOrdinal(type: Collection, items: Items): number {
  let left = sizeBound(type);
  let sum = 0;
  for (let i = items.length - 1; i >= 0; i--) {
    sum += countCollections(type, ordinal(type.of, items[i]), left--);
  }
  return sum;
}

/** The value at a position: the inverse of `ordinal`. */
export function valueAt(type: Type, position: number): Value {
  switch (type.kind) {
    case 'boolean':
      return position === 1;
    case 'integer':
      return position;
    case 'range':
      return type.low + position;
    case 'enum':
      return type.members[position];
    case 'symmetric':
      return position + 1;
    case 'optional':
      return position === 0 ? null : valueAt(type.of, position - 1);
    case 'record':
      return fieldsAt(type.fields, position);
    case 'variant':
      return shapeAt(type, position);
    case 'map':
      return itemsAt(type.value, cardinality(type.key), position);
    case 'set':
    case 'bag':
      return collectionAt(type, position);
    case 'sequence':
      return sequenceAt(type, position);
  }
}

function fieldsAt(fields: readonly FieldType[], position: number): Items {
  const values: Value[] = new Array(fields.length);
  let rest = position;
  for (let i = fields.length - 1; i >= 0; i--) {
    const base = cardinality(fields[i].type);
    values[i] = valueAt(fields[i].type, rest % base);
    rest = Math.floor(rest / base);
  }
  return values;
}

function shapeAt(type: TypeOf<'variant'>, position: number): ShapeValue {
  let rest = position;
  for (const shape of type.shapes) {
    const count = product(shape.fields);
    if (rest < count) return { shape: shape.name, fields: fieldsAt(shape.fields, rest) };
    rest -= count;
  }
  throw new Error(`a variant has no value at position ${position}`);
}

function itemsAt(type: Type, length: number, position: number): Items {
  const base = cardinality(type);
  const items: Value[] = new Array(length);
  let rest = position;
  for (let i = length - 1; i >= 0; i--) {
    items[i] = valueAt(type, rest % base);
    rest = Math.floor(rest / base);
  }
  return items;
}

function collectionAt(type: Collection, position: number): Items {
  const items: Value[] = [];
  let left = sizeBound(type);
  let rest = position;
  for (let top = cardinality(type.of); rest > 0; left--) {
    do top--;
    while (countCollections(type, top, left) > rest);
    rest -= countCollections(type, top, left);
    items.unshift(valueAt(type.of, top));
    if (type.kind === 'bag') top++;
  }
  return items;
}

function sequenceAt(type: TypeOf<'sequence'>, position: number): Items {
  const base = cardinality(type.of);
  let length = 0;
  let rest = position;
  for (; rest >= base ** length; length++) rest -= base ** length;
  return itemsAt(type.of, length, rest);
}
