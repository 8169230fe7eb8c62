/**
 * An evaluator of formulas on single runs, for a second opinion: every run that the checkers found is
 * judged here, from the formula as the spec has it and by the plain definitions, before it is shown.
 * It shares nothing with the automata but the answers of the propositions.
 */
import assert from 'node:assert/strict';
import type { Formula } from '../../../engine/language/typed.js';
import type { GraphRun } from '../graph.js';
import type { Fairness } from './fairness.js';
import { type Answer, FALSE, isStateFormula, MAYBE, not, TRUE } from './propositions.js';

/** The value of a state formula in a state. */
export type StateValue = (formula: Formula, state: number) => Answer;

/**
 * The value of the formula on the run: what is known at the first state. A run without a loop is the
 * beginning of unknown runs: the answer is `TRUE` or `FALSE` where all of them agree for a reason that
 * can be seen in the beginning.
 */
export function valueOnRun(formula: Formula, run: GraphRun, value: StateValue): Answer {
  return answersOnRun(formula, run, value)[0];
}

/** By position. Least and greatest fixpoints by iteration: at most as many rounds as positions. */
function answersOnRun(formula: Formula, run: GraphRun, value: StateValue): Answer[] {
  const { states } = run;
  const of = (f: Formula) => answersOnRun(f, run, value);
  const at = (answers: readonly Answer[], i: number): Answer =>
    i < answers.length ? answers[i] : run.loop === undefined ? MAYBE : answers[run.loop];
  const fixpoint = (from: Answer, step: (i: number, next: Answer) => Answer): Answer[] => {
    // What lies beyond the end of a beginning is not known, wherever the iteration starts.
    const answers = states.map(() => from);
    for (let changed = true; changed; ) {
      changed = false;
      for (let i = states.length - 1; i >= 0; i--) {
        const answer = step(i, at(answers, i + 1));
        if (answer !== answers[i]) changed = true;
        answers[i] = answer;
      }
    }
    return answers;
  };
  if (isStateFormula(formula)) return states.map((state) => value(formula, state));
  switch (formula.op) {
    case 'not':
      return of(formula.of).map(not);
    case 'and':
    case 'or':
    case 'implies': {
      const left = of(formula.left);
      const right = of(formula.right);
      if (formula.op === 'and') return left.map((l, i) => and(l, right[i]));
      if (formula.op === 'or') return left.map((l, i) => or(l, right[i]));
      return left.map((l, i) => or(not(l), right[i]));
    }
    case 'next': {
      const inner = of(formula.of);
      return states.map((_, i) => at(inner, i + 1));
    }
    case 'always': {
      const inner = of(formula.of);
      return fixpoint(TRUE, (i, next) => and(inner[i], next));
    }
    case 'eventually': {
      const inner = of(formula.of);
      return fixpoint(FALSE, (i, next) => or(inner[i], next));
    }
    case 'until':
    case 'unless': {
      const left = of(formula.left);
      const right = of(formula.right);
      const from = formula.op === 'until' ? FALSE : TRUE;
      return fixpoint(from, (i, next) => or(right[i], and(left[i], next)));
    }
    default:
      assert.fail(`${formula.op} speaks of one state`);
  }
}

const and = (a: Answer, b: Answer): Answer => (((a | b) & FALSE) | (a & b & TRUE)) as Answer;
const or = (a: Answer, b: Answer): Answer => not(and(not(a), not(b)));

/** Is this a run of the graph (from wherever it starts), and, when it is infinite, maximal and fair?
 * Straight from the definitions. @throws AssertionError */
export function assertRun(run: GraphRun, fairness: Fairness): void {
  const { graph } = fairness;
  const { states, edges, loop } = run;
  assert(states.length > 0, 'a run has a state');
  assert(edges.length === states.length || edges.length === states.length - 1);
  edges.forEach((edge, i) => {
    const from = states[i];
    const to = i + 1 < states.length ? states[i + 1] : states[loop ?? -1];
    assert(
      graph.edgeStart[from] <= edge && edge < graph.edgeStart[from + 1],
      'a step of its state',
    );
    assert.equal(graph.edgeTarget[edge], to, 'a step leads to the next state');
  });
  if (loop === undefined) return;
  if (edges.length < states.length) {
    assert.equal(loop, states.length - 1, 'without a step back the last state repeats');
    assert(fairness.rests(states[loop]), 'a run rests only where nothing can change');
    return;
  }
  assertFairCycle(states.slice(loop), edges.slice(loop), fairness);
}

function assertFairCycle(
  states: readonly number[],
  edges: readonly number[],
  fairness: Fairness,
): void {
  const changes = new Set(states).size > 1;
  assert(changes || !fairness.canChange(states[0]), 'a run goes on while it can');
  const { edgeTarget } = fairness.graph;
  const taken = new Set(
    edges.flatMap((edge, i) =>
      // A step that changes nothing satisfies no constraint.
      edgeTarget[edge] === states[i] ? [] : fairness.taken(states[i], edge),
    ),
  );
  for (let group = 0; group < fairness.count; group++) {
    if (taken.has(group)) continue;
    const enabled = states.filter((state) => fairness.isEnabled(group, state)).length;
    if (fairness.strength[group] === 'weak') assert(enabled < states.length, 'weakly fair');
    else assert.equal(enabled, 0, 'strongly fair');
  }
}
