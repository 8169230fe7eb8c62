/**
 * Verdicts: what a checker found out about one property, and what exactly that is worth. A limit that
 * was hit is never `holds`.
 */
import type { Place } from '../engine/language/source.js';
import type { CodePlace } from '../engine/node/places.js';
import type { Plain } from '../engine/plain.js';
import type { Trace } from '../engine/trace.js';
import type { Omission } from './exploration/approximate/storage.js';
import type { CheckpointReport } from './exploration/checkpoint/saver.js';
import type { DiskReport } from './exploration/disk/report.js';
import type { Estimate } from './exploration/estimate.js';
import type { SearchForm } from './exploration/explore.js';
import type { Reduction, ReductionChoice } from './exploration/reductions/choice.js';
import type { SwarmReport } from './exploration/swarm/report.js';

export type Status = 'holds' | 'violated' | 'unknown' | 'error';

export interface Verdict {
  /** With its instance: `no starvation (p = 2)`. */
  readonly property: string;
  /** The property as named in the spec. */
  readonly base: string;
  /** The claim in the words of the spec: `never: exists(…)`. */
  readonly text: string;
  readonly status: Status;
  readonly expected: 'holds' | 'violated';
  /** Is this what the spec says should come out? False for `unknown` and `error`. */
  readonly asExpected: boolean;
  /** How: `exploration, breadth first`. */
  readonly method: string;
  /** What exactly was established, over what; a sentence that a careful engineer would sign. */
  readonly claim: string;
  readonly evidence: Evidence | null;
  readonly effort: Effort;
  /** The property in the YAML. */
  readonly place: Place;
  /** What a reader should know besides: vacuity, a bound, fairness. */
  readonly notes: readonly Note[];
  /** The line of a protocol's code that is wrong. */
  readonly code?: CodeFault;
  /** What other methods say of the same property. */
  readonly also?: readonly Verdict[];
  /** Of a claim about a history: what clients asked and were told, to be drawn. */
  readonly operations?: OperationsView;
}

/** Where in a protocol's TypeScript something is wrong, and what. */
export interface CodeFault extends CodePlace {
  readonly says: string;
}

/** Operations of clients in time, as far as they are shown. */
export interface OperationsView {
  /** The length of a tick in seconds; null where ticks are an order and no time. */
  readonly tickSeconds: number | null;
  /** In the order of invocation. */
  readonly operations: readonly OperationView[];
  /** Operations that are not shown. */
  readonly left: number;
}

export interface OperationView {
  readonly client: string;
  /** `get x → 1`. */
  readonly text: string;
  readonly ending: 'ok' | 'refused' | 'unknown';
  readonly invoked: number;
  readonly completed: number | null;
  /** A moment at which it may have taken effect, in one order that was executed; never before that of the one
   * before it. Null: in that order it has not, or there is no order with it. */
  readonly at: number | null;
  /** Its answer is the one that no order allows. */
  readonly forbidden: boolean;
}

export interface Note {
  readonly kind: 'vacuous' | 'bound' | 'hint';
  readonly text: string;
  readonly place?: Place;
}

export type Evidence =
  /** A run that breaks (or, for `reachable`, shows) the property. */
  | ({ readonly kind: 'counterexample' | 'witness' } & Trace & {
        readonly explanation?: readonly Explanation[];
      })
  /** A schedule in which a job is too late; its events are the steps of the trace. */
  | ({ readonly kind: 'schedule'; readonly schedule: ScheduleView } & Trace & {
        readonly explanation?: readonly Explanation[];
      })
  /** A step, or several, on which a proof by induction failed: its first state may be unreachable. */
  | ({ readonly kind: 'induction'; readonly says: string } & Trace)
  /** For branching formulas: a run, each of whose marked states may carry evidence for a subformula. */
  | ({
      readonly kind: 'tree';
      readonly says: string;
      readonly branches: readonly { readonly step: number; readonly evidence: Evidence }[];
    } & Trace);

