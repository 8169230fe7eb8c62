/**
 * `let` abbreviations: evaluated only where used, at most once. An abbreviation is evaluated just
 * before the first conjunct or effect that mentions it, and if that fails the failure is kept, and
 * becomes one only where the abbreviation is really used.
 */
import type { Expr } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { forEachChild } from './children.js';
import type { Bound, Lowering } from './lowering.js';

type Let = Extract<Bound, { kind: 'let' }>;

/** The value of an abbreviation that `prepareLets` has evaluated. */
export function readLet(l: Lowering, bound: Let): Ir {
  if (bound.evaluated === null) throw new Error('an abbreviation is used before it is evaluated');
  const { value, failure } = bound.evaluated;
  if (failure !== null) {
    const failed = l.local(failure);
    l.if(failed, () => l.failAt(failed));
  }
  return l.local(value);
}

/** Evaluates the abbreviations that an expression mentions and that have no value yet. */
export function prepareLets(l: Lowering, expr: Expr): void {
  if (expr.op === 'local') {
    const bound = l.names.get(expr.local.id);
    if (bound?.kind === 'let' && bound.evaluated === null) evaluate(l, bound);
  }
  forEachChild(expr, (child) => prepareLets(l, child));
}

function evaluate(l: Lowering, bound: Let): void {
  prepareLets(l, bound.value);
  const value = l.newLocal();
  const failed = l.attempt(() => l.set(value, l.lower(bound.value)));
  bound.evaluated = { value, failure: failed };
}
