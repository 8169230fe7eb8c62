/** An implementation explored with the disk: the states, steps and runs that it has in memory, however often memory is full. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { explore } from '../../../checkers/exploration/explore.js';
import { processMeters, Watch } from '../../../checkers/exploration/limits.js';
import { traceOf } from '../../../checkers/exploration/trace.js';
import abd from '../../protocols/registers/abd-register.js';
import { CallHistory } from './history.js';
import { compileNodes, type NodesSystem } from './system.js';
import medley from './test-protocol.js';
import { putsAndGets, settingsOf } from './test-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-nodes-disk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is found, with the run to a failed `must`, if one fails. */
async function explored(system: NodesSystem, memoryBytes?: number) {
  const { found, form } = await explore(system, {
    ...{ properties: system.properties.slice(-1), keepGraph: false, toTheEnd: true, outgrows: 0 },
    ...{ sleep: true, threads: { count: 1 }, watch: new Watch({}, processMeters) },
    ...(memoryBytes === undefined ? {} : { disk: { folder, memoryBytes } }),
  });
  expect(form.name).toBe('kernel');
  const { states, generated, depth } = found.counts;
  const sighting = found.decided.get(0);
  const run = sighting === undefined ? null : found.search.runTo(sighting);
  if (run !== null) traceOf(system, run);
  const { complete, statesByDepth, stepsByAction, stuckStates } = found;
  const same = { states, generated, depth, complete, statesByDepth, stepsByAction, stuckStates };
  return { same: { ...same, run }, spills: found.disk?.spills ?? 0 };
}

it('has the counts of a register, with a history that is kept whole', async () => {
  const clients = { scripts: putsAndGets(2, 2), invoke: 'eager' } as const;
  const observers = [new CallHistory('history', 2)];
  const system = compileNodes(settingsOf(abd, { server: 2 }, { clients, observers }));
  const memory = await explored(system);
  expect(memory.same).toMatchObject({ states: 544, generated: 875, run: null });
  const disk = await explored(system, 8000);
  expect(disk.same).toEqual(memory.same);
  expect(disk.spills).toBeGreaterThan(3);
});

it('shows the run that it shows from memory', async () => {
  const settings = settingsOf(medley, { member: 2 }, { timers: { each: null, all: 3 } });
  const options = { strict: true };
  const system = compileNodes({ ...settings, cluster: { ...settings.cluster, options } });
  const memory = await explored(system);
  expect(memory.same.run?.states.length).toBeGreaterThan(2);
  const disk = await explored(system, 8000);
  expect(disk.same).toEqual(memory.same);
  expect(disk.spills).toBeGreaterThan(0);
});
