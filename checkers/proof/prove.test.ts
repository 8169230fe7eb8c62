/**
 * Proof against exploration: on random models and on the library, what both decide they decide alike;
 * a step on which induction fails is a step of the machine (every trace is taken again, or throws).
 */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { loadSpecs } from '../../engine/language/index.js';
import { referenceMachine } from '../../engine/language/machine.js';
import type { ModelSpec, Property } from '../../engine/language/typed.js';
import { contains } from '../../engine/language/values.js';
import { compileModel } from '../../engine/transition/compile.js';
import { randomModel } from '../../engine/transition/random/model.js';
import { campaign } from '../../test/campaign.js';
import { needs } from '../../test/needs.js';
import { checkModel } from '../exploration/check.js';
import type { Verdict } from '../verdict.js';
import { combined } from './combine.js';
import { proveModel } from './prove.js';
import { openSolver } from './solver/solver.js';

const library = fileURLToPath(new URL('../../specs', import.meta.url));
const webAssembly = openSolver('web-assembly');
afterAll(() => webAssembly.close());

function modelOf(path: string, set: string[] = []): ModelSpec {
  const { specs } = loadSpecs(`${library}/${path}`, { set, library });
  const spec = specs[0].spec;
  if (spec?.kind !== 'model') throw new Error(`${path} is no model`);
  return spec;
}

async function proved(spec: ModelSpec, native = false): Promise<Map<string, Verdict>> {
  const solver = native ? {} : { solver: webAssembly };
  const verdicts = await proveModel(spec, compileModel(spec), { ...solver, constants: { N: 3 } });
  return new Map(verdicts.map((verdict) => [verdict.property, verdict]));
}

