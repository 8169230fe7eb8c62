/**
 * Terms and formulas of many-sorted first-order logic with equality: plain data, shared by the
 * elaborator of theories and the proof kernel. Bound variables are numbered from the inside out (0 is
 * the innermost binder) and free ones have names, so that two formulas that differ only in the names
 * of bound variables are the same, and putting a term in for a variable can capture nothing (the
 * locally nameless form: N. G. de Bruijn, Lambda calculus notation with nameless dummies, 1972;
 * A. Charguéraud, The locally nameless representation, 2012).
 */

/** A variable that is not bound; two are the same when name and sort are. */
export interface Free {
  readonly is: 'free';
  readonly name: string;
  readonly sort: string;
}

export type Term =
  | Free
  | { readonly is: 'bound'; readonly index: number; readonly sort: string }
  /** A function or constructor with its arguments. */
  | {
      readonly is: 'apply';
      readonly symbol: string;
      readonly args: readonly Term[];
      readonly sort: string;
    };

export type Formula =
  | { readonly is: 'true' | 'false' }
  | { readonly is: 'predicate'; readonly symbol: string; readonly args: readonly Term[] }
  /** Both sides have one sort. */
  | { readonly is: 'equal'; readonly left: Term; readonly right: Term }
  | { readonly is: 'not'; readonly of: Formula }
  | { readonly is: 'and' | 'or' | 'implies'; readonly left: Formula; readonly right: Formula }
  /** `name` is only for people. */
  | {
      readonly is: 'forall' | 'exists';
      readonly name: string;
      readonly sort: string;
      readonly body: Formula;
    };

export type FormulaOf<K extends Formula['is']> = Formula & { readonly is: K };

/** What a function or constructor takes and gives. */
export interface FunctionSymbol {
  readonly name: string;
  readonly takes: readonly string[];
  readonly gives: string;
}

export interface PredicateSymbol {
  readonly name: string;
  readonly takes: readonly string[];
}

/** A sort has at least one value; one that is built has exactly those that its constructors build. */
export interface SortSymbol {
  readonly name: string;
  /** Null: any set with at least one member. */
  readonly constructors: readonly FunctionSymbol[] | null;
}

export interface Signature {
  readonly sorts: readonly SortSymbol[];
  /** Without the constructors. */
  readonly functions: readonly FunctionSymbol[];
  readonly predicates: readonly PredicateSymbol[];
}
