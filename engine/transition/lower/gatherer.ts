/** Building a collection item by item: a mask, or a buffer that is interned at the end. */
import * as ill from '../../language/ill-defined.js';
import type { Span } from '../../language/source.js';
import type { Ir } from '../ir.js';
import { type Collection, isMask } from '../representation.js';
import { binary, bit, constant, zero } from '../simplify.js';
import type { Lowering } from './lowering.js';
import { toCode } from './parts.js';
import { rebound, sequenceSize } from './sequences.js';

/** `fill` is given the function that adds an item; the result is the collection. */
export function gatherItems(
  l: Lowering,
  r: Collection,
  span: Span,
  fill: (put: (item: Ir) => void) => void,
): Ir {
  if (isMask(r)) {
    const mask = l.variable(zero);
    fill((item) => l.set(mask.local, binary('or', mask.ir, bit(toCode(r.of, item)))));
    return enforceBound(l, mask.ir, r, r.of.space, r, span);
  }
  const free = r.kind === 'sequence' ? l.program.representations.unbounded(r) : r;
  const buffer = l.callNow('openBuffer');
  fill((item) => l.effect('push', buffer, item));
  const close = r.kind === 'set' ? 'internSet' : r.kind === 'bag' ? 'internBag' : 'intern';
  const collection = l.callNow(close, free.index, buffer);
  return rebound(l, free, r, enforceBound(l, collection, free, Number.POSITIVE_INFINITY, r, span));
}

export function sizeOf(l: Lowering, r: Collection, value: Ir): Ir {
  if (isMask(r)) return { ir: 'unary', operator: 'ones', of: value };
  return r.kind === 'sequence' ? sequenceSize(l, r, value) : l.call('size', r.index, value);
}

/** Fails where a collection of at most `most` items is over the bound of `to`. */
export function enforceBound(
  l: Lowering,
  value: Ir,
  r: Collection,
  most: number,
  to: Collection,
  span: Span,
): Ir {
  if (to.bound >= most) return value;
  const message = ill.overBound(to.bound, to.kind);
  l.failIf(binary('gt', sizeOf(l, r, value), constant(to.bound)), message, span);
  return value;
}
