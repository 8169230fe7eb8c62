/** What a run is, case by case (section 6 of the language), on graphs small enough to see. */
import { describe, expect, it } from 'vitest';
import type { Formula } from '../../../engine/language/typed.js';
import { graphSystem } from '../test-systems.js';
import { checkTemporal } from './index.js';
import { explored } from './test-explored.js';
import { stateGraph, type TestGraph, testGraph } from './test-graphs.js';

const atom = (index: number): Formula => ({ op: 'atom', atom: index });
const always = (of: Formula): Formula => ({ op: 'always', of });
const eventually = (of: Formula): Formula => ({ op: 'eventually', of });
const next = (of: Formula): Formula => ({ op: 'next', of });
const possible = (of: Formula): Formula => ({ op: 'possible', of });
const not = (of: Formula): Formula => ({ op: 'not', of });
const implies = (left: Formula, right: Formula): Formula => ({ op: 'implies', left, right });

function check(graph: TestGraph, formula: Formula, assuming?: Formula) {
  const states = stateGraph(graph);
  const claim = { form: 'holds' as const, formula };
  return checkTemporal(states, states.system, { claim, ...(assuming ? { assuming } : {}) });
}

const fair = (strength: 'weak' | 'strong', actions: string, perBinding = false) => ({
  strength,
  actions: actions.split(' '),
  perBinding,
});

describe('a run is maximal', () => {
  const reaches1 = eventually(atom(0));
  const atoms = [[1]];

  it('goes on while something can change', () => {
    expect(check(testGraph(['0 a 1'], { atoms }), reaches1).status).toBe('holds');
    expect(check(testGraph(['0 a 0', '0 a 1'], { atoms }), reaches1).status).toBe('holds');
    expect(check(testGraph(['0 a 2', '2 a 0', '0 b 1'], { atoms }), reaches1).status).toBe(
      'violated',
    );
  });

  it('repeats its last state where nothing is enabled', () => {
    const ends = testGraph(['0 a 2'], { atoms: [[1], [2]] });
    const { status, evidence, claim } = check(ends, reaches1);
    expect(status).toBe('violated');
    expect(evidence?.run).toEqual({ states: [0, 2], edges: [0], loop: 1 });
    expect(claim).toBe('does not hold: a run of 1 step ends in a state that nothing changes');
    expect(check(ends, always(implies(atom(1), next(atom(1))))).status).toBe('holds');
  });

  it('may take a step that changes nothing, which `next` sees and fairness does not', () => {
    const stays = testGraph(['0 a 0', '0 b 1'], { atoms, fairness: [fair('weak', 'a')] });
    expect(check(stays, next(atom(0))).status).toBe('violated');
    expect(check(stays, reaches1).status).toBe('holds');
    const only = check(testGraph(['0 a 0'], { atoms, nodes: 2 }), reaches1);
    expect(only.evidence?.run).toEqual({ states: [0], edges: [0], loop: 0 });
  });
});

