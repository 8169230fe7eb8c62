/** What a report says of the reductions in use. */
import { grouped } from '../../../engine/grouped.js';
import type { Slice } from '../../../engine/transition/slicing.js';
import type { Symmetry } from '../../../engine/transition/symmetry/symmetry.js';
import type { ExactCount, Reductions } from '../../verdict.js';
import { listed } from '../claims.js';
import type { Found } from '../found.js';
import type { Decision } from './decide.js';
import type { PartialOrder } from './partial-order.js';
import type { Count } from './quotient.js';

/** What a claim says: `explored as 80 up to symmetry of RM`, `without log, which nothing here can see`. */
export function reducedText(
  { symmetry, slice, partialOrder }: Reduced,
  orbits: number,
): { readonly reduced?: string; readonly chosen?: true } {
  if (partialOrder) return { chosen: true, reduced: 'chosen by partial order' };
  const parts: string[] = [];
  if (slice) parts.push(`without ${listed(slice.dropped)}, which nothing here can see`);
  if (symmetry) {
    const names = listed(symmetry.types.map(({ name }) => name));
    parts.push(`explored as ${grouped(orbits)} up to symmetry of ${names}`);
  }
  return parts.length === 0 ? {} : { reduced: parts.join(', ') };
}

interface Reduced {
  readonly partialOrder?: PartialOrder;
  readonly symmetry?: Symmetry;
  readonly slice?: Slice;
}

export function reductionsOf(
  { decision, symmetry, slice }: Reduced & { readonly decision: Decision },
  found: Found,
): Reductions {
  const { asked, runs, refused } = decision;
  const { full, counts } = found;
  return {
    asked,
    ran: runs,
    refused: refused.map(({ reduction, because }) => ({ reduction, because })),
    ...(slice ? { slicing: { dropped: slice.dropped } } : {}),
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
