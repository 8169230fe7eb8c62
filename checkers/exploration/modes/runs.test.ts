/**
 * Properties of whole runs, from the model to the verdict, against the oracle of temporal logic on the graph that a
 * naive search over the interpreter finds: random small models, formulas and fairness, with properties of states
 * beside them, in each mode that allows them.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fairness, Formula, ModelSpec, Property } from '../../../engine/language/typed.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import { symmetricModel } from '../../../engine/transition/random/symmetric.js';
import { campaign, patience, untilSeen } from '../../../test/campaign.js';
import type { Reduction } from '../reductions/choice.js';
import { randomFormula, type TestGraph } from '../temporal/test-graphs.js';
import { Oracle } from '../temporal/test-oracle.js';
import { answerOf, compare, type Mode, withQuestions } from './test-modes.js';
import { type NaiveFindings, naiveSearch } from './test-naive-search.js';

/** The oracle tries all sets of steps. */
const MOST_STATES = 6;
const MOST_STEPS = 9;

const always = (): boolean => true;
const MODES: readonly Mode[] = [
  { name: 'general form', options: { reduce: [] }, promises: 'exact', ran: always },
  { name: 'auto', options: { reduce: 'auto' }, promises: 'exact', ran: always },
  {
    name: 'auto, the kernel from the start',
    options: { reduce: 'auto', eager: true, threads: 2 },
    promises: 'exact',
    ran: always,
  },
  {
    name: 'depth first',
    options: { reduce: [], strategy: { search: 'depth-first' } },
    promises: 'verdicts',
    ran: always,
  },
];

/** Whole runs are looked at from the first step on. */
const FAIL_FAST: Mode = {
  name: 'fail fast',
  options: { reduce: [], failFast: true, eager: true },
  promises: 'sound',
  ran: ({ exploration }) => exploration?.complete === false,
};

/** Which atoms the formula may ask, and how: numbers of atoms are taken modulo how many there are. */
function asked(spec: ModelSpec, formula: Formula): Formula | null {
  const states = spec.atoms.flatMap(({ kind }, i) => (kind === 'state' ? [i] : []));
  if (states.length === 0) return null;
  const renumbered = (f: Formula): Formula => {
    if (f.op === 'atom') return { op: 'atom', atom: states[f.atom % states.length] };
    if ('of' in f) return { ...f, of: renumbered(f.of) };
    if ('left' in f) return { ...f, left: renumbered(f.left), right: renumbered(f.right) };
    return f;
  };
  return renumbered(formula);
}

const fairnessOf = (
  actions: number,
): fc.Arbitrary<readonly (readonly [number, boolean, boolean])[]> =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: actions - 1 }), fc.boolean(), fc.boolean()), {
    maxLength: 2,
  });

/** Each for one action: weak or strong, for all of its bindings or for each by itself. */
function fair(
  spec: ModelSpec,
  wanted: readonly (readonly [action: number, strong: boolean, each: boolean])[],
): Fairness[] {
  return wanted.map(([number, strong, each]) => {
    const action = number % spec.actions.length;
    const some = each ? [] : spec.actions[action].binders.map(({ local }) => local.name);
    return { strength: strong ? 'strong' : 'weak', actions: [action], some, span: spec.span };
  });
}

/** As the oracle wants it; null where it would take too long, or where something has no value. */
function graphOf(
  spec: ModelSpec,
  { nodes, initial, fails, atoms }: NaiveFindings,
  wanted: Parameters<typeof fair>[1],
): TestGraph | null {
  if (fails !== null || atoms.some((atom) => atom.fails !== null)) return null;
  const bindings: string[] = [];
  const edges = nodes.flatMap(({ inside, steps }, from) =>
    !inside
      ? []
      : steps.map(({ action, binding, to }): TestGraph['edges'][number] => {
          if (!bindings.includes(binding)) bindings.push(binding);
          return [from, `${action}`, to, bindings.indexOf(binding)];
        }),
  );
  const distinct = [...new Map(edges.map((edge) => [edge.join(), edge])).values()];
  if (distinct.length > MOST_STEPS || initial === 0) return null;
  const all = nodes.map((_, i) => i);
  return {
    nodes: nodes.length,
    initial: all.filter((i) => nodes[i].depth === 1 && nodes[i].inside),
    edges: distinct,
    atoms: atoms.map(({ trueAt }) => trueAt),
    fairness: wanted.map(([action, strong, perBinding]) => ({
      strength: strong ? 'strong' : 'weak',
      actions: [`${action % spec.actions.length}`],
      perBinding,
    })),
    outside: all.filter((i) => !nodes[i].inside),
    unexpanded: [],
  };
}

