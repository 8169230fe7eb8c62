/**
 * Which axioms of a theory are definitions: one equation for each constructor of one argument, its left
 * side the function applied to that constructor of variables and otherwise to variables, its right side
 * calling the function only on those variables (primitive recursion: R. Dedekind, 1888). Such equations
 * have exactly one solution, so they assume nothing.
 */
import type { Formula, FunctionSymbol, Term } from '../../../../engine/language/theory/logic.js';
import type { TheorySpec } from '../../../../engine/language/theory/spec.js';

export interface DefiningClause {
  /** The axiom. */
  readonly axiom: string;
  readonly constructor: string;
  /** The arguments of the constructor, as free variables of `value`. */
  readonly variables: readonly string[];
  /** The other arguments, by place; null at the place that is taken apart. */
  readonly others: readonly (string | null)[];
  readonly value: Term;
}

export interface Definition {
  readonly symbol: FunctionSymbol;
  /** The argument that is taken apart. */
  readonly on: number;
  /** In the order of the constructors. */
  readonly clauses: readonly DefiningClause[];
}

interface Equation {
  readonly axiom: string;
  readonly left: Extract<Term, { is: 'apply' }>;
  readonly right: Term;
}

/** Each speaks only of functions that are not defined, of itself, and of those before it. */
export function definitionsOf(spec: TheorySpec): Definition[] {
  const candidates = spec.signature.functions.flatMap((symbol) => definitionOf(spec, symbol) ?? []);
  const ordered: Definition[] = [];
  let rest = candidates;
  while (rest.length > 0) {
    const open = new Set(rest.map((d) => d.symbol.name));
    const ready = rest.filter((d) =>
      d.clauses.every((c) =>
        symbolsIn(c.value).every((name) => name === d.symbol.name || !open.has(name)),
      ),
    );
    // What is left speaks of each other in a circle: its axioms stay axioms.
    if (ready.length === 0) break;
    ordered.push(...ready);
    rest = rest.filter((d) => !ready.includes(d));
  }
  return ordered;
}

function definitionOf(spec: TheorySpec, symbol: FunctionSymbol): Definition | undefined {
  const axioms = spec.axioms.filter((a) => heads(a.formula) === symbol.name);
  const equations = axioms.flatMap((a) => equationOf(a.name, a.formula) ?? []);
  if (equations.length !== axioms.length || equations.length === 0) return undefined;
  for (const on of symbol.takes.keys()) {
    const sort = spec.signature.sorts.find((s) => s.name === symbol.takes[on]);
    if (sort?.constructors == null || sort.constructors.length !== equations.length) continue;
    const clauses = sort.constructors.flatMap((c) => {
      const found = equations.flatMap((e) => clauseOf(e, symbol.name, c.name, on) ?? []);
      return found.length === 1 ? found : [];
    });
    if (clauses.length === equations.length) return { symbol, on, clauses };
  }
  return undefined;
}

/** The function at the head of the left side of an equation, under its quantifiers. */
function heads(formula: Formula): string | undefined {
  let f = formula;
  while (f.is === 'forall') f = f.body;
  return f.is === 'equal' && f.left.is === 'apply' ? f.left.symbol : undefined;
}

/** The equation with its bound variables made free, each with a name of its own. */
function equationOf(axiom: string, formula: Formula): Equation | undefined {
  const names: string[] = [];
  let f = formula;
  while (f.is === 'forall') {
    let name = f.name;
    while (names.includes(name)) name += "'";
    names.unshift(name);
    f = f.body;
  }
  if (f.is !== 'equal') return undefined;
  const [left, right] = [freed(f.left, names), freed(f.right, names)];
  return left.is === 'apply' ? { axiom, left, right } : undefined;
}

function freed(term: Term, names: readonly string[]): Term {
  switch (term.is) {
    case 'free':
      return term;
    case 'bound':
      return { is: 'free', name: names[term.index], sort: term.sort };
    case 'apply':
      return { ...term, args: term.args.map((a) => freed(a, names)) };
  }
}

function clauseOf(
  { axiom, left, right }: Equation,
  symbol: string,
  builder: string,
  on: number,
): DefiningClause | undefined {
  const pattern = left.args[on];
  if (pattern.is !== 'apply' || pattern.symbol !== builder) return undefined;
  const variables = pattern.args.flatMap((a) => (a.is === 'free' ? [a.name] : []));
  const others = left.args.map((a, i) => (i === on || a.is !== 'free' ? null : a.name));
  const all = [...variables, ...others.filter((o) => o !== null)];
  const linear = new Set(all).size === pattern.args.length + left.args.length - 1;
  if (!linear || !decreases(right, symbol, on, new Set(variables))) return undefined;
  return { axiom, constructor: builder, variables, others, value: right };
}

/** Is the function called only on the variables of the pattern? */
function decreases(term: Term, symbol: string, on: number, smaller: ReadonlySet<string>): boolean {
  if (term.is !== 'apply') return true;
  if (term.symbol === symbol) {
    const argument = term.args[on];
    if (argument.is !== 'free' || !smaller.has(argument.name)) return false;
  }
  return term.args.every((a) => decreases(a, symbol, on, smaller));
}

function symbolsIn(term: Term): string[] {
  return term.is === 'apply' ? [term.symbol, ...term.args.flatMap(symbolsIn)] : [];
}
