/** The verdict on the counts that a spec expects of its exploration: there only where they differ. */
import type { ExpectedCounts } from '../../engine/language/typed.js';
import type { Verdict } from '../verdict.js';
import { mismatch } from './expected.js';
import type { Found } from './found.js';
import type { Setting } from './safety-verdicts.js';

/** The counts, when they are not those that the spec expects. Depth is that of a breadth-first search. */
export function countsVerdict(
  setting: Setting,
  found: Found,
  search: 'breadth-first' | 'depth-first',
  expect: ExpectedCounts | undefined,
): Verdict | undefined {
  if (!expect || !found.complete) return undefined;
  const { depth } = found.counts;
  const differs = mismatch(expect, {
    states: found.full?.states ?? found.counts.states,
    generated: found.full?.generated ?? found.counts.generated,
    depth: search === 'breadth-first' ? depth : (expect.depth ?? depth),
    initial: found.full?.initial ?? found.initialStates,
  });
  if (differs === undefined) return undefined;
  return {
    property: EXPECTED_COUNTS,
    base: EXPECTED_COUNTS,
    text: 'runs.explore.expect',
    status: 'violated',
    expected: 'holds',
    asExpected: false,
    method: setting.method,
    claim: differs,
    evidence: null,
    effort: setting.effort,
    place: setting.place,
    notes: [],
  };
}

export const EXPECTED_COUNTS = 'expected counts';