const property = (spec: ModelSpec, formula: Formula): Property => ({
  name: 'of runs',
  base: 'of runs',
  bindings: [],
  claim: { form: 'holds', formula },
  expect: 'holds',
  text: '',
  span: spec.span,
});

test('formulas over whole runs', { timeout: patience(3_600_000) }, async () => {
  const { seed, runs } = campaign('whole runs of models', { sample: 250, deep: 20_000 });
  const seen = { holds: 0, violated: 0, unknown: 0, ordered: 0, early: 0 };
  const formula = fc.oneof(randomFormula(3, 2, 'ltl'), randomFormula(3, 2, 'ctl*'));
  const inputs = fc.tuple(fc.integer({ min: 0, max: 2 ** 31 - 1 }), formula, fairnessOf(3));
  const judged = fc.asyncProperty(inputs, async ([s, text, wanted]) => {
    const model = s % 4 === 0 ? symmetricModel(s) : randomModel(s, s % 2 === 0);
    const asking = asked(model, text);
    const naive = asking && naiveSearch(model, MOST_STATES);
    const graph = naive && graphOf(model, naive, wanted);
    if (!graph) return;
    const states = withQuestions(model, ({ kind }) => s % 3 === 0 || kind !== 'step');
    const properties = [...states.properties, property(model, asking)];
    const spec = { ...states, fairness: fair(model, wanted), properties };
    const oracle = new Oracle(graph);
    const noRun = oracle.holds({ op: 'constant', value: false });
    const status = noRun ? 'unknown' : oracle.holds(asking) ? 'holds' : 'violated';
    seen[status]++;
    for (const mode of MODES) {
      const result = await answerOf(spec, mode, true);
      if (result === null) throw new Error(`${mode.name} is always possible`);
      const answer = result.verdicts.find(({ property: name }) => name === 'of runs');
      expect([mode.name, answer?.status]).toEqual([mode.name, status]);
      compare(spec, naive, mode, result);
    }
    const alone = { ...spec, properties: [property(model, asking)] };
    const fast = await answerOf(alone, FAIL_FAST, false);
    expect(['fail fast', fast?.verdicts[0].status]).toEqual(['fail fast', status]);
    if (fast && FAIL_FAST.ran(fast)) {
      expect(status).toBe('violated');
      seen.early++;
    }
    const reduced = (reduction: Reduction) =>
      answerOf(spec, { ...MODES[0], options: { reduce: [reduction] } }, true);
    for (const reduction of ['sleep', 'symmetry', 'slicing'] as const)
      expect(await reduced(reduction), reduction).toBe(null);
    // Partial order may judge some of them, where nobody must be treated fairly.
    const ordered = await reduced('partial-order');
    if (ordered === null) return;
    const answer = ordered.verdicts.find(({ property: name }) => name === 'of runs');
    expect(answer?.status).toBe(status);
    seen.ordered++;
  });
  const isSeldom = () =>
    Math.min(seen.ordered, seen.early) === 0 || Math.min(seen.holds, seen.violated) <= runs / 50;
  const sample = (s: number) => fc.assert(judged, { seed: s, numRuns: runs, endOnFailure: true });
  await untilSeen(seed, isSeldom, sample);
  expect(isSeldom(), JSON.stringify(seen)).toBe(false);
});
