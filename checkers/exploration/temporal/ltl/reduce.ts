/**
 * Makes an automaton smaller without changing its language: steps to states from which nothing can be
 * accepted go, needless marks go, states that simulate each other become one, and of two steps for the
 * same letter the one that the other can stand in for goes. Every product is smaller by as much.
 */
import assert from 'node:assert/strict';
import type { Automaton, Decision, Step } from './automaton.js';
import type { Diagram, Diagrams } from './diagrams.js';
import { type Symbolic, stepDiagrams } from './generalised.js';
import { remarked } from './marks.js';
import { automatonParts, liveStates } from './parts.js';
import { isAsGood, simulation } from './simulation.js';

export function reduced(automaton: Symbolic, nodesMax: number): Automaton {
  return new Reduction(automaton, nodesMax).automaton();
}

class Reduction {
  private readonly diagrams: Diagrams<readonly Step[]>;
  private states: readonly Diagram[];
  private orders: readonly (readonly number[])[];
  private marks: number;
  private readonly restrictions = new Map<string, Diagram>();

  constructor(automaton: Symbolic, nodesMax: number) {
    this.diagrams = stepDiagrams(nodesMax);
    this.states = automaton.states.map(automaton.diagrams.mapping(this.diagrams, (steps) => steps));
    this.orders = automaton.orders;
    this.marks = automaton.marks;
  }

  automaton(): Automaton {
    for (let before = ''; before !== this.shape(); ) {
      before = this.shape();
      for (const elsewhere of ['all', 'none'] as const) {
        this.clean(elsewhere);
        this.mergeEqual();
        this.simulate();
        this.dropUnreachable();
      }
    }
    const states = this.states.map((state, q) => this.decision(state, this.orders[q], new Map()));
    const everything = findEverything(states, this.marks);
    return { states, marks: this.marks, everything, settled: this.isSettled(everything) };
  }

  private shape(): string {
    return `${this.marks} ${this.states.join()}`;
  }

  /** Without what leads nowhere, and with as few marks as will do. */
  private clean(elsewhere: 'none' | 'all'): void {
    const steps = this.steps();
    const parts = automatonParts(steps, this.marks);
    const live = liveStates(steps, parts);
    const { marks, of } = remarked(parts, this.marks, elsewhere);
    this.states = this.states.map((state, q) =>
      this.diagrams.mapping(this.diagrams, (own) =>
        sorted(
          own
            .filter(({ target }) => live[target])
            .map((step) => ({ target: step.target, marks: of(q, step) })),
        ),
      )(state),
    );
    this.marks = marks;
  }

  /** States that are bisimilar become one: the coarsest partition that what they do respects. */
  private mergeEqual(): void {
    let block = this.states.map(() => 0);
    for (let blocks = 0; ; ) {
      const inBlocks = this.diagrams.mapping(this.diagrams, (own) =>
        sorted(own.map(({ target, marks }) => ({ target: block[target], marks }))),
      );
      const numbers = new Map<Diagram, number>();
      const finer = this.states.map((state) => {
        const does = inBlocks(state);
        if (!numbers.has(does)) numbers.set(does, numbers.size);
        return numbers.get(does) as number;
      });
      block = finer;
      if (numbers.size === blocks) break;
      blocks = numbers.size;
    }
    this.keep((q) => block.indexOf(block[q]));
  }

  private simulate(): void {
    const sizes = this.states.map((state) => this.diagrams.leaves(state).length);
    const is = simulation(this.diagrams, this.states, Math.max(...sizes));
    this.keep((q) => this.states.findIndex((_, r) => is(q, r) && is(r, q)));
    const withoutWorse = this.diagrams.mapping(this.diagrams, (own) =>
      own.filter(
        (step, i) =>
          !own.some(
            (o, j) => i !== j && isAsGood(o, step, is) && (j < i || !isAsGood(step, o, is)),
          ),
      ),
    );
    this.states = this.states.map(withoutWorse);
  }

