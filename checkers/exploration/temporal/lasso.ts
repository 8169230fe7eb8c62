/**
 * From a fair component of a product to a run that a reader can follow: a shortest way to the
 * component, then a short cycle in it on which every mark occurs and every fairness group is treated
 * fairly. The cycle is grown greedily: always on to the nearest step that still helps, then home.
 */
import assert from 'node:assert/strict';
import type { GraphRun } from '../graph.js';
import { BreadthFirst } from './breadth.js';
import type { Choices, Part } from './choices.js';
import type { EmptinessQuestion, FairNodes } from './emptiness.js';
import type { FairComponents } from './fair-components.js';
import type { FairSearch } from './fair-search.js';
import type { Fairness } from './fairness.js';
import type { Product } from './product.js';

/** States and the edges between them; −1: a rest. */
export interface Way {
  readonly states: number[];
  readonly edges: number[];
}

/** The way to `node` from its root. */
export function wayTo(product: Product, node: number): Way {
  const states: number[] = [];
  const edges: number[] = [];
  for (let at = node; ; at = product.parent[at]) {
    states.push(product.stateOf[at]);
    if (product.parent[at] < 0) break;
    edges.push(product.parentEdge[at]);
  }
  return { states: states.reverse(), edges: edges.reverse() };
}

/** A run that ends for the reader where this way does: what comes later does not matter. Where the run
 * rests at the end, it says so by repeating its last state. */
export function finiteRun({ states, edges }: Way): GraphRun {
  const rest = edges.indexOf(-1);
  if (rest < 0) return { states, edges };
  return { states: states.slice(0, rest + 1), edges: edges.slice(0, rest), loop: rest };
}

/** How much work goes into shortening: entries times nodes of the product. */
const EFFORT_MAX = 2_000_000;
const ENTRIES_MAX = 64;

/** How many entries are tried in a product of so many nodes. */
const triesIn = (nodes: number): number =>
  Math.min(ENTRIES_MAX, Math.max(1, Math.floor(EFFORT_MAX / nodes)));

/** The inside of fair components. */
export interface CycleNodes {
  /** Nodes have numbers below this. */
  readonly size: number;
  readonly stateOf: (node: number) => number;
  /** The steps from the node inside its component, in order, until one is enough. */
  readonly someStep: (
    node: number,
    enough: (to: number, edge: number, marks: number) => boolean,
  ) => boolean;
}

/** A node of a fair component, and a shortest way there. */
export interface Entry {
  readonly way: Way;
  readonly node: number;
  readonly inside: CycleNodes;
}

/** A short one of the accepted runs: the shortest way to a fair component, or to one of the next nodes
 * in breadth-first order, and the cycle grown from there; whichever is shortest in all.
 * @param entries nearest first */
export function lassoOf(entries: Iterable<Entry>, fairness: Fairness, marks: number): GraphRun {
  const cyclesIn = new Map<CycleNodes, Cycles>();
  let best: GraphRun | undefined;
  for (const { way, node, inside } of entries) {
    if (best && way.states.length > best.states.length) break;
    const cycles = cyclesIn.get(inside) ?? new Cycles(inside, fairness, marks);
    cyclesIn.set(inside, cycles);
    const run = joined(way, cycles.through(node));
    if (!best || run.states.length < best.states.length) best = run;
  }
  assert(best, 'there is a fair component');
  return best;
}

/** The nearest nodes of the fair components of a product. */
export function* entriesOf(
  product: Product,
  { found, regions }: FairComponents,
): Generator<Entry, void> {
  const inside: CycleNodes = {
    size: product.count,
    stateOf: (node) => product.stateOf[node],
    someStep: (node, enough) => {
      for (let step = product.start[node]; step < product.start[node + 1]; step++) {
        const to = product.target[step];
        if (regions[to] !== regions[node]) continue;
        if (enough(to, product.edge[step], product.marks[step])) return true;
      }
      return false;
    },
  };
  // Nodes are numbered breadth first: the least numbers are the nearest.
  const nodes = found.flatMap((component) => [...component.nodes]).sort((a, b) => a - b);
  for (const node of nodes.slice(0, triesIn(product.count))) {
    yield { way: wayTo(product, node), node, inside };
  }
}

