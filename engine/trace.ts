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
  /** The length of a tick of `time`, in seconds; absent where steps have no time. */
  readonly tickSeconds?: number;
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
  /** Messages that this step sent, received or saw lost. In models: what it put on, or took from, a
   * collection of shapes with a sender or receiver. */
  readonly messages?: readonly TraceMessage[];
  /** When it happened, in ticks since the run began; never before the step before it. */
  readonly time?: number;
  /** What befell those who act and the links between them, at this step. */
  readonly faults?: readonly TraceFault[];
  /** Where the action stands in the spec. */
  readonly place?: Place;
  /** The line of the recorded trace that this step fits, from 1. */
  readonly line?: number;
  /** A note for this step alone: the partial operation that failed here. */
  readonly note?: string;
}

export interface TraceMessage {
  readonly event: 'sent' | 'received' | 'lost';
  /** Identity of the message: a `received`, or a `lost`, has the id of its `sent`. */
  readonly id: string;
  /** What to write at the arrow: the shape's name. */
  readonly title: string;
  readonly from?: string;
  readonly to?: string;
}

/** `who` is the name of a lane. What is down or paused, or cut, stays so until the fault that ends it. */
export type TraceFault =
  | { readonly event: 'down' | 'up' | 'paused' | 'resumed'; readonly who: string }
  /** Nothing gets through on these links, each in its one direction. */
  | {
      readonly event: 'cut';
      /** Identity of the cut: its `healed` has the same. */
      readonly id: string;
      readonly links: readonly (readonly [from: string, to: string])[];
    }
  | { readonly event: 'healed'; readonly id: string };
