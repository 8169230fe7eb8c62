/**
 * A slow, independent decision of CTL* under fairness, for graphs of a handful of states. Used by tests
 * only. It works on the test graph and the formula as written: no negation normal form, no tableau of
 * obligations, no Tarjan, no recursion over fairness.
 *
 * A run is judged by the set E of edges that it takes for ever. Every set of edges that is strongly
 * connected is tried; whether a run that takes exactly E for ever is maximal and fair can be read off
 * E. For the formula: pairs of a state and a guess of the truth of every temporal subformula (maximal
 * consistent sets: Lichtenstein and Pnueli 1985), where a step must make the guesses agree by the
 * expansion laws. A run exists if some strongly connected set of pairs under E takes all edges of E,
 * makes good its guesses, and can be reached.
 */
import type { Formula } from '../../../engine/language/typed.js';
import type { TestGraph } from './test-graphs.js';

interface Edge {
  readonly from: number;
  readonly to: number;
  /** Constraint and binding of each fairness group that the edge satisfies. */
  readonly groups: readonly string[];
}

export class Oracle {
  private readonly inside: readonly number[];
  private readonly edges: readonly Edge[];
  private readonly fairSets: readonly (readonly Edge[])[];

  constructor(private readonly graph: TestGraph) {
    const all = Array.from({ length: graph.nodes }, (_, n) => n);
    this.inside = all.filter((node) => !graph.outside.includes(node));
    this.edges = [
      ...graph.edges
        .filter(([from, , to]) => this.inside.includes(from) && this.inside.includes(to))
        .map((edge) => ({ from: edge[0], to: edge[2], groups: this.groupsOf(edge) })),
      ...this.inside
        .filter((node) => !graph.edges.some(([from]) => from === node))
        .map((node) => ({ from: node, to: node, groups: [] })),
    ];
    this.fairSets = subsets(this.edges).filter((set) => connected(set) && this.isFair(set));
  }

  /** Does every run from every initial state satisfy the formula? */
  holds(formula: Formula): boolean {
    const { initial } = this.graph;
    const some = this.possible({ op: 'not', of: formula });
    return initial.filter((node) => this.inside.includes(node)).every((node) => !some.has(node));
  }

  /** The nodes in which a state formula holds. */
  label(formula: Formula): Set<number> {
    const where = (holds: (node: number) => boolean) => new Set(this.inside.filter(holds));
    switch (formula.op) {
      case 'atom':
        return where((node) => this.graph.atoms[formula.atom].includes(node));
      case 'constant':
        return where(() => formula.value);
      case 'possible':
        return this.possible(formula.of);
      case 'inevitable': {
        const not = this.possible({ op: 'not', of: formula.of });
        return where((node) => !not.has(node));
      }
      case 'not': {
        const of = this.label(formula.of);
        return where((node) => !of.has(node));
      }
      case 'and':
      case 'or':
      case 'implies': {
        const left = this.label(formula.left);
        const right = this.label(formula.right);
        if (formula.op === 'and') return where((node) => left.has(node) && right.has(node));
        if (formula.op === 'or') return where((node) => left.has(node) || right.has(node));
        return where((node) => !left.has(node) || right.has(node));
      }
      default:
        throw new Error('not a state formula');
    }
  }

  /** The nodes from which some run satisfies the path formula. */
  possible(formula: Formula): Set<number> {
    const guesses = new Guesses(formula, (f) => this.label(f));
    const pairs = this.inside.flatMap((node) => guesses.all.map((guess) => ({ node, guess })));
    const number = (node: number, guess: number) =>
      this.inside.indexOf(node) * guesses.all.length + guess;
    const stepsOver = (edges: readonly Edge[]) => {
      const steps = pairs.map((): number[] => []);
      for (const { from, to } of edges) {
        for (const a of guesses.all) {
          for (const b of guesses.all) {
            if (guesses.agree(from, a, to, b)) steps[number(from, a)].push(number(to, b));
          }
        }
      }
      return steps;
    };
    const good = new Set<number>();
    for (const set of this.fairSets) {
      const steps = stepsOver(set);
      for (const part of connectedParts(steps)) {
        const members = part.map((p) => pairs[p]);
        const takesAll = set.every((edge) =>
          members.some(
            (m) =>
              m.node === edge.from &&
              part.some(
                (p) =>
                  pairs[p].node === edge.to &&
                  guesses.agree(m.node, m.guess, edge.to, pairs[p].guess),
              ),
          ),
        );
        if (takesAll && guesses.madeGood(members)) for (const p of part) good.add(p);
      }
    }
    const steps = stepsOver(this.edges);
    const reached = new Set<number>();
    for (let size = -1; size !== good.size; ) {
      size = good.size;
      pairs.forEach((_, p) => {
        if (steps[p].some((q) => good.has(q))) good.add(p);
      });
    }
    for (const p of good) {
      const { node, guess } = pairs[p];
      if (guesses.value(formula, node, guess)) reached.add(node);
    }
    return reached;
  }

