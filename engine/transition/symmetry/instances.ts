/**
 * Instances of one property (`for:`) that are decided together: a run that breaks one breaks another when it is renamed. That
 * needs all of them; where only some are judged, the state that breaks one of these may be kept under names that break none.
 */
import type { Property } from '../../language/typed.js';
import { plainValue } from '../../language/value-format.js';
import type { Members } from './members.js';

const LEFT_OUT =
  'is one of several instances that are decided together, and not all of them are judged here: name the property without its instance';

/** Why the property cannot be judged up to symmetry among these; undefined where it can. All are indices of `properties`. */
export function instancesOf(
  properties: readonly Property[],
  members: Members,
): (property: number, judged: readonly number[]) => string | undefined {
  const swaps = members.neighbours();
  let those: readonly number[] = [];
  let known = new Set<string>();
  return (property, judged) => {
    if (those !== judged) {
      those = judged;
      known = new Set(judged.map((index) => nameOf(properties[index], members, null)));
    }
    const one = properties[property];
    if (!one.bindings.some(({ type }) => members.mentionedBy(type))) return undefined;
    const all = swaps.every((swap) => known.has(nameOf(one, members, swap)));
    return all ? undefined : LEFT_OUT;
  };
}

/** Of the instance that a renaming makes of this one. */
function nameOf(
  { base, bindings }: Property,
  members: Members,
  renaming: ArrayLike<number> | null,
): string {
  const values = bindings.map(({ type, value }) =>
    plainValue(type, renaming === null ? value : members.rename(type, value, renaming)),
  );
  return JSON.stringify([base, values]);
}