describe('a run is fair', () => {
  const reaches2 = eventually(atom(0));
  const atoms = [[2]];

  it('weakly: not for ever enabled and never taken', () => {
    const everywhere = ['0 a 1', '1 a 0', '0 b 2', '1 b 2'];
    const fairness = [fair('weak', 'b')];
    expect(check(testGraph(everywhere, { atoms }), reaches2).status).toBe('violated');
    expect(check(testGraph(everywhere, { atoms, fairness }), reaches2).status).toBe('holds');
    const nowAndThen = testGraph(['0 a 1', '1 a 0', '0 b 2'], { atoms, fairness });
    expect(check(nowAndThen, reaches2).status).toBe('violated');
  });

  it('strongly: not enabled again and again and never taken', () => {
    const fairness = [fair('strong', 'b')];
    const nowAndThen = testGraph(['0 a 1', '1 a 0', '0 b 2'], { atoms, fairness });
    expect(check(nowAndThen, reaches2).status).toBe('holds');
    const avoidable = testGraph(['0 a 1', '1 a 3', '3 a 1', '0 b 2'], { atoms, fairness });
    expect(check(avoidable, reaches2).status).toBe('violated');
  });

  it('to each binding by itself, if so asked', () => {
    const edges = ['0 b 1 1', '1 b 0 1', '0 b 2 2', '1 b 2 2'];
    const together = testGraph(edges, { atoms, fairness: [fair('weak', 'b')] });
    expect(check(together, reaches2).status).toBe('violated');
    const apart = testGraph(edges, { atoms, fairness: [fair('weak', 'b', true)] });
    expect(check(apart, reaches2).status).toBe('holds');
  });

  it('by steps that change something: a cycle is not fair for passing a stutter', () => {
    const fairness = [fair('strong', 'b')];
    const edges = ['0 a 1', '1 a 0', '0 b 0', '0 b 2', '2 a 0'];
    const { evidence } = check(testGraph(edges, { atoms: [[]], fairness }), reaches2);
    // Not to and fro between 0 and 1 by way of the b that stays in 0.
    expect(evidence?.run.states).toEqual([0, 2]);
  });

  it('to every constraint at once: taking one may need another', () => {
    const fairness = [fair('strong', 'a'), fair('strong', 'b'), fair('strong', 'c')];
    const rounds = testGraph(['0 a 1', '1 b 0', '0 c 3', '3 b 0'], { atoms: [[1], [3]], fairness });
    expect(check(rounds, always(eventually(atom(0)))).status).toBe('holds');
    expect(check(rounds, always(eventually(atom(1)))).status).toBe('holds');
    const { evidence } = check(rounds, not(always(eventually(atom(0)))));
    expect([...(evidence?.run.states ?? [])].sort()).toEqual([0, 0, 1, 3]);
  });
});

describe('a bound', () => {
  it('cuts runs, and never makes a violation', () => {
    // The only way on from 1 leaves the bound: there is no run at all but the one by 2.
    const edges = ['0 a 1', '1 a 3', '0 a 2'];
    const cut = testGraph(edges, { atoms: [[2]], outside: [3] });
    const result = check(cut, eventually(atom(0)));
    expect(result.status).toBe('holds');
    expect(result.claim).toContain('inside the bound `inside`');
    expect(check(cut, next(atom(0))).status).toBe('holds');
    expect(check(cut, possible(next(not(atom(0))))).status).toBe('violated');
  });

  it('leaves the steps that it cuts enabled', () => {
    const edges = ['0 a 1', '1 a 0', '0 b 2', '1 b 2'];
    const fairness = [fair('weak', 'b')];
    const cut = testGraph(edges, { atoms: [[1]], outside: [2], fairness });
    // Going round for ever is unfair to b, though b is taken by no run.
    const result = check(cut, always(not(atom(0))));
    expect(result.status).toBe('unknown');
    expect(result.claim).toBe('there is no run to judge: every run leaves the bound `inside`');
    const free = testGraph(edges, { atoms: [[1]], outside: [2] });
    expect(check(free, always(not(atom(0)))).status).toBe('violated');
  });
});

describe('claims', () => {
  const shape = testGraph(['0 a 1', '1 a 0', '1 a 2', '2 a 2'], { atoms: [[0], [2], []] });

  it('with a premise are about the runs that satisfy it', () => {
    expect(check(shape, eventually(atom(1))).status).toBe('violated');
    expect(check(shape, eventually(atom(1)), eventually(always(not(atom(0))))).status).toBe(
      'holds',
    );
    expect(check(shape, atom(1), always(atom(1))).vacuous).toEqual([
      'No run satisfies what is assumed.',
    ]);
  });

  it('whose condition never comes true say so', () => {
    const { status, vacuous } = check(shape, always(implies(atom(2), eventually(atom(1)))));
    expect(status).toBe('holds');
    expect(vacuous).toEqual(['The condition after `whenever` is true in no reachable state.']);
  });

  it('hold in every initial state, or are broken from one', () => {
    const two = { ...shape, initial: [2, 0] };
    expect(check(two, eventually(atom(1))).evidence?.run.states[0]).toBe(0);
    expect(check({ ...two, initial: [2] }, eventually(atom(1))).status).toBe('holds');
  });

  it('are told in the words of the spec', () => {
    const { evidence } = check(
      shape,
      possible(always(not({ op: 'atom', atom: 1, words: 'x == 1' }))),
    );
    expect(evidence?.kind === 'tree' && evidence.says).toBe(
      'possible(always(not (x == 1))) holds here',
    );
  });

  it('that branch are shown by trees', () => {
    const both = possible(always(not(atom(1))));
    const { status, evidence } = check(shape, both);
    expect(status).toBe('holds');
    expect(evidence).toEqual({
      kind: 'tree',
      says: 'possible(always(not …)) holds here',
      run: { states: [0], edges: [] },
      branches: [
        { step: 0, evidence: { kind: 'witness', run: { states: [0, 1], edges: [0, 1], loop: 0 } } },
      ],
    });
    const denied = check(shape, possible(always(atom(0)))).evidence;
    expect(denied?.kind === 'tree' && denied.says).toBe(
      'possible(always(…)) does not hold here: no run from there satisfies always(…)',
    );
    const home = check(shape, always(possible(eventually(atom(0)))));
    expect(home.status).toBe('violated');
    expect(home.evidence?.run.states).toEqual([0, 1, 2]);
    expect(home.evidence?.kind === 'tree' && home.evidence.says).toBe(
      'This run breaks always(possible(eventually(…))): after 2 steps, no run from there satisfies eventually(…)',
    );
  });
});

