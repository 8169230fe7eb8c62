/**
 * What a search keeps instead of the states that it finds: up to symmetry, without variables that nobody
 * sees, or both. Slicing comes first, and touches no variable that renaming changes.
 */
import assert from 'node:assert/strict';
import type { Slice } from '../../../engine/transition/slicing.js';
import type { Symmetry } from '../../../engine/transition/symmetry/symmetry.js';
import { Successors, type TransitionSystem } from '../../../engine/transition/system.js';
import { type Run, same } from '../trace.js';

/** The part of a symmetry that a search needs. */
export type Representatives = Omit<Symmetry, 'types'>;

export function sliced(system: TransitionSystem, slice: Slice, then?: Symmetry): Representatives {
  if (then === undefined) return { ...NO_NAMES, represent: slice.project, rename: copier(system) };
  const projected = new Int32Array(system.words);
  return {
    ...then,
    represent: (states, offset, out, at) => {
      slice.project(states, offset, projected, 0);
      then.represent(projected, 0, out, at);
    },
  };
}

const NOBODY = new Int32Array(0);

/** Without symmetric types there is one way to name what there is. */
const NO_NAMES: Omit<Representatives, 'represent' | 'rename'> = {
  orbit: () => 1n,
  renaming: () => NOBODY,
  renameLabel: (_, label) => label,
  between: () => null,
  identity: NOBODY,
  inverse: () => NOBODY,
  composed: () => NOBODY,
};

const copier =
  ({ words }: TransitionSystem): Symmetry['rename'] =>
  (_, states, offset, out, at) => {
    for (let i = 0; i < words; i++) out[at + i] = states[offset + i];
  };

/** The run with the values of all variables: from an initial state that looks as the first, by the same
 * steps. */
export function unsliced(system: TransitionSystem, slice: Slice, run: Run): Run {
  const { words, labelWords } = system;
  const out = new Successors(words, labelWords);
  const looks = new Int32Array(words);
  const wanted = new Int32Array(words);
  const take = (state: Int32Array, label: Int32Array | null): Int32Array => {
    slice.project(state, 0, wanted, 0);
    for (let i = 0; i < out.count; i++) {
      slice.project(out.states, i * words, looks, 0);
      if (!same(looks, 0, wanted, words)) continue;
      if (label !== null && !same(out.labels, i * labelWords, label, labelWords)) continue;
      return out.states.slice(i * words, (i + 1) * words);
    }
    assert.fail('a step of a sliced run cannot be taken');
  };
  system.initial(out);
  const states = [take(run.states[0], null)];
  for (const [i, label] of run.labels.entries()) {
    out.clear();
    system.successors(states[i], 0, out);
    states.push(take(run.states[i + 1], label));
  }
  return { ...run, states };
}
