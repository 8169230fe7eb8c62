/**
 * Are terms and formulas what the signature allows? Part of what is trusted: everything from outside
 * passes here before the kernel looks at it, and is frozen, so that it stays what it was.
 */
import { emptySorts } from '../../../engine/language/theory/inhabited.js';
import type {
  Formula,
  FunctionSymbol,
  Signature,
  SortSymbol,
  Term,
} from '../../../engine/language/theory/logic.js';

/** A step that no rule allows. What asked for it is wrong, not the kernel. */
export class KernelError extends Error {}

export class WellFormed {
  readonly #sorts = new Map<string, SortSymbol>();
  readonly #constructors = new Set<string>();
  readonly #functions = new Map<string, FunctionSymbol>();
  readonly #predicates = new Map<string, readonly string[]>();
  /** Closed ones that were found right; they are frozen. */
  readonly #terms = new WeakSet<Term>();
  readonly #formulas = new WeakSet<Formula>();

  /** @throws KernelError if the signature itself makes no sense */
  constructor(signature: Signature) {
    for (const sort of signature.sorts) once(this.#sorts, sort.name, sort);
    for (const sort of signature.sorts)
      for (const builder of sort.constructors ?? []) {
        require(builder.gives === sort.name, `${builder.name} builds another sort`);
        this.#declare(builder);
        this.#constructors.add(builder.name);
      }
    for (const symbol of signature.functions) this.#declare(symbol);
    for (const { name, takes } of signature.predicates) {
      for (const sort of takes) this.#sort(sort);
      once(this.#predicates, name, takes);
    }
    require(emptySorts(signature).length === 0, 'a sort without values');
  }

  isConstructor(name: string): boolean {
    return this.#constructors.has(name);
  }

  constructorsOf(sort: string): readonly FunctionSymbol[] | null {
    return this.#sorts.get(sort)?.constructors ?? null;
  }

  /** @throws KernelError */
  term(term: Term): void {
    this.#term(term, []);
  }

  /** @throws KernelError */
  formula(formula: Formula): void {
    if (!this.#formulas.has(formula)) this.#formula(formula, []);
    this.#formulas.add(formula);
  }

  #declare(symbol: FunctionSymbol): void {
    for (const sort of [...symbol.takes, symbol.gives]) this.#sort(sort);
    once(this.#functions, symbol.name, symbol);
  }

  #sort(name: string): void {
    require(this.#sorts.has(name), `there is no sort ${name}`);
  }

  /** `bound`: the sorts of the variables bound here, the innermost first. */
  #term(term: Term, bound: readonly string[]): void {
    // What is right where nothing is bound is right everywhere.
    if (this.#terms.has(term)) return;
    Object.freeze(term);
    if (term.is === 'bound') require(bound[term.index] === term.sort, 'nothing binds a variable');
    else if (term.is === 'free') this.#sort(term.sort);
    else {
      const symbol = this.#functions.get(term.symbol);
      this.#arguments(term.symbol, symbol?.takes, term.args, bound);
      require(symbol?.gives === term.sort, `${term.symbol} gives another sort`);
    }
    if (bound.length === 0) this.#terms.add(term);
  }

  #arguments(
    name: string,
    takes: readonly string[] | undefined,
    args: readonly Term[],
    bound: readonly string[],
  ): void {
    if (takes === undefined) throw new KernelError(`${name} is not declared`);
    require(takes.length === args.length, `${name} takes ${takes.length} arguments`);
    Object.freeze(args);
    for (const [i, arg] of args.entries()) {
      this.#term(arg, bound);
      require(arg.sort === takes[i], `${name} takes a ${takes[i]}`);
    }
  }

  #formula(formula: Formula, bound: readonly string[]): void {
    Object.freeze(formula);
    switch (formula.is) {
      case 'true':
      case 'false':
        return;
      case 'predicate': {
        const takes = this.#predicates.get(formula.symbol);
        this.#arguments(formula.symbol, takes, formula.args, bound);
        return;
      }
      case 'equal':
        this.#term(formula.left, bound);
        this.#term(formula.right, bound);
        require(formula.left.sort === formula.right.sort, 'an equation between two sorts');
        return;
      case 'not':
        this.#formula(formula.of, bound);
        return;
      case 'and':
      case 'or':
      case 'implies':
        this.#formula(formula.left, bound);
        this.#formula(formula.right, bound);
        return;
      case 'forall':
      case 'exists':
        this.#sort(formula.sort);
        this.#formula(formula.body, [formula.sort, ...bound]);
        return;
      default:
        throw new KernelError('no formula');
    }
  }
}

function require(condition: boolean, what: string): void {
  if (!condition) throw new KernelError(what);
}

function once<T>(map: Map<string, T>, name: string, value: T): void {
  require(!map.has(name), `${name} is declared twice`);
  map.set(name, value);
}
