/**
 * Are terms and formulas what the signature allows? Part of what is trusted: everything from outside
 * passes here before the kernel looks at it, and is frozen, so that it stays what it was.
 */
import { emptySorts } from '../../../engine/language/theory/inhabited.js';
import type {
  Formula,
  FunctionSymbol,
  Signature,
  Term,
} from '../../../engine/language/theory/logic.js';

/** A step that no rule allows. What asked for it is wrong, not the kernel. */
export class KernelError extends Error {}

export interface WellFormed {
  term(term: Term): void;
  formula(formula: Formula): void;
  constructorsOf(sort: string): readonly FunctionSymbol[] | null;
  isConstructor(name: string): boolean;
}

/** @throws KernelError if the signature itself makes no sense */
export function wellFormed(signature: Signature): WellFormed {
  const sorts = new Map(signature.sorts.map((sort) => [sort.name, sort]));
  const constructors = new Set<string>();
  const functions = new Map<string, FunctionSymbol>();
  const predicates = new Map(signature.predicates.map((p) => [p.name, p.takes]));
  const declare = (symbol: FunctionSymbol) => {
    if (functions.has(symbol.name)) throw new KernelError(`${symbol.name} is declared twice`);
    for (const sort of [...symbol.takes, symbol.gives]) requireSort(sorts, sort);
    functions.set(symbol.name, symbol);
  };
  if (sorts.size !== signature.sorts.length) throw new KernelError('a sort is declared twice');
  for (const sort of signature.sorts)
    for (const builder of sort.constructors ?? []) {
      if (builder.gives !== sort.name) throw new KernelError(`${builder.name} builds another sort`);
      declare(builder);
      constructors.add(builder.name);
    }
  signature.functions.forEach(declare);
  for (const takes of predicates.values()) for (const sort of takes) requireSort(sorts, sort);
  if (predicates.size !== signature.predicates.length)
    throw new KernelError('a predicate is declared twice');
  const [empty] = emptySorts(signature);
  if (empty !== undefined) throw new KernelError(`no value of ${empty} can be built`);
  const terms = new WeakSet<Term>();
  const formulas = new WeakSet<Formula>();

  function argumentsFit(
    name: string,
    takes: readonly string[] | undefined,
    args: readonly Term[],
    bound: readonly string[],
  ): void {
    if (takes === undefined) throw new KernelError(`${name} is not declared`);
    if (takes.length !== args.length) throw new KernelError(`${name} takes ${takes.length}`);
    Object.freeze(args);
    for (const [i, arg] of args.entries()) {
      term(arg, bound);
      if (arg.sort !== takes[i]) throw new KernelError(`${name} takes ${takes[i]}`);
    }
  }

  function term(part: Term, bound: readonly string[]): void {
    Object.freeze(part);
    if (part.is === 'bound') {
      if (bound[part.index] !== part.sort) throw new KernelError('a variable that nothing binds');
    } else if (part.is === 'free') requireSort(sorts, part.sort);
    else {
      const symbol = functions.get(part.symbol);
      argumentsFit(part.symbol, symbol?.takes, part.args, bound);
      if (symbol?.gives !== part.sort) throw new KernelError(`${part.symbol} gives another sort`);
    }
  }

  function formula(part: Formula, bound: readonly string[]): void {
    Object.freeze(part);
    switch (part.is) {
      case 'true':
      case 'false':
        return;
      case 'predicate':
        argumentsFit(part.symbol, predicates.get(part.symbol), part.args, bound);
        return;
      case 'equal':
        term(part.left, bound);
        term(part.right, bound);
        if (part.left.sort !== part.right.sort) throw new KernelError('sides of two sorts');
        return;
      case 'not':
        formula(part.of, bound);
        return;
      case 'and':
      case 'or':
      case 'implies':
        formula(part.left, bound);
        formula(part.right, bound);
        return;
      case 'forall':
      case 'exists':
        requireSort(sorts, part.sort);
        formula(part.body, [part.sort, ...bound]);
        return;
      default:
        throw new KernelError('no formula');
    }
  }

  return {
    term(part) {
      if (!terms.has(part)) term(part, []);
      terms.add(part);
    },
    formula(part) {
      if (!formulas.has(part)) formula(part, []);
      formulas.add(part);
    },
    constructorsOf: (sort) => sorts.get(sort)?.constructors ?? null,
    isConstructor: (name) => constructors.has(name),
  };
}

function requireSort(sorts: ReadonlyMap<string, unknown>, sort: string): void {
  if (!sorts.has(sort)) throw new KernelError(`there is no sort ${sort}`);
}
