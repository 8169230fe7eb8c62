/**
 * An upper bound on the steps that evaluating an expression takes, and on the size of what it
 * gives. Constants are computed while a spec is read, so one that would take hours must be refused.
 */
import type { Expr, ExprOf } from '../typed.js';
import type { Type } from '../types.js';
import { cardinality } from '../values.js';
import { partsOf } from './walk.js';

/** About a second of the interpreter. */
export const MAX_STEPS = 2_000_000;

export function stepsOf(expr: Expr): number {
  switch (expr.op) {
    case 'gather':
      return gatherSteps(expr);
    case 'reach':
      return cardinality(expr.local.type) * stepsOf(expr.step) + stepsOf(expr.start);
    default: {
      const parts = partsOf(expr).reduce((sum, part) => sum + stepsOf(part), 1);
      return parts + partsOf(expr).reduce((sum, part) => sum + itemsOf(part), itemsOf(expr));
    }
  }
}

function gatherSteps(expr: ExprOf<'gather'>): number {
  let rounds = 1;
  let steps = 1;
  for (const { over } of expr.binders) {
    steps += rounds * (stepsOf(over) + 1);
    rounds *= itemsOf(over);
  }
  return steps + rounds * stepsOf(expr.body);
}

/** The most items that a collection can have; 0 for what is none. */
function itemsOf(expr: Expr): number {
  switch (expr.type.kind) {
    case 'set':
    case 'bag':
    case 'sequence':
      break;
    case 'map':
      return cardinality(expr.type.key);
    default:
      return 0;
  }
  const { bound = Number.POSITIVE_INFINITY, of } = expr.type;
  const byType = expr.type.kind === 'set' ? Math.min(bound, cardinality(of)) : bound;
  return Math.min(byType, itemsByForm(expr));
}

function itemsByForm(expr: Expr): number {
  switch (expr.op) {
    case 'literal':
      return Array.isArray(expr.value) ? expr.value.length : 0;
    case 'collection':
      return expr.items.length;
    case 'interval':
      return Math.max(0, upper(expr.to) - lower(expr.from) + 1);
    case 'coerce':
      return itemsOf(expr.of);
    case 'if':
      return Math.max(itemsOf(expr.then), itemsOf(expr.else));
    case 'gather':
      return expr.binders.reduce((product, { over }) => product * itemsOf(over), 1);
    case 'call':
      return itemsOfCall(expr);
    default:
      return Number.POSITIVE_INFINITY;
  }
}

function itemsOfCall(expr: ExprOf<'call'>): number {
  if (expr.function === 'subsets') return 2 ** Math.min(itemsOf(expr.args[0]), 1000);
  if (expr.function === 'head') return Number.POSITIVE_INFINITY;
  return expr.args.reduce((sum, arg) => sum + itemsOf(arg), 1);
}

function upper(expr: Expr): number {
  if (expr.op === 'literal' && typeof expr.value === 'number') return expr.value;
  if (expr.op === 'call' && expr.function === 'size') return itemsOf(expr.args[0]);
  return ends(expr.op === 'coerce' ? expr.of.type : expr.type)[1];
}

function lower(expr: Expr): number {
  if (expr.op === 'literal' && typeof expr.value === 'number') return expr.value;
  if (expr.op === 'call' && expr.function === 'size') return 0;
  return ends(expr.op === 'coerce' ? expr.of.type : expr.type)[0];
}

function ends(type: Type): [number, number] {
  return type.kind === 'range'
    ? [type.low, type.high]
    : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}
