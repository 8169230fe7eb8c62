/**
 * Proofs and refutations found without a script: simplification, induction on each variable with
 * simplification in every case, and counterexamples of small values. Not trusted: what comes out is a
 * theorem of the kernel, or nothing.
 */
import { formatTerm } from '../../../engine/language/theory/format.js';
import type { Formula, Free, Term } from '../../../engine/language/theory/logic.js';
import type { Justification, TheoremSpec } from '../../../engine/language/theory/spec.js';
import { instantiate, sameFormula } from '../../../engine/language/theory/terms.js';
import { argumentsOf, symmetry, transitivity } from './equality.js';
import type { Kernel, Theorem } from './kernel.js';
import { TooLong } from './limits.js';
import { Simplifier } from './rewriting.js';
import { type AtHand, clash, RULE } from './rules.js';
import { type Facts, runProof, StepFailed } from './script.js';

/** Values of a counterexample: symbols of one, how many of a sort, and of combinations, are tried. */
const VALUE_SIZE_MAX = 4;
const VALUES_MAX = 50;
const INSTANCES_MAX = 300;

/** A proof by simplification, or by induction with it; null where neither does. */
export function findProof(facts: Facts, theorem: Omit<TheoremSpec, 'proof'>): Theorem | null {
  const { claim, variables, span } = theorem;
  const proved = [...facts.statements.values()].flatMap((statement) => statement ?? []);
  const same = proved.find(({ conclusion }) => sameFormula(conclusion, claim));
  if (same) return same;
  const plain = orNull(() =>
    RULE.simplification(facts.kernel, claim, { facts: facts.axioms, boxes: [] }),
  );
  if (plain) return plain;
  const by: Justification = { name: 'simplification', span, from: null };
  for (const variable of variables) {
    if (facts.kernel.constructorsOf(variable.sort) === null) continue;
    const step = { step: 'induction', variable, cases: by, labels: [], span } as const;
    const found = orNull(() => runProof(facts, { ...theorem, proof: null }, [step]));
    if (found) return found;
  }
  return null;
}

function orNull<T>(attempt: () => T): T | null {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof StepFailed || error instanceof TooLong) return null;
    throw error;
  }
}

export interface Refutation {
  /** ⊢ not F. */
  readonly theorem: Theorem;
  /** `n = succ(zero)`. */
  readonly values: readonly string[];
}

/** A theorem that says not F, with the values for which F fails; null where none is found. */
export function refute(facts: Facts, formula: Formula): Refutation | null {
  // Where simplification does not end for one value, it will not for the others.
  return orNull(() => searchValues(facts, formula));
}

function searchValues(facts: Facts, formula: Formula): Refutation | null {
  const { kernel } = facts;
  const variables: Free[] = [];
  for (let rest = formula; rest.is === 'forall'; ) {
    const free: Free = { is: 'free', name: unlike(rest.name, variables), sort: rest.sort };
    variables.push(free);
    rest = instantiate(rest.body, free);
  }
  const at: AtHand = { facts: facts.axioms, boxes: [] };
  for (const values of combinations(kernel, variables)) {
    const supposed = kernel.assume(formula);
    const instance = values.reduce((t, value) => kernel.forallElimination(t, value), supposed);
    const not = refuted(kernel, instance.conclusion, at);
    if (not === null) continue;
    const theorem = kernel.negationIntroduction(formula, kernel.negationElimination(not, instance));
    const shown = variables.map(({ name }, i) => `${name} = ${formatTerm(values[i])}`);
    return { theorem, values: shown };
  }
  return null;
}

const unlike = (name: string, taken: readonly Free[]): string =>
  taken.some((free) => free.name === name) ? unlike(`${name}'`, taken) : name;

