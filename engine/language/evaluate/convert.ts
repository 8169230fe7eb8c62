/** The operation `coerce`: a value of one type as a value of another, part by part. */
import * as ill from '../ill-defined.js';
import { IllDefined } from '../ill-defined.js';
import type { Span } from '../source.js';
import type { FieldType, Type, TypeOf } from '../types.js';
import { formatType } from '../types-format.js';
import type { ShapeValue, Value } from '../value.js';
import { formatValue } from '../value-format.js';
import { bagOf, contains, setOf } from '../values.js';

type Items = readonly Value[];
type Collection = TypeOf<'set'> | TypeOf<'bag'> | TypeOf<'sequence'>;

/** Throws `IllDefined` where some part of the value is outside `to`. */
export function convert(from: Type, to: Type, value: Value, span: Span): Value {
  if (from.kind === 'optional') return convertOptional(from, to, value, span);
  if (to.kind === 'optional') return convert(from, to.of, value, span);
  switch (from.kind) {
    case 'record':
      return convertFields(from.fields, (to as typeof from).fields, value as Items, span);
    case 'variant':
      return convertShape(from, to, value as ShapeValue, span);
    case 'map': {
      const target = (to as typeof from).value;
      return (value as Items).map((item) => convert(from.value, target, item, span));
    }
    case 'set':
    case 'bag':
    case 'sequence':
      return convertCollection(from, to as Collection, value as Items, span);
    default:
      if (contains(to, value)) return value;
      throw new IllDefined(ill.outside(formatType(to), formatValue(from, value)), span);
  }
}

function convertOptional(from: TypeOf<'optional'>, to: Type, value: Value, span: Span): Value {
  if (value !== null) return convert(from.of, to.kind === 'optional' ? to.of : to, value, span);
  if (to.kind === 'optional') return null;
  throw new IllDefined(ill.noneForValue(formatType(to)), span);
}

function convertFields(
  from: readonly FieldType[],
  to: readonly FieldType[],
  values: Items,
  span: Span,
): Items {
  return values.map((value, i) => convert(from[i].type, to[i].type, value, span));
}

function convertShape(
  from: TypeOf<'variant'>,
  to: Type,
  { shape, fields }: ShapeValue,
  span: Span,
): ShapeValue {
  const source = from.shapes.find((s) => s.name === shape);
  const target = (to as typeof from).shapes.find((s) => s.name === shape);
  if (source === undefined || target === undefined) {
    throw new IllDefined(ill.outside(formatType(to), shape), span);
  }
  return { shape, fields: convertFields(source.fields, target.fields, fields, span) };
}

function convertCollection(from: Collection, to: Collection, values: Items, span: Span): Items {
  const items = values.map((item) => convert(from.of, to.of, item, span));
  if (to.bound !== undefined && items.length > to.bound) {
    throw new IllDefined(ill.overBound(to.bound, to.kind), span);
  }
  if (to.kind === 'set') return setOf(to.of, items);
  return to.kind === 'bag' ? bagOf(to.of, items) : items;
}
