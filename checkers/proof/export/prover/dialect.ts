/**
 * What Coq and Lean 4 write differently. Everything else about these exports is shared: both are typed
 * lambda calculi with inductive types, and the same definitions can be read in either.
 */

/** A piece of text with the rank of its outermost operator, for brackets where they are needed. */
export interface Piece {
  readonly text: string;
  readonly rank: number;
  /** Of a function: its value at an argument, already worked out. */
  readonly at?: (argument: Piece) => Piece;
  /** Of a quantifier without a condition, to be joined with one around it. */
  readonly over?: {
    readonly quantifier: 'forall' | 'exists';
    readonly parameters: readonly Parameter[];
    readonly body: string;
  };
}

/** Loosest first; both languages have this order. */
export const RANK = {
  open: 0,
  iff: 1,
  implies: 2,
  or: 3,
  and: 4,
  not: 5,
  relation: 6,
  cons: 7,
  sum: 8,
  product: 9,
  power: 10,
  apply: 11,
  atom: 12,
} as const;

export interface Parameter {
  readonly name: string;
  readonly type: string;
}

export interface Constructor {
  readonly name: string;
  readonly takes: readonly Parameter[];
}

/** One clause of a function by recursion: a pattern for each argument, and the value. */
export interface Clause {
  readonly patterns: readonly string[];
  readonly value: string;
}

export interface RecursiveFunction {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly gives: string;
  /** The parameter that is taken apart. */
  readonly on: number;
  readonly clauses: readonly Clause[];
}

export interface Dialect {
  readonly language: string;
  readonly reserved: ReadonlySet<string>;
  readonly signs: Readonly<
    Record<
      'and' | 'or' | 'not' | 'implies' | 'iff' | 'unequal' | 'most' | 'least' | 'arrow',
      string
    >
  >;
  readonly integers: string;
  readonly booleans: string;
  readonly option: string;
  readonly list: string;
  readonly none: string;
  readonly some: string;
  readonly append: string;
  /** Does a constructor, or a field, stand under the name of its type? */
  readonly qualified: boolean;
  readonly quantifiers: Readonly<Record<'forall' | 'exists', string>>;
  choice(test: string, yes: string, no: string): string;
  power(base: string, exponent: string): string;
  /** Of two integers; division rounds down, and a remainder has the sign of the divisor. */
  readonly functions: Readonly<Record<'div' | 'mod' | 'min' | 'max', string>>;
  absolute(of: Piece): Piece;
  mapped(f: Piece, list: Piece): Piece;
  filtered(keep: Piece, list: Piece): Piece;
  tail(list: Piece): Piece;
  listed(items: readonly string[]): string;
  field(type: string, field: string, of: string): Piece;
  constructor_(type: string, name: string): string;
  matched(of: string, cases: readonly (readonly [pattern: string, value: string])[]): string;
  /** One line, to stand above what it introduces. */
  abbreviation(name: string, value: string): string;
  comment(lines: readonly string[]): string[];
  /** What the file begins with, and the operations of `used` that the language lacks; null: for a theory. */
  opening(name: string, used: ReadonlySet<Operation> | null): string[];
  closing(name: string): string[];
  inductive(name: string, constructors: readonly Constructor[]): string[];
  /** Inductive types that speak of each other. */
  inductives(types: readonly { name: string; constructors: readonly Constructor[] }[]): string[];
  record(name: string, fields: readonly Parameter[]): string[];
  definition(
    name: string,
    parameters: readonly Parameter[],
    gives: string,
    body: readonly string[],
  ): string[];
  recursive(definition: RecursiveFunction): string[];
  assumed(name: string, type: string): string[];
  /** That a type has a member. */
  inhabited(name: string, type: string): string[];
  axiom(name: string, statement: string): string[];
  /** `proof`: of a kind that both have; null: left to the reader. */
  theorem(name: string, statement: readonly string[], proof: readonly string[] | null): string[];
  /** `reachable`, given what its two constructors say of the states s and s'. */
  reachable(constructors: readonly [string, string]): string[];
  /** That the invariant holds in every reachable state, from the lemmas about each action. */
  byInduction(lemmas: readonly string[]): string[];
  /** That the n-th part of the invariant does. */
  byPart(n: number, of: number): string[];
  /** That a defining equation holds by computation. */
  readonly byComputation: readonly string[];
}

