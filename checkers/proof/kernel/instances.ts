/**
 * Uses a known statement for what is wanted: values for its `forall`s are matched, premises of its
 * `implies` found among what is at hand, and an equation replaces equals anywhere inside, either way.
 * Not trusted.
 */
import type { Formula, Term } from '../../../engine/language/theory/logic.js';
import { instantiate, sameTerm } from '../../../engine/language/theory/terms.js';
import { congruence, symmetry } from './equality.js';
import type { Kernel, Theorem } from './kernel.js';
import { TooLong } from './limits.js';
import { type Bindings, matchFormula, NOTHING, patternVariable } from './matching.js';

/** How a statement was opened: the variables and premises passed on the way in, in order. */
type Passed =
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'premise'; readonly formula: Formula };

/** The statement as, or with premises at hand as far as, the formula wanted; or null. */
export function instanceOf(
  kernel: Kernel,
  statement: Theorem,
  wanted: Formula,
  atHand: readonly Theorem[],
): Theorem | null {
  let rest = statement.conclusion;
  const passed: Passed[] = [];
  for (let variables = 0; ; ) {
    const bindings = matchFormula(rest, wanted, NOTHING);
    const found = bindings && apply(kernel, statement, passed, bindings, atHand);
    if (found) return found;
    if (rest.is === 'forall') {
      const variable = patternVariable(variables++, rest.sort);
      passed.push({ is: 'variable', name: variable.name });
      rest = instantiate(rest.body, variable);
    } else if (rest.is === 'implies') {
      passed.push({ is: 'premise', formula: rest.left });
      rest = rest.right;
    } else return null;
  }
}

function apply(
  kernel: Kernel,
  statement: Theorem,
  passed: readonly Passed[],
  bindings: Bindings,
  atHand: readonly Theorem[],
): Theorem | null {
  const premises = passed.flatMap((one) => (one.is === 'premise' ? [one.formula] : []));
  const found = findPremises(kernel, premises, bindings, atHand);
  if (found === null) return null;
  let theorem = statement;
  let next = 0;
  for (const one of passed) {
    if (one.is === 'premise') {
      theorem = kernel.implicationElimination(theorem, found.theorems[next++]);
      continue;
    }
    const value = found.bindings.get(one.name);
    // Nothing says what it stands for.
    if (value === undefined) return null;
    theorem = kernel.forallElimination(theorem, value);
  }
  return theorem;
}

interface Found {
  readonly theorems: readonly Theorem[];
  readonly bindings: Bindings;
}

/** Ways in which the premises of one statement are looked for. */
const TRIALS_MAX = 20_000;

/** All the premises among what is at hand, by trying; a conjunction may be there in two parts. */
function findPremises(
  kernel: Kernel,
  premises: readonly Formula[],
  bindings: Bindings,
  atHand: readonly Theorem[],
  trials: { left: number } = { left: TRIALS_MAX },
): Found | null {
  const [first, ...others] = premises;
  if (first === undefined) return { theorems: [], bindings };
  for (const theorem of atHand) {
    if (--trials.left < 0) throw new TooLong(`${TRIALS_MAX} trials of premises`);
    const matched = matchFormula(first, theorem.conclusion, bindings);
    const rest = matched && findPremises(kernel, others, matched, atHand, trials);
    if (rest) return { theorems: [theorem, ...rest.theorems], bindings: rest.bindings };
  }
  if (first.is !== 'and') return null;
  const parts = findPremises(
    kernel,
    [first.left, first.right, ...others],
    bindings,
    atHand,
    trials,
  );
  if (parts === null) return null;
  const [left, right, ...rest] = parts.theorems;
  return { theorems: [kernel.andIntroduction(left, right), ...rest], bindings: parts.bindings };
}

/** As `instanceOf`; and where an equation is wanted, with equals replaced in any place, either way. */
export function byStatement(
  kernel: Kernel,
  statement: Theorem,
  wanted: Formula,
  atHand: readonly Theorem[],
): Theorem | null {
  if (wanted.is !== 'equal') return instanceOf(kernel, statement, wanted, atHand);
  const equate = (left: Term, right: Term): Theorem | null => {
    if (sameTerm(left, right)) return kernel.reflexivity(left);
    const forwards = instanceOf(kernel, statement, { is: 'equal', left, right }, atHand);
    if (forwards) return forwards;
    const back = { is: 'equal', left: right, right: left } as const;
    const backwards = instanceOf(kernel, statement, back, atHand);
    if (backwards) return symmetry(kernel, backwards);
    if (left.is !== 'apply' || right.is !== 'apply' || left.symbol !== right.symbol) return null;
    const equations: Theorem[] = [];
    for (const [i, arg] of left.args.entries()) {
      const equation = equate(arg, right.args[i]);
      if (equation === null) return null;
      equations.push(equation);
    }
    return congruence(kernel, left, equations);
  };
  if (sameTerm(wanted.left, wanted.right)) return null;
  return equate(wanted.left, wanted.right);
}
