/**
 * Every mode of a check against one naive search over the interpreter, on random models: with each reduction and
 * with none, in each form, with one thread and with several, exactly and with states left out. The same
 * verdicts of all properties, by runs of the same length where shortest ones are promised, and the same counts.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf } from '../../../engine/language/source.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import { symmetricModel } from '../../../engine/transition/random/symmetric.js';
import { campaign, patience, untilSeen } from '../../../test/campaign.js';
import { checkModel } from '../check.js';
import { isSafety } from '../judge.js';
import { modelAt } from '../kernel/test-summary.js';
import { randomThreads } from '../reductions/test-threads.js';
import {
  answerOf,
  compare,
  EXACT,
  type Mode,
  partial,
  THREADS,
  withQuestions,
} from './test-modes.js';
import { naiveSearch } from './test-naive-search.js';

const MOST_STATES = 400;
const LONG = patience(600_000);

const unbounded = (spec: ModelSpec): ModelSpec => ({ ...spec, explore: {} });

/** Models of each kind by turns; with and without a bound. */
const KINDS: readonly ((seed: number) => ModelSpec)[] = [
  (seed) => unbounded(randomModel(seed, true)),
  (seed) => unbounded(symmetricModel(seed)),
  (seed) => unbounded(randomThreads(seed)),
  (seed) => randomModel(seed),
  (seed) => symmetricModel(seed),
];

/** One question, those about states, or all: what one allows another forbids. */
function questions(spec: ModelSpec, seed: number): ModelSpec {
  const one = spec.atoms[seed % spec.atoms.length];
  const asked = [
    withQuestions(spec, (atom) => atom === one),
    withQuestions(spec, ({ kind }) => kind !== 'step'),
    withQuestions(spec, () => true),
  ];
  return asked[(seed >> 8) % 3];
}

/** Every mode that `modesFor` names, on every model; each must have been in use for its share of them. */
async function compareAll(
  name: string,
  runs: { readonly sample: number; readonly deep: number },
  modesFor: (seed: number) => readonly Mode[],
  kinds = KINDS,
): Promise<void> {
  const { seed, runs: numRuns } = campaign(name, runs);
  const ran = new Map<string, number>();
  let compared = 0;
  const property = fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (s) => {
    const spec = questions(kinds[(s >> 4) % kinds.length](s), s);
    if (spec.properties.length === 0) return;
    const naive = naiveSearch(spec, MOST_STATES);
    if (naive === null) return;
    compared++;
    for (const mode of modesFor(s)) {
      const result = await answerOf(spec, mode, s % 2 === 0);
      if (result === null) continue;
      try {
        compare(spec, naive, mode, result);
      } catch (difference) {
        throw new Error(`${mode.name}, seed ${s}: ${(difference as Error).message}`);
      }
      if (mode.ran(result)) ran.set(mode.name, (ran.get(mode.name) ?? 0) + 1);
    }
  });
  const seldom = (): string[] =>
    modesFor(0).flatMap(({ name: mode }) => ((ran.get(mode) ?? 0) > numRuns / 100 ? [] : [mode]));
  const sample = (s: number) => fc.assert(property, { seed: s, numRuns, endOnFailure: true });
  await untilSeen(seed, () => seldom().length > 0, sample);
  expect(compared).toBeGreaterThan(numRuns / 4);
  expect(seldom()).toEqual([]);
}

test('each form and each reduction', { timeout: LONG }, async () => {
  await compareAll('modes', { sample: 40, deep: 10_000 }, () => EXACT);
});

test('one, two and three threads', { timeout: LONG }, async () => {
  const inTheKernel = KINDS.slice(0, 3);
  await compareAll('modes with threads', { sample: 20, deep: 10_000 }, () => THREADS, inTheKernel);
});

test('what is very long when it is written out has no kernel', async () => {
  const spec = modelAt('consensus/voting.yaml', []);
  const { exploration } = await checkModel(compileModel(spec), {
    place: placeOf(spec.span),
    only: isSafety,
    reduce: [],
    eager: true,
  });
  expect(exploration?.form).toMatchObject({
    name: 'general',
    because: 'written out, its steps are very long',
  });
  expect(exploration?.effort.states).toBe(599);
});

test('what may leave states out', { timeout: LONG }, async () => {
  await compareAll('modes in part', { sample: 50, deep: 10_000 }, partial);
});
