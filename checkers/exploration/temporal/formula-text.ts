/** Formulas in the words of the language. */
import type { Formula } from '../../../engine/language/typed.js';

/** How a formula is written for people. */
export type FormulaText = (formula: Formula) => string;

/** In the words of the property that it belongs to: an atom may be shared with another one. */
export function formulaText(f: Formula): string {
  switch (f.op) {
    case 'atom':
      return f.words ?? '…';
    case 'constant':
      return String(f.value);
    case 'not':
      return `not ${operand(f.of)}`;
    case 'and':
    case 'or':
    case 'implies':
      return `${operand(f.left)} ${f.op} ${operand(f.right)}`;
    case 'until':
    case 'unless':
      return `${f.op}(${formulaText(f.left)}, ${formulaText(f.right)})`;
    default:
      return `${f.op}(${formulaText(f.of)})`;
  }
}

function operand(f: Formula): string {
  const text = formulaText(f);
  const plain = !['and', 'or', 'implies', 'atom'].includes(f.op) || !text.includes(' ');
  return plain ? text : `(${text})`;
}

/** Identifies a formula whatever its words. */
export const formulaKey = (formula: Formula): string =>
  JSON.stringify(formula, (name, value: unknown) => (name === 'words' ? undefined : value));

/** When it is `value`, can that be because there is no run of some kind? */
export function restsOnAbsence(formula: Formula, value: boolean): boolean {
  if (formula.op === 'possible' && !value) return true;
  if (formula.op === 'inevitable' && value) return true;
  if (formula.op === 'not') return restsOnAbsence(formula.of, !value);
  if (formula.op === 'implies')
    return restsOnAbsence(formula.left, !value) || restsOnAbsence(formula.right, value);
  if ('of' in formula) return restsOnAbsence(formula.of, value);
  if ('left' in formula)
    return restsOnAbsence(formula.left, value) || restsOnAbsence(formula.right, value);
  return false;
}

/** Does it speak of other runs than the one it is judged on? */
export function hasBranching(formula: Formula): boolean {
  if (formula.op === 'possible' || formula.op === 'inevitable') return true;
  if ('of' in formula) return hasBranching(formula.of);
  if ('left' in formula) return hasBranching(formula.left) || hasBranching(formula.right);
  return false;
}

/** Does it speak of the next state? */
export function hasNext(formula: Formula): boolean {
  if (formula.op === 'next') return true;
  if ('of' in formula) return hasNext(formula.of);
  return 'left' in formula && (hasNext(formula.left) || hasNext(formula.right));
}
