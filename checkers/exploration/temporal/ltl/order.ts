/**
 * The order in which the propositions of an automaton state are evaluated: guards protect what stands
 * after them, so it is that of the formula, but for `until` and `release`, whose right side decides
 * whether there is anything to ask of the left.
 */
import type { PathFormula } from '../formula.js';

export interface Present {
  /** The propositions that these formulas ask of one state, each once. */
  readonly order: readonly number[];
  /** All formulas that are looked at in that state. */
  readonly formulas: ReadonlySet<PathFormula>;
}

export function presentOf(formulas: readonly PathFormula[]): Present {
  const order = new Set<number>();
  const seen = new Set<PathFormula>();
  const visit = (f: PathFormula): void => {
    if (seen.has(f)) return;
    seen.add(f);
    if (f.op === 'literal') order.add(f.proposition);
    if (!('left' in f)) return;
    const rightFirst = f.op === 'until' || f.op === 'release';
    visit(rightFirst ? f.right : f.left);
    visit(rightFirst ? f.left : f.right);
  };
  for (const formula of formulas) visit(formula);
  return { order: [...order], formulas: seen };
}
