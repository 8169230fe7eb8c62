/**
 * The product of the state graph and an automaton, built breadth first from some states, so that the
 * way back along `parent` is a shortest one. Node (s, q): the run is in s, and from s on (s included)
 * must do what q asks.
 *
 * Two kinds of node need no successors: *won*, where the automaton needs no more than that some run
 * goes on from here; and *open*, a state that a limit left unexpanded, from which anything may come.
 */
import { FLAG } from '../graph.js';
import { possibleSteps } from './choices.js';
import type { Fairness } from './fairness.js';
import { LimitHit, type TemporalLimits } from './limits.js';
import type { Automaton, Step } from './ltl/automaton.js';
import type { Answer, Mode, Propositions } from './propositions.js';
import { TRUE } from './propositions.js';

export interface ProductQuestion {
  readonly fairness: Fairness;
  readonly propositions: Propositions;
  readonly automaton: Automaton;
  /** Ids of states, each once. Root i is node i. */
  readonly roots: ArrayLike<number>;
  readonly mode: Mode;
  /** Is there a run of the graph from this state? */
  readonly goesOn: (state: number) => Answer;
  /** Stop at the first won node (the nearest, by breadth-first order). */
  readonly stopWhenWon: boolean;
  /** Keep the steps between nodes, not only the tree of parents. */
  readonly keepSteps: boolean;
  readonly limits: TemporalLimits;
  /** Called now and then; throws to interrupt. */
  readonly tick: () => void;
}

export interface Product {
  readonly count: number;
  readonly stateOf: Int32Array;
  /** −1 for a root. */
  readonly parent: Int32Array;
  /** The graph edge from the parent; −1: the state repeats without a step. */
  readonly parentEdge: Int32Array;
  /** Steps of node n: from start[n] up to start[n + 1]. */
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly edge: Int32Array;
  readonly marks: Int32Array;
  readonly won: readonly number[];
  readonly open: readonly number[];
}

export function buildProduct(question: ProductQuestion): Product {
  return new Builder(question).build();
}

const TICK = 1 << 16;

class Builder {
  private count = 0;
  private steps = 0;
  private stateOf = new Int32Array(1024);
  private automatonStateOf = new Int32Array(1024);
  private parent = new Int32Array(1024);
  private parentEdge = new Int32Array(1024);
  private start = new Int32Array(1024);
  private target = new Int32Array(4096);
  private edge = new Int32Array(4096);
  private marks = new Int32Array(4096);
  /** Open addressing: node + 1, 0 for free. */
  private table = new Int32Array(4096);
  private readonly won: number[] = [];
  private readonly open: number[] = [];

  constructor(private readonly question: ProductQuestion) {}

  build(): Product {
    const { roots, stopWhenWon, tick } = this.question;
    for (let i = 0; i < roots.length; i++) this.node(roots[i], 0, -1, -1);
    let node = 0;
    for (; node < this.count; node++) {
      if (node % TICK === 0) tick();
      this.start[node] = this.steps;
      this.expand(node);
      if (stopWhenWon && this.won.length > 0) break;
    }
    for (; node < this.count; node++) this.start[node + 1] = this.steps;
    this.start[this.count] = this.steps;
    return this.result();
  }

  private expand(node: number): void {
    const { fairness, automaton, mode, goesOn } = this.question;
    const { graph } = fairness;
    const state = this.stateOf[node];
    const { propositions } = this.question;
    const steps = possibleSteps(
      automaton.states[this.automatonStateOf[node]],
      (proposition) => propositions.answer(proposition, state),
      mode,
    );
    if (steps.length === 0) return;
    if (steps.some(({ target }) => target === automaton.everything)) {
      const answer = goesOn(state);
      if (mode === 'surely' ? answer === TRUE : (answer & TRUE) !== 0) {
        this.won.push(node);
        return;
      }
    }
    if ((graph.flags[state] & FLAG.expanded) === 0) {
      this.open.push(node);
      return;
    }
    const from = graph.edgeStart[state];
    const to = graph.edgeStart[state + 1];
    for (let edge = from; edge < to; edge++) {
      for (const step of steps) {
        this.step(node, graph.edgeTarget[edge], edge, step);
      }
    }
    if (from === to && fairness.rests(state)) {
      for (const step of steps) this.step(node, state, -1, step);
    }
  }

  private step(from: number, state: number, edge: number, step: Step): void {
    const to = this.node(state, step.target, from, edge);
    if (!this.question.keepSteps) return;
    const { productSteps } = this.question.limits;
    if (this.steps >= productSteps) {
      throw new LimitHit(`the product with the formula has more than ${productSteps} steps`);
    }
    if (this.steps === this.target.length) this.growSteps();
    this.target[this.steps] = to;
    this.edge[this.steps] = edge;
    this.marks[this.steps++] = step.marks;
  }

  /** The number of the node, new if it was not there. */
  private node(state: number, automatonState: number, parent: number, edge: number): number {
    const mask = this.table.length - 1;
    let slot = hash(state, automatonState) & mask;
    for (; this.table[slot] !== 0; slot = (slot + 1) & mask) {
      const node = this.table[slot] - 1;
      if (this.stateOf[node] === state && this.automatonStateOf[node] === automatonState) {
        return node;
      }
    }
    const { productStates } = this.question.limits;
    if (this.count >= productStates) {
      throw new LimitHit(`the product with the formula has more than ${productStates} states`);
    }
    const node = this.count++;
    this.table[slot] = node + 1;
    // `start` has one entry more than there are nodes.
    if (this.count >= this.stateOf.length) this.growNodes();
    this.stateOf[node] = state;
    this.automatonStateOf[node] = automatonState;
    this.parent[node] = parent;
    this.parentEdge[node] = edge;
    if (2 * this.count > this.table.length) this.rehash();
    return node;
  }

  private rehash(): void {
    this.table = new Int32Array(2 * this.table.length);
    const mask = this.table.length - 1;
    for (let node = 0; node < this.count; node++) {
      let slot = hash(this.stateOf[node], this.automatonStateOf[node]) & mask;
      while (this.table[slot] !== 0) slot = (slot + 1) & mask;
      this.table[slot] = node + 1;
    }
  }

  private growNodes(): void {
    const length = 2 * this.stateOf.length;
    this.stateOf = resized(this.stateOf, length);
    this.automatonStateOf = resized(this.automatonStateOf, length);
    this.parent = resized(this.parent, length);
    this.parentEdge = resized(this.parentEdge, length);
    this.start = resized(this.start, length);
  }

  private growSteps(): void {
    const length = 2 * this.target.length;
    this.target = resized(this.target, length);
    this.edge = resized(this.edge, length);
    this.marks = resized(this.marks, length);
  }

  private result(): Product {
    const { count, steps, won, open } = this;
    return {
      count,
      stateOf: this.stateOf.subarray(0, count),
      parent: this.parent.subarray(0, count),
      parentEdge: this.parentEdge.subarray(0, count),
      start: this.start.subarray(0, count + 1),
      target: this.target.subarray(0, steps),
      edge: this.edge.subarray(0, steps),
      marks: this.marks.subarray(0, steps),
      won,
      open,
    };
  }
}

function hash(state: number, automatonState: number): number {
  let h = Math.imul(state, 0x9e3779b1) ^ Math.imul(automatonState + 1, 0x85ebca6b);
  h ^= h >>> 15;
  return Math.imul(h, 0xc2b2ae35) >>> 8;
}

function resized(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
