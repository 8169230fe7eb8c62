/**
 * Direct simulation between the states of a generalised automaton: r does all that q does, if for each
 * letter each step of q is matched by one of r that has its marks and leads to a state that simulates its
 * target. Then r accepts all that q accepts, so states that simulate each other are one, and a step is
 * needless beside one that is as good (Etessami and Holzmann, "Optimizing Büchi automata", 2000; Somenzi and
 * Bloem, "Efficient Büchi automata from LTL formulae", 2000). The greatest such relation, by iteration.
 */
import type { Step } from './automaton.js';
import type { Diagram, Diagrams } from './diagrams.js';

/** Is the first state simulated by the second? */
export type Simulation = (q: number, r: number) => boolean;

/** Pairs of states times the work of comparing two: beyond that, equality stands in for simulation. */
const EFFORT_MAX = 3_000_000;

/** @param size how many decisions an automaton state has at most */
export function simulation(
  diagrams: Diagrams<readonly Step[]>,
  states: readonly Diagram[],
  size: number,
): Simulation {
  const count = states.length;
  if (count * count * size > EFFORT_MAX) return (q, r) => q === r;
  const related = new Uint8Array(count * count).fill(1);
  const is: Simulation = (q, r) => related[q * count + r] !== 0;
  for (let changed = true; changed; ) {
    changed = false;
    const known = new Map<string, boolean>();
    for (let q = 0; q < count; q++) {
      for (let r = 0; r < count; r++) {
        if (!is(q, r) || doesAll(diagrams, states[q], states[r], is, known)) continue;
        related[q * count + r] = 0;
        changed = true;
      }
    }
  }
  return is;
}

/** For each letter, does `b` match what `a` does? `known` may be from a larger relation: what did not match
 * then does not match now, what did may be out of date until the next round. */
function doesAll(
  diagrams: Diagrams<readonly Step[]>,
  a: Diagram,
  b: Diagram,
  is: Simulation,
  known: Map<string, boolean>,
): boolean {
  if (a === b) return true;
  const key = `${a} ${b}`;
  let answer = known.get(key);
  if (answer === undefined) {
    const first = Math.min(diagrams.topOf(a), diagrams.topOf(b));
    const at = (value: boolean) =>
      doesAll(
        diagrams,
        diagrams.cofactor(a, first, value),
        diagrams.cofactor(b, first, value),
        is,
        known,
      );
    answer =
      first === Number.POSITIVE_INFINITY
        ? diagrams.leafOf(a).every((step) => diagrams.leafOf(b).some((o) => isAsGood(o, step, is)))
        : at(true) && at(false);
    known.set(key, answer);
  }
  return answer;
}

/** Can the first step stand in for the second? */
export const isAsGood = (step: Step, other: Step, is: Simulation): boolean =>
  (step.marks & other.marks) === other.marks && is(other.target, step.target);
