/**
 * Is there a strongly connected set of nodes in which a run can stay for ever, fairly and with every
 * mark? The nodes are pairs of a state and an automaton state of one part, number
 * `state * (size of the part) + place in the part`; nothing is kept of the steps between them.
 *
 * Components by Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972) without
 * recursion. Acceptance as in Emerson and Lei, "Modalities for model checking: branching time logic
 * strikes back" (1987), and Lichtenstein and Pnueli (1985): a weak group that is enabled everywhere
 * and never taken rules a component out, with all its parts (progress is of this kind: a run does not
 * stay where it can change); a component in which a strong group is enabled and never taken is divided
 * again, without the nodes that enable it. The search ends with the first component that is fair, or
 * finds them all.
 */
import { GrowingInts } from '../growing.js';
import type { Choice, Part } from './choices.js';
import type { Fairness } from './fairness.js';

export interface Nodes {
  /** Looks at a node for the first time; the transitions that it enables. */
  readonly visit: (automatonState: number, state: number) => Choice;
  /** The same transitions, without the consequences. */
  readonly again: (automatonState: number, state: number) => Choice;
  /** Has a visit settled the question? */
  readonly won: () => boolean;
}

const NONE = new Int32Array(0);

type Judgement = 'fair' | 'never' | 'divide';

export class FairSearch {
  private readonly width: number;
  /** Of each node: 0, not visited yet; n > 0, it was visited as the n-th, and its component is not
   * known; −n, it is in component n. (One look a step is what the search costs.) */
  private readonly mark: Int32Array;
  /** Nodes whose component is not known yet. */
  private readonly stack = new GrowingInts();
  // The path of the depth-first search, by depth.
  private readonly path = new GrowingInts();
  private readonly choice: Choice[] = [];
  /** The next step of the node to be looked at. */
  private readonly cursor = new GrowingInts();
  private readonly low = new GrowingInts();
  /** Where the node lies on `stack`. */
  private readonly place = new GrowingInts();
  /** Has the node a step to itself? */
  private readonly loop = new GrowingInts();
  /** What is left of components that are to be divided. */
  private readonly waiting: Int32Array[] = [];
  private visits = 0;
  private numbers = 0;
  /** Numbers of the fair components found. */
  private readonly fair = new Set<number>();
  // Sets of groups, of the component being judged: enabled everywhere, somewhere; taken.
  private readonly everywhere: Int32Array;
  private readonly somewhere: Int32Array;
  private readonly taken: Int32Array;

  constructor(
    private readonly fairness: Fairness,
    private readonly part: Part,
    private readonly marks: number,
    private readonly nodes: Nodes,
    private readonly all: boolean,
  ) {
    this.width = part.states.length;
    const count = fairness.graph.count * this.width;
    this.mark = new Int32Array(count);
    this.everywhere = new Int32Array(fairness.words);
    this.somewhere = new Int32Array(fairness.words);
    this.taken = new Int32Array(fairness.words);
  }

  get found(): boolean {
    return this.fair.size > 0;
  }

  /** The number of the fair component that the node is in; 0: none. */
  componentOf(node: number): number {
    return this.fair.has(-this.mark[node]) ? -this.mark[node] : 0;
  }

  /** Searches all that can be reached from the states marked in `roots`, at this place of the part.
   * True when that is enough: there is a run. */
  from(roots: Uint8Array, place: number): boolean {
    for (let state = 0; state < roots.length; state++) {
      if (roots[state] === 0) continue;
      const root = state * this.width + place;
      if (this.mark[root] !== 0) continue;
      if (this.components(root, this.nodes.visit)) return true;
      for (let rest = this.waiting.pop(); rest; rest = this.waiting.pop()) {
        if (this.divide(rest)) return true;
      }
    }
    return false;
  }

  /** No step leads from these nodes to others that are not placed. */
  private divide(nodes: Int32Array): boolean {
    for (const node of nodes) this.mark[node] = 0;
    for (const root of nodes) {
      if (this.mark[root] === 0 && this.components(root, this.nodes.again)) return true;
    }
    return false;
  }

  /** The components of what can be reached from `root`, each judged as it is found. */
  private components(root: number, look: Nodes['visit']): boolean {
    const { path, low, mark, loop } = this;
    this.enter(root, look);
    while (path.length > 0) {
      if (this.nodes.won()) return true;
      const depth = path.length - 1;
      const next = this.advance(depth);
      if (next >= 0) {
        this.enter(next, look);
        continue;
      }
      const node = path.at(depth);
      const lowest = low.at(depth);
      path.truncate(depth);
      if (depth > 0 && lowest < low.at(depth - 1)) low.set(depth - 1, lowest);
      if (lowest === mark[node] && this.close(this.place.at(depth), loop.at(depth) !== 0)) {
        return true;
      }
    }
    return this.nodes.won();
  }

  private enter(node: number, look: Nodes['visit']): void {
    const { path, width } = this;
    const depth = path.length;
    this.mark[node] = ++this.visits;
    path.push(node);
    const state = Math.floor(node / width);
    this.choice[depth] = look(this.part.states[node - state * width], state);
    put(this.cursor, depth, 0);
    put(this.low, depth, this.visits);
    put(this.place, depth, this.stack.length);
    put(this.loop, depth, 0);
    this.stack.push(node);
  }

