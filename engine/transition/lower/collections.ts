/** Sets, bags and sequences: written out, membership, and the functions on them. */
import * as ill from '../../language/ill-defined.js';
import type { Span } from '../../language/source.js';
import type { Expr, ExprOf } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { type Collection, isMask } from '../representation.js';
import { add, binary, bit, constant, not, one, zero } from '../simplify.js';
import { checkSubsets, forEachItem, forEachSubset } from './domain.js';
import { enforceBound, gatherItems, sizeOf } from './gatherer.js';
import type { Lowering } from './lowering.js';
import { toCode } from './parts.js';
import { append, concat, head, itemAt, rebound, sequenceSize, slice, tail } from './sequences.js';

const collectionOf = (l: Lowering, expr: Expr): Collection => l.representation(expr) as Collection;

export function lowerCollection(l: Lowering, expr: ExprOf<'collection'>): Ir {
  const r = collectionOf(l, expr);
  const items = l.lowerAll(expr.items);
  if (isMask(r)) {
    const mask = items.reduce<Ir>((sum, item) => binary('or', sum, bit(toCode(r.of, item))), zero);
    return enforceBound(l, mask, r, items.length, r, expr.span);
  }
  return gatherItems(l, r, expr.span, (put) => items.forEach(put));
}

export function lowerInterval(l: Lowering, expr: ExprOf<'interval'>): Ir {
  return gatherItems(l, collectionOf(l, expr), expr.span, (put) =>
    forEachItem(l, expr, false, put),
  );
}

export function lowerIn(l: Lowering, expr: ExprOf<'in'>): Ir {
  const element = l.name(l.lower(expr.element));
  if (expr.collection.op === 'interval') {
    const [from, to] = l.lowerAll([expr.collection.from, expr.collection.to]);
    return binary('and', binary('le', from, element), binary('le', element, to));
  }
  return contains(l, collectionOf(l, expr.collection), l.lower(expr.collection), element);
}

function contains(l: Lowering, r: Collection, collection: Ir, element: Ir): Ir {
  if (isMask(r)) return binary('and', binary('shr', collection, toCode(r.of, element)), one);
  if (r.form === 'interned') return l.callNow('contains', r.index, collection, element);
  const named = l.name(collection);
  const size = l.name(sequenceSize(l, r, named));
  const found = l.variable(zero);
  l.count(zero, size, (i) => {
    l.set(found.local, binary('or', found.ir, binary('eq', itemAt(l, r, named, size, i), element)));
  });
  return found.ir;
}

export function lowerCall(l: Lowering, expr: ExprOf<'call'>): Ir {
  const { span } = expr;
  const r = collectionOf(l, expr.args[0]);
  const [a, b, c] = l.lowerAll(expr.args);
  switch (expr.function) {
    case 'subset':
      return isMask(r) ? not(binary('and', a, complement(b))) : l.callNow('subset', r.index, a, b);
    case 'size':
      return sizeOf(l, r, a);
    case 'head':
      return head(l, r, a, span);
  }
  const to = collectionOf(l, expr);
  switch (expr.function) {
    case 'append': {
      const longer = withRoom(l, r, r.bound + 1, to);
      return shortened(l, append(l, r, longer, a, b), longer, to, span);
    }
    case 'concat': {
      const other = collectionOf(l, expr.args[1]);
      checkTogether(l, r, a, other, b, span);
      const longer = withRoom(l, r, r.bound + other.bound, to);
      return shortened(l, concat(l, r, a, other, b, longer), longer, to, span);
    }
    case 'tail':
      return shortened(l, tail(l, r, a, span), r, to, span);
    case 'slice':
      return shortened(l, slice(l, r, a, b, c, span), r, to, span);
    case 'subsets':
      return subsets(l, r, a, to, span);
    case 'indices':
      return indices(l, r, a, to, span);
    default:
      return enforceBound(l, algebra(l, expr, r, a, b), r, sizeBound(l, expr), to, span);
  }
}

const complement = (mask: Ir): Ir => binary('xor', mask, constant(-1));

/** Functions whose result is represented as their first argument is. */
function algebra(l: Lowering, expr: ExprOf<'call'>, r: Collection, a: Ir, b: Ir): Ir {
  switch (expr.function) {
    case 'add':
      return isMask(r)
        ? binary('or', a, bit(toCode(r.of, b)))
        : l.callNow('include', r.index, a, b);
    case 'remove':
      return isMask(r)
        ? binary('and', a, complement(bit(toCode(r.of, b))))
        : l.callNow('exclude', r.index, a, b);
    case 'union':
      if (isMask(r)) return binary('or', a, b);
      if (r.kind === 'bag') checkTogether(l, r, a, collectionOf(l, expr.args[1]), b, expr.span);
      return l.callNow('union', r.index, a, b);
    case 'intersection':
      return isMask(r) ? binary('and', a, b) : l.callNow('intersection', r.index, a, b);
    case 'difference':
      return isMask(r) ? binary('and', a, complement(b)) : l.callNow('difference', r.index, a, b);
    default:
      throw new Error(`${expr.function} is no set algebra`);
  }
}

/** How many items the result of a set function can have. */
function sizeBound(l: Lowering, expr: ExprOf<'call'>): number {
  const { bound, kind, of } = collectionOf(l, expr.args[0]);
  const all = kind === 'set' ? of.space : Number.POSITIVE_INFINITY;
  if (expr.function === 'add') return Math.min(all, bound + 1);
  if (expr.function === 'union') return Math.min(all, bound + collectionOf(l, expr.args[1]).bound);
  return Math.min(all, bound);
}

/** Fails where two bags or sequences have too many items to be put together. */
function checkTogether(
  l: Lowering,
  r: Collection,
  a: Ir,
  other: Collection,
  b: Ir,
  span: Span,
): void {
  if (r.bound + other.bound <= ill.TOGETHER_AT_MOST || r.kind === 'set') return;
  const most = constant(ill.TOGETHER_AT_MOST);
  const size = add(sizeOf(l, r, a), sizeOf(l, other, b));
  l.failIf(binary('lt', most, size), ill.tooManyTogether(r.kind), span);
}

/** A sequence type for a result of at most `most` items, which then goes into `to`. */
function withRoom(l: Lowering, r: Collection, most: number, to: Collection): Collection {
  const { representations } = l.program;
  if (most <= to.bound) return to;
  return Number.isFinite(most) ? representations.bounded(r, most) : representations.unbounded(r);
}

function shortened(l: Lowering, value: Ir, from: Collection, to: Collection, span: Span): Ir {
  return rebound(l, from, to, enforceBound(l, value, from, from.bound, to, span));
}

function subsets(l: Lowering, r: Collection, set: Ir, to: Collection, span: Span): Ir {
  checkSubsets(l, r, set, span);
  if (!isMask(r)) {
    const all = l.callNow('subsets', to.index, r.index, set);
    return enforceBound(l, all, to, Number.POSITIVE_INFINITY, to, span);
  }
  return gatherItems(l, to, span, (put) => forEachSubset(l, set, put));
}

/** The set of 1..size. */
function indices(l: Lowering, r: Collection, q: Ir, to: Collection, span: Span): Ir {
  const size = l.name(sequenceSize(l, r, q));
  return gatherItems(l, to, span, (put) => l.count(one, binary('add', size, one), put));
}
