/**
 * Transition-based generalised Büchi automata. A run of the system satisfies the formula exactly if
 * the automaton has a path along it whose guards hold state by state, and along which every mark
 * occurs infinitely often.
 */

/** Propositions that must be true (`positive`) or false in the state that is read, checked in order. */
export interface GuardLiteral {
  readonly proposition: number;
  readonly positive: boolean;
}

export interface AutomatonTransition {
  readonly guard: readonly GuardLiteral[];
  readonly target: number;
  /** Bit i: mark i occurs here. */
  readonly marks: number;
}

export interface Automaton {
  /** Transitions by state; state 0 is the initial one. */
  readonly states: readonly (readonly AutomatonTransition[])[];
  /** All marks. */
  readonly marks: number;
  /** The state that accepts every run, if there is one: reading a transition into it is a proof by a
   * finite prefix. */
  readonly everything: number | undefined;
  /** Every run that is accepted passes by `everything`: whether a run is accepted is settled by a
   * beginning of it. So it is for the negation of a safety property. */
  readonly settled: boolean;
}

/** Marks are the bits of a positive 32-bit integer. */
export const MARKS_MAX = 30;

/** The automaton of always(proposition), by hand: no tableau needed. */
export const stayingIn = (literal: GuardLiteral): Automaton => ({
  states: [[{ guard: [literal], target: 0, marks: 0 }]],
  marks: 0,
  everything: undefined,
  settled: false,
});

/** Accepts every run. */
export const anyRun: Automaton = {
  states: [[{ guard: [], target: 0, marks: 0 }]],
  marks: 0,
  everything: undefined,
  settled: false,
};

/** The number of the state whose only transition is a loop that asks nothing. */
export function findEverything(
  states: readonly (readonly AutomatonTransition[])[],
  marks: number,
): number | undefined {
  const found = states.findIndex(
    (transitions, q) =>
      transitions.length === 1 &&
      transitions[0].guard.length === 0 &&
      transitions[0].target === q &&
      transitions[0].marks === marks,
  );
  return found < 0 ? undefined : found;
}
