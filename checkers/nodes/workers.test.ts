/** Explorations by several threads: what they count, decide and show is what one thread does, on random protocols. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NodesAtom } from '../../engine/transition/nodes/atoms.js';
import type { NodesSettings } from '../../engine/transition/nodes/settings.js';
import { compileNodes } from '../../engine/transition/nodes/system.js';
import { made, mixture, protocols } from '../../engine/transition/nodes/test-mixture.js';
import type { SystemProperty } from '../../engine/transition/system.js';
import { campaign, patience } from '../../test/campaign.js';
import { explore } from '../exploration/explore.js';
import { summary } from '../exploration/kernel/test-summary.js';
import { processMeters, Watch } from '../exploration/limits.js';
import { traceOf } from '../exploration/trace.js';

/** Nobody can go on; a client has done some calls; something that has no value. */
const ATOMS: readonly NodesAtom[] = [
  { kind: 'stuck', variables: [], holds: ({ stuck }) => stuck === true },
  ...[1, 2].map(
    (calls): NodesAtom => ({
      kind: 'state',
      variables: ['client1'],
      holds: ({ state }) => (state('client1') as [number, boolean][])[0][0] >= calls,
    }),
  ),
];

const reachable = (settings: NodesSettings): SystemProperty[] =>
  ATOMS.slice(0, settings.clients.scripts.length === 0 ? 1 : ATOMS.length).map((_, atom) => ({
    ...{ name: `${atom}`, base: `${atom}`, bindings: {}, expect: 'holds', text: '' },
    claim: { form: 'reachable', atom },
    span: settings.span,
  }));

/** All that is found, runs included, as it is told. */
async function found(given: NodesSettings, threads: number) {
  const properties = reachable(given);
  const system = compileNodes({ ...given, atoms: ATOMS.slice(0, properties.length), properties });
  const explored = await explore(system, {
    ...{ properties: system.properties, keepGraph: false, toTheEnd: true, outgrows: 0 },
    ...{ watch: new Watch({ maxStates: 3000 }, processMeters), sleep: true },
    threads: { count: threads, eager: true },
  });
  expect(explored.form).toMatchObject({ name: 'kernel', threads });
  const { decided, failure, search } = explored.found;
  const sightings = [...decided].sort(([a], [b]) => a - b).map(([, sighting]) => sighting);
  const traces = [...sightings, ...(failure ? [failure] : [])].map((sighting) =>
    traceOf(system, search.runTo(sighting)),
  );
  return { ...summary(explored.found, system), traces };
}

it('finds in random protocols what one thread finds, by the same runs', {
  timeout: patience(300_000),
}, async () => {
  const { seed, runs } = campaign('systems with threads', { sample: 30, deep: 2000 });
  let shown = 0;
  const names = fc.constantFrom(...Object.keys(protocols));
  await fc.assert(
    fc.asyncProperty(names, mixture, fc.constantFrom(2, 3), async (name, given, threads) => {
      const m = { ...given, waits: false };
      const alone = await found(await made(name, m), 1);
      expect(await found(await made(name, m), threads)).toEqual(alone);
      shown += alone.traces.filter(({ steps }) => steps.length > 3).length;
    }),
    { seed, numRuns: runs },
  );
  expect(shown).toBeGreaterThan(runs / 5);
});
