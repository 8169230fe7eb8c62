/** Limits of the temporal checkers. A limit that is hit is an answer (`unknown`), never a `holds`. */

export interface TemporalLimits {
  /** States of an automaton for one path formula. */
  readonly automatonStates: number;
  /** Transitions of such an automaton. */
  readonly automatonTransitions: number;
  /** Nodes of the decision diagrams from which it is made. */
  readonly automatonDecisions: number;
  /** Pairs of a system state and an automaton state, at once in memory. */
  readonly productStates: number;
  /** Steps between such pairs. */
  readonly productSteps: number;
}

export const defaultLimits: TemporalLimits = {
  automatonStates: 2000,
  automatonTransitions: 40_000,
  automatonDecisions: 200_000,
  productStates: 40_000_000,
  productSteps: 160_000_000,
};

/** Thrown inside, and turned into an `unknown` verdict that says which limit was hit. */
export class LimitHit extends Error {
  constructor(readonly limit: string) {
    super(limit);
  }
}
