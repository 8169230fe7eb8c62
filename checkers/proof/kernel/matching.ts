/**
 * One-way matching: which values of a statement's variables make it say what is wanted. Not trusted:
 * the kernel instantiates, and sees whether it does.
 */
import type { Formula, Free, Term } from '../../../engine/language/theory/logic.js';
import { sameTerm } from '../../../engine/language/theory/terms.js';

/** Values of pattern variables by name; a pattern variable begins with `?`. */
export type Bindings = ReadonlyMap<string, Term>;

export const NOTHING: Bindings = new Map();

const isPattern = (term: Term): term is Free => term.is === 'free' && term.name.startsWith('?');

/** The variable number `i` of a pattern. */
export const patternVariable = (i: number, sort: string): Free => ({
  is: 'free',
  name: `?${i}`,
  sort,
});

/** The bindings with which the pattern is the target, or null. */
export function matchTerm(pattern: Term, target: Term, bindings: Bindings): Bindings | null {
  if (isPattern(pattern)) {
    const before = bindings.get(pattern.name);
    if (before) return sameTerm(before, target) ? bindings : null;
    const fits = pattern.sort === target.sort && !dangles(target);
    return fits ? new Map([...bindings, [pattern.name, target]]) : null;
  }
  if (pattern.is !== 'apply') return sameTerm(pattern, target) ? bindings : null;
  if (target.is !== 'apply' || pattern.symbol !== target.symbol) return null;
  return matchTerms(pattern.args, target.args, bindings);
}

function matchTerms(
  patterns: readonly Term[],
  targets: readonly Term[],
  bindings: Bindings,
): Bindings | null {
  let found: Bindings | null = bindings;
  for (const [i, pattern] of patterns.entries()) {
    if (found === null) return null;
    found = matchTerm(pattern, targets[i], found);
  }
  return found;
}

export function matchFormula(a: Formula, b: Formula, bindings: Bindings): Bindings | null {
  switch (a.is) {
    case 'true':
    case 'false':
      return b.is === a.is ? bindings : null;
    case 'predicate':
      if (b.is !== 'predicate' || a.symbol !== b.symbol) return null;
      return matchTerms(a.args, b.args, bindings);
    case 'equal':
      return b.is === 'equal' ? matchTerms([a.left, a.right], [b.left, b.right], bindings) : null;
    case 'not':
      return b.is === 'not' ? matchFormula(a.of, b.of, bindings) : null;
    case 'and':
    case 'or':
    case 'implies': {
      const left = b.is === a.is ? matchFormula(a.left, b.left, bindings) : null;
      return left && b.is === a.is ? matchFormula(a.right, b.right, left) : null;
    }
    case 'forall':
    case 'exists':
      return b.is === a.is && a.sort === b.sort ? matchFormula(a.body, b.body, bindings) : null;
  }
}

/** Does it speak of a variable bound outside of it? */
function dangles(term: Term): boolean {
  return term.is === 'bound' || (term.is === 'apply' && term.args.some(dangles));
}

/** A pattern with the values found; variables without a value stay. */
export function fill(term: Term, bindings: Bindings): Term {
  if (isPattern(term)) return bindings.get(term.name) ?? term;
  if (term.is !== 'apply') return term;
  return { ...term, args: term.args.map((arg) => fill(arg, bindings)) };
}

export function patternVariables(term: Term): string[] {
  if (isPattern(term)) return [term.name];
  return term.is === 'apply' ? term.args.flatMap(patternVariables) : [];
}
