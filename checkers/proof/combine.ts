/**
 * Two answers to one question: what exploration found and what proof found. The one that decides comes
 * first, the other stands beside it; if both decide and differ, one of our methods is wrong.
 */
import type { Verdict } from '../verdict.js';

/** The explored verdicts, in their order, each with what was proved of the same property. */
export function withProofs(explored: readonly Verdict[], proved: readonly Verdict[]): Verdict[] {
  return explored.map((verdict) => {
    const other = proved.find(({ property }) => property === verdict.property);
    return other === undefined ? verdict : combined(verdict, other);
  });
}

export function combined(explored: Verdict, proved: Verdict): Verdict {
  if (!decides(proved) || explored.status === 'error') return { ...explored, also: [proved] };
  if (!decides(explored)) return { ...proved, also: [explored] };
  if (explored.status === proved.status) return { ...explored, also: [proved] };
  return {
    ...explored,
    status: 'error',
    asExpected: false,
    method: `${explored.method}; ${proved.method}`,
    claim: `two methods disagree, so one of them is wrong, which is a mistake in Assay: ${opinion(explored)}; ${opinion(proved)}`,
    evidence: explored.evidence ?? proved.evidence,
    also: [explored, proved],
  };
}

const decides = ({ status }: Verdict): boolean => status === 'holds' || status === 'violated';

const opinion = ({ method, status, claim }: Verdict): string =>
  `by ${method} it ${status === 'holds' ? 'holds' : 'is violated'} (${claim})`;
