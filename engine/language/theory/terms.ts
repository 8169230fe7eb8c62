/**
 * Putting terms in for variables, and comparing. The proof kernel relies on this file. Because bound variables are
 * numbers and a term that is put in has none of its own that dangle, nothing can be captured.
 */
import type { Formula, Free, Term } from './logic.js';

export function sameTerm(a: Term, b: Term): boolean {
  if (a === b) return true;
  if (a.is === 'free') return b.is === 'free' && a.name === b.name && a.sort === b.sort;
  if (a.is === 'bound') return b.is === 'bound' && a.index === b.index && a.sort === b.sort;
  return b.is === 'apply' && a.symbol === b.symbol && sameTerms(a.args, b.args);
}

export function sameTerms(a: readonly Term[], b: readonly Term[]): boolean {
  return a.length === b.length && a.every((term, i) => sameTerm(term, b[i]));
}

/** Equal but for the names of bound variables. */
export function sameFormula(a: Formula, b: Formula): boolean {
  if (a === b) return true;
  switch (a.is) {
    case 'true':
    case 'false':
      return b.is === a.is;
    case 'predicate':
      return b.is === 'predicate' && a.symbol === b.symbol && sameTerms(a.args, b.args);
    case 'equal':
      return b.is === 'equal' && sameTerm(a.left, b.left) && sameTerm(a.right, b.right);
    case 'not':
      return b.is === 'not' && sameFormula(a.of, b.of);
    case 'and':
    case 'or':
    case 'implies':
      return b.is === a.is && sameFormula(a.left, b.left) && sameFormula(a.right, b.right);
    case 'forall':
    case 'exists':
      return b.is === a.is && a.sort === b.sort && sameFormula(a.body, b.body);
  }
}

/** Every variable of a term replaced; `depth` is the number of binders around it. */
type Replace = (variable: Exclude<Term, { is: 'apply' }>, depth: number) => Term;

function mapTerm(term: Term, replace: Replace, depth: number): Term {
  if (term.is !== 'apply') return replace(term, depth);
  const args = term.args.map((arg) => mapTerm(arg, replace, depth));
  return args.every((arg, i) => arg === term.args[i]) ? term : { ...term, args };
}

function mapFormula(formula: Formula, replace: Replace, depth: number): Formula {
  switch (formula.is) {
    case 'true':
    case 'false':
      return formula;
    case 'predicate':
      return { ...formula, args: formula.args.map((arg) => mapTerm(arg, replace, depth)) };
    case 'equal':
      return {
        is: 'equal',
        left: mapTerm(formula.left, replace, depth),
        right: mapTerm(formula.right, replace, depth),
      };
    case 'not':
      return { is: 'not', of: mapFormula(formula.of, replace, depth) };
    case 'and':
    case 'or':
    case 'implies':
      return {
        is: formula.is,
        left: mapFormula(formula.left, replace, depth),
        right: mapFormula(formula.right, replace, depth),
      };
    case 'forall':
    case 'exists':
      return { ...formula, body: mapFormula(formula.body, replace, depth + 1) };
  }
}

/** The body of a quantifier with a term for its variable. The term has no dangling bound variable. */
export function instantiate(body: Formula, term: Term): Formula {
  return mapFormula(
    body,
    (variable, depth) => (variable.is === 'bound' && variable.index === depth ? term : variable),
    0,
  );
}

/** The body that a quantifier over the free variable would have. */
export function abstract(formula: Formula, free: Free): Formula {
  return mapFormula(
    formula,
    (variable, depth) =>
      sameTerm(variable, free) ? { is: 'bound', index: depth, sort: free.sort } : variable,
    0,
  );
}

export function substitute(formula: Formula, free: Free, by: Term): Formula {
  return mapFormula(formula, (variable) => (sameTerm(variable, free) ? by : variable), 0);
}

export function occursInTerm(free: Free, term: Term): boolean {
  return term.is === 'apply'
    ? term.args.some((arg) => occursInTerm(free, arg))
    : sameTerm(term, free);
}

export function occurs(free: Free, formula: Formula): boolean {
  switch (formula.is) {
    case 'true':
    case 'false':
      return false;
    case 'predicate':
      return formula.args.some((arg) => occursInTerm(free, arg));
    case 'equal':
      return occursInTerm(free, formula.left) || occursInTerm(free, formula.right);
    case 'not':
      return occurs(free, formula.of);
    case 'and':
    case 'or':
    case 'implies':
      return occurs(free, formula.left) || occurs(free, formula.right);
    case 'forall':
    case 'exists':
      return occurs(free, formula.body);
  }
}

export function quantified(is: 'forall' | 'exists', free: Free, formula: Formula): Formula {
  return { is, name: free.name, sort: free.sort, body: abstract(formula, free) };
}

/** `forall` over all of them, the first outermost. */
export function closure(variables: readonly Free[], formula: Formula): Formula {
  return variables.reduceRight<Formula>((body, free) => quantified('forall', free, body), formula);
}
