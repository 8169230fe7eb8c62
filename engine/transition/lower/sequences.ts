/**
 * Sequences: interned, or packed into one word as the length above the items, the first item in the
 * highest field that is used (so that codes are ordered as sequences are: by length, then item by item).
 */
import * as ill from '../../language/ill-defined.js';
import type { Span } from '../../language/source.js';
import type { Ir } from '../ir.js';
import { type Collection, itemBits, maskOf } from '../representation.js';
import { add, binary, constant, not, one, select, sub, times, zero } from '../simplify.js';
import type { Lowering } from './lowering.js';
import { toCode, toValue } from './parts.js';

export function sequenceSize(l: Lowering, r: Collection, q: Ir): Ir {
  return r.form === 'packed' ? binary('shr', q, constant(itemBits(r))) : l.call('size', r.index, q);
}

const itemsOf = (r: Collection, q: Ir): Ir => binary('and', q, constant(maskOf(itemBits(r))));

function assemble(r: Collection, length: Ir, items: Ir): Ir {
  return binary('or', binary('shl', length, constant(itemBits(r))), items);
}

/** The item at a position from 0 that is known to be inside. */
export function itemAt(l: Lowering, r: Collection, q: Ir, length: Ir, position: Ir): Ir {
  if (r.form === 'interned') return l.callNow('component', r.index, q, position);
  const below = times(sub(sub(length, one), position), r.of.bits);
  const code = binary('and', binary('shr', q, below), constant(maskOf(r.of.bits)));
  return l.name(toValue(r.of, code));
}

/** q[i], from 1. */
export function sequenceItem(l: Lowering, r: Collection, q: Ir, i: Ir, span: Span): Ir {
  const length = l.name(sequenceSize(l, r, q));
  checkIndex(l, length, i, span);
  return itemAt(l, r, q, length, sub(i, one));
}

export function checkIndex(l: Lowering, length: Ir, i: Ir, span: Span): void {
  l.failIf(not(binary('below', sub(i, one), length)), ill.indexOutside(), span);
}

/** A copy with another item at i, from 1. */
export function sequenceWith(l: Lowering, r: Collection, q: Ir, i: Ir, value: Ir): Ir {
  const position = sub(i, one);
  if (r.form === 'interned') return l.callNow('replace', r.index, q, position, value);
  const below = l.name(times(sub(sequenceSize(l, r, q), i), r.of.bits));
  const hole = binary('xor', binary('shl', constant(maskOf(r.of.bits)), below), constant(-1));
  return l.name(binary('or', binary('and', q, hole), binary('shl', toCode(r.of, value), below)));
}

export function head(l: Lowering, r: Collection, q: Ir, span: Span): Ir {
  const length = l.name(sequenceSize(l, r, q));
  l.failIf(not(length), ill.headOfEmpty(), span);
  return itemAt(l, r, q, length, zero);
}

export function tail(l: Lowering, r: Collection, q: Ir, span: Span): Ir {
  const length = l.name(sequenceSize(l, r, q));
  l.failIf(not(length), ill.tailOfEmpty(), span);
  return sliceOf(l, r, q, length, one, length);
}

/** Positions from (from 0) up to, without, to; known to be inside. */
function sliceOf(l: Lowering, r: Collection, q: Ir, length: Ir, from: Ir, to: Ir): Ir {
  if (r.form === 'interned') return l.callNow('slice', r.index, q, from, to);
  const size = l.name(sub(to, from));
  const items = binary('shr', itemsOf(r, q), times(sub(length, to), r.of.bits));
  const mask = sub(binary('shl', one, times(size, r.of.bits)), one);
  return l.name(assemble(r, size, binary('and', items, mask)));
}

/** slice(q, i, j): items i..j, from 1; empty when j < i. */
export function slice(l: Lowering, r: Collection, q: Ir, i: Ir, j: Ir, span: Span): Ir {
  const length = l.name(sequenceSize(l, r, q));
  const filled = l.name(binary('le', i, j));
  const outside = binary('or', binary('lt', i, one), binary('gt', j, length));
  l.failIf(binary('and', filled, outside), ill.sliceOutside(), span);
  const from = l.name(select(filled, sub(i, one), zero));
  const to = l.name(select(filled, j, zero));
  return sliceOf(l, r, q, length, from, to);
}

/** Appends to a sequence of representation `r`; the result is of `to`, whose bound has room. */
export function append(l: Lowering, r: Collection, to: Collection, q: Ir, value: Ir): Ir {
  const source = rebound(l, r, to, q);
  if (to.form === 'interned') return l.callNow('append', to.index, source, value);
  const length = add(sequenceSize(l, to, source), one);
  const items = binary(
    'or',
    binary('shl', itemsOf(to, source), constant(to.of.bits)),
    toCode(to.of, value),
  );
  return l.name(assemble(to, length, items));
}

export function concat(
  l: Lowering,
  a: Collection,
  left: Ir,
  b: Collection,
  right: Ir,
  to: Collection,
): Ir {
  const first = rebound(l, a, to, left);
  const second = rebound(l, b, to, right);
  if (to.form === 'interned') return l.callNow('concat', to.index, first, second);
  const more = l.name(sequenceSize(l, to, second));
  const length = add(sequenceSize(l, to, first), more);
  const items = binary(
    'or',
    binary('shl', itemsOf(to, first), times(more, to.of.bits)),
    itemsOf(to, second),
  );
  return l.name(assemble(to, length, items));
}

/** The same sequence in a type that differs in the bound only, and has room. */
export function rebound(l: Lowering, from: Collection, to: Collection, q: Ir): Ir {
  if (from.index === to.index) return q;
  if (from.form === 'interned' && to.form === 'interned') return q;
  if (from.form === 'packed' && to.form === 'packed')
    return l.name(assemble(to, sequenceSize(l, from, q), itemsOf(from, q)));
  return l.callNow('convert', from.index, to.index, q);
}
