/**
 * The typed program: what the language room hands to the interpreter and to the generator of
 * verification conditions. Names are resolved, definitions written out, and every part knows its place.
 * Code and contracts share one form of expression; `fits` tells arithmetic of the machine, which may
 * overflow, from that of mathematics.
 */
import type { Span } from '../source.js';
import type { Mutant } from '../typed.js';
import type { ProgramType, ScalarType } from './types.js';

export interface ProgramSpec {
  readonly kind: 'program';
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  readonly source?: string;
  readonly span: Span;
  /** As written: `N: 3`. */
  readonly constants: readonly { readonly name: string; readonly text: string }[];
  readonly functions: readonly ProgramFunction[];
  readonly properties: readonly ProgramProperty[];
  readonly mutants: readonly Mutant[];
}

export interface ProgramFunction {
  readonly name: string;
  readonly span: Span;
  /** In order; one that is also a result is changed in place (`changes`). */
  readonly takes: readonly Variable[];
  /** Results in order, those that are parameters as well included. */
  readonly gives: readonly Variable[];
  readonly locals: readonly Variable[];
  readonly requires: readonly ProgramExpr[];
  /** Over parameters (as they were, unless they are results) and results. */
  readonly ensures: readonly ProgramExpr[];
  readonly body: readonly Statement[];
}

export interface Variable {
  readonly name: string;
  readonly type: ProgramType;
  readonly span: Span;
}

export type Statement = {
  readonly span: Span;
} /** All values and indices are of the old state; of a place written twice the last value stays. */ & (
  | {
      readonly statement: 'set';
      readonly assignments: readonly { readonly place: WritePlace; readonly value: ProgramExpr }[];
    }
  | {
      readonly statement: 'if';
      readonly test: ProgramExpr;
      readonly then: readonly Statement[];
      readonly else: readonly Statement[];
    }
  | {
      readonly statement: 'while';
      readonly test: ProgramExpr;
      readonly invariant: readonly ProgramExpr[];
      readonly decreases: ProgramExpr | null;
      readonly body: readonly Statement[];
    }
  /** The value of the only result; null where results are variables that have been set. */
  | { readonly statement: 'return'; readonly value: ProgramExpr | null }
  | {
      readonly statement: 'call';
      /** Index into the functions. */
      readonly callee: number;
      readonly args: readonly ProgramExpr[];
      /** One for each result, in the order of `gives`. */
      readonly into: readonly WritePlace[];
    }
  | { readonly statement: 'assert'; readonly conditions: readonly ProgramExpr[] }
);

export type StatementOf<K extends Statement['statement']> = Extract<Statement, { statement: K }>;

export interface WritePlace {
  readonly variable: Variable;
  /** Of an item of a sequence. */
  readonly index: ProgramExpr | null;
  /** Of what is written there. */
  readonly type: ProgramType;
  readonly span: Span;
}

/** A name that a quantifier binds; unique in the spec. */
export interface Local {
  readonly id: number;
  readonly name: string;
}

interface Node {
  readonly type: ProgramType;
  readonly span: Span;
}

/** What arithmetic must stay within; null: nothing, it is mathematics. */
export type Fits = { readonly low: bigint; readonly high: bigint } | null;

export type ArithmeticOperator = '+' | '-' | '*' | 'div' | 'mod' | 'min' | 'max';

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** ⚠ marks what may have no value: where it has none, execution stops. */
export type ProgramExpr =
  /** Of enums the place of the name, from 0. */
  | (Node & { readonly op: 'literal'; readonly value: boolean | bigint })
  | (Node & { readonly op: 'variable'; readonly name: string })
  /** A parameter as it was when the function was called. */
  | (Node & { readonly op: 'entry'; readonly name: string })
  | (Node & { readonly op: 'local'; readonly local: Local })
  | (Node & { readonly op: 'not'; readonly of: ProgramExpr })
  /** Left to right: the right side is looked at only where the left leaves it open. */
  | (Node & {
      readonly op: 'and' | 'or' | 'implies';
      readonly left: ProgramExpr;
      readonly right: ProgramExpr;
    })
  | (Node & {
      readonly op: 'if';
      readonly test: ProgramExpr;
      readonly then: ProgramExpr;
      readonly else: ProgramExpr;
    })
  | (Node & {
      readonly op: 'compare';
      readonly relation: Relation;
      readonly left: ProgramExpr;
      readonly right: ProgramExpr;
    })
  /** div floors, mod has the sign of the divisor. ⚠ by zero; ⚠ outside `fits`. */
  | (Node & {
      readonly op: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: ProgramExpr;
      readonly right: ProgramExpr;
      readonly fits: Fits;
    })
  | (Node & { readonly op: 'negate' | 'abs'; readonly of: ProgramExpr; readonly fits: Fits })
  /** ⚠ outside 1..size. */
  | (Node & { readonly op: 'item'; readonly of: ProgramExpr; readonly index: ProgramExpr })
  /** ⚠ outside `fits`. */
  | (Node & { readonly op: 'size'; readonly of: ProgramExpr; readonly fits: Fits })
  | (Node & { readonly op: 'items'; readonly items: readonly ProgramExpr[] })
  | (Node & { readonly op: 'append'; readonly of: ProgramExpr; readonly item: ProgramExpr })
  | (Node & {
      readonly op: 'forall' | 'exists';
      readonly local: Local;
      readonly over: Domain;
      readonly body: ProgramExpr;
    });

export type ProgramExprOf<O extends ProgramExpr['op']> = Extract<ProgramExpr, { op: O }>;

/** What a quantifier ranges over: whole numbers, both ends included. Enums and booleans by their place. */
export interface Domain {
  readonly from: ProgramExpr;
  readonly to: ProgramExpr;
  readonly type: ScalarType;
}

// ------------------------------------------------------------------------------------- properties

/** What can go wrong in a run, or with an annotation of it. */
export const PREDICATES = [
  'contracts',
  'invariants',
  'assertions',
  'overflow',
  'outOfBounds',
  'divisionByZero',
  'returned',
] as const;

export type Predicate = (typeof PREDICATES)[number];

export interface ProgramProperty {
  readonly name: string;
  readonly base: string;
  /** The claim in the words of the spec. */
  readonly text: string;
  readonly expect: 'holds' | 'violated';
  readonly span: Span;
  readonly claim: ProgramClaim;
}

export type ProgramClaim =
  | { readonly form: 'none goes wrong'; readonly predicates: readonly Predicate[] }
  | { readonly form: 'not yet'; readonly what: string };
