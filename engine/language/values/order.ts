/**
 * The order and the equality of values, and the one form of sets and bags.
 *
 * Every type has one total order. Booleans: false first. Numbers by size. Enums by their
 * declaration. Symmetric members by number (an order for us; the language does not show it).
 * Optionals: `none` first. Records, and maps by their keys in order: lexicographic. Variants: by
 * shape as declared, then the fields. Sets and bags: their items from the greatest down, compared
 * lexicographically, a prefix first; for sets that is the order of the bit masks. Sequences: the
 * shorter first, then lexicographic.
 */
import type { FieldType, Type, TypeOf } from '../types.js';
import type { ShapeValue, Value } from '../value.js';

type Items = readonly Value[];

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

/** Where a shape stands among those of its variant. */
export function shapeIndex(type: TypeOf<'variant'>, name: string): number {
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
