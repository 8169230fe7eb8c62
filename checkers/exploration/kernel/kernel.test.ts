/**
 * The kernel against the general form: on random models, whose form is forced upon them, the same states and
 * steps at the same depths, the same properties decided by runs of the same lengths, with and without sleeping
 * edges, alone and with another thread.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadSpecs } from '../../../engine/language/index.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { libraryFolder } from '../../../engine/package-root.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import type { SystemProperty, TransitionSystem } from '../../../engine/transition/system.js';
import { campaign } from '../../../test/campaign.js';
import { breadthFirst } from '../breadth-first.js';
import { explore } from '../explore.js';
import type { Found } from '../found.js';
import { processMeters, Watch } from '../limits.js';
import type { SearchOptions } from '../search.js';
import { traceOf } from '../trace.js';

const MOST_STATES = 4000;

function searchOptions(system: TransitionSystem): SearchOptions {
  return {
    properties: propertiesOf(system),
    keepGraph: false,
    toTheEnd: true,
    watch: new Watch({}, processMeters),
  };
}

/** Both questions that can be asked of every atom. */
function propertiesOf(system: TransitionSystem): SystemProperty[] {
  const span = system.actions[0].span;
  return system.atoms.flatMap((atom, i) =>
    atom.kind === 'step'
      ? []
      : (['always', 'reachable'] as const).map((form) => ({
          name: `${form} ${i}`,
          base: `${form} ${i}`,
          bindings: {},
          claim: { form, atom: i } as SystemProperty['claim'],
          expect: 'holds' as const,
          text: '',
          span,
        })),
  );
}

/** What must be the same, whatever the form. */
function summary(found: Found, system: TransitionSystem) {
  const lengths = (sightings: Found['decided']) =>
    [...sightings].map(([index, { length }]) => [index, length]).sort(([a], [b]) => a - b);
  return {
    counts: { ...found.counts, cpuSeconds: 0 },
    complete: found.complete,
    initialStates: found.initialStates,
    stuckStates: found.stuckStates,
    untaken: found.untaken,
    statesByDepth: found.statesByDepth,
    stepsByAction: found.stepsByAction,
    decided: lengths(found.decided),
    // Where a property is decided at the same depth nobody asks where it cannot be evaluated.
    illDefined: lengths(found.illDefined).filter(([index]) => !found.decided.has(index)),
    failure: found.failure?.length ?? null,
    initialFails: found.initialFailure !== null,
    coverage: [...system.coverage.seen],
  };
}

test('kernels find what the general form finds', async () => {
  const { seed, runs } = campaign('kernel against general form', { sample: 300, deep: 10_000 });
  let kernels = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean(), async (s, sleep) => {
      const spec = { ...randomModel(s, true), explore: {} };
      const system = compileModel(spec);
      const bounded = new Watch({ maxStates: MOST_STATES }, processMeters);
      const general = await breadthFirst(system, { ...searchOptions(system), watch: bounded });
      if (!general.complete || general.counts.states === 0) return;
      const wanted = summary(general, system);
      const again = compileModel(spec);
      const { found, form } = await explore(again, {
        ...searchOptions(again),
        sleep,
        threads: { count: 1 },
        outgrows: 0,
      });
      if (form.name !== 'kernel') return;
      kernels++;
      expect(summary(found, again)).toEqual(wanted);
      // Every run is taken again by the system.
      for (const sighting of [...found.decided.values(), ...found.illDefined.values()])
        traceOf(again, found.search.runTo(sighting));
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  expect(kernels).toBeGreaterThan(runs / 10);
}, 600_000);

function modelAt(path: string, set: string[]): ModelSpec {
  const { specs } = loadSpecs(join(libraryFolder(), path), { set, library: libraryFolder() });
  const spec = specs[0]?.spec;
  if (spec?.kind !== 'model') throw new Error(`${path} is no model`);
  return spec;
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

test('random models with another thread, too', async () => {
  const { seed, runs } = campaign('kernel with threads', { sample: 20, deep: 500 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.boolean(), async (s, sleep) => {
      const spec = { ...randomModel(s, true), explore: {} };
      const find = async (count: number) => {
        const system = compileModel(spec);
        const watch = new Watch({ maxStates: MOST_STATES }, processMeters);
        const { found, form } = await explore(system, {
          ...searchOptions(system),
          watch,
          sleep,
          threads: { count, eager: true },
          outgrows: 0,
        });
        return found.complete && form.name === 'kernel' ? { found, system } : null;
      };
      const alone = await find(1);
      const together = alone && (await find(2));
      if (!alone || !together) return;
      expect(summary(together.found, together.system)).toEqual(summary(alone.found, alone.system));
      for (const [index, sighting] of alone.found.decided) {
        const other = together.found.decided.get(index);
        expect(other && together.found.search.runTo(other)).toEqual(
          alone.found.search.runTo(sighting),
        );
      }
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
}, 600_000);
