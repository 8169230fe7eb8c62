/**
 * What an automaton state may do in a state of the system: its decision, with what a search asks at the
 * ends (where the steps lead) worked out once.
 */
import { type Automaton, type Decision, type Step, stepsOf } from './ltl/automaton.js';
import { automatonParts } from './ltl/parts.js';
import { type Answer, FALSE, MAYBE, type Mode, type Propositions, TRUE } from './propositions.js';

/** The steps that an automaton state may take, divided by whether they stay in its part. */
export interface Choice {
  /** Of the steps that stay: the place of the target in the part, and the marks. */
  readonly inside: readonly number[];
  readonly marks: readonly number[];
  /** Automaton states where the others lead, each once. */
  readonly outside: readonly number[];
  /** Automaton states where all of them lead, each once, in the order of the steps. */
  readonly targets: readonly number[];
  /** Does one lead to the state that accepts everything? */
  readonly everything: boolean;
}

export const NO_CHOICE: Choice = {
  inside: [],
  marks: [],
  outside: [],
  targets: [],
  everything: false,
};

/** A strongly connected part of an automaton. */
export interface Part {
  /** Automaton states. */
  readonly states: readonly number[];
  /** Has it a cycle with every mark? */
  readonly accepting: boolean;
  /** Every step inside has every mark: any cycle will do. */
  readonly marked: boolean;
}

/** The strongly connected parts; a part comes before all those that can be reached from it. */
export const partsOf = ({ states, marks }: Automaton): Part[] =>
  automatonParts(states.map(stepsOf), marks).map(({ inside, ...part }) => ({
    ...part,
    marked: inside.every((step) => step.marks === marks),
  }));

/** A decision about choices. (One shape for both kinds: this is the inner loop of every search.) */
interface Chooser {
  /** −1: decided. */
  readonly proposition: number;
  readonly yes: Chooser | undefined;
  readonly no: Chooser | undefined;
  readonly choice: Choice;
}

export class Choices {
  private readonly choosers: readonly Chooser[];
  /** By automaton state: its part, and its place there. */
  private readonly partOf: Part[] = [];
  private readonly placeOf: number[] = [];

  constructor(
    private readonly automaton: Automaton,
    parts: readonly Part[],
    private readonly propositions: Propositions,
    private readonly mode: Mode,
  ) {
    for (const part of parts) {
      part.states.forEach((q, place) => {
        this.partOf[q] = part;
        this.placeOf[q] = place;
      });
    }
    this.choosers = automaton.states.map((decision, q) => this.chooser(q, decision, new Map()));
  }

  /** Propositions are asked for in order, and only as far as needed. @throws IllDefined */
  at(automatonState: number, state: number): Choice {
    const { propositions } = this;
    let at = this.choosers[automatonState];
    while (at.proposition >= 0) {
      const answer = propositions.answer(at.proposition, state);
      if (answer === MAYBE) return this.undecided(automatonState, state);
      at = (answer === TRUE ? at.yes : at.no) as Chooser;
    }
    return at.choice;
  }

  private undecided(automatonState: number, state: number): Choice {
    const decision = this.automaton.states[automatonState];
    const answer = (proposition: number) => this.propositions.answer(proposition, state);
    return this.choice(automatonState, possibleSteps(decision, answer, this.mode));
  }

  private chooser(q: number, decision: Decision, known: Map<Decision, Chooser>): Chooser {
    let chooser = known.get(decision);
    if (chooser === undefined) {
      chooser =
        'steps' in decision
          ? {
              proposition: -1,
              yes: undefined,
              no: undefined,
              choice: this.choice(q, decision.steps),
            }
          : {
              proposition: decision.proposition,
              yes: this.chooser(q, decision.yes, known),
              no: this.chooser(q, decision.no, known),
              choice: NO_CHOICE,
            };
      known.set(decision, chooser);
    }
    return chooser;
  }

  private choice(automatonState: number, steps: readonly Step[]): Choice {
    if (steps.length === 0) return NO_CHOICE;
    const part = this.partOf[automatonState];
    const stays = steps.filter(({ target }) => this.partOf[target] === part);
    const leaves = steps.filter(({ target }) => this.partOf[target] !== part);
    return {
      inside: stays.map(({ target }) => this.placeOf[target]),
      marks: stays.map(({ marks }) => marks),
      outside: [...new Set(leaves.map(({ target }) => target))],
      targets: [...new Set(steps.map(({ target }) => target))],
      everything: steps.some(({ target }) => target === this.automaton.everything),
    };
  }
}

/** The steps that are surely possible, whatever the propositions are whose answer is not known; or those
 * that perhaps are. @throws IllDefined */
export function possibleSteps(
  decision: Decision,
  answerTo: (proposition: number) => Answer,
  mode: Mode,
): readonly Step[] {
  if ('steps' in decision) return decision.steps;
  const answer = answerTo(decision.proposition);
  const yes = answer === FALSE ? [] : possibleSteps(decision.yes, answerTo, mode);
  if (answer === TRUE) return yes;
  const no = possibleSteps(decision.no, answerTo, mode);
  if (answer === FALSE) return no;
  const is = (a: Step) => (b: Step) => a.target === b.target && a.marks === b.marks;
  return mode === 'surely'
    ? yes.filter((step) => no.some(is(step)))
    : [...yes, ...no.filter((step) => !yes.some(is(step)))];
}
