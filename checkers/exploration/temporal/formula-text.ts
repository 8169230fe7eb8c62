/** Formulas in the words of the language. */
import type { Formula } from '../../../engine/language/typed.js';

/** How a formula is written for people. */
export type FormulaText = (formula: Formula) => string;

/** Prints formulas; `atom` gives the text of an atom. */
export function formulaText(atom: (index: number) => string): FormulaText {
  const text = (f: Formula): string => {
    switch (f.op) {
      case 'atom':
        return atom(f.atom);
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
        return `${f.op}(${text(f.left)}, ${text(f.right)})`;
      default:
        return `${f.op}(${text(f.of)})`;
    }
  };
  const operand = (f: Formula): string => {
    const plain = !['and', 'or', 'implies', 'atom'].includes(f.op) || !text(f).includes(' ');
    return plain ? text(f) : `(${text(f)})`;
  };
  return text;
}

/** Does it speak of other runs than the one it is judged on? */
export function hasBranching(formula: Formula): boolean {
  if (formula.op === 'possible' || formula.op === 'inevitable') return true;
  if ('of' in formula) return hasBranching(formula.of);
  if ('left' in formula) return hasBranching(formula.left) || hasBranching(formula.right);
  return false;
}
