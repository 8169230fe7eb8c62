/**
 * Approximate storage against exact search: on random models with tables so small that most states collide, nothing is
 * reported that is not so; estimates of what was left out against what was; and with ample memory nothing is missing.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf } from '../../../engine/language/source.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience } from '../../../test/campaign.js';
import { breadthFirst } from '../breadth-first.js';
import { checkModel } from '../check.js';
import { explore } from '../explore.js';
import { withRuns } from '../kernel/approximate.js';
import type { Threads } from '../kernel/levels.js';
import { Retrace } from '../kernel/retrace.js';
import { modelAt, propertiesOf } from '../kernel/test-summary.js';
import { processMeters, Watch } from '../limits.js';
import { traceOf } from '../trace.js';
import { type Approximation, bitstateOmission, compactOmission } from './storage.js';

const FORMS = ['general', 'kernel'] as const;
const MOST_STATES = 3000;

const optionsFor = (system: TransitionSystem) => ({
  properties: propertiesOf(system),
  keepGraph: false,
  toTheEnd: true,
  watch: new Watch({ maxStates: MOST_STATES }, processMeters),
});

async function approximately(
  system: TransitionSystem,
  form: (typeof FORMS)[number],
  approximation: Approximation,
  threads: Threads = { count: 1 },
) {
  const options = {
    ...optionsFor(system),
    watch: new Watch({}, processMeters),
    approximation,
  };
  if (form === 'general') return breadthFirst(system, options);
  const { found, form: ran } = await explore(system, {
    ...options,
    sleep: false,
    threads,
    outgrows: 0,
  });
  return ran.name === 'kernel' ? found : null;
}

const tiny: fc.Arbitrary<Approximation> = fc.record({
  storage: fc.constantFrom('compact', 'bitstate'),
  seed: fc.integer({ min: 0, max: 1000 }),
  keyBits: fc.integer({ min: 3, max: 9 }),
  bitBytes: fc.constantFrom(4, 16, 64, 256),
});

test('nothing is reported that the exact search does not find, however many states collide', {
  timeout: patience(600_000),
}, async () => {
  const { seed, runs } = campaign('approximate storage', { sample: 200, deep: 5000 });
  const seen = { missing: 0, decided: 0, kernels: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      fc.constantFrom(...FORMS),
      tiny,
      async (s, form, approximation) => {
        const spec =
          form === 'kernel' ? { ...randomModel(s, true), explore: {} } : randomModel(s, true);
        const system = compileModel(spec);
        const exact = await breadthFirst(system, optionsFor(system));
        if (!exact.complete || exact.counts.states === 0) return;
        const found = await approximately(system, form, approximation);
        if (found === null) return;
        if (form === 'kernel') seen.kernels++;
        expect(found.complete).toBe(false);
        expect(found.omission).toBeDefined();
        expect(found.counts.states).toBeLessThanOrEqual(exact.counts.states);
        if (found.counts.states < exact.counts.states) seen.missing++;
        for (const [index, sighting] of found.decided) {
          seen.decided++;
          const shortest = exact.decided.get(index);
          if (shortest === undefined) throw new Error('decided, and exactly it is not');
          const run = found.search.runTo(sighting);
          // Throws unless the run is one of the system.
          traceOf(system, run);
          expect(run.states.length).toBeGreaterThanOrEqual(shortest.length);
        }
        if (found.failure) traceOf(system, found.search.runTo(found.failure));
        expect(found.failure !== null && exact.failure === null).toBe(false);
      },
    ),
    { seed, numRuns: runs, endOnFailure: true },
  );
  expect(seen.missing).toBeGreaterThan(runs / 50);
  expect(seen.decided).toBeGreaterThan(runs / 50);
  expect(seen.kernels).toBeGreaterThan(runs / 50);
});

const SIX = () => compileModel(modelAt('transactions/two-phase-commit.yaml', ['N=6']));
/** Of two-phase commit with six managers. */
const STATES = 50_816;