/** Operations on maps, sets and sequences that a file defines only where it uses them. */
export const OPERATIONS = [
  'truth',
  'update',
  'get',
  'size',
  'total',
  'least',
  'greatest',
  'the',
  'len',
  'item',
  'put',
  'slice',
  'numbers',
  'listTotal',
  'reach',
  'log2',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** ` (r : RM) (s s' : State)`: neighbours of one type share it. */
export function binders(parameters: readonly Parameter[]): string {
  const groups: { names: string[]; type: string }[] = [];
  for (const { name, type } of parameters) {
    const last = groups.at(-1);
    if (last?.type === type) last.names.push(name);
    else groups.push({ names: [name], type });
  }
  return groups.map(({ names, type }) => ` (${names.join(' ')} : ${type})`).join('');
}

export const piece = (text: string, rank: number): Piece => ({ text, rank });
export const atom = (text: string): Piece => piece(text, RANK.atom);

/** In brackets unless it binds at least as tightly as `rank`. */
export const within = (p: Piece, rank: number): string => (p.rank >= rank ? p.text : `(${p.text})`);

export function apply(f: string, ...args: readonly Piece[]): Piece {
  if (args.length === 0) return atom(f);
  return piece([f, ...args.map((a) => within(a, RANK.atom))].join(' '), RANK.apply);
}

export const TRUE = atom('True');
export const FALSE = atom('False');

/** The connectives, with their units left out. */
export class Logic {
  constructor(readonly dialect: Dialect) {}

  private binary(sign: string, rank: number, left: Piece, right: Piece, chain: boolean): Piece {
    const text = `${within(left, rank + 1)} ${sign} ${within(right, chain ? rank : rank + 1)}`;
    return piece(text, rank);
  }

  readonly and = (...parts: readonly Piece[]): Piece =>
    parts
      .filter((p) => p !== TRUE)
      .reduceRight<Piece | undefined>(
        (rest, p) =>
          rest === undefined ? p : this.binary(this.dialect.signs.and, RANK.and, p, rest, true),
        undefined,
      ) ?? TRUE;

  readonly or = (...parts: readonly Piece[]): Piece =>
    parts
      .filter((p) => p !== FALSE)
      .reduceRight<Piece | undefined>(
        (rest, p) =>
          rest === undefined ? p : this.binary(this.dialect.signs.or, RANK.or, p, rest, true),
        undefined,
      ) ?? FALSE;

  readonly implies = (left: Piece, right: Piece): Piece =>
    left === TRUE
      ? right
      : this.binary(this.dialect.signs.implies, RANK.implies, left, right, true);

  readonly iff = (left: Piece, right: Piece): Piece =>
    this.binary(this.dialect.signs.iff, RANK.iff, left, right, false);

  readonly not = (of: Piece): Piece =>
    piece(`${this.dialect.signs.not}${within(of, RANK.not)}`, RANK.not);

  readonly related = (left: Piece, sign: string, right: Piece): Piece =>
    this.binary(sign, RANK.relation, left, right, false);

  readonly equal = (left: Piece, right: Piece): Piece => this.related(left, '=', right);

  readonly forall = (name: string, type: string, condition: Piece, body: Piece): Piece =>
    this.quantified('forall', [{ name, type }], this.implies(condition, body));

  readonly exists = (name: string, type: string, condition: Piece, body: Piece): Piece =>
    this.quantified('exists', [{ name, type }], this.and(condition, body));

  /** For several; one directly around another takes its variables in. */
  quantified(quantifier: 'forall' | 'exists', outer: readonly Parameter[], inner: Piece): Piece {
    if (outer.length === 0) return inner;
    const joined = inner.over?.quantifier === quantifier ? inner.over : undefined;
    const parameters = [...outer, ...(joined?.parameters ?? [])];
    const body = joined?.body ?? inner.text;
    const groups = binders(parameters);
    const [{ type }] = parameters;
    const bound = parameters.every((p) => p.type === type) ? groups.slice(2, -1) : groups.slice(1);
    const text = `${this.dialect.quantifiers[quantifier]} ${bound}, ${body}`;
    return { text, rank: RANK.open, over: { quantifier, parameters, body } };
  }
}
