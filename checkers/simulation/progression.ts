/** Progression of linear formulas (Bacchus and Kabanza 1998): what must hold from the next state on, for a formula to hold from this one on. */
import type { Formula } from '../../engine/language/typed.js';

const TRUE: Formula = { op: 'constant', value: true };
const FALSE: Formula = { op: 'constant', value: false };

export function progressed(formula: Formula, truth: (atom: number) => boolean): Formula {
  const next = (of: Formula): Formula => progressed(of, truth);
  switch (formula.op) {
    case 'atom':
      return truth(formula.atom) ? TRUE : FALSE;
    case 'constant':
      return formula;
    case 'not':
      return not(next(formula.of));
    case 'and':
      return and(next(formula.left), next(formula.right));
    case 'or':
      return or(next(formula.left), next(formula.right));
    case 'implies':
      return or(not(next(formula.left)), next(formula.right));
    case 'next':
      return formula.of;
    case 'always':
      return and(next(formula.of), formula);
    case 'eventually':
      return or(next(formula.of), formula);
    case 'until':
    case 'unless':
      return or(next(formula.right), and(next(formula.left), formula));
    case 'possible':
    case 'inevitable':
      // One run says nothing of the others.
      return formula;
  }
}

const same = (a: Formula, b: Formula): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

function not(of: Formula): Formula {
  if (of.op === 'constant') return of.value ? FALSE : TRUE;
  return of.op === 'not' ? of.of : { op: 'not', of };
}

function and(left: Formula, right: Formula): Formula {
  if (left.op === 'constant') return left.value ? right : FALSE;
  if (right.op === 'constant') return right.value ? left : FALSE;
  // What is owed already is not owed twice.
  return items(right, 'and').some((item) => same(item, left)) ? right : { op: 'and', left, right };
}

function or(left: Formula, right: Formula): Formula {
  if (left.op === 'constant') return left.value ? TRUE : right;
  if (right.op === 'constant') return right.value ? TRUE : left;
  return items(right, 'or').some((item) => same(item, left)) ? right : { op: 'or', left, right };
}

const items = (formula: Formula, op: 'and' | 'or'): readonly Formula[] =>
  formula.op === op ? [...items(formula.left, op), ...items(formula.right, op)] : [formula];