test.each(
  FORMS.flatMap((form) => [
    { form, storage: 'compact' as const, keyBits: 18, bitBytes: 4 },
    { form, storage: 'compact' as const, keyBits: 22, bitBytes: 4 },
    { form, storage: 'bitstate' as const, keyBits: 0, bitBytes: 2 ** 15 },
    { form, storage: 'bitstate' as const, keyBits: 0, bitBytes: 2 ** 17 },
  ]),
)(
  'of many hash functions, as many states are left out as is said: %j',
  async ({ form, ...rest }) => {
    const SEEDS = 6;
    const system = SIX();
    let left = 0;
    let expected = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const found = await approximately(system, form, { ...rest, seed });
      left += STATES - (found?.counts.states ?? 0);
      expected += found?.omission?.expected ?? 0;
    }
    expect(expected).toBeGreaterThan(100);
    // What only states left out lead to is left out as well, and not counted in what is expected.
    expect(left / expected).toBeGreaterThan(0.8);
    expect(left / expected).toBeLessThan(1.6);
  },
  patience(120_000),
);

test.each(
  FORMS.flatMap((form) => [
    { form, storage: 'compact' as const },
    { form, storage: 'bitstate' as const },
  ]),
)('with ample memory nothing is missing, and nothing holds: %j', async ({ form, storage }) => {
  const system = SIX();
  const exact = { states: STATES, generated: 402_306, depth: 20 };
  const found = await approximately(system, form, { storage, seed: 1, bitBytes: 2 ** 25 });
  expect(found?.counts).toMatchObject(exact);
  expect(found?.omission?.any).toBeLessThan(0.5);
  expect(found?.complete).toBe(false);
});

test.each(['compact', 'bitstate'] as const)('nor with other threads: %s', async (storage) => {
  const system = SIX();
  const threads = { count: 3, eager: true };
  const found = await approximately(
    system,
    'kernel',
    { storage, seed: 1, bitBytes: 2 ** 25 },
    threads,
  );
  expect(found?.counts).toMatchObject({ states: STATES, generated: 402_306, depth: 20 });
});

test('a state whose run takes too much memory to be found again is told of, and decides nothing', async () => {
  const system = SIX();
  const kept = await approximately(system, 'kernel', {
    storage: 'bitstate',
    seed: 1,
    bitBytes: 2 ** 20,
  });
  if (kept === null) throw new Error('there is a kernel');
  const deep = [...kept.decided].find(([, { length }]) => length > 3);
  if (deep === undefined) throw new Error('something is deep');
  const [index, sighting] = deep;
  const end = kept.search.runTo(sighting).states.at(-1) ?? new Int32Array();
  expect(new Retrace(system, null).runAtMost(end, sighting.length, 1)).toBe(null);
  expect(
    new Retrace(system, null).runAtMost(end, sighting.length + 1, 2 ** 32)?.states.length,
  ).toBe(sighting.length);
  const lost = withRuns(kept, kept.omission, () => null);
  expect(lost.decided.size).toBe(0);
  expect(lost.lost?.get(index)).toBe(sighting.length);
});

test('verdicts: what is found is found, all else is unknown, with what may be missing', async () => {
  const spec = modelAt('transactions/two-phase-commit.yaml', ['N=4']);
  const { verdicts, exploration } = await checkModel(compileModel(spec), {
    place: placeOf(spec.span),
    constants: { N: 4 },
    approximation: { storage: 'bitstate', seed: 3, bitBytes: 2 ** 12 },
  });
  const status = Object.fromEntries(verdicts.map((v) => [v.property, v.status]));
  expect(status).toMatchObject({
    consistent: 'unknown',
    'can commit': 'holds',
    'can abort': 'holds',
    decides: 'unknown',
    'well defined': 'unknown',
  });
  const claim = verdicts.find(({ property }) => property === 'consistent')?.claim ?? '';
  expect(claim).toMatch(
    /^no violation in [\d,]+ states, with N = 4: each is kept as 3 of 32,768 bits, /,
  );
  expect(claim).toMatch(/left out by estimate, any with probability .* lead to$/);
  expect(verdicts.find(({ property }) => property === 'can abort')?.claim).not.toContain('shorter');
  expect(exploration).toMatchObject({ complete: false, coveredDepth: 0 });
});

test('formulas: few states in many hashes, and a full array', () => {
  // The birthday problem: 23 of 365 meet with probability one half.
  const { expected, any } = compactOmission(23, Math.log2(365));
  expect(expected).toBeCloseTo((23 * 23) / 2 / 365, 1);
  expect(any).toBeCloseTo(0.51, 1);
  expect(bitstateOmission(1000, 1e9, 3e-6).any).toBeLessThan(1e-9);
  expect(bitstateOmission(1000, 1024, 1).expected).toBeGreaterThan(1000);
  expect(compactOmission(16, 4).expected).toBe(Number.POSITIVE_INFINITY);
});
