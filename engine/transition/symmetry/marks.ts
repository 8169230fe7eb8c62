/**
 * How members occur in a value, told in a way that no renaming changes: a hash of the value in which
 * one member (or two, told apart) is marked, and all others of its type look alike. Values that differ
 * may have one hash; then more members look alike than are, and the search for a representative has
 * more to try.
 */
import type { FieldType, Type } from '../../language/types.js';
import type { ShapeValue, Value } from '../../language/value.js';
import { shapeIndex } from '../../language/values/order.js';
import { valuesOf } from '../../language/values.js';
import type { Members } from './members.js';

/** What a member looks like: its number to a mark. */
export type Mark = (member: number) => number;

/** 0 for a member that is not marked. */
export const marked =
  (a: number, b = -1): Mark =>
  (member) =>
    member === a ? 1 : member === b ? 2 : 0;

export const mix = (a: number, b: number): number => {
  const h = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  return h ^ (h >>> 15);
};

export function markedHash(members: Members, type: Type, value: Value, mark: Mark): number {
  const fields = (types: readonly FieldType[], values: readonly Value[], seed: number): number =>
    values.reduce((h: number, item, i) => mix(h, hash(types[i].type, item)), seed);

  const hash = (of: Type, it: Value): number => {
    switch (of.kind) {
      case 'boolean':
        return it ? 11 : 12;
      case 'integer':
      case 'range':
        return mix(13, it as number);
      case 'enum':
        return mix(14, of.members.indexOf(it as string));
      case 'symmetric': {
        const number = members.numberOf(of, it);
        return number === undefined ? 15 : mix(16, mark(number));
      }
      case 'optional':
        return it === null ? 17 : mix(18, hash(of.of, it));
      case 'record':
        return fields(of.fields, it as readonly Value[], 19);
      case 'variant': {
        const { shape, fields: values } = it as ShapeValue;
        const i = shapeIndex(of, shape);
        return fields(of.shapes[i].fields, values, mix(20, i));
      }
      case 'map': {
        const keys = valuesOf(of.key);
        return (it as readonly Value[]).reduce(
          (sum: number, item, i) => (sum + mix(hash(of.key, keys[i]), hash(of.value, item))) | 0,
          21,
        );
      }
      case 'set':
      case 'bag':
        return (it as readonly Value[]).reduce(
          (sum: number, item) => (sum + mix(22, hash(of.of, item))) | 0,
          (it as readonly Value[]).length,
        );
      case 'sequence':
        return (it as readonly Value[]).reduce((h: number, item) => mix(h, hash(of.of, item)), 23);
    }
  };
  return hash(type, value);
}

/** The members that occur in a value, ascending. A map has all its keys. */
export function occurring(members: Members, type: Type, value: Value): number[] {
  const found = new Set<number>();
  markedHash(members, type, value, (member) => {
    found.add(member);
    return 0;
  });
  return [...found].sort((a, b) => a - b);
}
