/** Steps that sleep hide nothing: at every depth there are the states that there are without, and the steps of every action are as many. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { explore } from '../../../../checkers/exploration/explore.js';
import { processMeters, Watch } from '../../../../checkers/exploration/limits.js';
import { campaign, patience } from '../../../../test/campaign.js';
import type { NodesSettings } from '../settings.js';
import { compileNodes } from '../system.js';
import { type Mixture, made, mixture, protocols } from '../test-mixture.js';

const MOST = 40_000;

/** Null where there are too many. */
async function counts(settings: NodesSettings, sleep: boolean, threads: number) {
  const system = compileNodes(settings);
  const { found, form } = await explore(system, {
    properties: system.properties.slice(-1),
    ...{ keepGraph: false, toTheEnd: true, outgrows: 0, sleep },
    watch: new Watch({ maxStates: MOST }, processMeters),
    threads: { count: threads, eager: true },
  });
  expect(form.sleeps).toBe(sleep);
  const { statesByDepth, stepsByAction, stuckStates } = found;
  return found.complete ? { statesByDepth, stepsByAction, stuckStates } : null;
}

/** What arrives while a node is down is lost, nodes hear of it, and observers of the order of calls: all that makes an order matter. */
const busy: fc.Arbitrary<Mixture> = mixture.map((m) => ({ ...m, nodes: Math.max(2, m.nodes) }));

it('hide nothing', { timeout: patience(120_000) }, async () => {
  const { seed, runs } = campaign('sleeping steps', { sample: 40, deep: 2000 });
  const names = fc.constantFrom(...Object.keys(protocols));
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(names, busy, fc.constantFrom(1, 3), async (name, m, threads) => {
      const awake = await counts(await made(name, m), false, 1);
      if (awake === null) return;
      expect(await counts(await made(name, m), true, threads)).toEqual(awake);
      compared++;
    }),
    { seed, numRuns: runs },
  );
  expect(compared).toBeGreaterThan(runs / 7);
});
