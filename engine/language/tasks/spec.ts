/**
 * The typed form of kind `tasks`: all times in ticks of the spec's time unit, references as indices,
 * properties as expressions over what an analysis finds out (responses, blocking); all else is folded.
 * What the spec asks for beyond one processor with independent or resource-sharing tasks is listed in
 * `beyond`, so that a checker can say what is missing instead of answering another question.
 */
import type { Rational } from '../expression/numbers.js';
import type { Span } from '../source.js';
import type { Mutant } from '../typed.js';

export interface TasksSpec {
  readonly kind: 'tasks';
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  readonly source?: string;
  readonly span: Span;
  /** As written: `N: 3`. */
  readonly constants: readonly { readonly name: string; readonly text: string }[];
  /** Seconds. */
  readonly tick: Rational;
  readonly processors: readonly ProcessorDeclaration[];
  readonly scheduler: SchedulerDeclaration;
  readonly resources: readonly {
    readonly name: string;
    readonly protocol: string;
    readonly span: Span;
  }[];
  readonly tasks: readonly TaskDeclaration[];
  readonly beyond: readonly Beyond[];
  readonly properties: readonly TasksProperty[];
  readonly mutants: readonly Mutant[];
}

export interface ProcessorDeclaration {
  readonly name: string;
  /** Σ C / T of the tasks on it, over its speed; null where that is not known. */
  readonly utilisation: Rational | null;
}

export interface SchedulerDeclaration {
  readonly policy: string;
  readonly priorities: 'rate monotonic' | 'deadline monotonic' | 'as listed' | 'optimal';
  readonly preemption: string;
}

/** Times are in ticks. */
export interface TaskDeclaration {
  readonly name: string;
  readonly span: Span;
  readonly wcet: number;
  readonly period: number;
  readonly deadline: number;
  readonly jitter: number;
  /** Null where the spec does not say when the first job comes. */
  readonly offset: number | null;
  readonly sporadic: boolean;
  readonly uses: readonly { readonly resource: number; readonly length: number }[];
}

/** Something that can be written, but that no analysis covers yet. */
export interface Beyond {
  /** `reservation servers`, to go after "not yet:". */
  readonly what: string;
  readonly span: Span;
}

export interface TasksProperty {
  /** With its instance: `in time (t = attitude)`. */
  readonly name: string;
  readonly base: string;
  readonly text: string;
  readonly expect: 'holds' | 'violated';
  readonly span: Span;
  readonly claim: TasksClaim;
}

export type TasksClaim =
  /** In every run; `never: P` arrives as the negation of P. */
  | { readonly form: 'always' | 'never' | 'holds'; readonly condition: TasksExpr }
  /** A bare number, to be reported and not judged. */
  | { readonly form: 'report'; readonly value: TasksExpr }
  | { readonly form: 'not yet'; readonly what: string };

export type Measure = 'time' | 'number';

/** Shares are numbers, times are in seconds. `text` is what a reader would call it. */
export type TasksExpr =
  | { readonly op: 'truth'; readonly value: boolean }
  | {
      readonly op: 'quantity';
      readonly value: Rational;
      readonly measure: Measure;
      readonly text: string;
    }
  /** What an analysis finds: a time. */
  | { readonly op: 'found'; readonly task: number; readonly what: 'response' | 'blocking' }
  | {
      readonly op: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/' | 'min' | 'max';
      readonly left: TasksExpr;
      readonly right: TasksExpr;
    }
  | {
      readonly op: 'compare';
      readonly relation: Relation;
      readonly left: TasksExpr;
      readonly right: TasksExpr;
    }
  | { readonly op: 'not'; readonly of: TasksExpr }
  /** All, or some, of these conditions. */
  | { readonly op: 'all' | 'some'; readonly of: readonly TasksExpr[] }
  /** How many of these conditions hold. */
  | { readonly op: 'count'; readonly of: readonly TasksExpr[] };

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>=';
