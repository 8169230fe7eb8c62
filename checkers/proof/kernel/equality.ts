/** Rules of equality, derived from the kernel's two: reflexivity and replacement. Not trusted. */
import type { Formula, Free, Term } from '../../../engine/language/theory/logic.js';
import type { Kernel, Theorem } from './kernel.js';

/** No name of a spec looks like this. */
const hole = (sort: string): Free => ({ is: 'free', name: '□', sort });

const equal = (left: Term, right: Term): Formula => ({ is: 'equal', left, right });

/** The sides of an equation. */
export function sides({ conclusion }: Theorem): { readonly left: Term; readonly right: Term } {
  if (conclusion.is !== 'equal') throw new Error('this theorem is no equation');
  return conclusion;
}

/** From a == b: b == a. */
export function symmetry(kernel: Kernel, equation: Theorem): Theorem {
  const { left } = sides(equation);
  const place = hole(left.sort);
  return kernel.replacement(equation, kernel.reflexivity(left), place, equal(place, left));
}

/** From a == b and b == c: a == c. */
export function transitivity(kernel: Kernel, first: Theorem, second: Theorem): Theorem {
  const { left } = sides(first);
  const place = hole(left.sort);
  return kernel.replacement(second, first, place, equal(left, place));
}

/** From a == a', …: f(a, …) == f(a', …). One equation for each argument of the term. */
export function congruence(
  kernel: Kernel,
  term: Term & { is: 'apply' },
  equations: readonly Theorem[],
): Theorem {
  let theorem = kernel.reflexivity(term);
  const args = [...term.args];
  for (const [i, equation] of equations.entries()) {
    const { left, right } = sides(equation);
    if (left === right) continue;
    const place = hole(left.sort);
    const inside = { ...term, args: args.with(i, place) };
    theorem = kernel.replacement(equation, theorem, place, equal(term, inside));
    args[i] = right;
  }
  return theorem;
}

/**
 * A predicate or equation with other arguments: from P(a', …), and a == a' each, P(a, …).
 */
export function withArguments(
  kernel: Kernel,
  theorem: Theorem,
  equations: readonly Theorem[],
): Theorem {
  let found = theorem;
  const args = [...argumentsOf(theorem.conclusion)];
  for (const [i, equation] of equations.entries()) {
    const { left, right } = sides(equation);
    if (left === right) continue;
    const place = hole(left.sort);
    const template = withTerms(theorem.conclusion, args.with(i, place));
    found = kernel.replacement(symmetry(kernel, equation), found, place, template);
    args[i] = left;
  }
  return found;
}

/** The terms directly under an atomic formula. */
export function argumentsOf(formula: Formula): readonly Term[] {
  if (formula.is === 'predicate') return formula.args;
  return formula.is === 'equal' ? [formula.left, formula.right] : [];
}

export function withTerms(formula: Formula, terms: readonly Term[]): Formula {
  if (formula.is === 'predicate') return { ...formula, args: terms };
  return formula.is === 'equal' ? equal(terms[0], terms[1]) : formula;
}
