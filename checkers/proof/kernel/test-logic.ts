/**
 * For tests: an independent reading of formulas in small finite models (nothing of the kernel is used),
 * and random formulas from a seed. A built sort has exactly the values that its constructors build.
 */
import type { Formula, Free, Signature, Term } from '../../../engine/language/theory/logic.js';

// -------------------------------------------------------------------------------------- chance

/** Numbers from 0 to `below - 1`, from a seed (xorshift32; G. Marsaglia, Xorshift RNGs, 2003). */
export type Chance = (below: number) => number;

export function chanceFrom(seed: number): Chance {
  let state = (seed | 0) * 2654435761 || 88172645;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export const pick = <T>(chance: Chance, items: readonly T[]): T => items[chance(items.length)];

// -------------------------------------------------------------------------------------- models

/** Values are numbers from 0; tables are looked up by the arguments. */
export interface Model {
  readonly size: (sort: string) => number;
  readonly apply: (symbol: string, args: readonly number[]) => number;
  readonly holds: (symbol: string, args: readonly number[]) => boolean;
}

export type Values = (free: Free) => number;

export function valueIn(model: Model, term: Term, free: Values, bound: readonly number[]): number {
  if (term.is === 'free') return free(term);
  if (term.is === 'bound') return bound[term.index];
  return model.apply(
    term.symbol,
    term.args.map((arg) => valueIn(model, arg, free, bound)),
  );
}

export function isTrue(
  model: Model,
  formula: Formula,
  free: Values,
  bound: readonly number[] = [],
): boolean {
  const inner = (part: Formula) => isTrue(model, part, free, bound);
  const value = (term: Term) => valueIn(model, term, free, bound);
  switch (formula.is) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'predicate':
      return model.holds(formula.symbol, formula.args.map(value));
    case 'equal':
      return value(formula.left) === value(formula.right);
    case 'not':
      return !inner(formula.of);
    case 'and':
      return inner(formula.left) && inner(formula.right);
    case 'or':
      return inner(formula.left) || inner(formula.right);
    case 'implies':
      return !inner(formula.left) || inner(formula.right);
    case 'forall':
    case 'exists': {
      const each = (v: number) => isTrue(model, formula.body, free, [v, ...bound]);
      const values = [...Array(model.size(formula.sort)).keys()];
      return formula.is === 'forall' ? values.every(each) : values.some(each);
    }
  }
}

/** Two propositions and a Bit (built from two constants), a Pair of Bits, and things about which nothing is said. */
export const SIGNATURE: Signature = {
  sorts: [
    {
      name: 'Bit',
      constructors: [
        { name: 'off', takes: [], gives: 'Bit' },
        { name: 'on', takes: [], gives: 'Bit' },
      ],
    },
    { name: 'Pair', constructors: [{ name: 'pair', takes: ['Bit', 'Bit'], gives: 'Pair' }] },
    { name: 'Thing', constructors: null },
  ],
  functions: [
    { name: 'flip', takes: ['Bit'], gives: 'Bit' },
    { name: 'next', takes: ['Thing'], gives: 'Thing' },
    { name: 'mark', takes: ['Thing'], gives: 'Bit' },
  ],
  predicates: [
    { name: 'p', takes: [] },
    { name: 'q', takes: [] },
    { name: 'good', takes: ['Thing'] },
    { name: 'lit', takes: ['Bit'] },
  ],
};

/** Any interpretation of SIGNATURE with one to three things; constructors have their meaning. */
export function randomModel(chance: Chance): Model {
  const things = 1 + chance(3);
  const sizes: Readonly<Record<string, number>> = { Bit: 2, Pair: 4, Thing: things };
  const table = (inputs: number, outputs: number) =>
    Array.from({ length: inputs }, () => chance(outputs));
  const functions: Readonly<Record<string, number[]>> = {
    flip: table(2, 2),
    next: table(things, things),
    mark: table(things, 2),
  };
  const predicates: Readonly<Record<string, number[]>> = {
    p: table(1, 2),
    q: table(1, 2),
    good: table(things, 2),
    lit: table(2, 2),
  };
  return {
    size: (sort) => sizes[sort],
    apply: (symbol, [a = 0, b = 0]) => {
      if (symbol === 'off' || symbol === 'on') return symbol === 'on' ? 1 : 0;
      return symbol === 'pair' ? 2 * a + b : functions[symbol][a];
    },
    holds: (symbol, [a = 0]) => predicates[symbol][a] === 1,
  };
}

// ---------------------------------------------------------------------------------- random parts

/** Variables that random formulas speak of: two of each sort. */
export const VARIABLES: readonly Free[] = ['Bit', 'Pair', 'Thing'].flatMap((sort) =>
  ['x', 'y'].map((name): Free => ({ is: 'free', name: `${name}${sort}`, sort })),
);

export function randomTerm(chance: Chance, sort: string, depth: number): Term {
  const all = [...SIGNATURE.functions, ...SIGNATURE.sorts.flatMap((s) => s.constructors ?? [])];
  const symbols = all.filter(
    ({ gives, takes }) => gives === sort && (depth > 0 || takes.length === 0),
  );
  if (symbols.length === 0 || chance(2) === 0)
    return pick(
      chance,
      VARIABLES.filter((v) => v.sort === sort),
    );
  const { name, takes } = pick(chance, symbols);
  return {
    is: 'apply',
    symbol: name,
    args: takes.map((taken) => randomTerm(chance, taken, depth - 1)),
    sort,
  };
}

/** `quantify` closes over a variable: handed in, so that this file stays free of the kernel's own. */
export function randomFormula(
  chance: Chance,
  depth: number,
  quantify: (is: 'forall' | 'exists', free: Free, body: Formula) => Formula,
): Formula {
  const inner = () => randomFormula(chance, depth - 1, quantify);
  const kind = depth === 0 ? chance(3) : chance(8);
  switch (kind) {
    case 0: {
      const sort = pick(chance, ['Bit', 'Pair', 'Thing']);
      return {
        is: 'equal',
        left: randomTerm(chance, sort, 1),
        right: randomTerm(chance, sort, 1),
      };
    }
    case 1:
    case 2: {
      const { name, takes } = pick(chance, SIGNATURE.predicates);
      return { is: 'predicate', symbol: name, args: takes.map((s) => randomTerm(chance, s, 1)) };
    }
    case 3:
      return { is: 'not', of: inner() };
    case 4:
    case 5:
      return quantify(pick(chance, ['forall', 'exists']), pick(chance, VARIABLES), inner());
    default:
      return { is: pick(chance, ['and', 'or', 'implies']), left: inner(), right: inner() };
  }
}
