/** Which binders an expression depends on, through abbreviations, too. */
import type { Action, Expr } from '../../language/typed.js';
import { forEachChild } from './children.js';

export function freeLocals(
  expr: Expr,
  lets: Action['lets'],
  found: Set<number> = new Set(),
): Set<number> {
  if (expr.op === 'local' && !found.has(expr.local.id)) {
    found.add(expr.local.id);
    const definition = lets.find(({ local }) => local.id === expr.local.id);
    if (definition !== undefined) freeLocals(definition.value, lets, found);
  }
  forEachChild(expr, (child) => freeLocals(child, lets, found));
  return found;
}
