/** What a measured expression comes to in one run; conditions are 1 or 0. */
import type { Relation, RunExpr } from '../../engine/language/study/spec.js';

/** What only a run can say. */
export type Leaf = Extract<
  RunExpr,
  { op: 'schedulable' | 'effort' | 'utilisation' | 'holds' | 'as expected' }
>;

/** Null where a part that matters is not decided, or division by nought leaves no number. */
export function evaluate(
  expr: RunExpr,
  numbers: readonly (number | null)[],
  leaf: (part: Leaf) => number | null,
): number | null {
  const inner = (part: RunExpr) => evaluate(part, numbers, leaf);
  switch (expr.op) {
    case 'number':
      return expr.value;
    case 'axis':
      return numbers[expr.axis];
    case 'not': {
      const of = inner(expr.of);
      return of === null ? null : 1 - of;
    }
    case 'all':
    case 'some': {
      // One that decides is enough, whatever is open.
      const decisive = expr.op === 'all' ? 0 : 1;
      const values = expr.of.map(inner);
      if (values.includes(decisive)) return decisive;
      return values.includes(null) ? null : 1 - decisive;
    }
    case 'arithmetic':
    case 'compare': {
      const [left, right] = [inner(expr.left), inner(expr.right)];
      if (left === null || right === null) return null;
      if (expr.op === 'compare') return Number(related(expr.relation, left, right));
      const result = calculated(expr.operator, left, right);
      return Number.isFinite(result) ? result : null;
    }
    default:
      return leaf(expr);
  }
}

function calculated(operator: '+' | '-' | '*' | '/', a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
  }
}

function related(relation: Relation, a: number, b: number): boolean {
  switch (relation) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}
