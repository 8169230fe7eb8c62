/**
 * Partial order against exploration in full: the same properties decided, or found without a value, and the
 * same states without steps, among no more states. Random models, and models of many processes each.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../engine/language/source.js';
import type { Formula, ModelSpec } from '../../../engine/language/typed.js';
import { compileModel, type ModelSystem } from '../../../engine/transition/compile.js';
import { Chance } from '../../../engine/transition/random/chance.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import { campaign, patience } from '../../../test/campaign.js';
import { breadthFirst } from '../breadth-first.js';
import { type CheckOptions, checkModel } from '../check.js';
import type { Found } from '../found.js';
import { processMeters, Watch } from '../limits.js';
import { traceOf } from '../trace.js';
import { PartialOrder } from './partial-order.js';
import { modelOf, randomThreads } from './test-threads.js';

/** Both questions about every atom that is not one of steps. */
function withProperties(spec: ModelSpec, pick: number): ModelSpec {
  const states = compileModel(spec).atoms.flatMap(({ kind }, i) => (kind === 'step' ? [] : [i]));
  // What one atom sees and another does not is hidden when all are asked for.
  const indices = pick % 2 === 0 ? states : states.slice(0, 1);
  return {
    ...spec,
    explore: {},
    properties: indices.flatMap((atom) =>
      (['always', 'reachable'] as const).map((form) => ({
        name: `${form} ${atom}`,
        base: `${form} ${atom}`,
        bindings: [],
        claim: { form, atom },
        expect: 'holds' as const,
        text: '',
        span: spec.span,
      })),
    ),
  };
}

/** What must be the same. */
function summary(found: Found, system: ModelSystem) {
  return {
    complete: found.complete,
    stuckStates: found.stuckStates,
    decided: [...found.decided.keys()].sort((a, b) => a - b),
    illDefined: [...found.illDefined.keys()].sort((a, b) => a - b),
    fails: found.failure !== null,
    attempted: found.attempted,
    coverage: [...system.coverage.seen],
  };
}

async function search(system: ModelSystem, partialOrder?: PartialOrder): Promise<Found> {
  return breadthFirst(system, {
    properties: system.properties,
    keepGraph: false,
    toTheEnd: true,
    watch: new Watch({ maxStates: 3000 }, processMeters),
    ...(partialOrder ? { partialOrder } : {}),
  });
}

/** The states of both searches; null where there is nothing to compare. */
async function compare(given: ModelSpec, pick: number): Promise<readonly [number, number] | null> {
  const spec = withProperties(given, pick);
  const system = compileModel(spec);
  const full = await search(system);
  if (!full.complete || full.counts.states === 0) return null;
  const again = compileModel(spec);
  const judged = again.properties.map((_, index) => index);
  const interference = again.interference?.(judged);
  if (interference === undefined || 'refused' in interference) return null;
  const reduced = await search(again, new PartialOrder(interference, false));
  expect(summary(reduced, again)).toEqual(summary(full, system));
  expect(reduced.counts.states).toBeLessThanOrEqual(full.counts.states);
  for (const sighting of [...reduced.decided.values(), ...reduced.illDefined.values()])
    traceOf(again, reduced.search.runTo(sighting));
  return [full.counts.states, reduced.counts.states];
}

describe('the same is found', () => {
  it.each<[string, (seed: number) => ModelSpec, number, number | null]>([
    // Hardly any of these has steps that are independent: they show that nothing is taken for so that is not.
    ['in random models', (seed) => randomModel(seed, true), 300, null],
    ['where several threads run', randomThreads, 300, 1 / 3],
  ])(
    '%s',
    async (name, model, sample, smaller) => {
      const { seed, runs } = campaign(`partial order ${name}`, { sample, deep: 10_000 });
      const seen = { compared: 0, smaller: 0 };
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (s) => {
          const sizes = await compare(model(s), s);
          if (sizes === null) return;
          seen.compared++;
          if (sizes[1] < sizes[0]) seen.smaller++;
        }),
        { seed, numRuns: runs, endOnFailure: true },
      );
      expect(seen.compared).toBeGreaterThan(runs / 20);
      if (smaller !== null)
        if (smaller !== null) expect(seen.smaller).toBeGreaterThanOrEqual(seen.compared * smaller);
    },
    patience(300_000),
  );
});

