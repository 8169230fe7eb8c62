/**
 * Breadth first through the pairs of a state and an automaton state, for shortest ways: to a node after
 * which the automaton accepts whatever comes (for automata that are settled by a beginning that is the
 * whole question), or to the nodes from which a run can stay for ever.
 */
import { FLAG } from '../graph.js';
import { GrowingInts } from '../growing.js';
import { type Choice, Choices, NO_CHOICE, partsOf } from './choices.js';
import type { EmptinessQuestion } from './emptiness.js';
import type { Way } from './lasso.js';
import { LimitHit } from './limits.js';
import { TRUE } from './propositions.js';

/** A shortest way after which the automaton accepts whatever comes; undefined when there is none.
 * @throws IllDefined, LimitHit */
export function shortestBeginning(question: EmptinessQuestion): Way | undefined {
  const nodes = new BreadthFirst(question);
  while (nodes.next()) {
    if (nodes.choice.everything && question.goesOn(nodes.state) === TRUE) return nodes.way();
  }
  return undefined;
}

const TICK = 1 << 16;

export class BreadthFirst {
  /** The node that is looked at. */
  state = 0;
  automatonState = 0;
  choice: Choice = NO_CHOICE;
  private readonly choices: Choices;
  /** By automaton state: 1 for each state of the system with which it is reached. */
  private readonly reached: Uint8Array[];
  private readonly width: number;
  /** Nodes in the order of their discovery: `state * width + automaton state`. */
  private readonly queue = new GrowingInts();
  private head = -1;
  /** Where the parent of each lies in `queue`, −1 for a root; and the edge from it, −1 for a rest. */
  private readonly parent = new GrowingInts();
  private readonly edge = new GrowingInts();

  constructor(private readonly question: EmptinessQuestion) {
    const { automaton, fairness, propositions, mode, roots } = question;
    this.width = automaton.states.length;
    this.reached = automaton.states.map(() => new Uint8Array(fairness.graph.count));
    this.choices = new Choices(automaton, partsOf(automaton), propositions, mode);
    for (let i = 0; i < roots.length; i++) this.reach(0, roots[i], -1);
  }

  /** Goes on to the next node; false: there is none. @throws IllDefined, LimitHit */
  next(): boolean {
    const { queue, width, question } = this;
    if (this.head >= 0) this.follow();
    if (++this.head >= queue.length) return false;
    if (this.head % TICK === 0) question.tick();
    this.state = Math.floor(queue.at(this.head) / width);
    this.automatonState = queue.at(this.head) - this.state * width;
    this.choice = this.choices.at(this.automatonState, this.state);
    return true;
  }

  /** From a root to the node that is looked at. */
  way(): Way {
    const states: number[] = [];
    const edges: number[] = [];
    for (let at = this.head; at >= 0; at = this.parent.at(at)) {
      states.push(Math.floor(this.queue.at(at) / this.width));
      if (this.parent.at(at) >= 0) edges.push(this.edge.at(at));
    }
    return { states: states.reverse(), edges: edges.reverse() };
  }

  private follow(): void {
    const { state, question, choice } = this;
    const { targets } = choice;
    const { edgeStart, edgeTarget, flags } = question.fairness.graph;
    if ((flags[state] & FLAG.expanded) === 0) return;
    const end = edgeStart[state + 1];
    for (let edge = edgeStart[state]; edge < end; edge++) {
      for (let i = 0; i < targets.length; i++) this.reach(targets[i], edgeTarget[edge], edge);
    }
    if (edgeStart[state] === end && targets.length > 0 && question.fairness.rests(state)) {
      for (const q of targets) this.reach(q, state, -1);
    }
  }

  private reach(automatonState: number, state: number, edge: number): void {
    const reached = this.reached[automatonState];
    if (reached[state] !== 0) return;
    reached[state] = 1;
    const { productStates } = this.question.limits;
    if (this.queue.length >= productStates) {
      throw new LimitHit(`the product with the formula has more than ${productStates} states`);
    }
    this.queue.push(state * this.width + automatonState);
    this.parent.push(this.head);
    this.edge.push(edge);
  }
}
