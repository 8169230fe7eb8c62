/**
 * Does some fair run satisfy an automaton? Only yes or no, in time linear in the product for weak
 * fairness, without keeping the product: its nodes are numbered by state and automaton state, its
 * steps are taken from the graph as they are needed.
 *
 * The strongly connected parts of the automaton are told apart. Where a part has no cycle with all
 * marks, its nodes are only to be reached; a search for fair components is needed in the others alone (Bloem, Ravi and Somenzi, "Efficient decision procedures
 * for model checking of linear time logic properties", 1999). For the usual claims that is the search
 * for a fair component among the states without q: nothing is multiplied.
 */
import { FLAG } from '../graph.js';
import { GrowingInts } from '../growing.js';
import { type Choice, Choices, NO_CHOICE, type Part, partsOf } from './choices.js';
import { FairSearch, type Nodes } from './fair-search.js';
import type { Fairness } from './fairness.js';
import { LimitHit, type TemporalLimits } from './limits.js';
import type { Automaton } from './ltl/automaton.js';
import { type Answer, type Mode, type Propositions, TRUE } from './propositions.js';

export interface EmptinessQuestion {
  readonly fairness: Fairness;
  readonly propositions: Propositions;
  readonly automaton: Automaton;
  /** Ids of states. */
  readonly roots: ArrayLike<number>;
  /** With `perhaps`, what a limit left unexpanded may do anything. */
  readonly mode: Mode;
  /** Is there a run of the graph from this state? */
  readonly goesOn: (state: number) => Answer;
  readonly limits: Pick<TemporalLimits, 'productStates'>;
  /** Called now and then; throws to interrupt. */
  readonly tick: () => void;
}

/** Places for pairs of a state and an automaton state, whether they are reached or not. */
const PLACES_MAX = 2 ** 27;

/** Can the question be answered here? Not where automaton and graph are very large. */
export const isDense = (automaton: Automaton, states: number): boolean =>
  automaton.states.length * states <= PLACES_MAX;

/** Is there a fair run from one of the roots that the automaton accepts?
 * @throws IllDefined, LimitHit */
export function hasAcceptedRun(question: EmptinessQuestion): boolean {
  return new Emptiness(question, false).run();
}

/** Where runs that the automaton accepts can stay for ever. */
export interface FairNodes {
  /** Is there a run at all? */
  readonly some: boolean;
  /** There is a run that needs no cycle; then the components need not be all there are. */
  readonly won: boolean;
  /** Nodes looked at. */
  readonly visited: number;
  /** By automaton state, if its part was searched: its place there, and the components. */
  readonly componentsAt: (
    automatonState: number,
  ) => { readonly place: number; readonly part: Part; readonly search: FairSearch } | undefined;
  readonly choices: Choices;
}

/** All fair components. @throws IllDefined, LimitHit */
export function fairNodes(question: EmptinessQuestion): FairNodes {
  const emptiness = new Emptiness(question, true);
  const some = emptiness.run();
  return { some, ...emptiness.found() };
}

/** A look at the limits costs as much as some thousand nodes. */
const TICK = 1 << 17;

class Emptiness {
  private readonly parts: readonly Part[];
  /** By automaton state: can a run stay in its part? */
  private readonly accepting: boolean[] = [];
  private readonly choices: Choices;
  /** By automaton state: 1 for each state of the system with which it is reached. */
  private readonly reached: (Uint8Array | undefined)[] = [];
  /** Nodes reached in parts where no run can stay, `state * (automaton states) + automaton state`. */
  private readonly queue = new GrowingInts();
  private head = 0;
  private visited = 0;
  /** A run was found that needs no cycle: the automaton accepts whatever comes. */
  private won = false;

  private readonly searches = new Map<Part, FairSearch>();

  constructor(
    private readonly question: EmptinessQuestion,
    private readonly all: boolean,
  ) {
    const { automaton, propositions, mode, roots } = question;
    this.parts = partsOf(automaton);
    for (const { states, accepting } of this.parts) {
      for (const q of states) this.accepting[q] = accepting;
    }
    this.choices = new Choices(automaton, this.parts, propositions, mode);
    for (let i = 0; i < roots.length; i++) this.reach(0, roots[i]);
  }

