/**
 * Makes an automaton smaller without changing its language: states from which nothing can be accepted
 * are removed, a transition that another one can always stand in for is removed, and states with the
 * same transitions become one (Etessami and Holzmann, "Optimizing Büchi automata", 2000, in its plain
 * forms). Every product is smaller by as much.
 */
import { type Automaton, type AutomatonTransition, findEverything } from './automaton.js';
import { strongComponents } from './strong-components.js';

type States = readonly (readonly AutomatonTransition[])[];

export function simplified(states: States, marks: number): Automaton {
  for (;;) {
    const before = size(states);
    states = withoutDominated(withoutDead(states, marks));
    states = reachable(merged(states));
    if (size(states) === before) break;
  }
  const everything = findEverything(states, marks);
  return { states, marks, everything, settled: isSettled(states, marks, everything) };
}

/** Without `everything`, nothing is accepted. */
function isSettled(states: States, marks: number, everything: number | undefined): boolean {
  const others = states.map((transitions, q) =>
    q === everything ? [] : transitions.filter(({ target }) => target !== everything),
  );
  return !liveStates(others, marks).includes(true);
}

const size = (states: States): number =>
  states.reduce((sum, transitions) => sum + 1 + transitions.length, 0);

/** Removes transitions to states that accept nothing. */
function withoutDead(states: States, marks: number): States {
  const live = liveStates(states, marks);
  return states.map((transitions, q) =>
    live[q] ? transitions.filter(({ target }) => live[target]) : [],
  );
}

/** States from which a cycle with all marks can be reached. */
function liveStates(states: States, marks: number): boolean[] {
  const component = states.map(() => -1);
  strongComponents(states).forEach((members, number) => {
    for (const q of members) component[q] = number;
  });
  const found = new Map<number, number>();
  states.forEach((transitions, q) => {
    for (const { target, marks: here } of transitions) {
      if (component[q] !== component[target]) continue;
      found.set(component[q], (found.get(component[q]) ?? 0) | here);
    }
  });
  const live = states.map((_, q) => found.has(component[q]) && found.get(component[q]) === marks);
  for (let changed = true; changed; ) {
    changed = false;
    states.forEach((transitions, q) => {
      if (live[q] || !transitions.some(({ target }) => live[target])) return;
      live[q] = true;
      changed = true;
    });
  }
  return live;
}

/** A transition is dominated by another to the same state that asks no more and marks no less. */
function withoutDominated(states: States): States {
  return states.map((transitions) =>
    transitions.filter(
      (t, i) =>
        !transitions.some((u, j) => i !== j && dominates(u, t) && (j < i || !dominates(t, u))),
    ),
  );
}

const dominates = (a: AutomatonTransition, b: AutomatonTransition): boolean =>
  a.target === b.target &&
  (a.marks & b.marks) === b.marks &&
  a.guard.every((literal) =>
    b.guard.some(
      (other) => other.proposition === literal.proposition && other.positive === literal.positive,
    ),
  );

/** Bisimilar states become one: the coarsest partition that the transitions respect. */
function merged(states: States): States {
  let block = states.map(() => 0);
  for (let blocks = 1; ; ) {
    const keys = new Map<string, number>();
    const finer = states.map((transitions, q) => {
      const key = `${block[q]}|${[...new Set(transitions.map((t) => signature(t, block)))].sort().join(' ')}`;
      const number = keys.get(key) ?? keys.size;
      keys.set(key, number);
      return number;
    });
    block = finer;
    if (keys.size === blocks) break;
    blocks = keys.size;
  }
  // Blocks are numbered in the order of their first state, so the initial state stays number 0.
  const result: AutomatonTransition[][] = [];
  states.forEach((transitions, q) => {
    if (block[q] !== result.length) return;
    const own = new Map(transitions.map((t) => [signature(t, block), t]));
    result.push([...own.values()].map((t) => ({ ...t, target: block[t.target] })));
  });
  return result;
}

const signature = ({ guard, target, marks }: AutomatonTransition, block: readonly number[]) =>
  `${guard
    .map(({ proposition, positive }) => `${positive ? '' : '!'}${proposition}`)
    .sort()
    .join('&')}>${block[target]}:${marks}`;

/** Only what can be reached from state 0, renumbered in the order of discovery. */
function reachable(states: States): States {
  const number = new Map([[0, 0]]);
  const order = [0];
  for (const q of order) {
    for (const { target } of states[q]) {
      if (number.has(target)) continue;
      number.set(target, order.length);
      order.push(target);
    }
  }
  return order.map((q) => states[q].map((t) => ({ ...t, target: number.get(t.target) as number })));
}
