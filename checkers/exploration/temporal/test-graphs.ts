/** Random small graphs and formulas for the tests of the temporal checkers. Used by tests only. */
import fc from 'fast-check';
import type { Formula } from '../../../engine/language/typed.js';
import { FLAG, type StateGraph } from '../graph.js';
import { graphSystem } from '../test-systems.js';
import { type Answer, FALSE, TRUE } from './propositions.js';

export interface TestGraph {
  readonly nodes: number;
  readonly initial: readonly number[];
  readonly edges: readonly (readonly [from: number, action: string, to: number, binding: number])[];
  /** The nodes where each atom holds. */
  readonly atoms: readonly (readonly number[])[];
  readonly fairness: readonly {
    readonly strength: 'weak' | 'strong';
    readonly actions: readonly string[];
    readonly perBinding: boolean;
  }[];
  /** Nodes outside the bound. */
  readonly outside: readonly number[];
  /** Nodes that a limit left unexpanded. */
  readonly unexpanded: readonly number[];
}

/** A graph by hand: edges as `0 a 1`, to node 1 from node 0 by action a; `0 a 1 2` with binding 2. */
export function testGraph(
  edges: readonly string[],
  more: Partial<Omit<TestGraph, 'edges'>> = {},
): TestGraph {
  const parsed = edges.map((edge): TestGraph['edges'][number] => {
    const [from, action, to, binding] = edge.split(' ');
    return [Number(from), action, Number(to), Number(binding ?? 0)];
  });
  const nodes = 1 + Math.max(0, ...parsed.flatMap(([from, , to]) => [from, to]));
  const none = { atoms: [], fairness: [], outside: [], unexpanded: [] };
  return { nodes, initial: [0], ...none, ...more, edges: parsed };
}

/** The graph as a search would have left it; every node inside is a state, reachable or not. */
export function stateGraph(graph: TestGraph): StateGraph {
  const inside = nodesInside(graph);
  const system = graphSystem({
    ...graph,
    ...(graph.outside.length > 0 ? { within: (node) => !graph.outside.includes(node) } : {}),
  });
  const actions = system.actions.map(({ name }) => name);
  const words = Int32Array.from(inside);
  const labels = new Map<string, readonly [action: number, binding: number]>();
  const start = [0];
  const targets: number[] = [];
  const instances: number[] = [];
  const flags = new Uint8Array(inside.length);
  inside.forEach((node, id) => {
    const out = graph.edges.filter(([from]) => from === node);
    const expanded = !graph.unexpanded.includes(node);
    if (expanded) flags[id] |= FLAG.expanded;
    if (expanded && out.length === 0) flags[id] |= FLAG.stuck;
    for (const [, action, to, binding] of expanded ? out : []) {
      if (graph.outside.includes(to)) {
        flags[id] |= FLAG.leaves;
        continue;
      }
      const key = `${action} ${binding}`;
      if (!labels.has(key)) labels.set(key, [actions.indexOf(action), binding]);
      targets.push(inside.indexOf(to));
      instances.push([...labels.keys()].indexOf(key));
    }
    start.push(targets.length);
  });
  return {
    system,
    count: inside.length,
    states: { array: () => words, offset: (id) => id },
    initial: graph.initial.filter((node) => inside.includes(node)).map((n) => inside.indexOf(n)),
    edgeStart: Int32Array.from(start),
    edgeTarget: Int32Array.from(targets),
    edgeInstance: Int32Array.from(instances),
    instances: { count: labels.size, labels: Int32Array.from([...labels.values()].flat()) },
    flags,
    complete: inside.every((node) => !graph.unexpanded.includes(node)),
    cut: flags.some((bits) => (bits & FLAG.leaves) !== 0),
    pathTo: () => {
      throw new Error('not needed here');
    },
  };
}

const ACTIONS = ['a', 'b', 'c'];

export interface GraphSize {
  readonly nodes: number;
  readonly edges: number;
  readonly fairness: number;
  readonly atoms: number;
  /** Allow nodes outside a bound; nodes left unexpanded. */
  readonly outside?: boolean;
  readonly unexpanded?: boolean;
}

