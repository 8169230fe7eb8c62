/**
 * The strongly connected parts of a product in which a run can stay for ever, fairly, with every mark
 * of the automaton. Emptiness of Streett automata as in Emerson and Lei, "Modalities for model
 * checking: branching time logic strikes back" (1987), and Lichtenstein and Pnueli (1985): a component
 * in which a strong group is enabled but never taken is divided again without the states that enable
 * it. A weak group that is enabled everywhere and never taken rules the component out altogether, for
 * so it is in all its parts; progress (a run does not stay where it can change) is of this kind, too.
 */
import { Components } from './components.js';
import type { Fairness } from './fairness.js';
import type { Product } from './product.js';

export interface FairComponent {
  /** In no particular order; all in the region `region` of `regions`. */
  readonly nodes: Int32Array;
  readonly region: number;
}

export interface FairComponents {
  readonly found: readonly FairComponent[];
  readonly regions: Int32Array;
}

export function fairComponents(
  product: Product,
  fairness: Fairness,
  marks: number,
  tick: () => void,
): FairComponents {
  return new Search(product, fairness, marks).run(tick);
}

/** What stands against a component. */
type Judgement = 'fair' | 'never' | readonly number[];

class Search {
  private readonly components: Components;
  private readonly found: FairComponent[] = [];
  private readonly waiting: FairComponent[] = [];
  // By group, for the component last judged: its region, where enabled or taken.
  private readonly takenIn: Int32Array;
  private readonly enabledIn: Int32Array;
  private readonly enabledAt: Int32Array;

  constructor(
    private readonly product: Product,
    private readonly fairness: Fairness,
    private readonly marks: number,
  ) {
    this.components = new Components(product, product.count);
    this.takenIn = new Int32Array(fairness.count).fill(-1);
    this.enabledIn = new Int32Array(fairness.count).fill(-1);
    this.enabledAt = new Int32Array(fairness.count);
  }

  run(tick: () => void): FairComponents {
    const all = new Int32Array(this.product.count).map((_, node) => node);
    this.waiting.push({ nodes: all, region: 0 });
    for (let part = this.waiting.pop(); part; part = this.waiting.pop()) {
      tick();
      this.components.divide(part.nodes, part.region, (nodes) => this.consider(nodes));
    }
    return { found: this.found, regions: this.components.region };
  }

  private consider(nodes: Int32Array): void {
    const region = this.components.region[nodes[0]];
    const judgement = this.judge(nodes, region);
    if (judgement === 'never') return;
    if (judgement === 'fair') {
      this.found.push({ nodes, region });
      return;
    }
    const bad = new Set(judgement);
    const rest = nodes.filter(
      (node) => !this.fairness.enabled(this.product.stateOf[node]).some((group) => bad.has(group)),
    );
    for (const node of nodes) this.components.region[node] = -1;
    for (const node of rest) this.components.region[node] = region;
    if (rest.length > 0) this.waiting.push({ nodes: rest, region });
  }

  private judge(nodes: Int32Array, region: number): Judgement {
    const { product, fairness } = this;
    const inside = this.components.region;
    let marks = 0;
    let stays = false;
    let changes = false;
    for (const node of nodes) {
      const state = product.stateOf[node];
      for (let step = product.start[node]; step < product.start[node + 1]; step++) {
        if (inside[product.target[step]] !== region) continue;
        stays = true;
        marks |= product.marks[step];
        if (product.stateOf[product.target[step]] === state) continue;
        changes = true;
        for (const group of fairness.taken(state, product.edge[step])) this.takenIn[group] = region;
      }
    }
    if (!stays || marks !== this.marks) return 'never';
    if (!changes && fairness.canChange(product.stateOf[nodes[0]])) return 'never';
    return this.judgeGroups(nodes, region);
  }

  private judgeGroups(nodes: Int32Array, region: number): Judgement {
    const { product, fairness, enabledIn, enabledAt } = this;
    if (fairness.count === 0) return 'fair';
    const touched: number[] = [];
    for (const node of nodes) {
      for (const group of fairness.enabled(product.stateOf[node])) {
        if (this.takenIn[group] === region) continue;
        if (enabledIn[group] !== region) {
          enabledIn[group] = region;
          enabledAt[group] = 0;
          touched.push(group);
        }
        enabledAt[group]++;
      }
    }
    const strong = touched.filter((group) => fairness.strength[group] === 'strong');
    const starved = touched.some(
      (group) => fairness.strength[group] === 'weak' && enabledAt[group] === nodes.length,
    );
    if (starved) return 'never';
    return strong.length === 0 ? 'fair' : strong;
  }
}
