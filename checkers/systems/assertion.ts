/** The assertion of a protocol (`must`) that failed: in the claim, and with its line. */
import { ASSERTIONS } from '../../engine/language/system/properties.js';
import type { CodePlace } from '../../engine/node/places.js';
import type { Verdict } from '../verdict.js';
import { withCode } from '../verdict-of.js';

/** A system that may know where an assertion stands. */
export interface Asserting {
  readonly failedAt?: (why: string) => CodePlace | null;
}

export function withAssertion(verdict: Verdict, { failedAt }: Asserting): Verdict {
  const { base, status, evidence } = verdict;
  if (base !== ASSERTIONS || status !== 'violated' || evidence?.kind !== 'counterexample')
    return verdict;
  const why = evidence.steps.at(-1)?.state['failed'];
  if (typeof why !== 'string') return verdict;
  const claim = verdict.claim.replace(
    /this is false: no `must`.* fails/,
    () => `a \`must\` fails: ${why}`,
  );
  return { ...verdict, claim, ...withCode(failedAt?.(why) ?? null, why) };
}
