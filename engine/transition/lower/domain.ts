/**
 * Going through the items of a set, bag or sequence without building what need not be built: an
 * interval is a counting loop, a whole type too, a mask is taken apart bit by bit.
 */
import * as ill from '../../language/ill-defined.js';
import type { Span } from '../../language/source.js';
import type { Expr } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { type Collection, isMask } from '../representation.js';
import { add, binary, constant, isConstant, not, one, sub, zero } from '../simplify.js';
import { sizeOf } from './gatherer.js';
import type { Lowering } from './lowering.js';
import { toValue } from './parts.js';
import { itemAt, sequenceSize } from './sequences.js';

/**
 * Emits the loop and, inside, what `body` emits for an item. Items come in ascending order, those of
 * a sequence as they stand. `distinct`: equal items of a bag or sequence come once.
 */
export function forEachItem(
  l: Lowering,
  over: Expr,
  distinct: boolean,
  body: (item: Ir) => void,
): void {
  const r = l.representation(over) as Collection;
  if (over.op === 'interval') {
    const from = l.name(l.lower(over.from));
    const to = l.name(l.lower(over.to));
    countNumbers(l, from, to, body);
    return;
  }
  if (
    over.op === 'call' &&
    over.function === 'subsets' &&
    isMask(l.representation(over.args[0])) &&
    r.of.form === 'packed' &&
    r.bound === Number.POSITIVE_INFINITY
  ) {
    const set = l.name(l.lower(over.args[0]));
    checkSubsets(l, l.representation(over.args[0]) as Collection, set, over.span);
    forEachSubset(l, set, body);
    return;
  }
  forEachItemOf(l, r, l.name(l.lower(over)), distinct, body);
}

/** The same for a collection that has been evaluated. */
export function forEachItemOf(
  l: Lowering,
  r: Collection,
  collection: Ir,
  distinct: boolean,
  body: (item: Ir) => void,
): void {
  if (isMask(r)) forEachBit(l, r, collection, body);
  else forEachComponent(l, r, collection, distinct, body);
}

/** from..to; `to` may be the greatest number there is. */
function countNumbers(l: Lowering, from: Ir, to: Ir, body: (i: Ir) => void): void {
  if (l.unrolls) {
    l.count(from, add(to, one), body);
    return;
  }
  l.if(binary('le', from, to), () => {
    const i = l.variable(sub(from, one));
    l.while(binary('ne', i.ir, to), () => {
      l.set(i.local, add(i.ir, one));
      body(i.ir);
    });
  });
}

function forEachBit(l: Lowering, r: Collection, mask: Ir, body: (item: Ir) => void): void {
  if (l.unrolls) {
    for (let code = 0; code < r.of.space; code++) {
      const present = binary('and', binary('shr', mask, constant(code)), one);
      l.if(present, () => body(toValue(r.of, constant(code))));
    }
    return;
  }
  if (isConstant(mask) && isRun(mask.value)) {
    const count = 32 - Math.clz32(mask.value);
    l.count(zero, constant(count), (code) => body(l.name(toValue(r.of, code))));
    return;
  }
  const rest = l.variable(mask);
  l.while(rest.ir, () => {
    const code = l.name({ ir: 'unary', operator: 'trailing', of: rest.ir });
    l.set(rest.local, binary('and', rest.ir, sub(rest.ir, one)));
    body(l.name(toValue(r.of, code)));
  });
}

/** Are the lowest bits set, and no other? */
const isRun = (mask: number): boolean => (mask & (mask + 1)) === 0;

/** Fails where the subsets of a set are too many. */
export function checkSubsets(l: Lowering, r: Collection, set: Ir, span: Span): void {
  if (r.of.space <= ill.SUBSETS_OF_AT_MOST) return;
  l.failIf(
    binary('gt', sizeOf(l, r, set), constant(ill.SUBSETS_OF_AT_MOST)),
    ill.tooManySubsets(),
    span,
  );
}

/** The masks inside a mask in ascending order: count up in its bits only. */
export function forEachSubset(l: Lowering, mask: Ir, body: (subset: Ir) => void): void {
  if (l.unrolls && isConstant(mask)) {
    let next = 0;
    do {
      body(constant(next));
      next = (next - mask.value) & mask.value;
    } while (next !== 0);
    return;
  }
  const subset = l.variable(zero);
  const going = l.variable(one);
  l.while(going.ir, () => {
    body(subset.ir);
    l.set(subset.local, binary('and', sub(subset.ir, mask), mask));
    l.set(going.local, not(not(subset.ir)));
  });
}

function forEachComponent(
  l: Lowering,
  r: Collection,
  collection: Ir,
  distinct: boolean,
  body: (item: Ir) => void,
): void {
  if (distinct && r.kind === 'sequence') {
    forEachDistinct(l, r, collection, body);
    return;
  }
  const size = l.name(
    r.kind === 'sequence' ? sequenceSize(l, r, collection) : l.call('size', r.index, collection),
  );
  const previous = l.variable(zero);
  l.count(zero, size, (i) => {
    const item = itemAt(l, r, collection, size, i);
    if (!distinct || r.kind !== 'bag') {
      body(item);
      return;
    }
    const isNew = l.name(binary('or', not(i), binary('ne', item, previous.ir)));
    l.set(previous.local, item);
    l.if(isNew, () => body(item));
  });
}

/** The distinct items of a sequence in ascending order: as the set of them. */
function forEachDistinct(l: Lowering, r: Collection, sequence: Ir, body: (item: Ir) => void): void {
  const set = l.program.representations.of({ kind: 'set', of: r.type.of }) as Collection;
  const size = l.name(sequenceSize(l, r, sequence));
  if (isMask(set)) {
    const mask = l.variable(zero);
    l.count(zero, size, (i) => {
      const code = sub(itemAt(l, r, sequence, size, i), constant(r.of.offset));
      l.set(mask.local, binary('or', mask.ir, binary('shl', one, code)));
    });
    forEachBit(l, set, mask.ir, body);
    return;
  }
  const buffer = l.callNow('openBuffer');
  l.count(zero, size, (i) => l.effect('push', buffer, itemAt(l, r, sequence, size, i)));
  forEachComponent(l, set, l.callNow('internSet', set.index, buffer), false, body);
}
