/** What a property's condition says of one state, given the values of the variables that it reads. */
import { evaluate } from '../evaluate.js';
import type { Atom } from '../typed.js';
import type { Value } from '../value.js';

/** The value of a variable in a state: `Setting.variables` says which there are, and of which types. */
export type View = (variable: string) => Value;

/** The state that a condition is asked about. */
export interface Asked {
  readonly state: View;
  /** The state before, where a step is judged. */
  readonly old?: View;
  /** Is no step possible here? */
  readonly stuck?: boolean;
}

/** @throws IllDefined where an operation of the condition has no value: `well defined` is then violated. */
export function judge({ expr }: Atom, asked: Asked): boolean {
  return evaluate(expr, { ...asked, locals: new Map() }) as boolean;
}