/** The nearest nodes of the fair components that were found without a product. */
export function* denseEntries(
  question: EmptinessQuestion,
  { componentsAt, choices, visited }: FairNodes,
): Generator<Entry, void> {
  const known = new Map<FairSearch, CycleNodes>();
  const nodes = new BreadthFirst(question);
  const at = question.automaton.states.map((_, q) => componentsAt(q));
  let left = triesIn(visited);
  while (left > 0 && nodes.next()) {
    const components = at[nodes.automatonState];
    if (!components) continue;
    const { part, place, search } = components;
    const node = nodes.state * part.states.length + place;
    if (search.componentOf(node) === 0) continue;
    let inside = known.get(search);
    if (!inside) {
      inside = densely(question.fairness, part, search, choices);
      known.set(search, inside);
    }
    left--;
    yield { way: nodes.way(), node, inside };
  }
}

function densely(fairness: Fairness, part: Part, search: FairSearch, choices: Choices): CycleNodes {
  const { edgeStart, edgeTarget, count } = fairness.graph;
  const width = part.states.length;
  const stateOf = (node: number) => Math.floor(node / width);
  return {
    size: count * width,
    stateOf,
    someStep: (node, enough) => {
      const state = stateOf(node);
      const component = search.componentOf(node);
      const { inside, marks } = choices.at(part.states[node - state * width], state);
      const some = (target: number, edge: number) =>
        inside.some((place, way) => {
          const to = target * width + place;
          return search.componentOf(to) === component && enough(to, edge, marks[way]);
        });
      for (let edge = edgeStart[state]; edge < edgeStart[state + 1]; edge++) {
        if (some(edgeTarget[edge], edge)) return true;
      }
      const rests = edgeStart[state] === edgeStart[state + 1] && fairness.rests(state);
      return rests && some(state, -1);
    },
  };
}

interface Step {
  readonly from: number;
  readonly to: number;
  readonly edge: number;
  readonly marks: number;
}

class Cycles {
  // The breadth-first search of `nearest`: by node, where from and by which step, and in which search.
  private readonly from: Int32Array;
  private readonly edge: Int32Array;
  private readonly marksOf: Int32Array;
  private readonly seen: Int32Array;
  private readonly queue: Int32Array;
  private searches = 0;
  // What the cycle being grown still needs.
  private neededMarks = 0;
  private neededChange = false;
  /** Weak groups that were enabled all the time, and not taken. */
  private neededWeak = new Set<number>();
  /** Strong groups that were enabled, and not taken. */
  private neededStrong = new Set<number>();
  private taken = new Set<number>();

  constructor(
    private readonly nodes: CycleNodes,
    private readonly fairness: Fairness,
    private readonly marks: number,
  ) {
    this.from = new Int32Array(nodes.size);
    this.edge = new Int32Array(nodes.size);
    this.marksOf = new Int32Array(nodes.size);
    this.seen = new Int32Array(nodes.size);
    this.queue = new Int32Array(nodes.size);
  }

  /** A fair cycle with every mark, from this node of a fair component back to it. */
  through(entry: number): Cycle {
    this.begin(this.nodes.stateOf(entry));
    this.pass(entry);
    const cycle: Step[] = [];
    let at = entry;
    while (this.needsMore() || at !== entry || cycle.length === 0) {
      const way = this.needsMore()
        ? this.nearest(at, (step) => this.helps(step))
        : this.nearest(at, ({ to }) => to === entry);
      for (const step of way) {
        cycle.push(step);
        this.take(step);
        at = step.to;
        this.pass(at);
      }
    }
    return {
      edges: cycle.map(({ edge }) => edge),
      states: cycle.map(({ to }) => this.nodes.stateOf(to)),
    };
  }

  private begin(state: number): void {
    const { fairness } = this;
    this.neededMarks = this.marks;
    this.neededChange = fairness.canChange(state);
    this.taken = new Set();
    this.neededStrong = new Set();
    this.neededWeak = new Set();
    for (const group of fairness.enabled(state)) {
      if (fairness.strength[group] === 'weak') this.neededWeak.add(group);
    }
  }

