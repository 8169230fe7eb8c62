/**
 * From a fair component of a product to a run that a reader can follow: a shortest way to the
 * component, then a short cycle in it on which every mark occurs and every fairness group is treated
 * fairly. The cycle is grown greedily: always on to the nearest step that still helps, then home.
 */
import assert from 'node:assert/strict';
import type { GraphRun } from '../graph.js';
import type { FairComponents } from './fair-components.js';
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

/** A short one of the accepted runs: the shortest way to a fair component, or to one of the next nodes
 * in breadth-first order, and the cycle grown from there; whichever is shortest in all. */
export function lassoOf(
  product: Product,
  components: FairComponents,
  fairness: Fairness,
  marks: number,
): GraphRun {
  assert(components.found.length > 0, 'there is a fair component');
  const cycles = new Cycles(product, components.regions, fairness, marks);
  const tries = Math.min(ENTRIES_MAX, Math.max(1, Math.floor(EFFORT_MAX / product.count)));
  let best: GraphRun | undefined;
  for (const entry of nearestNodes(components, tries)) {
    const way = wayTo(product, entry);
    if (best && way.states.length > best.states.length) break;
    const run = joined(product, way, cycles.through(entry));
    if (!best || run.states.length < best.states.length) best = run;
  }
  return best as GraphRun;
}

/** Nodes are numbered breadth first: the least numbers are the nearest. */
function nearestNodes({ found }: FairComponents, count: number): readonly number[] {
  if (count === 1) {
    const least = (nodes: Int32Array) => nodes.reduce((a, b) => Math.min(a, b));
    return [found.map(({ nodes }) => least(nodes)).reduce((a, b) => Math.min(a, b))];
  }
  const nodes = found.flatMap((component) => [...component.nodes]);
  return nodes.sort((a, b) => a - b).slice(0, count);
}

/** Steps of the product, as indices. */
type ProductSteps = readonly number[];

class Cycles {
  // The breadth-first search of `nearest`: by node, where from and by which step, and in which search.
  private readonly from: Int32Array;
  private readonly by: Int32Array;
  private readonly seen: Int32Array;
  private readonly queue: Int32Array;
  private searches = 0;
  /** The node whose steps `nearest` is looking at. */
  private sourceOf = 0;
  // What the cycle being grown still needs.
  private neededMarks = 0;
  private neededChange = false;
  /** Weak groups that were enabled all the time, and not taken. */
  private neededWeak = new Set<number>();
  /** Strong groups that were enabled, and not taken. */
  private neededStrong = new Set<number>();
  private taken = new Set<number>();

  constructor(
    private readonly product: Product,
    private readonly regions: Int32Array,
    private readonly fairness: Fairness,
    private readonly marks: number,
  ) {
    this.from = new Int32Array(product.count);
    this.by = new Int32Array(product.count);
    this.seen = new Int32Array(product.count);
    this.queue = new Int32Array(product.count);
  }

  /** A fair cycle with every mark, from this node of a fair component back to it. */
  through(entry: number): ProductSteps {
    const { product } = this;
    this.begin(product.stateOf[entry]);
    this.pass(entry);
    const cycle: number[] = [];
    let at = entry;
    while (this.needsMore() || at !== entry || cycle.length === 0) {
      const way = this.needsMore()
        ? this.nearest(at, (step) => this.helps(step))
        : this.nearest(at, (step) => product.target[step] === entry);
      for (const step of way) {
        cycle.push(step);
        this.take(step, at);
        at = product.target[step];
        this.pass(at);
      }
    }
    return cycle;
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
    const enabled = fairness.enabled(this.product.stateOf[node]);
    if (this.neededWeak.size > 0) {
      this.neededWeak = new Set([...this.neededWeak].filter((group) => enabled.includes(group)));
    }
    for (const group of enabled) {
      if (fairness.strength[group] === 'strong' && !this.taken.has(group)) {
        this.neededStrong.add(group);
      }
    }
  }

  private take(step: number, from: number): void {
    const { product } = this;
    const state = product.stateOf[from];
    this.neededMarks &= ~product.marks[step];
    if (product.stateOf[product.target[step]] !== state) this.neededChange = false;
    for (const group of this.fairness.taken(state, product.edge[step])) {
      this.taken.add(group);
      this.neededWeak.delete(group);
      this.neededStrong.delete(group);
    }
  }

  private helps(step: number): boolean {
    const { product, fairness } = this;
    const from = product.stateOf[this.sourceOf];
    const to = product.stateOf[product.target[step]];
    if ((product.marks[step] & this.neededMarks) !== 0) return true;
    if (this.neededChange && to !== from) return true;
    for (const group of fairness.taken(from, product.edge[step])) {
      if (this.neededWeak.has(group) || this.neededStrong.has(group)) return true;
    }
    for (const group of this.neededWeak) if (!fairness.isEnabled(group, to)) return true;
    return false;
  }

  /** A shortest way inside the component from `node`, its last step being the first that is wanted. */
  private nearest(node: number, wanted: (step: number) => boolean): ProductSteps {
    const { product, regions, from, by, seen, queue } = this;
    const region = regions[node];
    const search = ++this.searches;
    queue[0] = node;
    seen[node] = search;
    for (let head = 0, tail = 1; head < tail; head++) {
      const at = queue[head];
      this.sourceOf = at;
      for (let step = product.start[at]; step < product.start[at + 1]; step++) {
        const to = product.target[step];
        if (regions[to] !== region) continue;
        if (wanted(step)) {
          const way = [step];
          for (let back = at; back !== node; back = from[back]) way.push(by[back]);
          return way.reverse();
        }
        if (seen[to] === search) continue;
        seen[to] = search;
        from[to] = at;
        by[to] = step;
        queue[tail++] = to;
      }
    }
    assert.fail('a fair component offers every step that fairness asks for');
  }
}

function joined(product: Product, prefix: Way, cycle: ProductSteps): GraphRun {
  const { states, edges } = prefix;
  const cycleEdges = withoutRepetition(cycle.map((step) => product.edge[step]));
  const rest = edges.indexOf(-1);
  if (rest >= 0) {
    return { states: states.slice(0, rest + 1), edges: edges.slice(0, rest), loop: rest };
  }
  if (cycleEdges[0] === -1) return { states, edges, loop: states.length - 1 };
  const loop = states.length - 1;
  const inner = cycle
    .slice(0, cycleEdges.length - 1)
    .map((s) => product.stateOf[product.target[s]]);
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
