/**
 * Values in words and in JSON. Two forms: a line of text in the language's own spelling, and plain
 * JSON for traces, reports and other tools.
 */
import type { Plain } from '../plain.js';
import type { FieldType, Type } from './types.js';
import type { ShapeValue, Value } from './value.js';
import { valuesOf } from './values/listing.js';

type Items = readonly Value[];

/**
 * One line for people, as a spec would write it: `prepared(rm = 1)`, `[1, 2]` for a set, a bag or a sequence,
 * `{ 1: idle, 2: busy }` for a map. Symmetric members are shown by their number.
 */
export function formatValue(type: Type, value: Value): string {
  switch (type.kind) {
    case 'optional':
      return value === null ? 'none' : formatValue(type.of, value);
    case 'record': {
      const fields = value as Items;
      if (type.name !== undefined)
        return `${type.name}(${formatFields(type.fields, fields, ' = ')})`;
      return `{ ${formatFields(type.fields, fields, ': ')} }`;
    }
    case 'variant': {
      const { shape, fields } = value as ShapeValue;
      if (fields.length === 0) return shape;
      return `${shape}(${formatFields(fieldsOfShape(type.shapes, shape), fields, ' = ')})`;
    }
    case 'map': {
      const keys = valuesOf(type.key);
      const entries = (value as Items).map(
        (item, i) => `${formatValue(type.key, keys[i])}: ${formatValue(type.value, item)}`,
      );
      return `{ ${entries.join(', ')} }`;
    }
    case 'set':
    case 'bag':
    case 'sequence':
      return `[${(value as Items).map((item) => formatValue(type.of, item)).join(', ')}]`;
    default:
      return String(value);
  }
}

function formatFields(fields: readonly FieldType[], values: Items, between: string): string {
  return fields.map((f, i) => `${f.name}${between}${formatValue(f.type, values[i])}`).join(', ');
}

function fieldsOfShape(
  shapes: readonly { readonly name: string; readonly fields: readonly FieldType[] }[],
  name: string,
): readonly FieldType[] {
  const shape = shapes.find((s) => s.name === name);
  if (shape === undefined) throw new Error(`${name} is no shape of this variant`);
  return shape.fields;
}

/**
 * Plain JSON: names as strings, `none` as null, records as objects, a shape with fields as
 * `{"prepared": {"rm": 1}}` and without as its name, maps as objects keyed by the formatted key,
 * collections as arrays. (JSON objects put keys that are natural numbers first.)
 */
export function plainValue(type: Type, value: Value): Plain {
  switch (type.kind) {
    case 'optional':
      return value === null ? null : plainValue(type.of, value);
    case 'record':
      return plainFields(type.fields, value as Items);
    case 'variant': {
      const { shape, fields } = value as ShapeValue;
      if (fields.length === 0) return shape;
      return { [shape]: plainFields(fieldsOfShape(type.shapes, shape), fields) };
    }
    case 'map': {
      const keys = valuesOf(type.key);
      return Object.fromEntries(
        (value as Items).map((item, i) => [
          formatValue(type.key, keys[i]),
          plainValue(type.value, item),
        ]),
      );
    }
    case 'set':
    case 'bag':
    case 'sequence':
      return (value as Items).map((item) => plainValue(type.of, item));
    default:
      return value as boolean | number | string;
  }
}

function plainFields(fields: readonly FieldType[], values: Items): Plain {
  return Object.fromEntries(fields.map((f, i) => [f.name, plainValue(f.type, values[i])]));
}
