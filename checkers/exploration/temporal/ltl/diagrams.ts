/**
 * Decision diagrams over propositions, with sets of anything at the leaves (Bryant, "Graph-based
 * algorithms for boolean function manipulation", 1986; with more than two leaves: Fujita, McGeer and
 * Yang 1997). A function of what holds in one state is one number, equal exactly for equal functions.
 * They tell what an automaton may do for each letter, so that nothing is decided letter by letter twice.
 */
import { LimitHit } from '../limits.js';

/** A diagram: an index into a table that belongs to one `Diagrams`. */
export type Diagram = number;

interface Inner {
  readonly proposition: number;
  readonly yes: Diagram;
  readonly no: Diagram;
}

export class Diagrams<Leaf> {
  private readonly nodes: (Inner | { readonly leaf: Leaf })[] = [];
  private readonly known = new Map<string, Diagram>();

  /** @param keyOf equal for equal leaves */
  constructor(
    private readonly keyOf: (leaf: Leaf) => string,
    private readonly nodesMax: number,
  ) {}

  leaf(leaf: Leaf): Diagram {
    return this.shared(`=${this.keyOf(leaf)}`, { leaf });
  }

  /** `yes` where the proposition holds, else `no`; they test only propositions of greater numbers. */
  test(proposition: number, yes: Diagram, no: Diagram): Diagram {
    if (yes === no) return yes;
    return this.shared(`${proposition} ${yes} ${no}`, { proposition, yes, no });
  }

  isLeaf(diagram: Diagram): boolean {
    return 'leaf' in this.nodes[diagram];
  }

  leafOf(diagram: Diagram): Leaf {
    return (this.nodes[diagram] as { readonly leaf: Leaf }).leaf;
  }

  /** The proposition tested first; Infinity for a leaf. */
  topOf(diagram: Diagram): number {
    const node = this.nodes[diagram];
    return 'leaf' in node ? Number.POSITIVE_INFINITY : node.proposition;
  }

  /** What is left where the proposition, which is not after the first tested, has this value. */
  cofactor(diagram: Diagram, proposition: number, value: boolean): Diagram {
    const node = this.nodes[diagram];
    if ('leaf' in node || node.proposition !== proposition) return diagram;
    return value ? node.yes : node.no;
  }

  /** The different leaves. */
  leaves(diagram: Diagram): Leaf[] {
    const seen = new Set([diagram]);
    const found: Leaf[] = [];
    for (const at of seen) {
      const node = this.nodes[at];
      if ('leaf' in node) found.push(node.leaf);
      else seen.add(node.yes).add(node.no);
    }
    return found;
  }

  /** Diagrams of `to` whose leaves are made of these; keep the function made as long as it is used, for it
   * remembers its answers. */
  mapping<To>(to: Diagrams<To>, of: (leaf: Leaf) => To): (diagram: Diagram) => Diagram {
    const known = new Map<Diagram, Diagram>();
    const map = (diagram: Diagram): Diagram => {
      let mapped = known.get(diagram);
      if (mapped === undefined) {
        const node = this.nodes[diagram];
        mapped =
          'leaf' in node
            ? to.leaf(of(node.leaf))
            : to.test(node.proposition, map(node.yes), map(node.no));
        known.set(diagram, mapped);
      }
      return mapped;
    };
    return map;
  }

  /** The same, of two. */
  combining<Other, To>(
    others: Diagrams<Other>,
    to: Diagrams<To>,
    of: (leaf: Leaf, other: Other) => To,
  ): (diagram: Diagram, other: Diagram) => Diagram {
    const known = new Map<string, Diagram>();
    const combine = (a: Diagram, b: Diagram): Diagram => {
      const key = `${a} ${b}`;
      let combined = known.get(key);
      if (combined === undefined) {
        const first = Math.min(this.topOf(a), others.topOf(b));
        const at = (value: boolean) =>
          combine(this.cofactor(a, first, value), others.cofactor(b, first, value));
        combined =
          first === Number.POSITIVE_INFINITY
            ? to.leaf(of(this.leafOf(a), others.leafOf(b)))
            : to.test(first, at(true), at(false));
        known.set(key, combined);
      }
      return combined;
    };
    return combine;
  }

  private shared(key: string, node: Inner | { readonly leaf: Leaf }): Diagram {
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.nodes.length >= this.nodesMax) {
      throw new LimitHit(`the automaton of the formula has more than ${this.nodesMax} decisions`);
    }
    this.nodes.push(node);
    this.known.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }
}
