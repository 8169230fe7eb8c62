/**
 * Transition-based generalised Büchi automata. A run of the system satisfies the formula exactly if
 * the automaton has a path along it, each transition enabled by the state that is read, along which
 * every mark occurs infinitely often.
 *
 * What an automaton state does is a decision: propositions are asked for one after the other, only as
 * far as the answer depends on them, and at its end are the transitions.
 */

export interface Step {
  /** A state of the automaton. */
  readonly target: number;
  /** Bit i: mark i occurs here. */
  readonly marks: number;
}

export type Decision =
  | {
      /** The number of a proposition. */
      readonly proposition: number;
      readonly yes: Decision;
      readonly no: Decision;
    }
  | { readonly steps: readonly Step[] };

export interface Automaton {
  /** Decisions by state; state 0 is the initial one. Equal parts of decisions may be one object. */
  readonly states: readonly Decision[];
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

const LOOP: Decision = { steps: [{ target: 0, marks: 0 }] };
const NO_STEPS: Decision = { steps: [] };

/** The automaton of always(proposition), or of always(not proposition), by hand. */
export const stayingIn = (proposition: number, positive: boolean): Automaton => ({
  states: [
    positive ? { proposition, yes: LOOP, no: NO_STEPS } : { proposition, yes: NO_STEPS, no: LOOP },
  ],
  marks: 0,
  everything: undefined,
  settled: false,
});

/** Accepts every run. */
export const anyRun: Automaton = {
  states: [LOOP],
  marks: 0,
  everything: undefined,
  settled: false,
};

/** All steps of a decision, each once. */
export function stepsOf(decision: Decision): Step[] {
  const found = new Map<string, Step>();
  const seen = new Set([decision]);
  for (const at of seen) {
    if ('steps' in at) {
      for (const step of at.steps) found.set(`${step.target}:${step.marks}`, step);
    } else {
      seen.add(at.yes).add(at.no);
    }
  }
  return [...found.values()];
}
