/**
 * A trace: what happened, step by step. The same shape whether it came from exploration, simulation,
 * a live run, a scheduler or an imported log; charts, diagrams, replays and exporters read this form.
 */
import type { Place } from './language/source.js';
import type { Plain } from './plain.js';

export interface Trace {
  /** The first step is the initial state. */
  readonly steps: readonly TraceStep[];
  /** For a lasso: the index of the step to which the last step returns. The last state repeats for
   * ever when `loop` is the last index. */
  readonly loop?: number;
  /** What to call the first state, where it is no initial one: `after line 37`. */
  readonly begin?: string;
  /** The step that returns from the last state to `steps[loop]`; absent when the last state just repeats. */
  readonly back?: Pick<TraceStep, 'action' | 'bindings' | 'actor' | 'place'>;
}

export interface TraceStep {
  /** The action's title; null for the initial state. */
  readonly action: string | null;
  readonly bindings: Readonly<Record<string, Plain>>;
  /** The lane of the step; absent for the initial state and for steps of no one in particular. */
  readonly actor?: string;
  /** Variable → value, in the order of declaration. */
  readonly state: Readonly<Record<string, Plain>>;
  /** Messages that this step put on, or took from, a collection of shapes with a sender or receiver. */
  readonly messages?: readonly TraceMessage[];
  /** Where the action stands in the spec. */
  readonly place?: Place;
  /** The line of the recorded trace that this step fits, from 1. */
  readonly line?: number;
  /** A note for this step alone: the partial operation that failed here. */
  readonly note?: string;
}

export interface TraceMessage {
  readonly event: 'sent' | 'received';
  /** Identity of the message: a `received` has the id of its `sent`. */
  readonly id: string;
  /** What to write at the arrow: the shape's name. */
  readonly title: string;
  readonly from?: string;
  readonly to?: string;
}
