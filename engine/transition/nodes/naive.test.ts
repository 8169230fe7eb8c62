/** Every protocol there is, under all networks and budgets in small: the system has the states and steps that the oracle has. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explore } from '../../../checkers/exploration/explore.js';
import { processMeters, Watch } from '../../../checkers/exploration/limits.js';
import { campaign, patience } from '../../../test/campaign.js';
import type { NodesSettings } from './settings.js';
import { compileNodes } from './system.js';
import { made, mixture, protocols } from './test-mixture.js';
import { exploreNaively } from './test-naive.js';

const MOST = 1500;

/** More states than these are left to the kernel. */
type Outgrows = 0 | 100 | typeof Number.POSITIVE_INFINITY;

async function counts(settings: NodesSettings, outgrows: Outgrows, threads = 1) {
  const system = compileNodes(settings);
  const watch = new Watch({ maxStates: MOST + 1 }, processMeters);
  // Only the one that every system has is judged.
  const properties = system.properties.slice(-1);
  const { found, form } = await explore(system, {
    ...{ properties, keepGraph: false, toTheEnd: true, watch, outgrows },
    ...{ sleep: true, threads: { count: threads, eager: true } },
  });
  if (outgrows === 0) expect(form).toMatchObject({ name: 'kernel', threads });
  const { states, generated } = found.counts;
  return {
    states,
    generated: found.complete ? generated : Number.NaN,
    initial: found.initialStates,
    broken: found.decided.has(0),
    errors: system.errors().length > 0,
  };
}

const forms = fc.constantFrom<Outgrows>(0, 0, 100, Number.POSITIVE_INFINITY);

const several = fc.constantFrom(1, 2, 3);

it('has the states and steps of every protocol that the oracle has', {
  timeout: patience(120_000),
}, async () => {
  const { seed, runs } = campaign('nodes against the oracle', { sample: 40, deep: 4000 });
  let compared = 0;
  const names = fc.constantFrom(...Object.keys(protocols));
  await fc.assert(
    fc.asyncProperty(names, mixture, forms, several, async (name, m, outgrows, threads) => {
      const found = await counts(await made(name, m), outgrows, threads);
      // Too many for the oracle; the first states of an endless space are no evidence.
      if (Number.isNaN(found.generated)) return;
      expect(found).toEqual(exploreNaively(await made(name, m), MOST));
      compared++;
    }),
    { seed, numRuns: runs },
  );
  expect(compared).toBeGreaterThan(runs / 7);
});

it('lets no time pass while messages are on their way, where they arrive within a tick', async () => {
  const states = async (prompt: boolean) => {
    const settings = () =>
      made('two-phase-commit', {
        ...{ network: { order: 'any', duplicate: 'never', loss: 'never' }, unsynced: 'lost' },
        ...{
          timers: { tick: 1000, clamp: 3000, late: false, prompt },
          prompt,
          crashes: 0,
          stops: 0,
        },
        ...{ invoke: 'eager', clients: 0, nodes: 2, history: false, reads: false, strict: false },
        ...{ waits: false, hit: 'all' },
      });
    const found = await counts(await settings(), 0);
    if (prompt) expect(found).toEqual(exploreNaively(await settings(), MOST));
    return found.states;
  };
  const [prompt, late] = [await states(true), await states(false)];
  expect(prompt).toBeGreaterThan(20);
  expect(prompt).toBeLessThan(late / 2);
});
