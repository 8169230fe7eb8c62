/** The strongly connected parts of an automaton: in which a run can stay, and what marks mean there. */
import type { Step } from './automaton.js';
import { strongComponents } from './strong-components.js';

export interface AutomatonPart {
  readonly states: readonly number[];
  /** The steps that stay inside, each once or more. */
  readonly inside: readonly Step[];
  /** Has it a cycle with every mark? */
  readonly accepting: boolean;
}

/** A part comes before all those that can be reached from it. @param steps by state */
export function automatonParts(
  steps: readonly (readonly Step[])[],
  marks: number,
): AutomatonPart[] {
  return strongComponents(steps.map((own) => own.map(({ target }) => target)))
    .reverse()
    .map((states) => {
      const members = new Set(states);
      const inside = states.flatMap((q) => steps[q].filter(({ target }) => members.has(target)));
      const together = inside.reduce((sum, step) => sum | step.marks, 0);
      return { states, inside, accepting: inside.length > 0 && together === marks };
    });
}

/** By state: is there a path to a cycle with all marks? @param parts of `automatonParts` */
export function liveStates(
  steps: readonly (readonly Step[])[],
  parts: readonly AutomatonPart[],
): boolean[] {
  const live = steps.map(() => false);
  for (let i = parts.length - 1; i >= 0; i--) {
    const { states, accepting } = parts[i];
    const leads = states.some((q) => steps[q].some(({ target }) => live[target]));
    if (accepting || leads) for (const q of states) live[q] = true;
  }
  return live;
}
