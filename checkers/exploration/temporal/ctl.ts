/**
 * Labelling for CTL under fairness (Clarke, Emerson and Sistla 1986; Emerson and Lei 1987), on the
 * whole graph, without automata: for path formulas with one temporal operator over state formulas, and
 * what distributes over them. `possible(next p)` and `possible(p until q)` look only at states from
 * which a run goes on; `possible(always p)` at the fair components among the states with p.
 */
import { reaching } from './backward.js';
import { fairComponents } from './fair-components.js';
import type { PathFormula } from './formula.js';
import { stayingIn } from './ltl/automaton.js';
import { FALSE, type Labels, TRUE } from './propositions.js';
import type { RunSearch } from './run-search.js';

type StateSet = Uint8Array;

/** Is labelling enough? Literals and constants are state formulas. */
export function isCtl(formula: PathFormula): boolean {
  switch (formula.op) {
    case 'true':
    case 'false':
    case 'literal':
      return true;
    case 'next':
      return isState(formula.of);
    case 'until':
    case 'release':
      return isState(formula.left) && isState(formula.right);
    case 'or':
      return isCtl(formula.left) && isCtl(formula.right);
    case 'and':
      // E(p and F) = p and E F for a state formula p.
      return (
        (isState(formula.left) && isCtl(formula.right)) ||
        (isState(formula.right) && isCtl(formula.left))
      );
  }
}

const isState = (formula: PathFormula): boolean =>
  formula.op === 'true' || formula.op === 'false' || formula.op === 'literal';

/** For each state of a complete graph: does some run from it satisfy the formula?
 * `goingOn` has the states from which there is a run at all. */
export function labelByCtl(search: RunSearch, formula: PathFormula, goingOn: StateSet): Labels {
  const set = new CtlLabelling(search, goingOn).possible(formula);
  return set.map((inside) => (inside !== 0 ? TRUE : FALSE));
}

class CtlLabelling {
  constructor(
    private readonly search: RunSearch,
    private readonly goingOn: StateSet,
  ) {}

  possible(formula: PathFormula): StateSet {
    switch (formula.op) {
      case 'true':
      case 'false':
      case 'literal':
        return both(this.states(formula), this.goingOn);
      case 'or':
        return either(this.possible(formula.left), this.possible(formula.right));
      case 'and':
        // Of a state formula, `possible` only adds that a run goes on.
        return both(this.possible(formula.left), this.possible(formula.right));
      case 'next':
        return this.next(this.states(formula.of));
      case 'until':
        return this.until(this.states(formula.left), this.states(formula.right));
      case 'release': {
        // Either released at last, or never: q until (p and q), or always q.
        const q = this.states(formula.right);
        return either(
          this.until(q, both(this.states(formula.left), q)),
          this.always(formula.right),
        );
      }
    }
  }

  /** The states where a state formula holds. */
  private states(formula: PathFormula): StateSet {
    const { graph, propositions } = this.search;
    const set = new Uint8Array(graph.count);
    if (formula.op === 'true') return set.fill(1);
    if (formula.op !== 'literal') return set;
    const { proposition, positive } = formula;
    for (let state = 0; state < set.length; state++) {
      if (propositions.holds(proposition, positive, state, 'surely')) set[state] = 1;
    }
    return set;
  }

  private next(then: StateSet): StateSet {
    const { graph, fairness } = this.search;
    const goal = both(then, this.goingOn);
    const set = new Uint8Array(graph.count);
    for (let state = 0; state < set.length; state++) {
      const end = graph.edgeStart[state + 1];
      let edge = graph.edgeStart[state];
      // Where nothing is enabled the last state repeats.
      if (edge === end && fairness.rests(state)) set[state] = goal[state];
      for (; edge < end && set[state] === 0; edge++) set[state] = goal[graph.edgeTarget[edge]];
    }
    return set;
  }

  private until(left: StateSet, right: StateSet): StateSet {
    return this.reaching(members(both(right, this.goingOn)), left);
  }

  private always(formula: PathFormula): StateSet {
    if (formula.op === 'true') return this.goingOn;
    if (formula.op !== 'literal') return new Uint8Array(this.search.graph.count);
    const inside = this.states(formula);
    const automaton = stayingIn(formula.proposition, formula.positive);
    const { search } = this;
    const product = search.product(automaton, members(inside), 'surely');
    const { found } = fairComponents(product, search.fairness, automaton.marks, search.tick);
    const seeds: number[] = [];
    for (const { nodes } of found) for (const node of nodes) seeds.push(product.stateOf[node]);
    return this.reaching(seeds, inside);
  }

  private reaching(seeds: Iterable<number>, through: StateSet): StateSet {
    const { graph } = this.search;
    const steps = { start: graph.edgeStart, target: graph.edgeTarget };
    return reaching(steps, graph.count, seeds, through);
  }
}

const both = (a: StateSet, b: StateSet): StateSet => a.map((inside, state) => inside & b[state]);
const either = (a: StateSet, b: StateSet): StateSet => a.map((inside, state) => inside | b[state]);

function members(set: StateSet): number[] {
  const found: number[] = [];
  for (let state = 0; state < set.length; state++) if (set[state] !== 0) found.push(state);
  return found;
}
