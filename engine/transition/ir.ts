/**
 * The intermediate form between typed specs and generated code: trees over 32-bit words, structured
 * control, nothing of the host language. (JavaScript is emitted by `emit-javascript.ts`; every
 * construct has a direct counterpart in WebAssembly.)
 *
 * Expressions are pure and total: they may be evaluated at any time, twice, or not at all. What can
 * fail is a statement that leaves a block with `break`. Truth values are 0 and 1.
 */

export type Binary =
  /** Wrapping. */
  | 'add'
  | 'sub'
  | 'mul'
  /** Quotient and remainder of non-negative numbers by a positive one. */
  | 'div'
  | 'mod'
  /** Rounding down; the divisor is not 0, and not −1 where the dividend is −2^31. */
  | 'floorDiv'
  | 'floorMod'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  /** Less than, as unsigned words. */
  | 'below'
  | 'addOverflows'
  | 'subOverflows'
  | 'mulOverflows';

/** `not` is 1 for 0, else 0; `trailing` counts trailing zeros; `ones` the bits set. */
export type Unary = 'not' | 'trailing' | 'ones';

export type Ir =
  | { readonly ir: 'const'; readonly value: number }
  | { readonly ir: 'local'; readonly local: number }
  /** A word of a state that the function was given: the one it speaks of, or the one before the step. */
  | { readonly ir: 'word'; readonly state: 'now' | 'before'; readonly index: Ir }
  /** A word of the successor under construction. */
  | { readonly ir: 'new'; readonly index: Ir }
  /** A word of the label that the function was given. */
  | { readonly ir: 'label'; readonly index: number }
  /** Told by the caller: can no step be taken here? */
  | { readonly ir: 'stuck' }
  | { readonly ir: 'binary'; readonly operator: Binary; readonly left: Ir; readonly right: Ir }
  | { readonly ir: 'unary'; readonly operator: Unary; readonly of: Ir }
  /** Only the chosen branch is evaluated. */
  | { readonly ir: 'select'; readonly test: Ir; readonly yes: Ir; readonly no: Ir }
  /** An entry of a constant table; the index is inside. */
  | { readonly ir: 'table'; readonly table: number; readonly index: Ir }
  | { readonly ir: 'call'; readonly function: RuntimeFunction; readonly args: readonly Ir[] };

export type Statement =
  | { readonly do: 'set'; readonly local: number; readonly value: Ir }
  | {
      readonly do: 'if';
      readonly test: Ir;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | { readonly do: 'while'; readonly test: Ir; readonly body: readonly Statement[] }
  /** `break` of the same number goes to the end of the block. */
  | { readonly do: 'block'; readonly block: number; readonly body: readonly Statement[] }
  | { readonly do: 'break'; readonly block: number }
  /** Starts a successor: a copy of the old state, without a label yet. An unfinished one is forgotten. */
  | { readonly do: 'begin' }
  | { readonly do: 'store'; readonly index: Ir; readonly value: Ir }
  /** Finishes the successor. */
  | { readonly do: 'finish'; readonly label: readonly Ir[] }
  /** Records a step that could not be evaluated. */
  | { readonly do: 'fail'; readonly label: readonly Ir[]; readonly site: Ir }
  /** Notes that a coverage site was reached. */
  | { readonly do: 'mark'; readonly site: number }
  /** A call for its effect on a buffer. */
  | { readonly do: 'call'; readonly function: RuntimeFunction; readonly args: readonly Ir[] };

/** What generated code may call; all arguments and results are words. See `runtime.ts`. */
export const runtimeFunctions = [
  'openBuffer',
  'push',
  'bufferSize',
  'bufferItem',
  'pushNew',
  'intern',
  'internSet',
  'internBag',
  'size',
  'component',
  'contains',
  'include',
  'exclude',
  'union',
  'intersection',
  'difference',
  'subset',
  'subsets',
  'append',
  'concat',
  'slice',
  'replace',
  'power',
  'powerOverflows',
  'log2',
  'rank',
  'valueAtRank',
  'convertible',
  'convert',
] as const;
export type RuntimeFunction = (typeof runtimeFunctions)[number];

/** A function of generated code. `successors` functions append to a buffer, others give a word. */
export interface IrFunction {
  readonly gives: 'successors' | 'word';
  /** Locals are numbered from 0. */
  readonly locals: number;
  readonly body: readonly Statement[];
  /** Of functions that give a word. */
  readonly result: Ir;
}
