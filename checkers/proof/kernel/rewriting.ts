/**
 * Simplification: equations, read from left to right, replace instances of their left sides, inside
 * out, until none is left (term rewriting: F. Baader, T. Nipkow, Term Rewriting and All That, 1998).
 * Whether the equations terminate is not asked: there is a bound on steps and on the size of terms.
 * Not trusted: the result is an equation that the kernel has proved.
 */
import type { Term } from '../../../engine/language/theory/logic.js';
import { instantiate } from '../../../engine/language/theory/terms.js';
import { congruence, sides, transitivity } from './equality.js';
import type { Kernel, Theorem } from './kernel.js';
import { TooLong } from './limits.js';
import { fill, matchTerm, NOTHING, patternVariable, patternVariables } from './matching.js';

/** Replacements of one simplification, and nodes of one term. */
const STEPS_MAX = 1000;
const TERM_SIZE_MAX = 500;

interface Rule {
  readonly equation: Theorem;
  /** Names of the pattern variables, in the order of the `forall`s. */
  readonly variables: readonly string[];
  readonly left: Term;
  readonly right: Term;
}

export class Simplifier {
  private readonly rules: readonly Rule[];
  private steps = 0;
  /** Terms that nothing replaces any more: they come back inside what replaces them. */
  private readonly simplest = new WeakSet<Term>();

  /** Statements that are no equations to replace by are left aside. */
  constructor(
    private readonly kernel: Kernel,
    statements: readonly Theorem[],
  ) {
    this.rules = statements.flatMap((statement) => ruleOf(statement) ?? []);
  }

  /** An equation between the term and its simplest form. @throws TooLong */
  simplify(term: Term): Theorem {
    if (this.simplest.has(term)) return this.kernel.reflexivity(term);
    let found = this.inside(term);
    for (;;) {
      const now = sides(found).right;
      const step = this.atRoot(now);
      if (step === null) {
        this.simplest.add(now);
        return found;
      }
      if (++this.steps > STEPS_MAX) throw new TooLong(`${STEPS_MAX} replacements`);
      const on = this.inside(sides(step).right);
      found = transitivity(this.kernel, found, transitivity(this.kernel, step, on));
    }
  }

  private inside(term: Term): Theorem {
    if (term.is !== 'apply' || term.args.every((arg) => this.simplest.has(arg)))
      return this.kernel.reflexivity(term);
    const args = term.args.map((arg) => this.simplify(arg));
    return congruence(this.kernel, term, args);
  }

  private atRoot(term: Term): Theorem | null {
    for (const { left, right, variables, equation } of this.rules) {
      const bindings = matchTerm(left, term, NOTHING);
      if (bindings === null) continue;
      let theorem = equation;
      for (const name of variables) {
        theorem = this.kernel.forallElimination(theorem, bindings.get(name) as Term);
      }
      if (sizeOf(fill(right, bindings)) <= TERM_SIZE_MAX) return theorem;
      throw new TooLong(`a term of ${TERM_SIZE_MAX} symbols`);
    }
    return null;
  }
}

function ruleOf(equation: Theorem): Rule | null {
  const variables: string[] = [];
  let rest = equation.conclusion;
  while (rest.is === 'forall') {
    const variable = patternVariable(variables.length, rest.sort);
    variables.push(variable.name);
    rest = instantiate(rest.body, variable);
  }
  if (rest.is !== 'equal') return null;
  const { left, right } = rest;
  const known = new Set(patternVariables(left));
  // A lone variable on the left would match everything; one that is only on the right, nothing.
  const usable = left.is !== 'free' && variables.every((name) => known.has(name));
  return usable ? { equation, variables, left, right } : null;
}

function sizeOf(term: Term): number {
  if (term.is !== 'apply') return 1;
  return term.args.reduce((size, arg) => size + sizeOf(arg), 1);
}