/** A schedule on one processor, to be drawn; all times in ticks. */
export interface ScheduleView {
  readonly tickSeconds: number;
  /** What is shown; a longer schedule is shown from where it matters. */
  readonly start: number;
  readonly end: number;
  /** Are priorities those of tasks? Otherwise who is due first is first. */
  readonly fixedPriorities: boolean;
  /** From the highest priority down, where there are priorities. */
  readonly tasks: readonly { readonly name: string; readonly place: Place }[];
  readonly segments: readonly {
    readonly task: number;
    /** Which job of the task, from 1. */
    readonly job: number;
    readonly from: number;
    readonly to: number;
    /** The resource held meanwhile. */
    readonly resource: string | null;
  }[];
  readonly jobs: readonly {
    readonly task: number;
    readonly job: number;
    readonly arrival: number;
    /** The arrival, or later by jitter. */
    readonly release: number;
    readonly deadline: number;
    /** Null where it had not ended by `end`. */
    readonly finish: number | null;
  }[];
  /** The job that is too late, when it should have ended, and what it broke. */
  readonly late: {
    readonly task: number;
    readonly job: number;
    readonly limit: number;
    readonly broke: string;
  };
}

/** A line of the spec and the values that made it true or false where the trace ends. */
export interface Explanation {
  readonly place: Place;
  readonly step: number;
  readonly text: string;
}

export interface Effort {
  /** Distinct states; of a swarm, an estimate where there are many. */
  readonly states: number;
  /** Distinct steps between them that were followed (generated less the initial states). */
  readonly transitions: number;
  /** Initial states plus every successor computed, duplicates included. */
  readonly generated: number;
  /** Levels of the breadth-first search; the initial states are depth 1. */
  readonly depth: number;
  readonly cpuSeconds: number;
  readonly peakMemoryBytes: number;
}

export interface MutantResult {
  readonly name: string;
  readonly breaks: readonly string[];
  readonly caught: boolean;
  /** The properties that it broke, each with the steps of its shortest counterexample. */
  readonly by: readonly { readonly property: string; readonly steps: number }[];
  /** Why not, when it was not: `survived`, a limit, an error. */
  readonly because?: string;
  readonly place: Place;
}

/** Everything that was found out about one spec. */
export interface SpecResult {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  /** Constants in force: `N = 3`. */
  readonly constants: Readonly<Record<string, Plain>>;
  readonly verdicts: readonly Verdict[];
  readonly mutants: readonly MutantResult[] | null;
  /** Properties (base names) that no mutant was seen to break; null when mutants were not run. */
  readonly unbroken: readonly string[] | null;
  /** Of the whole exploration; null where there was none. */
  readonly exploration: Exploration | null;
  /** Actions that were never enabled, and the like: about the spec, not about one property. */
  readonly notes: readonly Note[];
  /** Of a check by a swarm (`--swarm`): its searches, and what they saw together. */
  readonly swarm?: SwarmReport;
  /** Of a study: what was measured. */
  readonly study?: StudyResult;
}

/** What a study measured: for each combination of what it varies, a number for each measure. */
export interface StudyResult {
  /** What was run: `random task sets`, or the name of a spec. */
  readonly of: string;
  /** Null where nothing was left to chance. */
  readonly seed: number | null;
  /** Runs of each cell. */
  readonly repeat: number;
  /** Of each interval by itself. */
  readonly confidence: number;
  /** All runs of all cells were done; else which limit stopped them. */
  readonly complete: boolean;
  readonly stoppedBy?: string;
  readonly runs: number;
  readonly axes: readonly {
    readonly name: string;
    /** `s` for times, which are given in seconds. */
    readonly unit: string | null;
    readonly values: readonly StudyValue[];
  }[];
  readonly measures: readonly {
    readonly name: string;
    /** As written: `share(schedulable(test))`. */
    readonly text: string;
    readonly statistic: 'share' | 'mean' | 'min' | 'max' | 'value';
  }[];
  readonly cells: readonly StudyCell[];
  readonly plots: readonly StudyPlot[];
}

