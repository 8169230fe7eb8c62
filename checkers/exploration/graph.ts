/**
 * The explicit graph of the reachable states, kept by the breadth-first search when some property
 * needs more than one look at each state. Typed arrays only: four bytes a state, eight bytes an edge.
 *
 * What is in it:
 * - every *explored* state (inside the bound, if the spec has one), ids from 0 in the order of discovery;
 * - every step between two such states, stutters included and flagged (a stutter is a step for `next`,
 *   but it never satisfies progress or fairness). Steps to a state outside the bound are *not* in it (a
 *   run that leaves is not a run), but `leaves` tells that the state had one.
 * - When the search stopped at a limit, the states on its frontier have no edges and are not `expanded`.
 */
import type { TransitionSystem } from '../../engine/transition/system.js';

export interface StateGraph {
  readonly system: TransitionSystem;
  readonly count: number;
  /** State `id` is `words[id * system.words …]`; use with `system.atoms`, `system.decode`. */
  readonly states: {
    readonly array: (id: number) => Int32Array;
    readonly offset: (id: number) => number;
  };
  /** Ids of the initial states. */
  readonly initial: readonly number[];
  /** Edges of state s: indices edgeStart[s] up to edgeStart[s + 1]. */
  readonly edgeStart: Int32Array;
  readonly edgeTarget: Int32Array;
  /** Which label (action with bindings) the edge has: an index into `instances`. */
  readonly edgeInstance: Int32Array;
  /** Interned labels; instance i is at `labels[i * system.labelWords …]`. */
  readonly instances: { readonly count: number; readonly labels: Int32Array };
  /** `FLAG` bits of each state. */
  readonly flags: Uint8Array;
  /** Every state expanded: the graph is the whole reachable space (inside the bound). When false, only
   * runs that stay in expanded states are known: a violating lasso among them is a violation,
   * everything else is unknown. */
  readonly complete: boolean;
  /** Did the bound cut anything? */
  readonly cut: boolean;
  /** A shortest path of ids from an initial state to `id`, both ends included. */
  pathTo(id: number): number[];
}

export const FLAG = {
  /** Its successors were computed, and all of them are edges here (but for those outside the bound). */
  expanded: 1,
  /** Some of its steps lead outside the bound: they are no edges here. */
  leaves: 2,
  /** No step (stutters are steps) can be taken, and not all processes are done: `stuck` is true here. */
  stuck: 4,
  /** Some step attempted here could not be evaluated. */
  failed: 8,
} as const;

/** An edge that changes nothing. */
export const isStutter = (graph: StateGraph, state: number, edge: number): boolean =>
  graph.edgeTarget[edge] === state;

/** A run in the graph: state ids, and between states i and i + 1 edge number `edges[i]`. With `loop`,
 * the last state's step back to `states[loop]` is `edges[states.length − 1]`; without such an edge the
 * last state repeats for ever (`loop` is then its own index). `trace.ts` turns it into a `Trace`. */
export interface GraphRun {
  readonly states: readonly number[];
  readonly edges: readonly number[];
  readonly loop?: number;
}