  private needsMore(): boolean {
    return (
      this.neededMarks !== 0 ||
      this.neededChange ||
      this.neededWeak.size > 0 ||
      this.neededStrong.size > 0
    );
  }

  private pass(node: number): void {
    const { fairness } = this;
    const enabled = fairness.enabled(this.nodes.stateOf(node));
    if (this.neededWeak.size > 0) {
      this.neededWeak = new Set([...this.neededWeak].filter((group) => enabled.includes(group)));
    }
    for (const group of enabled) {
      if (fairness.strength[group] === 'strong' && !this.taken.has(group)) {
        this.neededStrong.add(group);
      }
    }
  }

  private take({ from, to, edge, marks }: Step): void {
    const state = this.nodes.stateOf(from);
    this.neededMarks &= ~marks;
    if (this.nodes.stateOf(to) !== state) this.neededChange = false;
    for (const group of this.fairness.taken(state, edge)) {
      this.taken.add(group);
      this.neededWeak.delete(group);
      this.neededStrong.delete(group);
    }
  }

  private helps(step: Step): boolean {
    const { nodes, fairness } = this;
    const from = nodes.stateOf(step.from);
    const to = nodes.stateOf(step.to);
    if ((step.marks & this.neededMarks) !== 0) return true;
    if (this.neededChange && to !== from) return true;
    for (const group of fairness.taken(from, step.edge)) {
      if (this.neededWeak.has(group) || this.neededStrong.has(group)) return true;
    }
    for (const group of this.neededWeak) if (!fairness.isEnabled(group, to)) return true;
    return false;
  }

  /** A shortest way inside the component from `node`, its last step being the first that is wanted. */
  private nearest(node: number, wanted: (step: Step) => boolean): readonly Step[] {
    const { nodes, from, seen, queue } = this;
    const search = ++this.searches;
    queue[0] = node;
    seen[node] = search;
    let last: Step | undefined;
    for (let head = 0, tail = 1; head < tail && !last; head++) {
      const at = queue[head];
      nodes.someStep(at, (to, edge, marks) => {
        const step = { from: at, to, edge, marks };
        if (wanted(step)) {
          last = step;
          return true;
        }
        if (seen[to] === search) return false;
        seen[to] = search;
        from[to] = at;
        this.edge[to] = edge;
        this.marksOf[to] = marks;
        queue[tail++] = to;
        return false;
      });
    }
    assert(last, 'a fair component offers every step that fairness asks for');
    return this.back(node, last);
  }

  /** The steps from `node` to the last one. */
  private back(node: number, last: Step): readonly Step[] {
    const way = [last];
    for (let to = last.from; to !== node; to = this.from[to]) {
      way.push({ from: this.from[to], to, edge: this.edge[to], marks: this.marksOf[to] });
    }
    return way.reverse();
  }
}

/** Edges, and the state after each. */
interface Cycle {
  readonly edges: readonly number[];
  readonly states: readonly number[];
}

function joined({ states, edges }: Way, cycle: Cycle): GraphRun {
  const cycleEdges = withoutRepetition(cycle.edges);
  const rest = edges.indexOf(-1);
  if (rest >= 0) {
    return { states: states.slice(0, rest + 1), edges: edges.slice(0, rest), loop: rest };
  }
  if (cycleEdges[0] === -1) return { states, edges, loop: states.length - 1 };
  const loop = states.length - 1;
  const inner = cycle.states.slice(0, cycleEdges.length - 1);
  return rolledUp([...states, ...inner], [...edges, ...cycleEdges], loop);
}

/** The shortest word of which the cycle is a power: the automaton may have gone round more often. */
function withoutRepetition(cycle: readonly number[]): readonly number[] {
  for (let length = 1; length < cycle.length; length++) {
    if (cycle.length % length !== 0) continue;
    if (cycle.every((edge, i) => edge === cycle[i % length])) return cycle.slice(0, length);
  }
  return cycle;
}

/** When the last step into the cycle is also the cycle's last step, the cycle began one step earlier. */
function rolledUp(states: number[], edges: number[], loop: number): GraphRun {
  let first = loop;
  while (first > 0 && edges[first - 1] === edges[edges.length - 1]) {
    first--;
    states.pop();
    edges.pop();
  }
  return { states, edges, loop: first };
}