  /** All steps go to what stands for their target. */
  private keep(standsFor: (state: number) => number): void {
    const instead = this.states.map((_, q) => standsFor(q));
    const redirected = this.diagrams.mapping(this.diagrams, (own) =>
      sorted(own.map(({ target, marks }) => ({ target: instead[target], marks }))),
    );
    this.states = this.states.map(redirected);
  }

  /** Only what can be reached from state 0, renumbered in the order of discovery. */
  private dropUnreachable(): void {
    const steps = this.steps();
    const order = new Set([0]);
    for (const q of order) for (const { target } of steps[q]) order.add(target);
    const kept = [...order];
    const renumbered = this.diagrams.mapping(this.diagrams, (own) =>
      sorted(own.map(({ target, marks }) => ({ target: kept.indexOf(target), marks }))),
    );
    this.states = kept.map((q) => renumbered(this.states[q]));
    this.orders = kept.map((q) => this.orders[q]);
  }

  private steps(): Step[][] {
    return this.states.map((state) => this.diagrams.leaves(state).flat());
  }

  /** The same function, asking in this order. */
  private decision(
    diagram: Diagram,
    order: readonly number[],
    known: Map<string, Decision>,
  ): Decision {
    const { diagrams } = this;
    const key = `${diagram} ${order.length}`;
    let decision = known.get(key);
    if (decision === undefined) {
      const [proposition, ...rest] = order;
      assert(diagrams.isLeaf(diagram) || rest.length < order.length, 'a state asks what it may');
      if (diagrams.isLeaf(diagram)) decision = { steps: diagrams.leafOf(diagram) };
      else {
        const [yes, no] = [true, false].map((value) =>
          this.restricted(diagram, proposition, value),
        );
        decision =
          yes === no
            ? this.decision(diagram, rest, known)
            : {
                proposition,
                yes: this.decision(yes, rest, known),
                no: this.decision(no, rest, known),
              };
      }
      known.set(key, decision);
    }
    return decision;
  }

  /** What is left where the proposition, wherever it is tested, has this value. */
  private restricted(diagram: Diagram, proposition: number, value: boolean): Diagram {
    const { diagrams } = this;
    const key = `${diagram} ${proposition} ${value}`;
    let left = this.restrictions.get(key);
    if (left === undefined) {
      const top = diagrams.topOf(diagram);
      const at = (of: boolean) =>
        this.restricted(diagrams.cofactor(diagram, top, of), proposition, value);
      left =
        top >= proposition
          ? diagrams.cofactor(diagram, proposition, value)
          : diagrams.test(top, at(true), at(false));
      this.restrictions.set(key, left);
    }
    return left;
  }

  /** Without `everything`, nothing is accepted. */
  private isSettled(everything: number | undefined): boolean {
    const others = this.steps().map((own, q) =>
      q === everything ? [] : own.filter(({ target }) => target !== everything),
    );
    return !liveStates(others, automatonParts(others, this.marks)).includes(true);
  }
}

/** In one order, each once, and to each target only with the most marks. */
function sorted(steps: readonly Step[]): readonly Step[] {
  const ordered = [...steps].sort((a, b) => a.target - b.target || a.marks - b.marks);
  return ordered.filter(
    ({ target, marks }, i) =>
      !ordered.some(
        (other, j) =>
          i !== j &&
          other.target === target &&
          (other.marks & marks) === marks &&
          (other.marks !== marks || j < i),
      ),
  );
}

/** The number of the state that only loops, and asks nothing. */
function findEverything(states: readonly Decision[], marks: number): number | undefined {
  const found = states.findIndex((decision, q) => {
    if (!('steps' in decision)) return false;
    const { steps } = decision;
    return steps.length === 1 && steps[0].target === q && steps[0].marks === marks;
  });
  return found < 0 ? undefined : found;
}
