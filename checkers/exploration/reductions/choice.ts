/** Which reductions of the state space there are, and what may be asked for. */

/**
 * - `sleep`: steps that lead where another order of the same steps has been are not computed again
 *   (Godefroid, 1996). States and counts stay as they are.
 * - `symmetry`: one state stands for all that differ from it in the names of members of `symmetric`
 *   types alone (Ip and Dill, 1996).
 * - `partial-order`: of steps that do not touch each other, one order stands for all (Valmari, 1991).
 * - `slicing`: variables that nothing under check can see are left out (Weiser, 1984).
 */
export const REDUCTIONS = ['sleep', 'symmetry', 'partial-order', 'slicing'] as const;

export type Reduction = (typeof REDUCTIONS)[number];

/** `auto`: those that are sound for all that is judged, and pay. A list: these; an empty one: none. */
export type ReductionChoice = 'auto' | readonly Reduction[];

/** Why these cannot go together whatever the spec is; undefined when they can. */
export function incompatible(choice: ReductionChoice): string | undefined {
  if (choice === 'auto') return undefined;
  const has = (reduction: Reduction): boolean => choice.includes(reduction);
  if (has('sleep') && has('symmetry')) {
    return 'sleep sets and symmetry do not go together: a sleep set names steps, and the state that stands for another has other names';
  }
  if (has('sleep') && has('partial-order')) {
    return 'sleep sets and partial order do not go together here: a sleep set trusts that every other order was followed, and partial order leaves orders out';
  }
  return undefined;
}