describe('what cannot be decided', () => {
  it('is unknown when a limit stopped the exploration', () => {
    const graph = testGraph(['0 a 1', '1 a 0', '1 b 2', '2 b 3'], {
      atoms: [[3]],
      unexpanded: [2],
    });
    const result = check(graph, always(not(atom(0))));
    expect(result.status).toBe('unknown');
    expect(result.claim).toContain('not decided over the 4 reachable states that are known');
    const decided = check(graph, next(not(atom(0))));
    expect(decided.status).toBe('holds');
    expect(decided.claim).toContain(
      'run, as the 4 reachable states that are known suffice to tell',
    );
    // A loop among expanded states is a violation, whatever comes elsewhere.
    expect(check(graph, eventually(atom(0))).status).toBe('violated');
  });

  it('is unknown when the product or the formula is too large, or someone stops it', () => {
    const states = stateGraph(testGraph(['0 a 1', '1 a 0'], { atoms: [[0], [1]] }));
    const claim = { form: 'holds' as const, formula: always(eventually(atom(0))) };
    const asked = { claim };
    for (const limit of ['automatonStates', 'automatonTransitions', 'productStates']) {
      const result = checkTemporal(states, states.system, asked, { limits: { [limit]: 1 } });
      expect(result.status).toBe('unknown');
      expect(result.limit).toMatch(/has more than 1 (states|transitions)$/);
      const enough = { limits: { [limit]: 100 } };
      expect(checkTemporal(states, states.system, asked, enough).status).toBe('holds');
    }
    // Only labels need the steps of a product.
    const again = always(eventually(atom(0)));
    const limits = { productSteps: 1 };
    const judge = (formula: Formula) =>
      checkTemporal(states, states.system, { claim: { form: 'holds', formula } }, { limits });
    expect(judge(not(again)).status).toBe('violated');
    expect(judge(possible(again))).toMatchObject({
      status: 'unknown',
      limit: 'the product with the formula has more than 1 steps',
    });
    const stopped = checkTemporal(states, states.system, asked, { stop: () => 'interrupted' });
    expect(stopped.status).toBe('unknown');
    expect(stopped.limit).toBe('stopped at interrupted');
  });

  it('is an error where an atom has no value, but only where it is looked at', () => {
    // Atom 0: node is 2. Atom 1 cannot be evaluated in node 1.
    const system = graphSystem({
      initial: [0],
      edges: [
        [0, 'a', 1],
        [1, 'a', 2],
      ],
      atoms: [[2], { state: (node) => (node === 1 ? { fails: 7 } : true) }, [0, 1]],
    });
    const graph = explored(system);
    const judge = (formula: Formula) =>
      checkTemporal(graph, system, { claim: { form: 'holds', formula } });
    expect(judge(always(atom(1)))).toMatchObject({
      status: 'error',
      failure: { state: 1, site: 7 },
      claim: 'cannot be judged: failure 7',
    });
    // Guarded in the same state, and by the trigger of a claim about the rest of the run.
    expect(judge(always(implies(atom(0), atom(1)))).status).toBe('holds');
    expect(judge(always(implies(atom(0), always(atom(1))))).status).toBe('holds');
    expect(judge(always(implies(atom(2), eventually(atom(1))))).status).toBe('error');
  });
});