  /** The next node that a step leads to and that was not visited; or −1. */
  private advance(depth: number): number {
    const { fairness, width, cursor, mark } = this;
    const { edgeStart, edgeTarget } = fairness.graph;
    const node = this.path.at(depth);
    const { inside } = this.choice[depth];
    const state = Math.floor(node / width);
    const first = edgeStart[state];
    const rests = first === edgeStart[state + 1] && fairness.rests(state);
    const ways = inside.length;
    const steps = ways * (rests ? 1 : edgeStart[state + 1] - first);
    let lowest = this.low.at(depth);
    for (let step = cursor.at(depth); step < steps; step++) {
      const edge = ways === 1 ? step : Math.floor(step / ways);
      const target = rests ? state : edgeTarget[first + edge];
      const next = target * width + inside[step - edge * ways];
      const visited = mark[next];
      if (visited < 0) continue;
      if (visited === 0) {
        cursor.set(depth, step + 1);
        this.low.set(depth, lowest);
        return next;
      }
      if (visited < lowest) lowest = visited;
      if (next === node) this.loop.set(depth, 1);
    }
    this.low.set(depth, lowest);
    return -1;
  }

  /** The nodes on the stack from `first` on are a component. */
  private close(first: number, loop: boolean): boolean {
    const { stack, mark } = this;
    const number = -++this.numbers;
    for (let i = first; i < stack.length; i++) mark[stack.at(i)] = number;
    const trivial = stack.length === first + 1 && !loop;
    const nodes = trivial ? NONE : stack.view().subarray(first);
    stack.truncate(first);
    if (trivial) return false;
    const judgement = this.judge(nodes);
    if (judgement === 'divide') this.drop(nodes);
    if (judgement !== 'fair') return false;
    this.fair.add(-number);
    return !this.all;
  }

  private judge(nodes: Int32Array): Judgement {
    const { fairness, width, everywhere, somewhere } = this;
    const { words, weak, strong } = fairness;
    const someState = Math.floor(nodes[0] / width);
    let changes = false;
    everywhere.fill(-1);
    somewhere.fill(0);
    for (const node of nodes) {
      const state = Math.floor(node / width);
      if (state !== someState) changes = true;
      let at = fairness.setOf(state) * words;
      const { sets } = fairness;
      for (let w = 0; w < words; w++, at++) {
        everywhere[w] &= sets[at];
        somewhere[w] |= sets[at];
      }
    }
    if (!changes && fairness.canChange(someState)) return 'never';
    let wanted = 0;
    for (let w = 0; w < words; w++) {
      everywhere[w] &= weak[w];
      somewhere[w] &= strong[w];
      wanted |= everywhere[w] | somewhere[w];
    }
    if (wanted === 0 && this.part.marked) return 'fair';
    if (this.take(nodes) !== this.marks) return 'never';
    return this.judgeGroups();
  }

  private judgeGroups(): Judgement {
    const { everywhere, somewhere, taken } = this;
    let starved = 0;
    for (let w = 0; w < taken.length; w++) {
      if ((everywhere[w] & ~taken[w]) !== 0) return 'never';
      somewhere[w] &= ~taken[w];
      starved |= somewhere[w];
    }
    return starved === 0 ? 'fair' : 'divide';
  }

  /** Fills `taken` from the steps inside the component. The marks that occur. */
  private take(nodes: Int32Array): number {
    const { fairness, width, taken, part, mark } = this;
    const { words, satisfied, graph } = fairness;
    const { edgeStart, edgeTarget, edgeInstance } = graph;
    taken.fill(0);
    const component = mark[nodes[0]];
    let found = 0;
    for (const node of nodes) {
      const state = Math.floor(node / width);
      const { inside, marks } = this.nodes.again(part.states[node - state * width], state);
      for (let way = 0; way < inside.length; way++) {
        const end = edgeStart[state + 1];
        let edge = edgeStart[state];
        if (edge === end && mark[state * width + inside[way]] === component) {
          found |= marks[way];
        }
        for (; edge < end; edge++) {
          const target = edgeTarget[edge];
          if (mark[target * width + inside[way]] !== component) continue;
          found |= marks[way];
          if (target === state) continue;
          const from = edgeInstance[edge] * words;
          for (let w = 0; w < words; w++) taken[w] |= satisfied[from + w];
        }
      }
    }
    return found;
  }

  /** What is left without the nodes that enable a starved strong group is divided again. */
  private drop(nodes: Int32Array): void {
    const { fairness, width, somewhere } = this;
    const { words } = fairness;
    const rest = nodes.filter((node) => {
      const at = fairness.setOf(Math.floor(node / width)) * words;
      return somewhere.every((bits, w) => (bits & fairness.sets[at + w]) === 0);
    });
    if (rest.length > 0) this.waiting.push(rest);
  }
}

function put(array: GrowingInts, index: number, value: number): void {
  if (index === array.length) array.push(value);
  else array.set(index, value);
}
