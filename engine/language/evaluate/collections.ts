/** The built-in functions on sets, bags and sequences. */
import * as ill from '../ill-defined.js';
import { IllDefined } from '../ill-defined.js';
import type { Span } from '../source.js';
import type { ExprOf } from '../typed.js';
import type { Type, TypeOf } from '../types.js';
import type { Value } from '../value.js';
import { bagOf, equalValues, setOf } from '../values.js';

type Items = readonly Value[];

export function applyFunction(expr: ExprOf<'call'>, args: Items): Value {
  const [first, second] = args as readonly [Items, Items];
  const { type } = expr.args[0];
  switch (expr.function) {
    case 'add':
      return combined(type, [...first, args[1]]);
    case 'remove':
      return without(first, args[1]);
    case 'union':
      return combined(type, together(first, second, type, expr.span));
    case 'intersection':
      return withoutAll(first, withoutAll(first, second));
    case 'difference':
      return withoutAll(first, second);
    case 'subset':
      return withoutAll(first, second).length === 0;
    case 'size':
      return first.length;
    case 'subsets':
      return subsets(first, expr.span);
    case 'append':
      return [...first, args[1]];
    case 'concat':
      return together(first, second, type, expr.span);
    case 'head':
      if (first.length === 0) throw new IllDefined(ill.headOfEmpty(), expr.span);
      return first[0];
    case 'tail':
      if (first.length === 0) throw new IllDefined(ill.tailOfEmpty(), expr.span);
      return first.slice(1);
    case 'slice':
      return slice(first, args[1] as number, args[2] as number, expr.span);
    case 'indices':
      return first.map((_, i) => i + 1);
  }
}

/** All items of both. */
function together(first: Items, second: Items, { kind }: Type, span: Span): Items {
  if (
    (kind === 'bag' || kind === 'sequence') &&
    first.length + second.length > ill.TOGETHER_AT_MOST
  )
    throw new IllDefined(ill.tooManyTogether(kind), span);
  return first.concat(second);
}

/** A set has each item once; a bag adds the copies up. */
function combined(type: Type, items: Items): Items {
  const { kind, of } = type as TypeOf<'set'> | TypeOf<'bag'>;
  return kind === 'set' ? setOf(of, items) : bagOf(of, items);
}

/** One copy less of the item, if there is one. */
function without(items: Items, item: Value): Items {
  const at = items.findIndex((other) => equalValues(other, item));
  return at < 0 ? items : items.filter((_, i) => i !== at);
}

function withoutAll(items: Items, others: Items): Items {
  return others.reduce<Items>((rest, item) => without(rest, item), items);
}

/** In ascending order, as it happens: the masks count up. */
function subsets(items: Items, span: Span): Items {
  if (items.length > ill.SUBSETS_OF_AT_MOST) {
    throw new IllDefined(ill.tooManySubsets(String(items.length)), span);
  }
  return Array.from({ length: 2 ** items.length }, (_, mask) =>
    items.filter((_item, i) => (mask >> i) % 2 === 1),
  );
}

/** Items from..to, counted from 1. */
function slice(items: Items, from: number, to: number, span: Span): Items {
  if (to < from) return [];
  if (from < 1 || to > items.length) {
    const [i, j, size] = [from, to, items.length].map(String);
    throw new IllDefined(ill.sliceOutside(i, j, size), span);
  }
  return items.slice(from - 1, to);
}
