/** What a report says of the reductions in use. */
import { grouped } from '../../../engine/grouped.js';
import type { Symmetry } from '../../../engine/transition/symmetry/symmetry.js';
import type { ExactCount, Reductions } from '../../verdict.js';
import { listed } from '../claims.js';
import type { Found } from '../found.js';
import type { Decision } from './decide.js';
import type { Count } from './quotient.js';

/** `explored as 80 up to symmetry of RM`. */
export function symmetryText({ types }: Symmetry, orbits: number): string {
  const names = listed(types.map(({ name }) => name));
  return `explored as ${grouped(orbits)} up to symmetry of ${names}`;
}

export function reductionsOf(
  { asked, runs, refused }: Decision,
  found: Found,
  symmetry: Symmetry | undefined,
): Reductions {
  const { full, counts } = found;
  return {
    asked,
    ran: runs,
    refused: refused.map(({ reduction, because }) => ({ reduction, because })),
    ...(full && symmetry
      ? {
          symmetry: {
            types: symmetry.types.map(({ name }) => name),
            orbits: counts.states,
            full: {
              states: exact(full.states),
              generated: exact(full.generated),
              initial: exact(full.initial),
              stuckStates: exact(full.stuckStates),
              statesByDepth: found.statesByDepth.length === 0 ? [] : full.statesByDepth.map(exact),
              stepsByAction: full.stepsByAction.map(exact),
            },
          },
        }
      : {}),
  };
}

const exact = (count: Count): ExactCount => (typeof count === 'number' ? count : count.toString());
