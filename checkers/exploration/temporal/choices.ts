/**
 * Which transitions of an automaton a state of the system enables. There are few different answers, so
 * each is made once: what a search asks is where the enabled transitions lead.
 */
import type { Automaton, AutomatonTransition } from './ltl/automaton.js';
import { strongComponents } from './ltl/strong-components.js';
import type { Mode, Propositions } from './propositions.js';

/** The enabled transitions of one automaton state, divided by whether they stay in its part. */
export interface Choice {
  /** Of the transitions that stay: the place of the target in the part, and the marks. */
  readonly inside: readonly number[];
  readonly marks: readonly number[];
  /** Automaton states where the others lead, each once. */
  readonly outside: readonly number[];
  /** Automaton states where all of them lead, each once, in the order of the transitions. */
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
  /** Every transition inside has every mark: any cycle will do. */
  readonly marked: boolean;
}

/** The enabled transitions of a state are the bits of a positive 32-bit integer. */
export const TRANSITIONS_MAX = 30;

export class Choices {
  private readonly known: readonly Map<number, Choice>[];
  /** By automaton state: its part, and its place there. */
  private readonly partOf: Part[] = [];
  private readonly placeOf: number[] = [];

  constructor(
    private readonly automaton: Automaton,
    parts: readonly Part[],
    private readonly propositions: Propositions,
    private readonly mode: Mode,
  ) {
    this.known = automaton.states.map(() => new Map());
    for (const part of parts) {
      part.states.forEach((q, place) => {
        this.partOf[q] = part;
        this.placeOf[q] = place;
      });
    }
  }

  /** Guards are read from left to right, and only as far as needed. @throws IllDefined */
  at(automatonState: number, state: number): Choice {
    const transitions = this.automaton.states[automatonState];
    let enabled = 0;
    for (let i = 0; i < transitions.length; i++) {
      if (this.holds(transitions[i], state)) enabled |= 1 << i;
    }
    if (enabled === 0) return NO_CHOICE;
    const known = this.known[automatonState];
    let choice = known.get(enabled);
    if (!choice) {
      choice = this.choice(
        automatonState,
        transitions.filter((_, i) => (enabled & (1 << i)) !== 0),
      );
      known.set(enabled, choice);
    }
    return choice;
  }

  private holds({ guard }: AutomatonTransition, state: number): boolean {
    for (let i = 0; i < guard.length; i++) {
      const { proposition, positive } = guard[i];
      if (!this.propositions.holds(proposition, positive, state, this.mode)) return false;
    }
    return true;
  }

  private choice(automatonState: number, enabled: readonly AutomatonTransition[]): Choice {
    const part = this.partOf[automatonState];
    const stays = enabled.filter(({ target }) => this.partOf[target] === part);
    const leaves = enabled.filter(({ target }) => this.partOf[target] !== part);
    return {
      inside: stays.map(({ target }) => this.placeOf[target]),
      marks: stays.map(({ marks }) => marks),
      outside: [...new Set(leaves.map(({ target }) => target))],
      targets: [...new Set(enabled.map(({ target }) => target))],
      everything: enabled.some(({ target }) => target === this.automaton.everything),
    };
  }
}

/** The strongly connected parts; a part comes before all those that can be reached from it. */
export function partsOf({ states, marks }: Automaton): Part[] {
  return strongComponents(states)
    .reverse()
    .map((members) => {
      const inside = members.flatMap((q) =>
        states[q].filter(({ target }) => members.includes(target)),
      );
      const together = inside.reduce((sum, transition) => sum | transition.marks, 0);
      return {
        states: members,
        accepting: inside.length > 0 && together === marks,
        marked: inside.every((transition) => transition.marks === marks),
      };
    });
}
