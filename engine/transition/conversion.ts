/**
 * Deep change of type, as the `coerce` expression means it: widening and checked narrowing of whole
 * values. The slow, general way; scalars and simple cases are converted by generated code.
 */
import type { FieldType, Type } from '../language/types.js';
import type { ShapeValue, Value } from '../language/value.js';
import { bagOf, contains, setOf } from '../language/values.js';

/** The value as one of the type `to`; undefined when it is outside of it. */
export function convertValue(from: Type, to: Type, value: Value): Value | undefined {
  if (to.kind === 'optional') {
    if (value === null) return null;
    return convertValue(from.kind === 'optional' ? from.of : from, to.of, value);
  }
  if (from.kind === 'optional')
    return value === null ? undefined : convertValue(from.of, to, value);
  const converted = convertParts(from, to, value);
  return converted !== undefined && contains(to, converted) ? converted : undefined;
}

function convertParts(from: Type, to: Type, value: Value): Value | undefined {
  if (from.kind === 'record' && to.kind === 'record')
    return convertFields(from.fields, to.fields, value as readonly Value[]);
  if (from.kind === 'variant' && to.kind === 'variant') {
    const { shape, fields } = value as ShapeValue;
    const source = from.shapes.find((s) => s.name === shape);
    const target = to.shapes.find((s) => s.name === shape);
    if (source === undefined || target === undefined) return undefined;
    const converted = convertFields(source.fields, target.fields, fields);
    return converted && { shape, fields: converted };
  }
  if (from.kind === 'map' && to.kind === 'map')
    return convertItems(from.value, to.value, value as readonly Value[]);
  if (
    (from.kind === 'set' || from.kind === 'bag' || from.kind === 'sequence') &&
    from.kind === to.kind
  ) {
    const items = convertItems(from.of, to.of, value as readonly Value[]);
    if (items === undefined || from.kind === 'sequence') return items;
    return from.kind === 'set' ? setOf(to.of, items) : bagOf(to.of, items);
  }
  return value;
}

function convertItems(from: Type, to: Type, items: readonly Value[]): readonly Value[] | undefined {
  return all(items.map((item) => convertValue(from, to, item)));
}

function convertFields(
  from: readonly FieldType[],
  to: readonly FieldType[],
  values: readonly Value[],
) {
  return all(values.map((value, i) => convertValue(from[i].type, to[i].type, value)));
}

function all(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  return values.every((value) => value !== undefined) ? (values as readonly Value[]) : undefined;
}
