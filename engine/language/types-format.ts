/**
 * Types for people, and the equality of types. `formatType` writes a type as the language spells it
 * (LANGUAGE, section 2); a declared name stands for its type.
 */
import type { FieldType, ShapeType, Type } from './types.js';

/** Are these one type? By structure; `symmetric` types are one for each declaration. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'boolean':
    case 'integer':
      return a.kind === b.kind;
    case 'range':
      return b.kind === 'range' && a.low === b.low && a.high === b.high;
    case 'enum':
      return (
        b.kind === 'enum' &&
        a.members.length === b.members.length &&
        a.members.every((member, i) => member === b.members[i])
      );
    case 'symmetric':
      return b.kind === 'symmetric' && a.name === b.name && a.size === b.size;
    case 'optional':
      return b.kind === 'optional' && sameType(a.of, b.of);
    case 'record':
      return b.kind === 'record' && sameFields(a.fields, b.fields);
    case 'variant':
      return b.kind === 'variant' && sameShapes(a.shapes, b.shapes);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'set':
    case 'bag':
    case 'sequence':
      return a.kind === b.kind && a.bound === b.bound && sameType(a.of, b.of);
  }
}

function sameFields(a: readonly FieldType[], b: readonly FieldType[]): boolean {
  return (
    a.length === b.length &&
    a.every((field, i) => field.name === b[i].name && sameType(field.type, b[i].type))
  );
}

function sameShapes(a: readonly ShapeType[], b: readonly ShapeType[]): boolean {
  return (
    a.length === b.length &&
    a.every((shape, i) => shape.name === b[i].name && sameFields(shape.fields, b[i].fields))
  );
}

/** The type as the language writes it: `RM to [working, prepared]`, `set(Message)`, `0..4`. */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
      return type.kind;
    case 'range':
      return `${type.low}..${type.high}`;
    case 'enum':
      return type.name ?? `[${type.members.join(', ')}]`;
    case 'symmetric':
      return type.name;
    case 'optional':
      return `optional(${formatType(type.of)})`;
    case 'record':
      return type.name ?? formatFields(type.fields);
    case 'variant':
      return (
        type.name ??
        `one of { ${type.shapes.map((s) => `${s.name}: ${formatFields(s.fields)}`).join(', ')} }`
      );
    case 'map': {
      const key = formatType(type.key);
      return `${type.key.kind === 'map' ? `(${key})` : key} to ${formatType(type.value)}`;
    }
    case 'set':
    case 'bag':
    case 'sequence': {
      const bound = type.bound === undefined ? '' : `, ${type.bound}`;
      return `${type.kind}(${formatType(type.of)}${bound})`;
    }
  }
}

function formatFields(fields: readonly FieldType[]): string {
  if (fields.length === 0) return '{}';
  return `{ ${fields.map((f) => `${f.name}: ${formatType(f.type)}`).join(', ')} }`;
}
