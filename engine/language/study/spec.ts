/**
 * The typed form of kind `study`: what is varied as axes of exact values, their combinations as cells,
 * what is run in each cell, what is measured over the runs, and claims over the measures.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { Rational } from '../expression/numbers.js';
import type { Kind } from '../kinds.js';
import type { Span } from '../source.js';
import type { Mutant, Spec } from '../typed.js';
import type { Entry, Tree } from '../yaml/tree.js';

export interface StudySpec {
  readonly kind: 'study';
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  readonly source?: string;
  readonly span: Span;
  /** As written: `N: 3`. */
  readonly constants: readonly { readonly name: string; readonly text: string }[];
  readonly axes: readonly Axis[];
  readonly cells: readonly Cell[];
  /** Runs of each cell. */
  readonly repeat: number;
  readonly subject: Subject;
  readonly measures: readonly StudyMeasure[];
  readonly plots: readonly Plot[];
  readonly properties: readonly StudyProperty[];
  readonly mutants: readonly Mutant[];
}

// ----------------------------------------------------------------------------- what is varied

export interface Axis {
  readonly name: string;
  readonly key: Entry['key'];
  readonly values: readonly AxisValue[];
}

export interface AxisValue {
  /** As people read it: `0.52`, `5 ms`, `responseTime`. */
  readonly text: string;
  /** Null for words and structures. Shares are numbers, times are in seconds. */
  readonly quantity: Quantity | null;
  readonly tree: Tree;
}

export interface Quantity {
  readonly value: Rational;
  readonly dimension: Dimension;
}

export type Dimension = 'number' | 'time' | 'rate' | 'size' | 'drift';

/** For each axis which of its values. */
export type Cell = readonly number[];

// -------------------------------------------------------------------------------- what is run

export type Subject =
  | {
      readonly is: 'random task sets';
      /** Seconds. */
      readonly tick: Rational;
      /** One for each cell; cells of one `key` get the same task sets. */
      readonly sets: readonly SetShape[];
    }
  | {
      readonly is: 'specs';
      readonly name: string;
      readonly of: CheckedKind;
      /** The spec of a cell, elaborated when it is asked for. */
      readonly at: (cell: Cell) => Spec | { readonly diagnostics: readonly Diagnostic[] };
    }
  /** To go after "not yet:". */
  | { readonly is: 'not yet'; readonly what: string };

export type CheckedKind = Extract<Kind, 'model' | 'tasks' | 'theory'>;

/** Random task sets of one cell: plain data. Times are in ticks. */
export interface SetShape {
  /** Says all that the sets depend on. */
  readonly key: string;
  readonly count: number;
  readonly utilisation: number;
  readonly discard: boolean;
  readonly periods: {
    readonly distribution: 'loguniform' | 'uniform';
    readonly low: number;
    readonly high: number;
  };
  readonly deadlines: 'implicit' | 'constrained';
  readonly priorities: 'rate monotonic' | 'deadline monotonic' | 'as listed';
  readonly exact: Test;
}

/** Tests of schedulability, by the names that specs use. */
export const TESTS = [
  'responseTime',
  'hyperbolicBound',
  'utilisationBound',
  'edfUtilisation',
  'edfDemand',
] as const;

export type Test = (typeof TESTS)[number];

// --------------------------------------------------------------------------- what is measured

export interface StudyMeasure {
  readonly name: string;
  /** As written. */
  readonly text: string;
  readonly span: Span;
  /** `value` is of the only run of a cell. */
  readonly statistic: 'share' | 'mean' | 'min' | 'max' | 'value';
  readonly of: RunExpr;
}

export type EffortWord = 'iterations' | 'states' | 'transitions' | 'generated' | 'depth';

/** Of one run. Conditions are 1 or 0; whatever involves something undecided is undecided. */
export type RunExpr =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'axis'; readonly axis: number }
  /** Does the test accept the task set? Without a test: the exact one of the scheduler. */
  | { readonly op: 'schedulable'; readonly test: TestChoice }
  | { readonly op: 'effort'; readonly word: EffortWord }
  | { readonly op: 'utilisation' }
  /** Is a property, or everything, as its spec says it should be? */
  | { readonly op: 'holds'; readonly property: string }
  | { readonly op: 'as expected' }
  | {
      readonly op: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: RunExpr;
      readonly right: RunExpr;
    }
  | {
      readonly op: 'compare';
      readonly relation: Relation;
      readonly left: RunExpr;
      readonly right: RunExpr;
    }
  | { readonly op: 'not'; readonly of: RunExpr }
  | { readonly op: 'all' | 'some'; readonly of: readonly RunExpr[] };

export type TestChoice =
  | { readonly by: 'name'; readonly test: Test }
  | { readonly by: 'axis'; readonly axis: number }
  | { readonly by: 'scheduler' };

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface Plot {
  readonly name: string;
  readonly title: string | null;
  readonly mark: 'line' | 'point' | 'bar' | 'area' | 'rect';
  readonly channels: Readonly<Partial<Record<ChannelName, Channel>>>;
  readonly span: Span;
}

export const CHANNELS = ['x', 'y', 'color', 'size', 'shape', 'row', 'column'] as const;

export type ChannelName = (typeof CHANNELS)[number];

export type Channel =
  | { readonly of: 'axis'; readonly axis: number }
  | { readonly of: 'measure'; readonly measure: number };

// --------------------------------------------------------------------------- what is claimed

export interface StudyProperty {
  readonly name: string;
  readonly base: string;
  readonly text: string;
  readonly expect: 'holds' | 'violated';
  readonly span: Span;
  /** In every cell, in none, in some. */
  readonly form: 'always' | 'never' | 'reachable';
  /** Only in these cells; null: in all. */
  readonly whenever: CellExpr | null;
  readonly condition: CellExpr;
  /** Axes whose values the claim depends on: of cells that differ in others, one stands for all. */
  readonly axes: readonly number[];
}

/** Over the measures of one cell, and of others through `at`; conditions and exact numbers. */
export type CellExpr =
  | { readonly op: 'truth'; readonly value: boolean }
  | { readonly op: 'number'; readonly value: Rational; readonly text: string }
  | { readonly op: 'axis'; readonly axis: number }
  /** Has the axis one of these values? */
  | { readonly op: 'axis is'; readonly axis: number; readonly values: readonly number[] }
  | { readonly op: 'measure'; readonly measure: number }
  /** In the cell with other values on some axes. */
  | {
      readonly op: 'at';
      readonly fixed: readonly { readonly axis: number; readonly value: number }[];
      readonly of: CellExpr;
    }
  | {
      readonly op: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: CellExpr;
      readonly right: CellExpr;
    }
  | {
      readonly op: 'compare';
      readonly relation: Relation;
      readonly left: CellExpr;
      readonly right: CellExpr;
    }
  | { readonly op: 'not' | 'abs'; readonly of: CellExpr }
  | { readonly op: 'all' | 'some'; readonly of: readonly CellExpr[] };