  private groupsOf([from, action, to, binding]: TestGraph['edges'][number]): string[] {
    if (from === to) return [];
    return this.graph.fairness.flatMap(({ actions, perBinding }, i) =>
      !actions.includes(action) ? [] : [perBinding ? `${i} ${action} ${binding}` : `${i}`],
    );
  }

  private isFair(set: readonly Edge[]): boolean {
    const nodes = [...new Set(set.map(({ from }) => from))];
    const out = (node: number) => this.graph.edges.filter(([f, , t]) => f === node && t !== node);
    if (nodes.length === 1 && out(nodes[0]).length > 0) return false;
    const taken = new Set(set.flatMap(({ groups }) => groups));
    const enabled = (group: string, node: number) =>
      out(node).some((edge) => this.groupsOf(edge).includes(group));
    const groups = new Set(this.graph.edges.flatMap((edge) => this.groupsOf(edge)));
    return [...groups].every((group) => {
      if (taken.has(group)) return true;
      const { strength } = this.graph.fairness[Number.parseInt(group, 10)];
      return strength === 'weak'
        ? !nodes.every((node) => enabled(group, node))
        : !nodes.some((node) => enabled(group, node));
    });
  }
}

type Temporal =
  | Extract<Formula, { op: 'always' | 'eventually' | 'next' }>
  | Extract<Formula, { op: 'until' | 'unless' }>;

/** Guesses of the truth of each temporal subformula, as the bits of a number. */
class Guesses {
  readonly all: readonly number[];
  private readonly temporal: Temporal[] = [];
  private readonly labels = new Map<Formula, Set<number>>();

  constructor(formula: Formula, label: (formula: Formula) => Set<number>) {
    const collect = (f: Formula): void => {
      if (['atom', 'constant', 'possible', 'inevitable'].includes(f.op)) {
        this.labels.set(f, label(f));
        return;
      }
      if ('of' in f) collect(f.of);
      if ('left' in f) {
        collect(f.left);
        collect(f.right);
      }
      if (!['not', 'and', 'or', 'implies'].includes(f.op)) this.temporal.push(f as Temporal);
    };
    collect(formula);
    this.all = Array.from({ length: 2 ** this.temporal.length }, (_, guess) => guess);
  }

  value(f: Formula, node: number, guess: number): boolean {
    const value = (g: Formula) => this.value(g, node, guess);
    if (f.op === 'not') return !value(f.of);
    if (f.op === 'and') return value(f.left) && value(f.right);
    if (f.op === 'or') return value(f.left) || value(f.right);
    if (f.op === 'implies') return !value(f.left) || value(f.right);
    const label = this.labels.get(f);
    return label ? label.has(node) : this.guessed(f as Temporal, guess);
  }

  private guessed(f: Temporal, guess: number): boolean {
    return ((guess >> this.temporal.indexOf(f)) & 1) === 1;
  }

  /** May a run go from the first pair to the second? */
  agree(node: number, guess: number, toNode: number, toGuess: number): boolean {
    return this.temporal.every((f) => {
      const now = (g: Formula) => this.value(g, node, guess);
      const then = this.guessed(f, toGuess);
      const truth =
        'right' in f
          ? now(f.right) || (now(f.left) && then)
          : f.op === 'next'
            ? this.value(f.of, toNode, toGuess)
            : f.op === 'always'
              ? now(f.of) && then
              : now(f.of) || then;
      return this.guessed(f, guess) === truth;
    });
  }

  /** No guess puts off for ever what it claims. */
  madeGood(pairs: readonly { readonly node: number; readonly guess: number }[]): boolean {
    return this.temporal.every((f) =>
      pairs.some(({ node, guess }) => {
        const now = (g: Formula) => this.value(g, node, guess);
        const guessed = this.guessed(f, guess);
        if ('right' in f) {
          if (f.op === 'until') return !guessed || now(f.right);
          return guessed || (!now(f.left) && !now(f.right));
        }
        if (f.op === 'eventually') return !guessed || now(f.of);
        return f.op === 'next' || guessed || !now(f.of);
      }),
    );
  }
}

function subsets<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length - 1 }, (_, i) =>
    items.filter((_, k) => (((i + 1) >> k) & 1) === 1),
  );
}

/** Can every edge be followed by every other, by edges of the set? */
function connected(set: readonly Edge[]): boolean {
  return set.every((edge) => {
    const reached = new Set([edge.to]);
    for (let size = 0; size !== reached.size; ) {
      size = reached.size;
      for (const { from, to } of set) if (reached.has(from)) reached.add(to);
    }
    return set.every(({ from }) => reached.has(from));
  });
}

/** The largest sets of nodes that reach each other, singles only with a step to themselves. */
function connectedParts(steps: readonly (readonly number[])[]): number[][] {
  const reach = steps.map((_, start) => {
    const reached = new Set(steps[start]);
    for (const node of reached) for (const next of steps[node]) reached.add(next);
    return reached;
  });
  const parts: number[][] = [];
  const placed = new Set<number>();
  reach.forEach((reached, node) => {
    if (placed.has(node) || !reached.has(node)) return;
    const part = [...reached].filter((other) => reach[other].has(node));
    for (const member of part) placed.add(member);
    parts.push(part);
  });
  return parts;
}
