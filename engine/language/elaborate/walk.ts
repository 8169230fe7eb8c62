/** The parts of a typed expression, for questions about all of it. */
import type { Expr } from '../typed.js';

/** The expressions directly inside, in the order in which they are evaluated. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.op) {
    case 'literal':
    case 'variable':
    case 'local':
    case 'stuck':
      return [];
    case 'old':
    case 'not':
    case 'negate':
    case 'abs':
    case 'log2':
    case 'coerce':
    case 'field':
    case 'is':
      return [expr.of];
    case 'and':
    case 'or':
    case 'implies':
    case 'compare':
    case 'arithmetic':
      return [expr.left, expr.right];
    case 'if':
      return [expr.test, expr.then, expr.else];
    case 'in':
      return [expr.element, expr.collection];
    case 'interval':
      return [expr.from, expr.to];
    case 'collection':
      return expr.items;
    case 'record':
    case 'shape':
      return expr.fields;
    case 'index':
      return [expr.of, expr.key];
    case 'gather':
      return [...expr.binders.map((b) => b.over), expr.body];
    case 'reach':
      return [expr.start, expr.step];
    case 'call':
      return expr.args;
    case 'with':
      return [expr.of, ...expr.changes.map((c) => c.value)];
  }
}

export function some(expr: Expr, test: (part: Expr) => boolean): boolean {
  return test(expr) || partsOf(expr).some((part) => some(part, test));
}

/** Does its value depend on the state? */
export function readsState(expr: Expr): boolean {
  return some(expr, ({ op }) => op === 'variable' || op === 'stuck' || op === 'old');
}
