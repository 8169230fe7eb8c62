/** The temporal checkers against the oracle, and against each other, on random graphs and formulas. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Formula } from '../../../engine/language/typed.js';
import { campaign } from '../../../test/campaign.js';
import type { GraphRun, StateGraph } from '../graph.js';
import { checkTemporal, type TemporalResult } from './index.js';
import { branchingSearch } from './labelling.js';
import { defaultLimits } from './limits.js';
import { FALSE, isStateFormula, TRUE } from './propositions.js';
import { valueOnRun } from './run-evaluator.js';
import {
  nodesInside,
  randomFormula,
  randomGraph,
  randomLasso,
  stateGraph,
  type TestGraph,
  valueInNode,
} from './test-graphs.js';
import { Oracle } from './test-oracle.js';

const claim = (formula: Formula) => ({ claim: { form: 'holds' as const, formula } });

function check(graph: TestGraph, formula: Formula): TemporalResult {
  const states = stateGraph(graph);
  return checkTemporal(states, states.system, claim(formula));
}

const small = { nodes: 4, edges: 7, fairness: 2, atoms: 2, outside: true };

/** Compares with the oracle and makes sure that the inputs were not all of one kind. */
function compare(
  name: string,
  runs: { sample: number; deep: number },
  inputs: fc.Arbitrary<readonly [TestGraph, Formula]>,
): void {
  const { seed, runs: numRuns } = campaign(name, runs);
  const seen = { holds: 0, violated: 0, unknown: 0 };
  const property = fc.property(inputs, ([graph, formula]) => {
    const oracle = new Oracle(graph);
    const noRun = oracle.holds({ op: 'constant', value: false });
    const status = noRun ? 'unknown' : oracle.holds(formula) ? 'holds' : 'violated';
    seen[status]++;
    expect(check(graph, formula).status).toBe(status);
  });
  fc.assert(property, { seed, numRuns });
  expect(Math.min(seen.holds, seen.violated)).toBeGreaterThan(numRuns / 10);
}

describe('against the oracle', () => {
  it('decides LTL under fairness', () => {
    const inputs = fc.tuple(randomGraph(small), randomFormula(2, 2, 'ltl'));
    compare('LTL', { sample: 1500, deep: 200_000 }, inputs);
  });

  it('decides deeper LTL', () => {
    const size = { ...small, nodes: 3, edges: 5 };
    const inputs = fc.tuple(randomGraph(size), randomFormula(2, 3, 'ltl'));
    compare(
      'deeper LTL',
      { sample: 400, deep: 20_000 },
      inputs.filter(([, f]) => temporal(f) <= 5),
    );
  });

  it('decides recurrence and persistence, which fairness is about', () => {
    const atom = fc.integer({ min: 0, max: 1 }).map((a): Formula => ({ op: 'atom', atom: a }));
    const always = (of: Formula): Formula => ({ op: 'always', of });
    const eventually = (of: Formula): Formula => ({ op: 'eventually', of });
    const either = fc.oneof(
      atom.map((a) => always(eventually(a))),
      atom.map((a) => eventually(always(a))),
      fc
        .tuple(atom, atom)
        .map(([a, b]) => always({ op: 'implies', left: a, right: eventually(b) })),
    );
    const formula = fc.oneof(
      either,
      fc.tuple(either, either).map(([left, right]): Formula => ({ op: 'implies', left, right })),
    );
    const inputs = fc.tuple(randomGraph({ ...small, edges: 8, fairness: 3 }), formula);
    compare('recurrence', { sample: 1200, deep: 200_000 }, inputs);
  });

  it('decides CTL under fairness', () => {
    const inputs = fc.tuple(randomGraph(small), randomFormula(2, 2, 'ctl'));
    compare('CTL', { sample: 1500, deep: 100_000 }, inputs);
  });

  it('decides CTL* under fairness', () => {
    const inputs = fc.tuple(randomGraph({ ...small, edges: 6 }), randomFormula(2, 3, 'ctl*'));
    compare(
      'CTL*',
      { sample: 700, deep: 50_000 },
      inputs.filter(([, f]) => temporal(f) <= 5),
    );
  });

  it('labels every state as the oracle does', () => {
    const { seed, runs } = campaign('labels', { sample: 700, deep: 50_000 });
    const formula = fc.oneof(randomFormula(2, 2, 'ctl'), randomFormula(2, 2, 'ctl*'));
    const property = fc.property(randomGraph(small), formula, (graph, of) => {
      const inside = nodesInside(graph);
      const expected = new Oracle(graph).label({ op: 'possible', of });
      const states = stateGraph(graph);
      for (const method of ['as fits', 'always by product'] as const) {
        const labels = labelsOf(states, { op: 'possible', of }, method);
        expect(labels).toEqual(inside.map((node) => (expected.has(node) ? TRUE : FALSE)));
      }
    });
    fc.assert(property, { seed, numRuns: runs });
  });
});

