/** What a search leaves behind: counts, and the runs that were worth noting. */
import type { Renaming } from '../../engine/transition/symmetry/symmetry.js';
import type { Omission } from './approximate/storage.js';
import type { DiskReport } from './disk/report.js';
import type { StateGraph } from './graph.js';
import type { Growing } from './growth.js';
import type { Count } from './reductions/quotient.js';
import type { Run } from './trace.js';
import type { Visited } from './visited.js';

/** The end of a run that was worth noting. */
export interface Sighting {
  /** The last kept state of the run; −1 when the run is `beyond` alone. */
  readonly id: number;
  /** One step more: to a state outside the bound, or the step that broke a step property. */
  readonly beyond?: { readonly label: Int32Array | null; readonly state: Int32Array };
  readonly failing?: { readonly label: Int32Array | null; readonly site: number };
  /** States of the run, both ends included. */
  readonly length: number;
  /** Up to symmetry: the run begins in its first representative so renamed. */
  readonly renaming?: Renaming;
}

export interface Counts {
  readonly states: number;
  readonly generated: number;
  readonly transitions: number;
  readonly depth: number;
  readonly cpuSeconds: number;
}

/** What a search up to symmetry knows of the full space, exactly. */
export interface FullCounts {
  readonly states: Count;
  readonly generated: Count;
  readonly transitions: Count;
  readonly initial: Count;
  readonly outside: Count;
  readonly untaken: Count;
  readonly stuckStates: Count;
  readonly statesByDepth: readonly Count[];
  readonly stepsByAction: readonly Count[];
}

/** What a search leaves behind. */
export interface Found {
  readonly search: {
    /** Null where the states themselves were not kept in this form. */
    readonly visited: Visited | null;
    /** A run to the end of a sighting, shortest if the strategy finds shortest paths. */
    runTo(sighting: Sighting): Run;
  };
  /** What was done: states kept, steps computed. */
  readonly counts: Counts;
  /** Where the states are representatives. */
  readonly full?: FullCounts;
  /** Where states may have been left out; then it is never complete. */
  readonly omission?: Omission;
  /** Where the search went on with the disk. */
  readonly disk?: DiskReport;
  /** By index of property: the depth of what decides it, where the run to it cannot be shown. */
  readonly lost?: ReadonlyMap<number, number>;
  readonly complete: boolean;
  readonly stoppedBy?: string;
  /** Did the bound of the spec keep a state out? How many. */
  readonly outside: number;
  readonly initialStates: number;
  readonly stuckStates: number;
  /** Steps and initial states that could not be evaluated: what comes after them was not explored. */
  readonly untaken: number;
  readonly coveredDepth: number;
  readonly statesByDepth: readonly number[];
  readonly stepsByAction: readonly number[];
  /** Actions that were attempted at least once, successfully or not. */
  readonly attempted: readonly boolean[];
  /** By index of property: what decided it. */
  readonly decided: ReadonlyMap<number, Sighting>;
  /** By index of property: where its atom could not be evaluated. */
  readonly illDefined: ReadonlyMap<number, Sighting>;
  /** The shortest run to a partial operation that fails. */
  readonly failure: Sighting | null;
  /** Initial states that could not be computed: the operation that failed. */
  readonly initialFailure: number | null;
  readonly graph: StateGraph | null;
  /** What seems to grow without a bound; only where the search knows levels. */
  readonly growing?: readonly Growing[];
  readonly peakMemoryBytes: number;
}
