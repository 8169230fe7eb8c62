/**
 * One existential question: is there a fair run, from one of these states, that satisfies this path
 * formula? Everything else is built from it: a claim holds when no run satisfies its negation.
 */
import type { Formula } from '../../../engine/language/typed.js';
import type { GraphRun, StateGraph } from '../graph.js';
import { shortestBeginning } from './breadth.js';
import {
  type EmptinessQuestion,
  type FairNodes,
  fairNodes,
  hasAcceptedRun,
  isDense,
} from './emptiness.js';
import { fairComponents } from './fair-components.js';
import type { Fairness } from './fairness.js';
import { type PathFormula, PathFormulas } from './formula.js';
import { denseEntries, entriesOf, finiteRun, lassoOf, wayTo } from './lasso.js';
import type { TemporalLimits } from './limits.js';
import { type Automaton, anyRun } from './ltl/automaton.js';
import { automatonOf } from './ltl/index.js';
import { buildProduct, type Product } from './product.js';
import { type Answer, IllDefined, type Labeller, type Mode, Propositions } from './propositions.js';
import { pathFormula } from './translate.js';

export class RunSearch {
  readonly propositions: Propositions;
  private readonly formulas = new PathFormulas();
  private readonly automata = new Map<number, Automaton>();

  constructor(
    readonly graph: StateGraph,
    readonly fairness: Fairness,
    label: Labeller,
    private readonly goesOn: (state: number) => Answer,
    private readonly limits: TemporalLimits,
    readonly tick: () => void,
  ) {
    this.propositions = new Propositions(graph, label);
  }

  /** The formula, or its negation, in negation normal form. */
  normal(formula: Formula, positive: boolean): PathFormula {
    return pathFormula(formula, positive, this.formulas, this.propositions);
  }

  automaton(formula: PathFormula): Automaton {
    let automaton = this.automata.get(formula.id);
    if (!automaton) {
      automaton = automatonOf(formula, this.limits);
      this.automata.set(formula.id, automaton);
    }
    return automaton;
  }

  product(
    automaton: Automaton,
    roots: ArrayLike<number>,
    mode: Mode,
    stopWhenWon = false,
  ): Product {
    const { fairness, propositions, goesOn, limits, tick } = this;
    const question = { fairness, propositions, goesOn, limits, tick };
    // Where a beginning settles the matter, nobody looks for cycles; labels need all ways back.
    const keepSteps = !(automaton.settled && stopWhenWon);
    return buildProduct({ ...question, automaton, roots, mode, stopWhenWon, keepSteps });
  }

  /**
   * A run from one of the roots that satisfies the formula; none: there is none among the states that
   * are known. A formula that is settled by a beginning is answered by a shortest such beginning, as a
   * run without a loop.
   */
  run(formula: PathFormula, roots: ArrayLike<number>): GraphRun | undefined {
    return this.accepted(this.automaton(formula), roots);
  }

  private accepted(automaton: Automaton, roots: ArrayLike<number>): GraphRun | undefined {
    if (!isDense(automaton, this.graph.count)) return this.acceptedByProduct(automaton, roots);
    const question = this.question(automaton, roots, 'surely');
    const beginning = () => {
      const way = shortestBeginning(question);
      return way && finiteRun(way);
    };
    if (automaton.settled) return beginning();
    let nodes: FairNodes;
    try {
      nodes = fairNodes(question);
    } catch (error) {
      // A shorter run than to the state without a value may break the claim.
      if (error instanceof IllDefined) return beginning();
      throw error;
    }
    if (nodes.won) return beginning();
    if (!nodes.some) return undefined;
    return lassoOf(denseEntries(question, nodes), this.fairness, automaton.marks);
  }

  /** Where there is no room for all pairs of a state and an automaton state. */
  acceptedByProduct(automaton: Automaton, roots: ArrayLike<number>): GraphRun | undefined {
    const product = this.product(automaton, roots, 'surely', true);
    if (product.won.length > 0) return finiteRun(wayTo(product, product.won[0]));
    if (automaton.settled) return undefined;
    const components = fairComponents(product, this.fairness, automaton.marks, this.tick);
    if (components.found.length === 0) return undefined;
    return lassoOf(entriesOf(product, components), this.fairness, automaton.marks);
  }

  /** A fair, infinite run that begins with a finite one, among the known states. */
  continued({ states, edges }: GraphRun): GraphRun | undefined {
    const rest = this.accepted(anyRun, states.slice(-1));
    if (!rest) return undefined;
    return {
      states: [...states.slice(0, -1), ...rest.states],
      edges: [...edges, ...rest.edges],
      loop: states.length - 1 + (rest.loop as number),
    };
  }

  /** Is there a run at all, among the known states? */
  hasRun(roots: ArrayLike<number>): boolean {
    return this.accepts(anyRun, roots, 'surely');
  }

  /** Could there be one, with what a limit left unknown? */
  perhaps(formula: PathFormula, roots: ArrayLike<number>): boolean {
    return this.accepts(this.automaton(formula), roots, 'perhaps');
  }

  /** Is there a run that the automaton accepts, as far as the mode asks? */
  private accepts(automaton: Automaton, roots: ArrayLike<number>, mode: Mode): boolean {
    if (isDense(automaton, this.graph.count))
      return hasAcceptedRun(this.question(automaton, roots, mode));
    const product = this.product(automaton, roots, mode, true);
    if (product.won.length > 0 || (mode === 'perhaps' && product.open.length > 0)) return true;
    if (automaton.settled) return false;
    return fairComponents(product, this.fairness, automaton.marks, this.tick).found.length > 0;
  }

  /** What `emptiness.ts` and `beginning.ts` are asked. */
  question(automaton: Automaton, roots: ArrayLike<number>, mode: Mode): EmptinessQuestion {
    const { fairness, propositions, goesOn, limits, tick } = this;
    return { fairness, propositions, automaton, roots, mode, goesOn, limits, tick };
  }
}
