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
  const families = spec.processes.map(({ family }) => {
    const at =
      layout.variables.get(spec.processes.length === 1 ? 'at' : `at.${family}`) ??
      layout.variables.get('at');
    return at === undefined ? [] : positionsOf(at);
  });
  const positions = families.flatMap((some) => some ?? []);
  if (positions.length === 0 || families.includes(null)) return () => false;
  return (states, offset) =>
    positions.every(
      ({ word, shift, mask, done }) => ((states[offset + word] >>> shift) & mask) === done,
    );
}

/** Null where there is no room for `done`, because nobody goes there. */
function positionsOf(at: Layout): Position[] | null {
  if (at.at !== 'map' || at.of.at !== 'leaf')
    throw new Error('`at` is a map from processes to labels');
  const { leaf } = at.of;
  const { type } = leaf.representation;
  if (type.kind !== 'enum') throw new Error('labels are an enum');
  const done = type.members.indexOf(DONE);
  if (done >>> leaf.bits !== 0) return null;
  return Array.from({ length: at.keys }, (_, i) => fieldsOf(leaf, i)).flatMap((fields) => {
    let low = 0;
    return fields.map(({ word, shift, bits }) => {
      const position = { word, shift, mask: maskOf(bits), done: (done >>> low) & maskOf(bits) };
      low += bits;
      return position;
    });
  });
}
