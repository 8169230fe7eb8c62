/**
 * From a path formula to a small automaton.
 *
 *     path formula → very weak alternating automaton    alternating.ts
 *                  → generalised Büchi automaton         generalised.ts
 *                  → fewer states, steps and marks       reduce.ts, marks.ts, simulation.ts
 *
 * Until the end what an automaton may do is a function of what holds in a state, as a decision diagram
 * (diagrams.ts), as in Couvreur, "On-the-fly verification of linear temporal logic" (1999). It is never made
 * an ordinary Büchi automaton: the search takes many marks on transitions.
 */
import type { PathFormula } from '../formula.js';
import type { Automaton } from './automaton.js';
import { generalised, type Limits } from './generalised.js';
import { reduced } from './reduce.js';

/** The automaton of the runs that satisfy `formula`. @throws LimitHit when the formula is too large */
export function automatonOf(formula: PathFormula, limits: Limits): Automaton {
  return reduced(generalised(formula, limits), limits.automatonDecisions);
}