export function randomGraph(size: GraphSize): fc.Arbitrary<TestGraph> {
  return fc.integer({ min: 1, max: size.nodes }).chain((nodes) => {
    const node = fc.integer({ min: 0, max: nodes - 1 });
    const some = fc.uniqueArray(node, { maxLength: nodes });
    const few = fc.uniqueArray(node, { maxLength: 2 });
    const edge = fc.tuple(node, fc.constantFrom(...ACTIONS), node, fc.integer({ min: 0, max: 1 }));
    const constraint = fc.record({
      strength: fc.constantFrom('weak' as const, 'strong' as const),
      actions: fc.uniqueArray(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 2 }),
      perBinding: fc.boolean(),
    });
    return fc.record({
      nodes: fc.constant(nodes),
      initial: fc.uniqueArray(node, { minLength: 1, maxLength: 2 }),
      edges: fc.uniqueArray(edge, { maxLength: size.edges, selector: (e) => e.join() }),
      atoms: fc.array(some, { minLength: size.atoms, maxLength: size.atoms }),
      fairness: fc.array(constraint, { maxLength: size.fairness }),
      outside: size.outside ? few : fc.constant([]),
      unexpanded: size.unexpanded ? few : fc.constant([]),
    });
  });
}

/** A graph with exactly one run: a lasso. */
export function randomLasso(atoms: number): fc.Arbitrary<TestGraph> {
  return fc
    .integer({ min: 1, max: 7 })
    .chain((nodes) => {
      const node = fc.integer({ min: 0, max: nodes - 1 });
      return fc.record({
        back: node,
        atoms: fc.array(fc.uniqueArray(node), { minLength: atoms, maxLength: atoms }),
      });
    })
    .chain(({ back, atoms: where }) =>
      fc.integer({ min: back, max: 6 }).map((last) => {
        const forward = Array.from({ length: last }, (_, n) => `${n} a ${n + 1}`);
        // Back to the last node itself: nothing is enabled, and it repeats.
        const edges = back === last ? forward : [...forward, `${last} a ${back}`];
        const atomsThere = where.map((nodes) => nodes.filter((n) => n <= last));
        return { ...testGraph(edges, { atoms: atomsThere }), nodes: last + 1 };
      }),
    );
}

/** Formulas over so many atoms with at most so many operators nested. */
export function randomFormula(
  atoms: number,
  depth: number,
  kind: 'ltl' | 'ctl*' | 'ctl',
): fc.Arbitrary<Formula> {
  const atom = fc
    .integer({ min: 0, max: atoms - 1 })
    .map((index) => ({ op: 'atom', atom: index }) as Formula);
  const leaf = fc.oneof(
    { weight: 9, arbitrary: atom },
    { weight: 1, arbitrary: fc.boolean().map((value) => ({ op: 'constant', value }) as Formula) },
  );
  if (depth === 0) return leaf;
  const inner = randomFormula(atoms, depth - 1, kind);
  const boolean = [
    inner.map((of) => ({ op: 'not', of }) as Formula),
    fc
      .tuple(fc.constantFrom('and', 'or', 'implies'), inner, inner)
      .map(([op, left, right]) => ({ op, left, right }) as Formula),
  ];
  const temporal = fc.oneof(
    fc
      .tuple(fc.constantFrom('always', 'eventually', 'next'), inner)
      .map(([op, of]) => ({ op, of }) as Formula),
    fc
      .tuple(fc.constantFrom('until', 'unless'), inner, inner)
      .map(([op, left, right]) => ({ op, left, right }) as Formula),
  );
  const quantified = (of: fc.Arbitrary<Formula>) =>
    fc
      .tuple(fc.constantFrom('possible', 'inevitable'), of)
      .map(([op, f]) => ({ op, of: f }) as Formula);
  if (kind === 'ctl') return fc.oneof(leaf, ...boolean, quantified(temporal));
  if (kind === 'ltl') return fc.oneof(leaf, ...boolean, temporal, temporal);
  return fc.oneof(leaf, ...boolean, temporal, temporal, quantified(inner), quantified(temporal));
}

/** The value of a boolean formula over atoms in a node: for the evaluator of runs. */
export function valueInNode(formula: Formula, node: number, graph: TestGraph): Answer {
  const holds = (f: Formula): boolean => {
    switch (f.op) {
      case 'atom':
        return graph.atoms[f.atom].includes(node);
      case 'constant':
        return f.value;
      case 'not':
        return !holds(f.of);
      case 'and':
        return holds(f.left) && holds(f.right);
      case 'or':
        return holds(f.left) || holds(f.right);
      case 'implies':
        return !holds(f.left) || holds(f.right);
      default:
        throw new Error(`${f.op} is no boolean operator`);
    }
  };
  return holds(formula) ? TRUE : FALSE;
}

/** The nodes that are states; state i is the i-th of them. */
export const nodesInside = (graph: TestGraph): number[] =>
  Array.from({ length: graph.nodes }, (_, n) => n).filter((n) => !graph.outside.includes(n));
