/** Types as a prover sees them, which has no ranges of numbers: what is the same there, and what is less than before. */
import type { FieldType, Type } from '../../../../engine/language/types.js';

/** Is there a map whose keys are numbers, anywhere? */
export function hasOpenMap(type: Type): boolean {
  switch (type.kind) {
    case 'map':
      return hasNumber(type.key) || hasOpenMap(type.value);
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      return hasOpenMap(type.of);
    case 'record':
      return type.fields.some((f) => hasOpenMap(f.type));
    case 'variant':
      return type.shapes.some((s) => s.fields.some((f) => hasOpenMap(f.type)));
    default:
      return false;
  }
}

function hasNumber(type: Type): boolean {
  switch (type.kind) {
    case 'range':
    case 'integer':
      return true;
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      return hasNumber(type.of);
    case 'record':
      return type.fields.some((f) => hasNumber(f.type));
    case 'variant':
      return type.shapes.some((s) => s.fields.some((f) => hasNumber(f.type)));
    case 'map':
      return hasNumber(type.key) || hasNumber(type.value);
    default:
      return false;
  }
}

/** The same for types that differ only in what `typed` says, or in their names. */
export function erasedKey(type: Type): string {
  switch (type.kind) {
    case 'range':
      return 'integer';
    case 'enum':
      return `enum(${type.members.join(' ')})`;
    case 'symmetric':
      return `symmetric(${type.name})`;
    case 'record':
      return `record(${fieldsKey(type.fields)})`;
    case 'variant':
      return `variant(${type.shapes.map((s) => `${s.name}(${fieldsKey(s.fields)})`).join(' ')})`;
    case 'map':
      return `map(${erasedKey(type.key)} ${erasedKey(type.value)})`;
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      return `${type.kind}(${erasedKey(type.of)})`;
    default:
      return type.kind;
  }
}

const fieldsKey = (fields: readonly FieldType[]): string =>
  fields.map((f) => `${f.name}: ${erasedKey(f.type)}`).join(', ');
