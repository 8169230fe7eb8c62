/**
 * What the world did to a system in one run: its faults, and the calls of its clients, each with its time. A run is made again
 * from its seed and this list, and smaller runs from parts of it: all other chance belongs to a link, a disk or a node, and
 * goes on as it did.
 */
import type { FaultKind } from '../language/system/spec.js';
import type { Plain } from '../plain.js';

/** All times in µs after the start. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly at: number;
  /** When it ends; null: not. */
  readonly until: number | null;
  /** Whom it hits; absent for faults of the whole network. */
  readonly node?: number;
  /** Links that carry nothing (or, clogged, hold back): from, to. */
  readonly links?: readonly (readonly [from: number, to: number])[];
  /** How a partition is called: `halves`. */
  readonly shape?: string;
  /** A factor, a share, or µs. */
  readonly by?: number;
  /** Of a crash in the middle of a sync: it keeps what was being written. Of others: it keeps all, or nothing. */
  readonly keeps?: boolean;
  /** Which fields of a torn write came through; which field rotted. */
  readonly fields?: readonly string[];
  /** The adversary in the place of the node. */
  readonly as?: string;
}

export interface PlannedCall {
  /** At this time, or when the client has done with the call before. */
  readonly at: number;
  readonly client: number;
  readonly op: string;
  /** As JSON: `Shape.plain`. */
  readonly args: Plain;
  /** The node that it goes to first. */
  readonly to: number;
}

export interface Schedule {
  readonly faults: readonly PlannedFault[];
  readonly calls: readonly PlannedCall[];
}