/** A formula of linear time without `next`. */
function linear(c: Chance, atoms: readonly number[], depth: number): Formula {
  if (depth === 0 || c.oneIn(6)) return { op: 'atom', atom: c.one(atoms) };
  const inner = () => linear(c, atoms, depth - 1);
  if (c.oneIn(2)) return { op: c.one(['always', 'eventually', 'not'] as const), of: inner() };
  const op = c.one(['and', 'or', 'implies', 'until', 'unless'] as const);
  return { op, left: inner(), right: inner() };
}

function withFormulas(spec: ModelSpec, seed: number): ModelSpec {
  const c = new Chance(seed);
  const states = compileModel(spec).atoms.flatMap(({ kind }, i) => (kind === 'state' ? [i] : []));
  if (states.length === 0) return { ...spec, properties: [] };
  const properties = c.list(1, 2, (i) => ({
    name: `run ${i}`,
    base: `run ${i}`,
    bindings: [],
    claim: { form: 'holds', formula: linear(c, c.oneIn(2) ? states : [states[0]], 3) } as const,
    expect: 'holds' as const,
    text: '',
    span: spec.span,
  }));
  return { ...spec, fairness: [], explore: {}, properties };
}

it.each<[string, (seed: number) => ModelSpec, number | null]>([
  ['random models', (seed) => randomModel(seed, true), null],
  ['threads', randomThreads, 1 / 8],
])(
  'whole runs of %s are judged alike',
  async (name, model, smaller) => {
    const { seed, runs } = campaign(`partial order of runs: ${name}`, {
      sample: 200,
      deep: 10_000,
    });
    const seen = { holds: 0, violated: 0, smaller: 0, compared: 0 };
    for (let run = 0; run < runs; run++) {
      const c = new Chance(seed + run);
      const spec = withFormulas(model(c.below(2 ** 31 - 1)), c.below(2 ** 31 - 1));
      if (spec.properties.length === 0) continue;
      const check = (reduce: 'partial-order'[]) =>
        checkModel(compileModel(spec), {
          place: placeOf(spec.span),
          reduce,
          limits: { maxStates: 1000 },
        });
      const [full, reduced] = [await check([]), await check(['partial-order'])];
      if (!full.exploration?.complete) continue;
      const answers = ({ verdicts }: typeof full) => verdicts.map(({ status }) => status);
      expect(answers(reduced), `${seed} ${run}`).toEqual(answers(full));
      seen.compared++;
      for (const status of answers(full)) if (status in seen) seen[status as 'holds']++;
      const [all, some] = [full, reduced].map((r) => r.exploration?.effort.states ?? 0);
      if (some < all) seen.smaller++;
    }
    expect(Math.min(seen.holds, seen.violated)).toBeGreaterThan(seen.compared / 20);
    if (smaller !== null) expect(seen.smaller).toBeGreaterThanOrEqual(seen.compared * smaller);
  },
  patience(600_000),
);

/** Each takes two steps alone, and then the one tool. */
const workers = modelOf(`
constants:
  N: 4
types:
  Worker: 1..N
state:
  phase: Worker to [fresh, begun, ready, using]
  tool: boolean
actions:
  begins:
    for: w in Worker
    when: phase[w] == fresh
    then:
      phase[w]: begun
  prepares:
    for: w in Worker
    when: phase[w] == begun
    then:
      phase[w]: ready
  takes the tool:
    for: w in Worker
    when:
      - phase[w] == ready
      - not tool
    then:
      phase[w]: using
      tool: true
  puts it back:
    for: w in Worker
    when: phase[w] == using
    then:
      phase[w]: fresh
      tool: false
properties:
  the tool is somewhere:
    never: exists(w in Worker, phase[w] == using) and not tool
  nobody stops:
    never: stuck
  it is used:
    reachable: tool
`);