describe('a limit that stopped the exploration', () => {
  it('never makes a wrong answer', () => {
    const { seed, runs } = campaign('incomplete graphs', { sample: 1500, deep: 200_000 });
    const formula = fc.oneof(randomFormula(2, 2, 'ltl'), randomFormula(2, 2, 'ctl*'));
    const seen = { holds: 0, violated: 0, unknown: 0, error: 0 };
    const graphs = randomGraph({ ...small, unexpanded: true }).filter(
      (g) => g.unexpanded.length > 0,
    );
    const property = fc.property(graphs, formula, (graph, f) => {
      const { status } = check(graph, f);
      seen[status]++;
      if (status === 'unknown') return;
      expect(status).toBe(check({ ...graph, unexpanded: [] }, f).status);
    });
    fc.assert(property, { seed, numRuns: runs });
    expect(Math.min(seen.holds, seen.violated, seen.unknown)).toBeGreaterThan(runs / 50);
  });
});

describe('labelling and products', () => {
  it('agree on larger graphs', () => {
    const { seed, runs } = campaign('CTL by two ways', { sample: 400, deep: 20_000 });
    const size = { nodes: 25, edges: 60, fairness: 3, atoms: 3, outside: true };
    const property = fc.property(randomGraph(size), randomFormula(3, 3, 'ctl'), (graph, of) => {
      const states = stateGraph(graph);
      const formula = { op: 'possible', of } as const;
      const byLabelling = labelsOf(states, formula, 'as fits');
      expect(byLabelling).toEqual(labelsOf(states, formula, 'always by product'));
    });
    fc.assert(property, { seed, numRuns: runs });
  });
});

describe('automata', () => {
  it('accept a lasso exactly if the formula holds on it', () => {
    const { seed, runs } = campaign('automata on lassos', { sample: 1500, deep: 400_000 });
    const property = fc.property(randomLasso(3), randomFormula(3, 4, 'ltl'), (lasso, formula) => {
      const value = (f: Formula, state: number) => valueInNode(f, state, lasso);
      const holds = valueOnRun(formula, theRun(stateGraph(lasso)), value) === TRUE;
      expect(check(lasso, formula).status).toBe(holds ? 'holds' : 'violated');
    });
    fc.assert(property, { seed, numRuns: runs });
  });
});

function labelsOf(
  states: StateGraph,
  formula: Formula,
  method: 'as fits' | 'always by product',
): number[] {
  const search = branchingSearch(states, defaultLimits, () => undefined, method);
  const number = search.propositions.number(formula);
  return Array.from({ length: states.count }, (_, s) => search.propositions.answer(number, s));
}

/** How many temporal operators: the oracle's work grows with their power. */
function temporal(formula: Formula): number {
  const here = isStateFormula({ ...formula } as Formula) || formula.op === 'not' ? 0 : 1;
  if ('of' in formula) return here + temporal(formula.of);
  if ('left' in formula) return here + temporal(formula.left) + temporal(formula.right);
  return 0;
}

/** The only run of a lasso. */
function theRun(states: StateGraph): GraphRun {
  const ids = Array.from({ length: states.count }, (_, id) => id);
  const last = states.count - 1;
  const edges = [...states.edgeTarget.keys()];
  return { states: ids, edges, loop: edges.length > last ? states.edgeTarget[last] : last };
}