  run(): boolean {
    if (this.flood()) return true;
    for (const part of this.parts) {
      if (!part.accepting) continue;
      // All that leads here has been looked at.
      if (this.search(part) || this.flood()) return true;
      for (const q of part.states) this.reached[q] = undefined;
    }
    return [...this.searches.values()].some(({ found }) => found);
  }

  found(): Omit<FairNodes, 'some'> {
    const { won, visited, choices, searches, parts } = this;
    const componentsAt = (q: number) => {
      const part = parts.find(({ states }) => states.includes(q));
      const search = part && searches.get(part);
      return search && { part, search, place: part.states.indexOf(q) };
    };
    return { won, visited, choices, componentsAt };
  }

  private search(part: Part): boolean {
    if (!part.states.some((q) => this.reached[q])) return false;
    const { fairness, automaton } = this.question;
    const nodes: Nodes = {
      visit: (q, state) => {
        const choice = this.visit(q, state);
        for (const next of choice.outside) this.reachAfter(next, state);
        return choice;
      },
      again: (q, state) => this.choices.at(q, state),
      won: () => this.won,
    };
    const search = new FairSearch(fairness, part, automaton.marks, nodes, this.all);
    this.searches.set(part, search);
    return part.states.some((q, place) => {
      const roots = this.reached[q];
      return roots !== undefined && search.from(roots, place);
    });
  }

  /** Reaches, breadth first, all nodes of parts in which no run can stay; stops at a beginning that is
   * enough. */
  private flood(): boolean {
    const { queue } = this;
    const width = this.question.automaton.states.length;
    while (this.head < queue.length && !this.won) {
      const node = queue.at(this.head++);
      const state = Math.floor(node / width);
      const q = node - state * width;
      for (const next of this.visit(q, state).targets) this.reachAfter(next, state);
    }
    return this.won;
  }

  /** Looks at a node for the first time. The transitions enabled, none where there is nothing to follow. */
  private visit(automatonState: number, state: number): Choice {
    const { limits, mode, goesOn, tick, fairness } = this.question;
    if (this.visited++ % TICK === 0) tick();
    if (this.visited > limits.productStates) {
      throw new LimitHit(
        `the product with the formula has more than ${limits.productStates} states`,
      );
    }
    const choice = this.choices.at(automatonState, state);
    if (choice === NO_CHOICE) return choice;
    if (choice.everything) {
      const answer = goesOn(state);
      if (mode === 'surely' ? answer === TRUE : (answer & TRUE) !== 0) this.won = true;
    }
    if ((fairness.graph.flags[state] & FLAG.expanded) === 0) {
      if (mode === 'perhaps') this.won = true;
      return NO_CHOICE;
    }
    return choice;
  }

  /** Each step from `state` reaches its target with this automaton state. */
  private reachAfter(automatonState: number, state: number): void {
    const { fairness } = this.question;
    const { edgeStart, edgeTarget } = fairness.graph;
    const end = edgeStart[state + 1];
    let edge = edgeStart[state];
    if (edge === end && fairness.rests(state)) this.reach(automatonState, state);
    // Most have been reached before.
    const reached = this.reachedWith(automatonState);
    for (; edge < end; edge++)
      if (reached[edgeTarget[edge]] === 0) this.reach(automatonState, edgeTarget[edge]);
  }

  private reach(automatonState: number, state: number): void {
    const reached = this.reachedWith(automatonState);
    if (reached[state] !== 0) return;
    reached[state] = 1;
    if (this.accepting[automatonState]) return;
    this.queue.push(state * this.question.automaton.states.length + automatonState);
  }

  private reachedWith(automatonState: number): Uint8Array {
    const { count } = this.question.fairness.graph;
    this.reached[automatonState] ??= new Uint8Array(count);
    return this.reached[automatonState];
  }
}