const place = { file: 'x.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Every state atom as an invariant. */
function withInvariants(spec: ModelSpec): ModelSpec {
  const properties = spec.atoms.flatMap(({ kind }, atom): Property[] => {
    if (kind === 'step') return [];
    const name = `atom ${atom}`;
    const claim = { form: 'always', atom } as const;
    return [
      { name, base: name, bindings: [], claim, expect: 'holds', text: name, span: spec.span },
    ];
  });
  return { ...spec, properties };
}

/** A random expression may give values beyond the bounds of its type, and an elaborated one cannot: the
 * encoding relies on it. Asked only where the answers differ. */
function leavesTypes(spec: ModelSpec): boolean {
  const machine = referenceMachine(spec);
  const states = new Map(machine.initial().map((state) => [machine.key(state), state]));
  for (const state of states.values()) {
    if (spec.variables.some((v) => !contains(v.type, state[v.name]))) return true;
    if (states.size > 2000) return false;
    for (const step of machine.successors(state)) {
      const { binders } = spec.actions[step.action];
      if (step.bindings.some((value, i) => !contains(binders[i].local.type, value))) return true;
      if ('next' in step) states.set(machine.key(step.next), step.next);
    }
  }
  return false;
}

test('random models: proof and exploration agree', async () => {
  const { seed, runs } = campaign('proof against exploration', { sample: 50, deep: 3000 });
  const seen = { holds: 0, violated: 0, unknown: 0, error: 0 };
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (s) => {
      const spec = withInvariants(randomModel(s));
      const system = compileModel(spec);
      const limits = { maxStates: 2000 };
      const explored = await checkModel(system, { place, limits });
      for (const [name, verdict] of await proved(spec)) {
        const other = explored.verdicts.find(({ property }) => property === name) as Verdict;
        seen[verdict.status]++;
        const both = [verdict.status, other.status].sort().join();
        // Without an initial state exploration calls it an error, induction an empty success.
        if (!explored.exploration || explored.exploration.initialStates === 0) continue;
        const agree = !['holds,violated', 'error,holds'].includes(both);
        expect(agree || leavesTypes(spec), `${name}: ${both}`).toBe(true);
      }
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  expect(seen.holds).toBeGreaterThan(0);
  expect(seen.violated).toBeGreaterThan(0);
});

test('the invariant of EWD 840 is inductive, and carries the other', async () => {
  const verdicts = await proved(modelOf('classics/ewd840.yaml'));
  const own = verdicts.get('inductive invariant');
  expect(own?.status).toBe('holds');
  expect(own?.method).toBe('induction, z3');
  expect(own?.claim).toMatch(/^inductive: it holds initially and every step keeps it, for N = 3/);
  const other = verdicts.get('detects only termination');
  expect(other?.status).toBe('holds');
  expect(other?.claim).toMatch(/^inductive together with “inductive invariant”/);
});

test('two-phase commit: not inductive, with a step that may be unreachable', async () => {
  const verdict = (await proved(modelOf('transactions/two-phase-commit.yaml'))).get('consistent');
  expect(verdict?.status).toBe('unknown');
  expect(verdict?.claim).toMatch(/^not inductive .*says nothing about reachable states/);
  expect(verdict?.claim).toContain('no run of at most 5 steps breaks it');
  expect(verdict?.evidence?.kind).toBe('induction');
  expect(verdict?.evidence?.steps).toHaveLength(2);
  expect(verdict?.evidence?.steps[1].action).not.toBeNull();
});

test('cigarette smokers: 2-inductive, not inductive', async () => {
  const verdict = (await proved(modelOf('classics/cigarette-smokers.yaml'))).get(
    'at most one smokes',
  );
  expect(verdict?.status).toBe('holds');
  expect(verdict?.method).toBe('k-induction, z3');
  expect(verdict?.claim).toMatch(/^2-inductive/);
});

test('the resource allocator: a shortest run, taken again', async () => {
  const spec = modelOf('classics/resource-allocator.yaml');
  const verdict = (await proved(spec)).get('all at once (c = 1)');
  expect(verdict?.status).toBe('violated');
  expect(verdict?.method).toBe('bounded model checking, z3');
  const system = compileModel(spec);
  const { verdicts } = await checkModel(system, { place });
  const explored = verdicts.find(({ property }) => property === 'all at once (c = 1)');
  expect(verdict?.evidence?.steps.length).toBe(explored?.evidence?.steps.length);
  expect(verdict?.claim).toBe(explored?.claim);
});

test('a native z3 gives the same answers', async () => {
  needs('z3');
  for (const path of ['classics/ewd840.yaml', 'classics/prisoners.yaml']) {
    const spec = modelOf(path);
    const [here, there] = [await proved(spec), await proved(spec, true)];
    const said = (all: Map<string, Verdict>) =>
      [...all.values()].map((v) => [v.property, v.status, v.claim]);
    expect(said(there)).toEqual(said(here));
  }
});

test('a limit and an interruption are told, never taken for an answer', async () => {
  const spec = modelOf('classics/ewd840.yaml');
  const bounds = { depth: 2, resources: 10 };
  const system = compileModel(spec);
  const [spent] = await proveModel(spec, system, { solver: webAssembly, bounds });
  expect(spent.status).toBe('unknown');
  expect(spent.claim).toContain('stopped at the limit of 10 solver steps');
  const limits = { signal: AbortSignal.abort() };
  const [stopped] = await proveModel(spec, system, { limits });
  expect(stopped.status).toBe('unknown');
  expect(stopped.claim).toContain('stopped at interrupted');
});

test('what cannot be said is said to be so', async () => {
  const base = withInvariants(randomModel(1));
  const spec: ModelSpec = {
    ...base,
    variables: [
      { name: 'q', type: { kind: 'sequence', of: { kind: 'boolean' } }, span: base.span },
    ],
    initial: [
      {
        variable: 'q',
        choose: 'value',
        value: {
          op: 'literal',
          type: { kind: 'sequence', of: { kind: 'boolean' } },
          value: [],
          span: base.span,
        },
      },
    ],
    given: [],
    refinements: [],
    explore: {},
    actions: [],
    atoms: [
      {
        kind: 'state',
        expr: { op: 'literal', type: { kind: 'boolean' }, value: true, span: base.span },
      },
    ],
    properties: [{ ...base.properties[0], claim: { form: 'always', atom: 0 } }],
  };
  const [verdict] = await proveModel(spec, compileModel(spec), { solver: webAssembly });
  expect(verdict.status).toBe('unknown');
  expect(verdict.claim).toBe('cannot be put to the solver: a sequence without a bound');
});

test('disagreement is an error of ours, and both answers are kept', async () => {
  const spec = modelOf('classics/ewd840.yaml');
  const holds = (await proved(spec)).get('inductive invariant') as Verdict;
  const violated: Verdict = {
    ...holds,
    status: 'violated',
    method: 'exploration',
    asExpected: false,
  };
  const both = combined(violated, holds);
  expect(both.status).toBe('error');
  expect(both.asExpected).toBe(false);
  expect(both.claim).toContain('two methods disagree');
  expect(both.also).toEqual([violated, holds]);
  const unknown: Verdict = { ...violated, status: 'unknown' };
  expect(combined(unknown, holds).status).toBe('holds');
  expect(combined(violated, unknown)).toEqual({ ...violated, also: [unknown] });
});
