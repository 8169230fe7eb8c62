/** Have all processes come to `done`? */
import type { ModelSpec } from '../language/typed.js';
import { fieldsOf, type Layout, type StateLayout } from './layout.js';
import { maskOf } from './representation.js';

const DONE = 'done';

interface Position {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  readonly done: number;
}

/** Constantly false where there are no processes. */
export function processesFinished(
  spec: ModelSpec,
  layout: StateLayout,
): (states: Int32Array, offset: number) => boolean {
  const positions = spec.processes.flatMap(({ family }) => {
    const at =
      layout.variables.get(spec.processes.length === 1 ? 'at' : `at.${family}`) ??
      layout.variables.get('at');
    return at === undefined ? [] : positionsOf(at);
  });
  if (positions.length === 0) return () => false;
  return (states, offset) =>
    positions.every(
      ({ word, shift, mask, done }) => ((states[offset + word] >>> shift) & mask) === done,
    );
}

function positionsOf(at: Layout): Position[] {
  if (at.at !== 'map' || at.of.at !== 'leaf')
    throw new Error('`at` is a map from processes to labels');
  const { leaf } = at.of;
  const { type } = leaf.representation;
  if (type.kind !== 'enum') throw new Error('labels are an enum');
  const done = type.members.indexOf(DONE);
  return Array.from({ length: at.keys }, (_, i) => fieldsOf(leaf, i)).flatMap((fields) => {
    let low = 0;
    return fields.map(({ word, shift, bits }) => {
      const position = { word, shift, mask: maskOf(bits), done: (done >>> low) & maskOf(bits) };
      low += bits;
      return position;
    });
  });
}
