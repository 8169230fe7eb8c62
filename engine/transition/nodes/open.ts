/**
 * What budgets cut. A system that is *open* for some of them goes on where only they forbid a step: to a state outside the bound. So a run that lacks
 * a budget is none, as with the bound of a spec: what must happen one day and may not any more makes no violation. And whether a budget
 * was lacking at all can be asked, as whether such a state can be reached.
 */
import type { Span } from '../../language/source.js';
import type { CompiledAtom, SystemProperty, TransitionSystem } from '../system.js';
import { type Budget, guardsOf, isBeyond } from './budgets.js';
import type { NodesSettings } from './settings.js';

/** The name of the property that is reachable where steps lack this budget. */
export const lackOf = (budget: Budget): string => `lacks ${budget}`;

/** The atoms of `lackOf`, in the order of `open`. */
export const lackAtoms = (word: number, open: readonly Budget[]): CompiledAtom[] =>
  open.map((budget) => {
    const guard = guardsOf([budget]);
    const holds = (states: Int32Array, offset: number) =>
      (states[offset + word] & guard) === 0 ? 0 : 1;
    return { kind: 'state', holds };
  });

export const lackProperties = (
  open: readonly Budget[],
  firstAtom: number,
  span: Span,
): SystemProperty[] =>
  open.map((budget, i) => {
    const name = lackOf(budget);
    const claim = { form: 'reachable', atom: firstAtom + i } as const;
    return { name, base: name, bindings: {}, claim, expect: 'holds', text: name, span };
  });

type Bound = Required<Pick<TransitionSystem, 'within' | 'withinText'>>;

/** The bound of a system, with what its budgets allow where it is open. `word`: the place of the budgets. */
export function openBound(
  { open }: NodesSettings,
  word: number,
  own: Partial<Bound>,
): Partial<Bound> {
  if (open === undefined) return own;
  const { within = () => 1, withinText } = own;
  return {
    within: (states, offset) => (isBeyond(states[offset + word]) ? 0 : within(states, offset)),
    withinText: withinText === undefined ? 'budgets' : `budgets and ${withinText}`,
  };
}
