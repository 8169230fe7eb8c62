/** The runs that are shown are fair runs that show it, and short ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Formula } from '../../../engine/language/typed.js';
import { campaign } from '../../../test/campaign.js';
import type { GraphRun, StateGraph } from '../graph.js';
import type { TemporalEvidence } from './evidence.js';
import { checkTemporal } from './index.js';
import { fairnessOf } from './labelling.js';
import { type Answer, FALSE } from './propositions.js';
import { assertRun, valueOnRun } from './run-evaluator.js';
import {
  nodesInside,
  randomFormula,
  randomGraph,
  stateGraph,
  type TestGraph,
  valueInNode,
} from './test-graphs.js';
import { Oracle } from './test-oracle.js';

const claim = (formula: Formula) => ({ claim: { form: 'holds' as const, formula } });

const small = { nodes: 4, edges: 7, fairness: 2, atoms: 2, outside: true };

describe('evidence', () => {
  it('is a fair run that breaks the formula, from an initial state', () => {
    const { seed, runs } = campaign('evidence', { sample: 1500, deep: 100_000 });
    let lassos = 0;
    const property = fc.property(
      randomGraph(small),
      randomFormula(2, 2, 'ltl'),
      (graph, formula) => {
        const states = stateGraph(graph);
        const { evidence } = checkTemporal(states, states.system, claim(formula));
        if (!evidence) return;
        const { run } = evidence;
        expect(states.initial).toContain(run.states[0]);
        assertRun(run, fairnessOf(states));
        if (run.loop === undefined) return;
        lassos++;
        // The oracle on the graph that has this run only.
        expect(new Oracle(onlyRun(run, graph)).holds(formula)).toBe(false);
      },
    );
    fc.assert(property, { seed, numRuns: runs });
    expect(lassos).toBeGreaterThan(runs / 40);
  });

  it('is as short as can be where a beginning refutes', () => {
    const { seed, runs } = campaign('shortest refutations', { sample: 1500, deep: 100_000 });
    const safe = fc
      .tuple(
        fc.constantFrom('always', 'unless', 'next', 'at once'),
        fc.integer({ min: 0, max: 1 }),
        fc.boolean(),
      )
      .map(([form, atom, negate]) => safeClaim(form, atom, negate));
    let found = 0;
    const graphs = randomGraph({ ...small, nodes: 6, edges: 10, outside: false });
    const property = fc.property(graphs, safe, (graph, formula) => {
      const states = stateGraph(graph);
      const { evidence } = checkTemporal(states, states.system, claim(formula));
      const shortest = shortestRefutation(states, formula, graph);
      if (!evidence) {
        expect(shortest).toBeUndefined();
        return;
      }
      found++;
      const { run } = evidence;
      if (run.loop === undefined) expect(run.states.length).toBe(shortest);
      else {
        // Repetitions of the last state are not written out.
        expect(run.loop).toBe(run.states.length - 1);
        expect(run.states.length).toBeLessThan(shortest as number);
      }
    });
    fc.assert(property, { seed, numRuns: runs });
    expect(found).toBeGreaterThan(runs / 10);
  });

  it('of branching claims is a tree of runs that fit together', () => {
    const { seed, runs } = campaign('trees', { sample: 1000, deep: 50_000 });
    let branches = 0;
    const property = fc.property(
      randomGraph(small),
      randomFormula(2, 3, 'ctl*'),
      (graph, formula) => {
        const states = stateGraph(graph);
        const { evidence } = checkTemporal(states, states.system, claim(formula));
        if (evidence) branches += checkTree(states, evidence);
      },
    );
    fc.assert(property, { seed, numRuns: runs });
    expect(branches).toBeGreaterThan(runs / 20);
  });
});

function checkTree(states: StateGraph, evidence: TemporalEvidence): number {
  assertRun(evidence.run, fairnessOf(states));
  if (evidence.kind !== 'tree') return 0;
  return evidence.branches.reduce((sum, branch) => {
    expect(branch.evidence.run.states[0]).toBe(evidence.run.states[branch.step]);
    return sum + 1 + checkTree(states, branch.evidence);
  }, 0);
}

/** The graph of one lasso, unrolled, without fairness. */
function onlyRun(run: GraphRun, graph: TestGraph): TestGraph {
  const inside = nodesInside(graph);
  const nodes = run.states.length;
  const loop = run.loop as number;
  const edges: TestGraph['edges'] = run.states.map((_, i) => {
    const to = i + 1 < nodes ? i + 1 : loop;
    return [i, 'a', to, 0] as const;
  });
  return {
    nodes,
    initial: [0],
    // Where the last state repeats there is no step: as in the graph.
    edges: run.edges.length < nodes ? edges.slice(0, -1) : withoutStay(edges),
    atoms: graph.atoms.map((where) =>
      run.states.flatMap((state, i) => (where.includes(inside[state]) ? [i] : [])),
    ),
    fairness: [],
    outside: [],
    unexpanded: [],
  };
}

/** A last step that stays is the same as none. */
const withoutStay = (edges: TestGraph['edges']): TestGraph['edges'] =>
  edges.filter(([from, , to]) => from !== to);

function safeClaim(form: string, index: number, negate: boolean): Formula {
  const plain: Formula = { op: 'atom', atom: index };
  const p: Formula = negate ? { op: 'not', of: plain } : plain;
  const q: Formula = { op: 'atom', atom: 1 - index };
  const always = (of: Formula): Formula => ({ op: 'always', of });
  const implies = (left: Formula, right: Formula): Formula => ({ op: 'implies', left, right });
  if (form === 'always') return always(implies(q, always(p)));
  if (form === 'unless') return always(implies(p, { op: 'unless', left: p, right: q }));
  if (form === 'next') return always(implies(p, { op: 'next', of: q }));
  return always(implies(p, { op: 'next', of: { op: 'next', of: q } }));
}

/** Positions of the shortest beginning that refutes, by trying all beginnings breadth first. */
function shortestRefutation(
  states: StateGraph,
  formula: Formula,
  graph: TestGraph,
): number | undefined {
  const value = (f: Formula, state: number) => valueInNode(f, state, graph);
  let runs: GraphRun[] = states.initial.map((state) => ({ states: [state], edges: [] }));
  for (let length = 1; length <= 9; length++) {
    if (runs.some((run) => valueOnRun(formula, run, value) === FALSE)) return length;
    runs = distinct(
      runs.flatMap((run) => longer(states, run)),
      formula,
      value,
    );
  }
  return undefined;
}

/** By one position; where nothing is enabled the last state repeats. */
function longer(states: StateGraph, { states: before }: GraphRun): GraphRun[] {
  const last = before[before.length - 1];
  const next = [...states.edgeTarget.subarray(states.edgeStart[last], states.edgeStart[last + 1])];
  return (next.length === 0 ? [last] : next).map((state) => ({
    states: [...before, state],
    edges: [],
  }));
}

/** One run for each last three states: the safe claims here remember no more, but for the past `q`. */
function distinct(
  runs: readonly GraphRun[],
  formula: Formula,
  value: (f: Formula, state: number) => Answer,
): GraphRun[] {
  const known = new Map<string, GraphRun>();
  for (const run of runs) {
    const past = valueOnRun(formula, { ...run, loop: run.states.length - 1 }, value);
    const trigger = run.states.map(
      (s) => value({ op: 'atom', atom: 0 }, s) * 4 + value({ op: 'atom', atom: 1 }, s),
    );
    known.set(`${run.states.slice(-3)} ${past} ${[...new Set(trigger)].sort()}`, run);
  }
  return [...known.values()];
}
