/** Changes of type: widening, and narrowing that is checked. */
import * as ill from '../../language/ill-defined.js';
import type { Span } from '../../language/source.js';
import type { ExprOf } from '../../language/typed.js';
import { formatType } from '../../language/types-format.js';
import type { Ir } from '../ir.js';
import type { Collection, Representation } from '../representation.js';
import { binary, constant, not, or } from '../simplify.js';
import { allIntegers, type Bounds, boundsOf, within } from './bounds.js';
import { enforceBound } from './gatherer.js';
import type { Lowering } from './lowering.js';
import { isNone, none, unwrap, wrap } from './parts.js';
import { rebound } from './sequences.js';

export function lowerCoercion(l: Lowering, expr: ExprOf<'coerce'>): Ir {
  const value = l.lower(expr.of);
  return convert(
    l,
    value,
    l.representation(expr.of),
    l.representation(expr),
    expr.span,
    boundsOf(expr.of),
  );
}

const isNumber = (r: Representation): boolean => r.kind === 'integer' || r.kind === 'range';

function convert(
  l: Lowering,
  value: Ir,
  from: Representation,
  to: Representation,
  span: Span,
  bounds: Bounds,
): Ir {
  if (from.index === to.index) return value;
  if (isNumber(from) && isNumber(to)) return convertNumber(l, value, to, span, bounds);
  if (from.kind === 'optional' && to.kind === 'optional') {
    const named = l.name(value);
    return l.choose(
      isNone(l, from, named),
      () => none(l, to),
      () =>
        wrap(
          l,
          to,
          l.name(convert(l, unwrap(l, from, named), from.of, to.of, span, declared(from.of))),
        ),
    );
  }
  if (to.kind === 'optional')
    return wrap(l, to, l.name(convert(l, value, from, to.of, span, bounds)));
  if (from.kind === 'optional') {
    const named = l.name(value);
    l.failIf(isNone(l, from, named), ill.noneForValue(formatType(to.type)), span);
    return convert(l, l.name(unwrap(l, from, named)), from.of, to, span, declared(from.of));
  }
  if (
    from.kind === to.kind &&
    isCollection(from) &&
    isCollection(to) &&
    from.of.index === to.of.index
  ) {
    return convertBound(l, l.name(value), from, to, span);
  }
  const named = l.name(value);
  l.failIf(
    not(l.call('convertible', from.index, to.index, named)),
    ill.outside(formatType(to.type)),
    span,
  );
  return l.callNow('convert', from.index, to.index, named);
}

function declared(r: Representation): Bounds {
  return r.type.kind === 'range' ? r.type : allIntegers;
}

function convertNumber(l: Lowering, value: Ir, to: Representation, span: Span, bounds: Bounds): Ir {
  const wanted = declared(to);
  if (within(bounds, wanted)) return value;
  const named = l.name(value);
  const below = binary('lt', named, constant(wanted.low));
  const above = binary('gt', named, constant(wanted.high));
  const outside =
    bounds.low >= wanted.low ? above : bounds.high <= wanted.high ? below : or(below, above);
  l.failIf(outside, ill.outside(formatType(to.type)), span);
  return named;
}

const isCollection = (r: Representation): r is Collection =>
  r.kind === 'set' || r.kind === 'bag' || r.kind === 'sequence';

/** Collections that differ in the bound only. */
function convertBound(l: Lowering, value: Ir, from: Collection, to: Collection, span: Span): Ir {
  enforceBound(l, value, from, from.bound, to, span);
  return from.kind === 'sequence' ? rebound(l, from, to, value) : value;
}
