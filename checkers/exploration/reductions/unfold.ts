/**
 * From representatives back to runs of the system as it is. A path of representatives is followed with a
 * state of the full space beside it and the renaming between the two: what the representative does, the
 * state does under its own names.
 */
import assert from 'node:assert/strict';
import type { Renaming } from '../../../engine/transition/symmetry/symmetry.js';
import {
  Successors,
  type SystemProperty,
  type TransitionSystem,
} from '../../../engine/transition/system.js';
import type { Sighting } from '../found.js';
import { type Run, same } from '../trace.js';
import type { Representatives } from './representatives.js';

/** `path`: the representatives of the states that were kept. */
export function unfolded(
  system: TransitionSystem,
  symmetry: Representatives,
  path: readonly Int32Array[],
  { beyond, failing, renaming }: Sighting,
): Run {
  const states: Int32Array[] = [];
  const labels: Int32Array[] = [];
  // What the representative's names are in the run.
  let names = renaming ?? symmetry.identity;
  const renamed = (state: Int32Array): Int32Array => {
    const out = new Int32Array(system.words);
    symmetry.rename(names, state, 0, out, 0);
    return out;
  };
  for (const [i, representative] of path.entries()) {
    if (i > 0) {
      const step = stepTo(system, symmetry, path[i - 1], representative);
      labels.push(symmetry.renameLabel(names, step.label));
      names = symmetry.composed(symmetry.inverse(step.renaming), names);
    }
    states.push(renamed(representative));
  }
  if (beyond) {
    if (beyond.label && states.length > 0) labels.push(symmetry.renameLabel(names, beyond.label));
    states.push(renamed(beyond.state));
  }
  if (!failing) return { states, labels };
  const label = failing.label && symmetry.renameLabel(names, failing.label);
  return { states, labels, failing: { label, site: failing.site } };
}

/** A step from one representative to a state that the other stands for. */
function stepTo(
  system: TransitionSystem,
  symmetry: Representatives,
  from: Int32Array,
  to: Int32Array,
): { readonly label: Int32Array; readonly renaming: Renaming } {
  const { words, labelWords } = system;
  const out = new Successors(words, labelWords);
  const representative = new Int32Array(words);
  system.successors(from, 0, out);
  for (let i = 0; i < out.count; i++) {
    symmetry.represent(out.states, i * words, representative, 0);
    if (!same(representative, 0, to, words)) continue;
    const label = out.labels.slice(i * labelWords, (i + 1) * labelWords);
    return { label, renaming: symmetry.renaming() };
  }
  assert.fail('a representative stands for no successor of its parent');
}

/**
 * An instance of a property is decided as soon as another is that differs from it in names alone: by the
 * run to the other, renamed. So all instances have what the best of them has.
 */
export function sharedByInstances(
  sightings: ReadonlyMap<number, Sighting>,
  properties: readonly SystemProperty[],
  symmetry: Representatives,
): Map<number, Sighting> {
  const shared = new Map(sightings);
  properties.forEach((property, index) => {
    for (const [other, sighting] of sightings) {
      const { base, values = [] } = properties[other];
      if (other === index || base !== property.base) continue;
      const known = shared.get(index);
      if (known !== undefined && known.length <= sighting.length) continue;
      const renaming = symmetry.between(values, property.values ?? []);
      if (renaming !== null) shared.set(index, { ...sighting, renaming });
    }
  });
  return shared;
}
