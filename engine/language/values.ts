/**
 * What can be done with a value when its type is at hand: order, equality, listing and numbering.
 *
 * Every type has one total order. Booleans: false first. Numbers by size. Enums by their
 * declaration. Symmetric members by number (an order for us; the language does not show it).
 * Optionals: `none` first. Records, and maps by their keys in order: lexicographic. Variants: by
 * shape as declared, then the fields. Sets and bags: their items from the greatest down, compared
 * lexicographically, a prefix first; for sets that is the order of the bit masks. Sequences: the
 * shorter first, then lexicographic.
 *
 * `ordinal` is the position of a value in that order. Sets and bags of limited size are numbered by
 * the combinatorial number system (Knuth, TAOCP 7.2.1.3).
 */
import { countMultisets, countSubsets } from './counting.js';
import type { FieldType, Type, TypeOf } from './types.js';
import type { ShapeValue, Value } from './value.js';

type Items = readonly Value[];
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

function product(fields: readonly FieldType[]): number {
  return fields.reduce((count, field) => count * cardinality(field.type), 1);
}

function sizeBound(type: Collection): number {
  return type.bound ?? (type.kind === 'set' ? cardinality(type.of) : Number.POSITIVE_INFINITY);
}

/** Sets or bags of at most `bound` items out of `items` different ones. */
function countCollections(type: Collection, items: number, bound: number): number {
  return type.kind === 'set' ? countSubsets(items, bound) : countMultisets(items, bound);
}

/** Sequences shorter than `length` over `items` different items. */
function countSequences(items: number, length: number): number {
  let total = 0;
  for (let n = 0; n < length; n++) total += items ** n;
  return total;
}

// ----------------------------------------------------------------------------------------- order

/** Negative, zero or positive, as for `Array.sort`. */
export function compareValues(type: Type, a: Value, b: Value): number {
  switch (type.kind) {
    case 'boolean':
      return Number(a) - Number(b);
    case 'integer':
    case 'range':
    case 'symmetric':
      return (a as number) - (b as number);
    case 'enum':
      return a === b ? 0 : type.members.indexOf(a as string) - type.members.indexOf(b as string);
    case 'optional':
      if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
      return compareValues(type.of, a, b);
    case 'record':
      return compareFields(type.fields, a as Items, b as Items);
    case 'variant':
      return compareShapes(type, a as ShapeValue, b as ShapeValue);
    case 'map':
      return compareItems(type.value, a as Items, b as Items);
    case 'set':
    case 'bag':
      return compareDescending(type.of, a as Items, b as Items);
    case 'sequence':
      return (
        (a as Items).length - (b as Items).length || compareItems(type.of, a as Items, b as Items)
      );
  }
}

function compareFields(fields: readonly FieldType[], a: Items, b: Items): number {
  for (let i = 0; i < fields.length; i++) {
    const order = compareValues(fields[i].type, a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareShapes(type: TypeOf<'variant'>, a: ShapeValue, b: ShapeValue): number {
  const i = shapeIndex(type, a.shape);
  if (a.shape !== b.shape) return i - shapeIndex(type, b.shape);
  return compareFields(type.shapes[i].fields, a.fields, b.fields);
}

function compareItems(type: Type, a: Items, b: Items): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareValues(type, a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareDescending(type: Type, a: Items, b: Items): number {
  for (let i = a.length - 1, j = b.length - 1; i >= 0 && j >= 0; i--, j--) {
    const order = compareValues(type, a[i], b[j]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function shapeIndex(type: TypeOf<'variant'>, name: string): number {
  const i = type.shapes.findIndex((shape) => shape.name === name);
  if (i < 0) throw new Error(`${name} is no shape of ${type.name ?? 'this variant'}`);
  return i;
}

/** Equality is structural: one value has one form. Needs no type. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isItems(a)) return isItems(b) && equalItems(a, b);
  return !isItems(b) && a.shape === b.shape && equalItems(a.fields, b.fields);
}

function isItems(value: Items | ShapeValue): value is Items {
  return Array.isArray(value);
}

function equalItems(a: Items, b: Items): boolean {
  return a.length === b.length && a.every((item, i) => equalValues(item, b[i]));
}

/** The items in ascending order without repetition: the one form of a set. */
export function setOf(item: Type, items: Items): Items {
  const sorted = bagOf(item, items);
  return sorted.filter((value, i) => i === 0 || !equalValues(sorted[i - 1], value));
}

/** The items in ascending order: the one form of a bag. */
export function bagOf(item: Type, items: Items): Items {
  return [...items].sort((a, b) => compareValues(item, a, b));
}

// ------------------------------------------------------------------------------ listing, numbering

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

// ------------------------------------------------------------------------------------- membership

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

export { isFiniteType as isFinite };
