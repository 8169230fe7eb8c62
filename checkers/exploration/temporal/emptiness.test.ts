/** The question without a product against the product and its fair components, on larger graphs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Formula } from '../../../engine/language/typed.js';
import { campaign } from '../../../test/campaign.js';
import { hasAcceptedRun, isDense } from './emptiness.js';
import { fairComponents } from './fair-components.js';
import { branchingSearch } from './labelling.js';
import { defaultLimits } from './limits.js';
import type { RunSearch } from './run-search.js';
import { randomFormula, randomGraph, stateGraph, type TestGraph } from './test-graphs.js';

const size = { nodes: 30, edges: 70, fairness: 4, atoms: 3, outside: true, unexpanded: true };
const inputs = fc.tuple(
  randomGraph(size),
  fc.oneof(randomFormula(3, 3, 'ltl'), randomFormula(3, 2, 'ctl*')),
);

function search(graph: Parameters<typeof stateGraph>[0]): RunSearch {
  return branchingSearch(stateGraph(graph), defaultLimits, () => undefined);
}

/** A ring with chords, and a node outside to which some steps lead; fairness only for rare actions. */
const ringWithExits: fc.Arbitrary<TestGraph> = fc.integer({ min: 3, max: 9 }).chain((nodes) => {
  const node = fc.integer({ min: 0, max: nodes - 1 });
  const action = fc.constantFrom('a', 'b', 'c');
  const binding = fc.integer({ min: 0, max: 1 });
  return fc
    .record({
      chords: fc.array(fc.tuple(node, fc.constant('d'), node, fc.constant(0)), {
        maxLength: nodes,
      }),
      inside: fc.array(fc.tuple(node, action, node, binding), { maxLength: 2 }),
      out: fc.array(fc.tuple(node, action, fc.constant(nodes), binding), { maxLength: 3 }),
      strength: fc.array(fc.constantFrom('weak' as const, 'strong' as const, 'strong' as const), {
        minLength: 3,
        maxLength: 3,
      }),
    })
    .map(({ chords, inside, out, strength }) => ({
      nodes: nodes + 1,
      initial: [0],
      edges: [
        ...Array.from({ length: nodes }, (_, n) => [n, 'd', (n + 1) % nodes, 0] as const),
        ...chords,
        ...inside,
        ...out,
      ],
      atoms: [[nodes]],
      fairness: strength.map((kind, i) => ({
        strength: kind,
        actions: [['a', 'b', 'c'][i]],
        perBinding: true,
      })),
      outside: [],
      unexpanded: [],
    }));
});

describe('emptiness without a product', () => {
  it('is that of the product', () => {
    const { seed, runs } = campaign('emptiness', { sample: 900, deep: 100_000 });
    const seen = { some: 0, none: 0 };
    const property = fc.property(inputs, ([graph, formula]) => {
      const at = search(graph);
      const automaton = at.automaton(at.normal(formula, true));
      const { initial } = at.graph;
      for (const mode of ['surely', 'perhaps'] as const) {
        const product = at.product(automaton, initial, mode);
        const { found } = fairComponents(product, at.fairness, automaton.marks, at.tick);
        const ends =
          mode === 'perhaps' ? product.won.length + product.open.length : product.won.length;
        const some = ends + found.length > 0;
        seen[some ? 'some' : 'none']++;
        expect(hasAcceptedRun(at.question(automaton, initial, mode))).toBe(some);
      }
    });
    fc.assert(property, { seed, numRuns: runs });
    expect(Math.min(seen.some, seen.none)).toBeGreaterThan(runs / 10);
  });

  it('rules out what weak fairness does, divides what strong fairness does, again and again', () => {
    const { seed, runs } = campaign('strong fairness', { sample: 900, deep: 100_000 });
    const seen = { some: 0, none: 0 };
    // Never out of a ring with chords, by steps of groups that may be taken inside as well.
    const of: Formula = { op: 'always', of: { op: 'not', of: { op: 'atom', atom: 0 } } };
    const property = fc.property(ringWithExits, (graph) => {
      const at = search(graph);
      const automaton = at.automaton(at.normal({ op: 'eventually', of }, true));
      const product = at.product(automaton, at.graph.initial, 'surely');
      const { found } = fairComponents(product, at.fairness, automaton.marks, at.tick);
      seen[found.length > 0 ? 'some' : 'none']++;
      const question = at.question(automaton, at.graph.initial, 'surely');
      expect(hasAcceptedRun(question)).toBe(found.length > 0);
    });
    fc.assert(property, { seed, numRuns: runs });
    expect(Math.min(seen.some, seen.none)).toBeGreaterThan(runs / 20);
  });

  it('finds the runs that the product finds', () => {
    const { seed, runs } = campaign('runs without a product', { sample: 1000, deep: 100_000 });
    const seen = { beginnings: 0, lassos: 0 };
    const some = fc.oneof(randomFormula(3, 3, 'ltl'), randomFormula(3, 2, 'ctl*'));
    const recurs = some.map((of): Formula => ({ op: 'always', of: { op: 'eventually', of } }));
    const formula = fc.oneof(some, recurs);
    const any = fc.oneof(
      randomGraph(size),
      ringWithExits.map((g) => ({ ...g, atoms: [g.atoms[0], [0, 2], [1]] })),
    );
    const property = fc.property(any, formula, (graph, f) => {
      const at = search(graph);
      const path = at.normal(f, true);
      const run = at.run(path, at.graph.initial);
      expect(run).toEqual(at.acceptedByProduct(at.automaton(path), at.graph.initial));
      if (run) seen[run.loop === undefined ? 'beginnings' : 'lassos']++;
    });
    fc.assert(property, { seed, numRuns: runs });
    expect(Math.min(seen.beginnings, seen.lassos)).toBeGreaterThan(runs / 50);
  });

  it('is left to the product where it would take too much room', () => {
    const at = search({
      nodes: 1,
      initial: [0],
      edges: [],
      atoms: [[]],
      fairness: [],
      outside: [],
      unexpanded: [],
    });
    const automaton = at.automaton(at.normal({ op: 'atom', atom: 0 }, true));
    expect(isDense(automaton, 1000)).toBe(true);
    expect(isDense(automaton, 2 ** 30)).toBe(false);
  });

  it('takes as many groups as there are', () => {
    // Forty groups, more than fit a word: all on one cycle, or all but the last.
    const bindings = Array.from({ length: 40 }, (_, binding) => binding);
    const cycle = (last: number) => ({
      nodes: 42,
      initial: [0],
      edges: [
        ...bindings.slice(0, last).map((b) => [b, 'a', b + 1, b] as const),
        [last, 'b', 0, 0] as const,
        ...bindings.map((b) => [0, 'a', 41, b] as const),
      ],
      atoms: [[41]],
      fairness: [{ strength: 'strong' as const, actions: ['a'], perBinding: true }],
      outside: [],
      unexpanded: [],
    });
    const stays: Formula = { op: 'always', of: { op: 'not', of: { op: 'atom', atom: 0 } } };
    for (const [last, some] of [
      [40, true],
      [39, false],
    ] as const) {
      const at = search(cycle(last));
      const automaton = at.automaton(at.normal(stays, true));
      expect(hasAcceptedRun(at.question(automaton, at.graph.initial, 'surely'))).toBe(some);
    }
  });
});
