/** Terms and formulas as text, in the notation of the language, with the fewest brackets. */
import type { Formula, Term } from './logic.js';

const RANK = { implies: 1, or: 2, and: 3, not: 4, equal: 5, atom: 6 } as const;

export function formatFormula(formula: Formula): string {
  return write(formula, 0, []);
}

export function formatTerm(term: Term): string {
  return termText(term, []);
}

function rankOf(formula: Formula): number {
  switch (formula.is) {
    case 'implies':
    case 'or':
    case 'and':
    case 'equal':
      return RANK[formula.is];
    case 'not':
      return formula.of.is === 'equal' ? RANK.equal : RANK.not;
    default:
      return RANK.atom;
  }
}

/** `names`: of the variables that are bound here, the innermost first. */
function write(formula: Formula, least: number, names: readonly string[]): string {
  const text = bare(formula, names);
  return rankOf(formula) < least ? `(${text})` : text;
}

function bare(formula: Formula, names: readonly string[]): string {
  switch (formula.is) {
    case 'true':
    case 'false':
      return formula.is;
    case 'predicate':
      return callText(formula.symbol, formula.args, names);
    case 'equal':
      return `${termText(formula.left, names)} == ${termText(formula.right, names)}`;
    case 'not':
      return formula.of.is === 'equal'
        ? `${termText(formula.of.left, names)} != ${termText(formula.of.right, names)}`
        : `not ${write(formula.of, RANK.not, names)}`;
    case 'and':
    case 'or':
    case 'implies': {
      const rank = RANK[formula.is];
      const [l, r] = formula.is === 'implies' ? [rank + 1, rank] : [rank, rank + 1];
      return `${write(formula.left, l, names)} ${formula.is} ${write(formula.right, r, names)}`;
    }
    case 'forall':
    case 'exists':
      return quantified(formula, names);
  }
}

/** Neighbours over one sort share their `in`: `forall(m, n in Nat, …)`. */
function quantified(formula: Formula & { is: 'forall' | 'exists' }, outer: readonly string[]) {
  const quantifier = formula.is;
  const binders: { name: string; sort: string }[] = [];
  let names = outer;
  let inner: Formula = formula;
  while (inner.is === quantifier) {
    const name = unlike(inner.name, names);
    binders.push({ name, sort: inner.sort });
    names = [name, ...names];
    inner = inner.body;
  }
  const text = binders.map(({ name, sort }, i) =>
    binders[i + 1]?.sort === sort ? name : `${name} in ${sort}`,
  );
  return `${quantifier}(${text.join(', ')}, ${write(inner, 0, names)})`;
}

function unlike(name: string, taken: readonly string[]): string {
  let found = name;
  while (taken.includes(found)) found += "'";
  return found;
}

function termText(term: Term, names: readonly string[]): string {
  switch (term.is) {
    case 'free':
      return term.name;
    case 'bound':
      return names[term.index] ?? `#${term.index}`;
    case 'apply':
      return callText(term.symbol, term.args, names);
  }
}

function callText(symbol: string, args: readonly Term[], names: readonly string[]): string {
  return args.length === 0
    ? symbol
    : `${symbol}(${args.map((a) => termText(a, names)).join(', ')})`;
}
