/**
 * The forms of search against a naive one over the interpreter, on random models: the same states and steps at
 * the same depths, the same properties decided by runs of the same lengths; in the general form, and in the
 * kernel's with and without sleeping edges, alone and with other threads.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSpecs, sourceFile } from '../../../engine/language/index.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience } from '../../../test/campaign.js';
import { explore } from '../explore.js';
import type { Found } from '../found.js';
import { processMeters, Watch } from '../limits.js';
import { naiveSearch } from '../modes/test-naive-search.js';
import type { SearchOptions } from '../search.js';
import { traceOf } from '../trace.js';
import type { Threads } from './levels.js';
import { modelAt, propertiesOf, summary } from './test-summary.js';

const MOST_STATES = 4000;

function searchOptions(system: TransitionSystem): SearchOptions {
  return {
    properties: propertiesOf(system),
    keepGraph: false,
    toTheEnd: true,
    watch: new Watch({}, processMeters),
  };
}

type Form = { readonly outgrows: number; readonly sleep: boolean; readonly threads: Threads };

async function explored(spec: ModelSpec, form: Form) {
  const system = compileModel(spec);
  const watch = new Watch({ maxStates: MOST_STATES }, processMeters);
  return { system, ...(await explore(system, { ...searchOptions(system), watch, ...form })) };
}

const GENERAL: Form = { outgrows: Number.POSITIVE_INFINITY, sleep: false, threads: { count: 1 } };
const KERNEL: Form = { outgrows: 0, sleep: false, threads: { count: 1 } };

test('kernel and general form find what a naive search over the interpreter finds', {
  timeout: patience(600_000),
}, async () => {
  const { seed, runs } = campaign('forms of search', { sample: 200, deep: 10_000 });
  let kernels = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean(), async (s, packed) => {
      const spec = { ...randomModel(s, packed), explore: {} };
      const naive = naiveSearch(spec, MOST_STATES);
      if (naive === null || naive.states === 0) return;
      const general = await explored(spec, GENERAL);
      expect(naive).toMatchObject(asNaive(spec, general.found, general.system));
      for (const form of [KERNEL, { ...KERNEL, sleep: true }]) {
        const fast = await explored(spec, form);
        if (fast.form.name !== 'kernel') return;
        kernels++;
        expect(summary(fast.found, fast.system)).toEqual(summary(general.found, general.system));
        // Every run is taken again by the system.
        for (const sighting of [...fast.found.decided.values(), ...fast.found.illDefined.values()])
          traceOf(fast.system, fast.found.search.runTo(sighting));
      }
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  expect(kernels).toBeGreaterThan(runs / 20);
});

/** A search's findings in the words of the naive one. */
function asNaive(spec: ModelSpec, found: Found, system: TransitionSystem): object {
  const properties = propertiesOf(system);
  const depthOf = (form: string, atom: number): number | null => {
    const index = properties.findIndex(({ name }) => name === `${form} ${atom}`);
    return found.decided.get(index)?.length ?? null;
  };
  return {
    states: found.counts.states,
    generated: found.counts.generated,
    statesByDepth: found.statesByDepth,
    stuck: found.stuckStates,
    untaken: found.untaken,
    atoms: spec.atoms.map(({ kind }, i) =>
      kind === 'step' ? {} : { true: depthOf('reachable', i), false: depthOf('always', i) },
    ),
  };
}

test('other threads change nothing', async () => {
  const system = compileModel(modelAt('transactions/two-phase-commit.yaml', ['N=7']));
  const properties = system.properties.filter(({ name }) => name === 'consistent');
  const options = { ...searchOptions(system), properties, sleep: true, outgrows: 0 };
  const alone = await explore(system, { ...options, threads: { count: 1 } });
  const together = await explore(system, { ...options, threads: { count: 3, eager: true } });
  expect(together.form.threads).toBe(3);
  expect(summary(together.found, system)).toEqual(summary(alone.found, system));
  expect(alone.found.counts).toMatchObject({ states: 296_448, generated: 2_744_706 });
});

test('what a limit of states leaves is the same whenever it is noticed', async () => {
  const system = compileModel(modelAt('transactions/two-phase-commit.yaml', ['N=7']));
  const sometime = { count: 1 };
  const searched = async (maxStates: number, step: number, threads: Threads) => {
    let now = 0;
    const clock = () => {
      now += step;
      return now;
    };
    const watch = new Watch({ maxStates, maxSeconds: 1e9 }, { ...processMeters, clock });
    const options = { ...searchOptions(system), watch, sleep: true, outgrows: 0 };
    const { found } = await explore(system, { ...options, threads });
    return { ...summary(found, system), coveredDepth: found.coveredDepth };
  };
  for (const most of [60_000, 100_000, 200_000]) {
    const late = await searched(most, 0, sometime);
    expect(late.complete).toBe(false);
    expect(late.counts.states).toBe(most);
    expect(late.statesByDepth.reduce((a, b) => a + b)).toBe(most);
    // All states of these depths were judged.
    expect(late.coveredDepth).toBe(late.statesByDepth.length - 1);
    expect(await searched(most, 1000, sometime)).toEqual(late);
    expect(await searched(most, 1000, { count: 2, eager: true })).toEqual(late);
  }
});

test('limits are asked however small the levels are', async () => {
  const file = sourceFile(
    'counter.yaml',
    'kind: model\nname: counter\nabout: Counts.\nstate: { n: 0..100000 }\nactions:\n  up:\n    when: n < 100000\n    then: { n: n + 1 }\n',
  );
  const [{ spec }] = loadSpecs(file).specs;
  const system = compileModel(spec as ModelSpec);
  let now = 0;
  const clock = () => now++;
  const watch = new Watch({ maxSeconds: 1 }, { ...processMeters, clock });
  let told = 0;
  const onProgress = () => {
    told++;
  };
  const options = { ...searchOptions(system), watch, onProgress, sleep: false, outgrows: 0 };
  const { found, form } = await explore(system, { ...options, threads: { count: 1 } });
  expect([form.name, found.stoppedBy]).toEqual(['kernel', '--max-seconds 1']);
  expect(told).toBeGreaterThan(5);
});

test('random models with other threads, too', { timeout: patience(600_000) }, async () => {
  const { seed, runs } = campaign('kernel with threads', { sample: 20, deep: 500 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean(), async (s, sleep) => {
      const spec = { ...randomModel(s, true), explore: {} };
      const alone = await explored(spec, { ...KERNEL, sleep });
      if (!alone.found.complete || alone.form.name !== 'kernel') return;
      const threads = { count: 2, eager: true };
      const together = await explored(spec, { ...KERNEL, sleep, threads });
      expect(summary(together.found, together.system)).toEqual(summary(alone.found, alone.system));
      for (const [index, sighting] of alone.found.decided) {
        const other = together.found.decided.get(index);
        const run = other && together.found.search.runTo(other);
        expect(run).toEqual(alone.found.search.runTo(sighting));
      }
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
});