describe('what is explored', () => {
  const check = (options: Partial<CheckOptions>) =>
    checkModel(compileModel(workers), {
      place: placeOf(workers.span),
      reduce: ['partial-order'],
      expect: { states: 1 },
      ...options,
    });
  const only = (name: string) => ({ only: (property: { name: string }) => property.name === name });

  it('is less where steps do not touch each other, and nobody looks', async () => {
    const { verdicts, exploration } = await check(only('nobody stops'));
    const full = await check({ ...only('nobody stops'), reduce: [] });
    expect(full.exploration?.effort.states).toBe(189);
    expect(exploration?.effort.states).toBe(93);
    expect(exploration).toMatchObject({ graph: null, coveredDepth: 0 });
    expect(verdicts.map(({ claim }) => claim)).toEqual([
      'in none of the reachable states, explored as 93 chosen by partial order',
      'in all reachable states, explored as 93 chosen by partial order',
    ]);
  });

  it('is everything where all is looked at', async () => {
    const { exploration } = await check(only('the tool is somewhere'));
    expect(exploration?.effort.states).toBe(189);
  });

  it('gives runs that are not said to be shortest', async () => {
    const { verdicts } = await check(only('it is used'));
    expect(verdicts[0].claim).toBe('a run of 9 steps reaches a state where tool');
    const full = await check({ ...only('it is used'), reduce: [] });
    expect(full.verdicts[0].claim).toMatch(/; no shorter run does$/);
  });

  it('covers no depth when it is stopped', async () => {
    const { verdicts } = await check({ ...only('nobody stops'), limits: { maxStates: 10 } });
    expect(verdicts[0]).toMatchObject({
      status: 'unknown',
      claim:
        'no violation in 10 states, chosen by partial order, no depth covered in full; stopped at --max-states 10',
    });
  });
});

describe('what few would miss', () => {
  const apart = (rest: string, claim: string) =>
    modelOf(`
state:
  a: 0..2
  b: 0..2
  x: 0..2
actions:
  goes a:
    when: a < 2
    then:
      a: a + 1
  goes b:
    when: b < 2
    then:
      b: b + 1
${rest}
properties:
  p:
    always: ${claim}
`);
  const search = async (spec: ModelSpec) => {
    const reduce = (choice: 'partial-order'[]) =>
      checkModel(compileModel(spec), { place: placeOf(spec.span), reduce: choice });
    const [full, reduced] = [await reduce([]), await reduce(['partial-order'])];
    const answers = ({ verdicts }: typeof full) =>
      verdicts.map(({ status, notes }) => [status, notes.map(({ text }) => text)]);
    expect(answers(reduced)).toEqual(answers(full));
    return [full.exploration?.effort.states, reduced.exploration?.effort.states];
  };

  it('is left out where nobody looks', async () => {
    expect(await search(apart('', 'x == 0'))).toEqual([9, 5]);
  });

  it('is a step that never has a value', async () => {
    const fails = '  fails:\n    when: [a == 1, b == 1]\n    then:\n      x: x + 3';
    expect(await search(apart(fails, 'x == 0'))).toEqual([9, 9]);
  });

  it('is a state that others come from, where the property asks whether it is stuck', async () => {
    expect(await search(apart('', 'stuck implies a == b'))).toEqual([9, 5]);
    expect(await search(apart('', 'a < 2 or stuck'))).toEqual([9, 9]);
  });

  it('is a step that is put off for ever', async () => {
    const turns = '  turns:\n    then:\n      x: (x + 1) mod 3';
    expect(await search(apart(turns, 'eventually(always(b == 0))'))).toEqual([27, 11]);
  });

  it('is a run, where nobody looks at its order', async () => {
    expect(await search(apart('', 'eventually(a == 2)'))).toEqual([9, 5]);
  });

  it('is the left side of an implication whose right side is true anyway', async () => {
    expect(await search(apart('', 'a == 1 and b == 1 implies x == x'))).toEqual([9, 9]);
  });
});

describe('what has no such form', () => {
  const refusal = (spec: ModelSpec) => {
    const made = compileModel(spec).interference?.([]);
    return made && 'refused' in made ? made.refused : undefined;
  };

  it('is a model whose values are more than words', () => {
    const log = (then: string) => `
state:
  log: sequence([a, b])
actions:
  writes:
    then:
      log: ${then}
`;
    expect(refusal(modelOf(log('append(log, a)')))).toBe(
      '“writes” works on values that do not fit 32 bits',
    );
    expect(refusal(workers)).toBeUndefined();
  });
});

/** Each test may have no value, so each is asked under all before it, which share their parts. */
it('is decided in time for forty tests in a row', () => {
  const tests = Array.from({ length: 40 }, (_, k) => `m[i + ${k % 4}] == ${k % 3}`).join(' or ');
  const spec = modelOf(`
state:
  i: 0..3
  m: 0..3 to 0..3
actions:
  steps:
    when: ${tests}
    then:
      i: 3 - i
properties:
  in range:
    always: i <= 3
`);
  expect(compileModel(spec).interference?.([])).toBeDefined();
});
