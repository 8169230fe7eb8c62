/** The expressions directly inside an expression. */
import type { Expr } from '../../language/typed.js';

export function forEachChild(expr: Expr, visit: (child: Expr) => void): void {
  switch (expr.op) {
    case 'literal':
    case 'variable':
    case 'local':
    case 'stuck':
      return;
    case 'old':
    case 'not':
    case 'negate':
    case 'abs':
    case 'log2':
    case 'coerce':
    case 'field':
    case 'is':
      visit(expr.of);
      return;
    case 'and':
    case 'or':
    case 'implies':
    case 'compare':
    case 'arithmetic':
      visit(expr.left);
      visit(expr.right);
      return;
    case 'if':
      visit(expr.test);
      visit(expr.then);
      visit(expr.else);
      return;
    case 'in':
      visit(expr.element);
      visit(expr.collection);
      return;
    case 'interval':
      visit(expr.from);
      visit(expr.to);
      return;
    case 'collection':
      expr.items.forEach(visit);
      return;
    case 'record':
    case 'shape':
      expr.fields.forEach(visit);
      return;
    case 'index':
      visit(expr.of);
      visit(expr.key);
      return;
    case 'gather':
      for (const binder of expr.binders) visit(binder.over);
      visit(expr.body);
      return;
    case 'reach':
      visit(expr.start);
      visit(expr.step);
      return;
    case 'call':
      expr.args.forEach(visit);
      return;
    case 'with':
      visit(expr.of);
      for (const change of expr.changes) visit(change.value);
      return;
  }
}