export interface StudyValue {
  readonly value: number | string;
  /** As people read it. */
  readonly text: string;
}

export interface StudyCell {
  /** For each axis which of its values. */
  readonly at: readonly number[];
  /** Runs that were done. */
  readonly runs: number;
  /** Null where a cell was not finished, or its measure not decided. */
  readonly measures: readonly (StudyNumber | null)[];
}

export interface StudyNumber {
  readonly value: number;
  /** Null where there is no interval: extremes, only runs. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Channels are indices into axes or measures. */
export interface StudyPlot {
  readonly name: string;
  readonly title: string | null;
  readonly mark: 'line' | 'point' | 'bar' | 'area' | 'rect';
  readonly channels: Readonly<
    Partial<
      Record<
        'x' | 'y' | 'color' | 'size' | 'shape' | 'row' | 'column',
        | { readonly of: 'axis'; readonly axis: number }
        | { readonly of: 'measure'; readonly measure: number }
      >
    >
  >;
}

export interface Exploration {
  readonly effort: Effort;
  readonly complete: boolean;
  /** When not complete: `--max-states 500000`, `interrupted`. */
  readonly stoppedBy?: string;
  /** The breadth-first depth that is fully covered. */
  readonly coveredDepth: number;
  /** When not complete: how many states (of those that are kept, where a reduction leaves some out) there are
   * in all, guessed from the sizes of the levels; null where there is no ground for a guess. */
  readonly estimate?: Estimate | null;
  /** Where states may have been left out: `--storage compact` and `bitstate`. */
  readonly omission?: Omission;
  readonly initialStates: number;
  /** New states found at each depth; index 0 is depth 1. */
  readonly statesByDepth: readonly number[];
  /** For each action how many of the generated steps were its own. */
  readonly stepsByAction: readonly { readonly action: string; readonly steps: number }[];
  /** States where no step is possible (and not all processes are done). */
  readonly stuckStates: number;
  /** Which reductions were used, and which were not. */
  readonly reductions: Reductions;
  /** How the space was gone through, and why so. */
  readonly form: SearchForm;
  /** Of a check that is saved, or that went on from what was. */
  readonly checkpoint?: CheckpointReport;
  /** Of a check that may go on with the disk. */
  readonly disk?: DiskReport;
  /** The state graph, when it is small. */
  readonly graph: StateGraph | null;
}

export type ExactCount = number | string;

/** How the state space was made smaller; see `exploration/reductions`. */
export interface Reductions {
  readonly asked: ReductionChoice;
  /** In use; empty for a search of every state and every step. */
  readonly ran: readonly Reduction[];
  readonly refused: readonly { readonly reduction: Reduction; readonly because: string }[];
  /** Of one without variables that nothing under check can see: those. The counts, those of symmetry
   * too, are then of what is left. */
  readonly slicing?: { readonly dropped: readonly string[] };
  /** Of an exploration up to symmetry. */
  readonly symmetry?: {
    /** The symmetric types. */
    readonly types: readonly string[];
    /** States kept, one for all that differ in the names of members alone. */
    readonly orbits: number;
    /** What the full space has, exactly; in digits where a number cannot hold it. */
    readonly full: {
      readonly states: ExactCount;
      readonly generated: ExactCount;
      readonly initial: ExactCount;
      readonly stuckStates: ExactCount;
      /** As in `Exploration`. */
      readonly statesByDepth: readonly ExactCount[];
      readonly stepsByAction: readonly ExactCount[];
    };
  };
}

export interface StateGraph {
  readonly states: readonly {
    readonly id: number;
    readonly state: Readonly<Record<string, Plain>>;
    readonly initial: boolean;
  }[];
  readonly steps: readonly {
    readonly from: number;
    readonly to: number;
    readonly title: string;
    readonly bindings: Readonly<Record<string, Plain>>;
  }[];
}
