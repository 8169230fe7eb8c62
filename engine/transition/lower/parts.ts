/**
 * Taking composite values apart and putting them together, whatever their representation. Components
 * go in and come out as values, not codes.
 */
import type { Ir } from '../ir.js';
import type { FieldCodes, Representation, RepresentationOf } from '../representation.js';
import { add, binary, constant, isConstant, not, sub, times, zero } from '../simplify.js';
import type { Lowering } from './lowering.js';

export const toCode = (r: Representation, value: Ir): Ir => sub(value, constant(r.offset));
export const toValue = (r: Representation, code: Ir): Ir => add(code, constant(r.offset));

// -------------------------------------------------------------------------------------- optionals

export function isNone(l: Lowering, r: RepresentationOf<'optional'>, value: Ir): Ir {
  return not(r.form === 'packed' ? value : l.call('size', r.index, value));
}

/** Of an optional that is known not to be `none`. */
export function unwrap(l: Lowering, r: RepresentationOf<'optional'>, value: Ir): Ir {
  return r.form === 'packed'
    ? toValue(r.of, sub(value, constant(1)))
    : l.callNow('component', r.index, value, 0);
}

export function wrap(l: Lowering, r: RepresentationOf<'optional'>, value: Ir): Ir {
  return r.form === 'packed' ? add(toCode(r.of, value), constant(1)) : intern(l, r, [value]);
}

export function none(l: Lowering, r: RepresentationOf<'optional'>): Ir {
  return r.form === 'packed' ? zero : intern(l, r, []);
}

// ----------------------------------------------------------------------------- records and shapes

export function buildRecord(l: Lowering, r: RepresentationOf<'record'>, values: readonly Ir[]): Ir {
  return r.form === 'packed' ? fieldsCode(r.fields, values) : intern(l, r, values);
}

export function recordField(l: Lowering, r: RepresentationOf<'record'>, value: Ir, i: number): Ir {
  return r.form === 'packed'
    ? fieldFromCode(r.fields, value, i, r.space)
    : l.callNow('component', r.index, value, i);
}

export function buildShape(
  l: Lowering,
  r: RepresentationOf<'variant'>,
  shape: number,
  values: readonly Ir[],
): Ir {
  const codes = r.shapes[shape];
  if (r.form === 'packed') return add(fieldsCode(codes.fields, values), constant(codes.base));
  return intern(l, r, [constant(shape), ...values]);
}

/** Is the value of this shape? */
export function hasShape(
  l: Lowering,
  r: RepresentationOf<'variant'>,
  value: Ir,
  shape: number,
): Ir {
  if (r.form === 'interned')
    return binary('eq', l.call('component', r.index, value, 0), constant(shape));
  const { base, space } = r.shapes[shape];
  if (space === 1) return binary('eq', value, constant(base));
  if (base === 0) return binary('lt', value, constant(space));
  if (base + space === r.space) return binary('ge', value, constant(base));
  return binary('below', sub(value, constant(base)), constant(space));
}

/** Field i of a value that is known to have the shape. */
export function shapeField(
  l: Lowering,
  r: RepresentationOf<'variant'>,
  value: Ir,
  shape: number,
  i: number,
): Ir {
  if (r.form === 'interned') return l.callNow('component', r.index, value, i + 1);
  const { base, fields, space } = r.shapes[shape];
  return fieldFromCode(fields, sub(value, constant(base)), i, space);
}

function fieldsCode(fields: readonly FieldCodes[], values: readonly Ir[]): Ir {
  return fields.reduce<Ir>(
    (sum, f, i) => add(sum, times(toCode(f.representation, values[i]), f.stride)),
    zero,
  );
}

function fieldFromCode(fields: readonly FieldCodes[], code: Ir, i: number, space: number): Ir {
  const { stride, representation } = fields[i];
  if (representation.space === 1) return toValue(representation, zero);
  const shifted = binary('div', code, constant(stride));
  const first = stride * representation.space === space;
  return toValue(
    representation,
    first ? shifted : binary('mod', shifted, constant(representation.space)),
  );
}

// ------------------------------------------------------------------------------------------- maps

/** The position of a key among the values of its type, in ascending order. */
export function rankOf(l: Lowering, key: Representation, value: Ir): Ir {
  if (key.dense) return toCode(key, value);
  if (key.kind === 'range')
    return sub(value, constant(key.type.kind === 'range' ? key.type.low : 0));
  return l.callNow('rank', key.index, value);
}

export function keyAt(l: Lowering, key: Representation, rank: Ir): Ir {
  return key.dense ? toValue(key, rank) : l.callNow('valueAtRank', key.index, rank);
}

export function mapEntry(l: Lowering, r: RepresentationOf<'map'>, value: Ir, rank: Ir): Ir {
  if (r.form === 'interned') return l.callNow('component', r.index, value, rank);
  if (r.value.space === 1) return toValue(r.value, zero);
  const entry = binary('mod', binary('div', value, weight(l, r, rank)), constant(r.value.space));
  return toValue(r.value, entry);
}

/** A copy of the map with another value at a key. */
export function mapWith(l: Lowering, r: RepresentationOf<'map'>, map: Ir, rank: Ir, value: Ir): Ir {
  if (r.form === 'interned') return l.callNow('replace', r.index, map, rank, value);
  const change = sub(value, mapEntry(l, r, map, rank));
  return l.name(add(map, binary('mul', change, weight(l, r, rank))));
}

/** What one step of the entry's code changes in the code of the map. */
function weight(l: Lowering, r: RepresentationOf<'map'>, rank: Ir): Ir {
  const power = (i: number): number => r.value.space ** (r.keys - 1 - i);
  if (isConstant(rank)) return constant(power(rank.value));
  const table = l.program.tables.push(Int32Array.from({ length: r.keys }, (_, i) => power(i))) - 1;
  return { ir: 'table', table, index: rank };
}

/** Builds a map from its values in the order of the keys; `fill` gives each to the function it gets. */
export function buildMap(
  l: Lowering,
  r: RepresentationOf<'map'>,
  fill: (put: (value: Ir) => void) => void,
): Ir {
  if (r.form === 'interned') {
    const buffer = l.callNow('openBuffer');
    fill((value) => l.effect('push', buffer, value));
    return l.callNow('intern', r.index, buffer);
  }
  const code = l.variable(zero);
  fill((value) => l.set(code.local, add(times(code.ir, r.value.space), toCode(r.value, value))));
  return code.ir;
}

// --------------------------------------------------------------------------------------- interning

export function intern(l: Lowering, r: Representation, components: readonly Ir[]): Ir {
  const buffer = l.callNow('openBuffer');
  for (const component of components) l.effect('push', buffer, component);
  return l.callNow('intern', r.index, buffer);
}
