/** Code of a protocol that is wrong: nothing is known of what would have come after. */
import { WELL_DEFINED } from '../exploration/safety-verdicts.js';
import type { Verdict } from '../verdict.js';
import { codeOf } from '../verdict-of.js';

/** A handler that throws is a defect of the protocol's text: nothing is known of what would have come after. */
export function withErrors(
  verdict: Verdict,
  system: { readonly errors: () => readonly Error[] },
): Verdict {
  const errors = system.errors().toSorted((a, b) => (a.message < b.message ? -1 : 1));
  if (errors.length === 0) return verdict;
  if (verdict.base === WELL_DEFINED) {
    // The one that the evidence leads to; which was met first depends on threads.
    const first = errors.find(({ message }) => verdict.claim.includes(message)) ?? errors[0];
    const others = errors.length === 1 ? '' : `; and ${errors.length - 1} more`;
    const claim = `${first.message}${others}`;
    return { ...verdict, status: 'error', asExpected: false, claim, ...codeOf(first) };
  }
  if (verdict.status !== 'holds' || verdict.evidence !== null) return verdict;
  const claim = `the code is wrong, see “${WELL_DEFINED}”`;
  return { ...verdict, status: 'unknown', asExpected: false, claim };
}
