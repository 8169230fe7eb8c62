/** What an exported Promela model is asked, and what it cannot be asked. */
import type { Claim, Formula, ModelSpec, Property } from '../../../../engine/language/typed.js';

/** How a property is stated in Promela. */
export type Statement =
  /** Number in the assertions: `assert(n != n)` says that property n is violated (or witnessed). */
  | { readonly as: 'state' | 'step'; readonly number: number; readonly property: Property }
  | { readonly as: 'ltl'; readonly formula: Formula; readonly property: Property }
  | { readonly as: 'nothing'; readonly why: string; readonly property: Property };

/** Zero is `well defined`; the properties are numbered from 1, in order. */
export function statementsOf(spec: ModelSpec): Statement[] {
  return spec.properties.map((property, i) => statement(property, i + 1));
}

function statement(property: Property, number: number): Statement {
  const { claim, assuming } = property;
  if (claim.form === 'every step') return { as: 'step', number, property };
  if (!('formula' in claim)) return { as: 'state', number, property };
  if (assuming !== undefined)
    return { as: 'nothing', why: 'it assumes something of runs', property };
  const why = notSafety(claim, claim.formula);
  return why === undefined
    ? { as: 'ltl', formula: claim.formula, property }
    : { as: 'nothing', why, property };
}

/**
 * Spin's fairness is between processes, and this model is one process: only formulas that a finite run
 * refutes, which no fairness can help, mean the same to Spin. (Their negation normal form has no
 * `eventually` and no strong `until`.)
 */
function notSafety(claim: Claim, formula: Formula): string | undefined {
  if (uses(formula, (f) => f.op === 'possible' || f.op === 'inevitable'))
    return 'it speaks of other runs than one';
  if (uses(formula, (f) => f.op === 'next')) return 'it speaks of the next state';
  if (!isSafe(formula, true)) return 'it needs fairness between actions';
  return claim.form === 'eventually' ? 'it needs fairness between actions' : undefined;
}

function uses(f: Formula, test: (f: Formula) => boolean): boolean {
  if (test(f)) return true;
  if ('of' in f) return uses(f.of, test);
  return 'left' in f && (uses(f.left, test) || uses(f.right, test));
}

/** Is the formula (or, when not `positive`, its negation) refuted by finite runs? */
function isSafe(f: Formula, positive: boolean): boolean {
  switch (f.op) {
    case 'atom':
    case 'constant':
      return true;
    case 'not':
      return isSafe(f.of, !positive);
    case 'and':
    case 'or':
      return isSafe(f.left, positive) && isSafe(f.right, positive);
    case 'implies':
      return isSafe(f.left, !positive) && isSafe(f.right, positive);
    case 'always':
      return positive && isSafe(f.of, true);
    case 'eventually':
      return !positive && isSafe(f.of, false);
    case 'unless':
      return positive && isSafe(f.left, true) && isSafe(f.right, true);
    case 'until':
      return !positive && isSafe(f.left, false) && isSafe(f.right, false);
    default:
      return false;
  }
}

/** The atoms that a formula speaks of. */
export function atomsOf(f: Formula): number[] {
  if (f.op === 'atom') return [f.atom];
  if ('of' in f) return atomsOf(f.of);
  return 'left' in f ? [...atomsOf(f.left), ...atomsOf(f.right)] : [];
}

/** As Spin writes it. */
export function ltlText(f: Formula, atom: (index: number) => string): string {
  const text = (inner: Formula): string => ltlText(inner, atom);
  switch (f.op) {
    case 'atom':
      return atom(f.atom);
    case 'constant':
      return String(f.value);
    case 'not':
      return `!(${text(f.of)})`;
    case 'and':
      return `(${text(f.left)} && ${text(f.right)})`;
    case 'or':
      return `(${text(f.left)} || ${text(f.right)})`;
    case 'implies':
      return `(${text(f.left)} -> ${text(f.right)})`;
    case 'always':
      return `[] (${text(f.of)})`;
    case 'eventually':
      return `<> (${text(f.of)})`;
    case 'until':
      return `((${text(f.left)}) U (${text(f.right)}))`;
    case 'unless':
      return `((${text(f.left)}) W (${text(f.right)}))`;
    default:
      throw new Error(`${f.op} is no LTL of Spin's`);
  }
}
