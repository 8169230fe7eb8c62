/**
 * Reading state: `rm[r]` and `log[n].x` are loads of bit fields. A value that is spread over several
 * leaves is put together only where all of it is wanted.
 */
import type { Expr } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { type BitPlace, type Layout, type Leaf, variableLayout } from '../layout.js';
import { maskOf } from '../representation.js';
import { add, binary, constant, isConstant, one, times, zero } from '../simplify.js';
import type { Lowering } from './lowering.js';
import { buildMap, buildRecord, rankOf, toCode, toValue } from './parts.js';

/** A part of the state: a node of the layout, and which of its elements. */
export interface Place {
  readonly layout: Layout;
  readonly element: Ir;
}

/** The place that an expression names, if it names one. Evaluates the keys on the way. */
export function placeOf(l: Lowering, expr: Expr): Place | undefined {
  if (!isPlace(l, expr)) return undefined;
  if (expr.op === 'variable') return variablePlace(l, expr.name);
  if (expr.op === 'index') {
    const map = placeOf(l, expr.of);
    if (map?.layout.at !== 'map') throw new Error('indexed place is no map');
    return entryPlace(l, map, l.name(l.lower(expr.key)));
  }
  if (expr.op === 'field') {
    const record = placeOf(l, expr.of);
    if (record !== undefined) return fieldPlace(record, expr.field);
  }
  throw new Error(`${expr.op} names no place`);
}

function isPlace(l: Lowering, expr: Expr): boolean {
  return layoutAt(l, expr) !== undefined;
}

function layoutAt(l: Lowering, expr: Expr): Layout | undefined {
  if (expr.op === 'variable') return variableLayout(l.program.layout, expr.name);
  if (expr.op === 'index') {
    const of = layoutAt(l, expr.of);
    return of?.at === 'map' ? of.of : undefined;
  }
  if (expr.op === 'field') {
    const of = layoutAt(l, expr.of);
    return of?.at === 'record' ? of.fields[fieldPosition(of, expr.field)] : undefined;
  }
  return undefined;
}

/** The whole of a state variable. */
export function variablePlace(l: Lowering, name: string): Place {
  return { layout: variableLayout(l.program.layout, name), element: zero };
}

export function entryPlace(l: Lowering, map: Place, key: Ir): Place {
  if (map.layout.at !== 'map') throw new Error('not a map');
  return elementPlace(map, rankOf(l, map.layout.representation.key, key));
}

/** The entry at a position among the keys. */
export function elementPlace(map: Place, rank: Ir): Place {
  if (map.layout.at !== 'map') throw new Error('not a map');
  return { layout: map.layout.of, element: add(times(map.element, map.layout.keys), rank) };
}

export function fieldPlace(record: Place, field: string): Place {
  if (record.layout.at !== 'record') throw new Error('not a record');
  return {
    layout: record.layout.fields[fieldPosition(record.layout, field)],
    element: record.element,
  };
}

function fieldPosition(record: Extract<Layout, { at: 'record' }>, field: string): number {
  return record.representation.fields.findIndex((f) => f.name === field);
}

/** The value at a place. */
export function read(l: Lowering, place: Place, state: 'now' | 'before' | 'new' = l.state): Ir {
  const { layout, element } = place;
  switch (layout.at) {
    case 'leaf':
      return readLeaf(l, layout.leaf, element, state);
    case 'record': {
      const fields = layout.fields.map((of) => read(l, { layout: of, element }, state));
      return buildRecord(l, layout.representation, fields);
    }
    case 'map':
      return buildMap(l, layout.representation, (put) =>
        l.count(zero, constant(layout.keys), (rank) =>
          put(read(l, elementPlace(place, rank), state)),
        ),
      );
  }
}

interface Address {
  readonly word: Ir;
  readonly shift: Ir;
}

function bitAddress(plane: BitPlace, element: Ir): Address {
  return { word: constant(plane.word), shift: add(element, constant(plane.shift)) };
}

/** Word and lowest bit of an element of a leaf that is not in planes. */
function addressOf(leaf: Leaf, element: Ir): Address {
  if (leaf.count * leaf.bits <= 32) {
    return {
      word: constant(leaf.word),
      shift: add(times(element, leaf.bits), constant(leaf.shift)),
    };
  }
  const word = add(binary('div', element, constant(leaf.perWord)), constant(leaf.word));
  const within = leaf.perWord === 1 ? zero : binary('mod', element, constant(leaf.perWord));
  return { word, shift: times(within, leaf.bits) };
}

function readLeaf(l: Lowering, leaf: Leaf, element: Ir, state: 'now' | 'before' | 'new'): Ir {
  if (leaf.bits === 0) return toValue(leaf.representation, zero);
  const wordAt = (index: Ir): Ir => (state === 'new' ? l.newWord(index) : l.word(state, index));
  const field = ({ word, shift }: Address, bits: number): Ir =>
    binary('and', binary('shr', wordAt(word), shift), constant(maskOf(bits)));
  const code =
    leaf.planes === null
      ? field(addressOf(leaf, element), leaf.bits)
      : leaf.planes.reduce<Ir>(
          (sum, plane, k) =>
            binary('or', sum, binary('shl', field(bitAddress(plane, element), 1), constant(k))),
          zero,
        );
  return toValue(leaf.representation, code);
}

/** Statements that store a leaf of the successor under construction. */
export function storeLeaf(l: Lowering, leaf: Leaf, element: Ir, value: Ir): void {
  if (leaf.bits === 0) return;
  const code = l.name(toCode(leaf.representation, value));
  if (leaf.planes === null) {
    storeField(l, addressOf(leaf, element), leaf.bits, code);
    return;
  }
  const at = l.name(element);
  leaf.planes.forEach((plane, k) => {
    const bit = binary('and', binary('shr', code, constant(k)), one);
    storeField(l, bitAddress(plane, at), 1, bit);
  });
}

function storeField(l: Lowering, { word, shift }: Address, bits: number, code: Ir): void {
  const index = l.name(word);
  if (bits === 32) {
    l.emit({ do: 'store', index, value: code });
    return;
  }
  const at = l.name(shift);
  const mask = isConstant(at)
    ? constant(~(maskOf(bits) << at.value))
    : binary('xor', binary('shl', constant(maskOf(bits)), at), constant(-1));
  const rest = binary('and', l.newWord(index), mask);
  // Where it matters which bits are written the others are seen to be none.
  const field = l.unrolls ? binary('and', code, constant(maskOf(bits))) : code;
  l.emit({ do: 'store', index, value: binary('or', rest, binary('shl', field, at)) });
}
