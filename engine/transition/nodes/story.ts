/** What a step was, for people: who did what, on which event, with which choices, and where it was cut. */
import type { Plain } from '../../plain.js';

/** Something sent or received. `to` and `from` are places. */
export interface Passage {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  /** The same for equal messages on one way. */
  readonly id: string;
}

export interface Story {
  /** Index of the action. */
  readonly action: number;
  readonly title: string;
  readonly bindings: Readonly<Record<string, Plain>>;
  /** The place that acts; −1 for time. */
  readonly place: number;
  readonly sent: readonly Passage[];
  readonly received: readonly Passage[];
  /** By the network. */
  readonly lost?: readonly Passage[];
  /** A node crashed, or started again. */
  readonly goes?: 'down' | 'up';
}
