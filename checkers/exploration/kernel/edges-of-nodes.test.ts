/** Graphs of implementations: the kernel keeps the one of the general form, of every protocol, under all networks and budgets in small. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileNodes } from '../../../engine/transition/nodes/system.js';
import { made, mixture, protocols } from '../../../engine/transition/nodes/test-mixture.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience, untilSeen } from '../../../test/campaign.js';
import { explore } from '../explore.js';
import type { StateGraph } from '../graph.js';
import { processMeters, Watch } from '../limits.js';
import { expectPaths, told } from './test-graph.js';

const MOST_STATES = 1500;

async function graphOf(system: TransitionSystem, outgrows: number) {
  const limits = outgrows === 0 ? {} : { maxStates: MOST_STATES };
  const { found, form } = await explore(system, {
    ...{ properties: system.properties.slice(-1), keepGraph: true, toTheEnd: true, outgrows },
    ...{ watch: new Watch(limits, processMeters), sleep: true, threads: { count: 2 } },
  });
  const { decided, stuckStates, counts, stepsByAction } = found;
  const { states, generated, depth } = counts;
  const broken = decided.get(0)?.length;
  const seen = { broken, stuckStates, states, generated, depth, stepsByAction };
  return { graph: found.graph as StateGraph, form, seen, complete: found.complete };
}

test('the kernel keeps the graph of the general form', { timeout: patience(120_000) }, async () => {
  const { seed, runs } = campaign('graphs of nodes', { sample: 40, deep: 4000 });
  const compared = { all: 0, inTime: 0, failing: 0 };
  const names = fc.constantFrom(...Object.keys(protocols));
  const judged = fc.asyncProperty(names, mixture, async (name, m) => {
    // One system: the numbers in its states and labels mean the same in both forms.
    const system = compileNodes(await made(name, m));
    const general = await graphOf(system, Number.POSITIVE_INFINITY);
    if (!general.complete || system.within !== undefined) return;
    const kernel = await graphOf(system, 0);
    expect(kernel.form).toMatchObject({ name: 'kernel', threads: 1 });
    expect(kernel.seen).toEqual(general.seen);
    expect(told(kernel.graph)).toEqual(told(general.graph));
    expectPaths(kernel.graph);
    compared.all++;
    if ('tick' in m.timers) compared.inTime++;
    if (system.errors().length > 0) compared.failing++;
  });
  const sample = (s: number) => fc.assert(judged, { seed: s, numRuns: runs, endOnFailure: true });
  const isSeldom = () => compared.all < 10 || compared.inTime === 0;
  await untilSeen(seed, isSeldom, sample);
  expect(isSeldom(), JSON.stringify(compared)).toBe(false);
});