/** ⊢ not F, for a formula that evaluates. */
function refuted(kernel: Kernel, formula: Formula, at: AtHand): Theorem | null {
  const under = (from: (supposed: Theorem) => Theorem | null): Theorem | null => {
    const absurd = from(kernel.assume(formula));
    return absurd && kernel.negationIntroduction(formula, absurd);
  };
  const shown = (wanted: Formula) => RULE.simplification(kernel, wanted, at);
  switch (formula.is) {
    case 'false':
      return under((absurd) => absurd);
    case 'equal':
      return under((supposed) => clash(kernel, simplified(kernel, supposed, at)));
    case 'not': {
      const positive = shown(formula.of);
      return positive && under((not) => kernel.negationElimination(not, positive));
    }
    case 'implies': {
      const left = shown(formula.left);
      const not = left && refuted(kernel, formula.right, at);
      if (!left || !not) return null;
      return under((supposed) =>
        kernel.negationElimination(not, kernel.implicationElimination(supposed, left)),
      );
    }
    case 'and':
      for (const side of ['left', 'right'] as const) {
        const not = refuted(kernel, formula[side], at);
        if (not)
          return under((both) =>
            kernel.negationElimination(not, kernel.andElimination(both, side)),
          );
      }
      return null;
    case 'or': {
      const left = refuted(kernel, formula.left, at);
      const right = left && refuted(kernel, formula.right, at);
      if (!left || !right) return null;
      const [a, b] = [kernel.assume(formula.left), kernel.assume(formula.right)];
      return under((or) =>
        kernel.orElimination(
          or,
          kernel.negationElimination(left, a),
          kernel.negationElimination(right, b),
        ),
      );
    }
    case 'predicate':
      return shown({ is: 'not', of: formula });
    default:
      return null;
  }
}

/** From a == b: the same between their simplest forms. */
function simplified(kernel: Kernel, equation: Theorem, at: AtHand): Theorem {
  const simplifier = new Simplifier(kernel, at.facts);
  const [left, right] = argumentsOf(equation.conclusion).map((term) => simplifier.simplify(term));
  return transitivity(kernel, symmetry(kernel, left), transitivity(kernel, equation, right));
}

/** Values for all variables, small ones first. A sort that is not built has only variables. */
function combinations(kernel: Kernel, variables: readonly Free[]): Term[][] {
  let all: Term[][] = [[]];
  for (const variable of variables) {
    const values = valuesOf(kernel, variable);
    all = all.flatMap((before) => values.map((value) => [...before, value]));
    all.sort((a, b) => sizeOfAll(a) - sizeOfAll(b));
    all = all.slice(0, INSTANCES_MAX);
  }
  return all;
}

function valuesOf(kernel: Kernel, variable: Free): Term[] {
  const found: Term[] = [];
  for (let size = 1; size <= VALUE_SIZE_MAX; size++)
    found.push(...valuesOfSize(kernel, variable.sort, size, variable.name));
  return found.slice(0, VALUES_MAX);
}

function valuesOfSize(kernel: Kernel, sort: string, size: number, name: string): Term[] {
  const constructors = kernel.constructorsOf(sort);
  if (constructors === null)
    return size === 1 ? [{ is: 'free', name: `some ${sort} ${name}`, sort }] : [];
  const found: Term[] = [];
  for (const { name: symbol, takes } of constructors) {
    if (found.length >= VALUES_MAX) break;
    for (const args of argumentsOfSize(kernel, takes, size - 1, name))
      found.push({ is: 'apply', symbol, args, sort });
  }
  return found.slice(0, VALUES_MAX);
}

function argumentsOfSize(
  kernel: Kernel,
  sorts: readonly string[],
  size: number,
  name: string,
): Term[][] {
  const [first, ...others] = sorts;
  if (first === undefined) return size === 0 ? [[]] : [];
  const found: Term[][] = [];
  for (let own = 1; own <= size - others.length; own++)
    for (const value of valuesOfSize(kernel, first, own, name)) {
      if (found.length >= VALUES_MAX) return found;
      for (const rest of argumentsOfSize(kernel, others, size - own, name))
        found.push([value, ...rest]);
    }
  return found;
}

const sizeOfAll = (terms: readonly Term[]): number => terms.reduce((n, t) => n + sizeOf(t), 0);

function sizeOf(term: Term): number {
  return term.is === 'apply' ? 1 + sizeOfAll(term.args) : 1;
}
