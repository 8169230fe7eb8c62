/** For tests: models and what is asked of them, and what must be the same whatever the form of the search. */
import { resolve } from 'node:path';
import { loadSpecs } from '../../../engine/language/index.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { libraryFolder } from '../../../engine/package-root.js';
import type { SystemProperty, TransitionSystem } from '../../../engine/transition/system.js';
import type { Found } from '../found.js';

/** Both questions that can be asked of every atom. */
export function propertiesOf(system: TransitionSystem): SystemProperty[] {
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
export function summary(found: Found, system: TransitionSystem) {
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

/** A model, changed; paths begin in the library. */
export function modelAt(path: string, set: string[]): ModelSpec {
  const { specs } = loadSpecs(resolve(libraryFolder(), path), { set, library: libraryFolder() });
  const spec = specs[0]?.spec;
  if (spec?.kind !== 'model') throw new Error(`${path} is no model`);
  return spec;
}
