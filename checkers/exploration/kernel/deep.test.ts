/** A space with more levels than a call has arguments: a counter, explored, saved and gone on with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadSpecs } from '../../../engine/language/index.js';
import { sourceFile } from '../../../engine/language/source.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { Saver } from '../checkpoint/saver.js';
import { explore } from '../explore.js';
import { processMeters, Watch } from '../limits.js';
import { propertiesOf } from './test-summary.js';

const TOP = 200_000;
const folder = mkdtempSync(join(tmpdir(), 'assay-deep-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const counter = `kind: model
name: counter
about: Counts.
state: { x: 0..${TOP}, seen: boolean }
actions:
  up:
    when: x < ${TOP}
    then: { x: x + 1 }
  see:
    when: x == 0
    then: { seen: true }
properties:
  fits:
    always: x <= ${TOP}
`;

function search(maxStates = Number.POSITIVE_INFINITY) {
  const spec = loadSpecs(sourceFile('counter.yaml', counter)).specs[0]?.spec;
  if (spec?.kind !== 'model') throw new Error('no model');
  const system = compileModel(spec);
  const watch = new Watch({ maxStates }, processMeters);
  const checkpoint = {
    file: join(folder, 'counter.checkpoint'),
    identity: { assay: '0', spec: 'a', options: {} },
    resume: true,
  };
  return explore(system, {
    properties: propertiesOf(system),
    keepGraph: false,
    toTheEnd: true,
    watch,
    sleep: false,
    threads: { count: 1 },
    outgrows: 0,
    saver: new Saver(checkpoint, watch.meters.clock),
  });
}

test('as many levels as a counter has values, at once and from a checkpoint', {
  timeout: 60_000,
}, async () => {
  const part = await search(300_000);
  expect(part.form.name).toBe('kernel');
  expect(part.found.complete).toBe(false);
  const { found } = await search();
  expect(found.complete).toBe(true);
  expect(found.counts).toMatchObject({ states: 2 * (TOP + 1), depth: TOP + 2 });
  // x alone; then both branches, until the one that saw at first is at the end one step later.
  expect(found.statesByDepth.slice(0, 3)).toEqual([1, 2, 2]);
  expect(found.statesByDepth.at(-1)).toBe(1);
});
