/**
 * A shortest beginning of a run after which an automaton accepts whatever comes: breadth first through
 * the pairs of a state and an automaton state. For automata that are settled by a beginning this is
 * the whole question, and there is no cycle to look for.
 */
import { FLAG } from '../graph.js';
import { GrowingInts } from '../growing.js';
import { Choices, partsOf } from './choices.js';
import type { EmptinessQuestion } from './emptiness.js';
import type { Way } from './lasso.js';
import { LimitHit } from './limits.js';
import { TRUE } from './propositions.js';

/** Undefined when there is none. @throws IllDefined, LimitHit */
export function shortestBeginning(question: EmptinessQuestion): Way | undefined {
  return new Beginnings(question).find();
}

const TICK = 1 << 16;

class Beginnings {
  /** By automaton state: 1 for each state of the system with which it is reached. */
  private readonly reached: Uint8Array[];
  private readonly width: number;
  /** Nodes in the order of their discovery: `state * width + automaton state`. */
  private readonly queue = new GrowingInts();
  /** Where the parent of each lies in `queue`, −1 for a root; and the edge from it, −1 for a rest. */
  private readonly parent = new GrowingInts();
  private readonly edge = new GrowingInts();

  constructor(private readonly question: EmptinessQuestion) {
    const { automaton, fairness } = question;
    this.width = automaton.states.length;
    this.reached = automaton.states.map(() => new Uint8Array(fairness.graph.count));
  }

  find(): Way | undefined {
    const { question, queue, width } = this;
    const { automaton, propositions, mode, roots, goesOn, fairness } = question;
    const choices = new Choices(automaton, partsOf(automaton), propositions, mode);
    for (let i = 0; i < roots.length; i++) this.reach(0, roots[i], -1, -1);
    for (let head = 0; head < queue.length; head++) {
      if (head % TICK === 0) question.tick();
      const state = Math.floor(queue.at(head) / width);
      const choice = choices.at(queue.at(head) - state * width, state);
      if (choice.everything && goesOn(state) === TRUE) return this.wayTo(head);
      if ((fairness.graph.flags[state] & FLAG.expanded) !== 0) {
        this.follow(state, choice.targets, head);
      }
    }
    return undefined;
  }

  private follow(state: number, targets: readonly number[], from: number): void {
    const { fairness } = this.question;
    const { edgeStart, edgeTarget } = fairness.graph;
    const end = edgeStart[state + 1];
    for (let edge = edgeStart[state]; edge < end; edge++) {
      for (let i = 0; i < targets.length; i++) this.reach(targets[i], edgeTarget[edge], from, edge);
    }
    if (edgeStart[state] === end && targets.length > 0 && fairness.rests(state)) {
      for (const q of targets) this.reach(q, state, from, -1);
    }
  }

  private reach(automatonState: number, state: number, from: number, edge: number): void {
    const reached = this.reached[automatonState];
    if (reached[state] !== 0) return;
    reached[state] = 1;
    const { productStates } = this.question.limits;
    if (this.queue.length >= productStates) {
      throw new LimitHit(`the product with the formula has more than ${productStates} states`);
    }
    this.queue.push(state * this.width + automatonState);
    this.parent.push(from);
    this.edge.push(edge);
  }

  private wayTo(last: number): Way {
    const states: number[] = [];
    const edges: number[] = [];
    for (let at = last; at >= 0; at = this.parent.at(at)) {
      states.push(Math.floor(this.queue.at(at) / this.width));
      if (this.parent.at(at) >= 0) edges.push(this.edge.at(at));
    }
    return { states: states.reverse(), edges: edges.reverse() };
  }
}
