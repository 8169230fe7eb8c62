/**
 * The graph that a search in the kernel's form keeps against that of the general form, on random models: the same states, the
 * same steps with the same labels between them, the same flags, and the same of what is asked of steps; and paths from initial
 * states that are shortest.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileModel } from '../../../engine/transition/compile.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import type { SystemProperty, TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience, untilSeen } from '../../../test/campaign.js';
import { explore } from '../explore.js';
import type { StateGraph } from '../graph.js';
import { type Limits, processMeters, Watch } from '../limits.js';
import { traceOf } from '../trace.js';
import { expectPaths, told } from './test-graph.js';
import { modelAt } from './test-summary.js';

const MOST_STATES = 1500;

async function graphOf(system: TransitionSystem, outgrows: number, limits: Limits = {}) {
  const steps = stepProperties(system);
  const { found, form } = await explore(system, {
    properties: steps,
    keepGraph: true,
    toTheEnd: true,
    watch: new Watch(limits, processMeters),
    sleep: false,
    threads: { count: 1 },
    outgrows,
  });
  return { graph: found.graph as StateGraph, form, found };
}

/** Both questions that can be asked of every atom of steps. */
function stepProperties(system: TransitionSystem): SystemProperty[] {
  const span = system.actions[0].span;
  return system.atoms.flatMap(({ kind }, atom) =>
    kind !== 'step'
      ? []
      : (['always', 'reachable'] as const).map((form): SystemProperty => {
          const name = `${form} ${atom}`;
          const claim = { form, atom };
          return { name, base: name, bindings: {}, claim, expect: 'holds', text: '', span };
        }),
  );
}

/** What the steps came to, and that a run to each, taken again, ends with one that does. */
function stepsTold({ found, graph }: Awaited<ReturnType<typeof graphOf>>) {
  const { system } = graph;
  for (const [index, sighting] of [...found.decided, ...found.illDefined]) {
    const run = found.search.runTo(sighting);
    traceOf(system, run);
    const [before, after] = run.states.slice(-2);
    const { claim } = stepProperties(system)[index];
    const atom = system.atoms['atom' in claim ? claim.atom : -1];
    if (atom.kind !== 'step') throw new Error('only steps were asked for');
    const truth = atom.holds(before, 0, after, 0);
    if (sighting.failing) expect(truth).toBeLessThan(0);
    else expect(truth).toBe(claim.form === 'reachable' ? 1 : 0);
    expect(run.states).toHaveLength(sighting.length);
  }
  const lengths = (sightings: typeof found.decided) =>
    [...sightings].map(([index, { length }]) => [index, length]).sort(([a], [b]) => a - b);
  return {
    decided: lengths(found.decided),
    illDefined: lengths(found.illDefined).filter(([index]) => !found.decided.has(index)),
    failure: found.failure?.length,
  };
}

test('the kernel keeps the graph of the general form', {
  timeout: patience(600_000),
}, async () => {
  const { seed, runs } = campaign('graphs of kernels', { sample: 250, deep: 10_000 });
  let [compared, decided] = [0, 0];
  const judged = fc.asyncProperty(
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    fc.boolean(),
    async (s, packed) => {
      const spec = { ...randomModel(s, packed), explore: {} };
      const system = compileModel(spec);
      const general = await graphOf(system, Number.POSITIVE_INFINITY, { maxStates: MOST_STATES });
      if (!general.found.complete) return;
      const kernel = await graphOf(system, 0);
      if (kernel.form.name !== 'kernel') return;
      compared++;
      expect(told(kernel.graph)).toEqual(told(general.graph));
      expectPaths(kernel.graph);
      const steps = stepsTold(kernel);
      expect(steps).toEqual(stepsTold(general));
      if (steps.decided.length > 0) decided++;
    },
  );
  const sample = (s: number) => fc.assert(judged, { seed: s, numRuns: runs, endOnFailure: true });
  const isSeldom = () => compared < 10 || decided === 0;
  await untilSeen(seed, isSeldom, sample);
  expect(isSeldom(), `${compared} compared, steps decide in ${decided}`).toBe(false);
});

test.each([
  // One word of a few bits: a reference for each state that there could be.
  ['classics/token-ring.yaml', ['N=5'], 3125],
  // Several words.
  ['classics/chang-roberts.yaml', ['N=4'], undefined],
  ['concurrency/peterson.yaml', ['N=3'], undefined],
])('%s, %j: the same graph in both forms', async (path, set, states) => {
  const system = compileModel(modelAt(path, set));
  const general = await graphOf(system, Number.POSITIVE_INFINITY);
  const kernel = await graphOf(system, 0);
  expect([general.form.name, kernel.form.name]).toEqual(['general', 'kernel']);
  if (states !== undefined) expect(kernel.graph.count).toBe(states);
  expect(told(kernel.graph)).toEqual(told(general.graph));
});
