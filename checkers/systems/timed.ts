/**
 * Promises with a time (`within`). Exploration keeps no time: it finds runs on which what was promised never comes, and these break
 * the promise whatever the time. That it comes on every run does not say how soon; runs in simulated time do.
 */
import type { SystemProperty } from '../../engine/language/system/spec.js';
import type { Verdict } from '../verdict.js';

/** The names of those with a time. */
export const timedOf = (properties: readonly SystemProperty[]): ReadonlySet<string> =>
  new Set(properties.flatMap(({ name, within }) => (within === undefined ? [] : [name])));

/** An explored verdict, of no more than exploration knows. */
export function untimed(verdict: Verdict, timed: ReadonlySet<string>): Verdict {
  if (!timed.has(verdict.property) || verdict.status !== 'holds') return verdict;
  const claim = `how soon is not known: without its time it ${verdict.claim}`;
  return { ...verdict, status: 'unknown', asExpected: false, claim };
}
