/** Verdicts of random walks and swarms: a run that was found, or `unknown`. */

import type { SystemProperty } from '../../engine/transition/system.js';
import type { Verdict } from '../verdict.js';
import { type Outcome, verdictOf } from '../verdict-of.js';
import { counted } from './claims.js';
import { isSafety } from './judge.js';
import {
  decidedOutcome,
  illDefinedOutcome,
  type Setting,
  wellDefinedVerdict,
} from './safety-verdicts.js';
import type { WalkFound } from './walk.js';

/** What was found in a sample, and the words for it. */
export interface Sampled
  extends Pick<
    WalkFound,
    | 'counts'
    | 'decided'
    | 'illDefined'
    | 'failure'
    | 'initialFailure'
    | 'initialStates'
    | 'peakMemoryBytes'
  > {
  /** `100 random walks of up to 8 steps …`. */
  readonly sample: string;
  readonly method: string;
  readonly stoppedBy: string;
  /** What is said of a property that no single state or step decides. */
  readonly wholeRuns: string;
}

export function sampledVerdicts(
  properties: readonly SystemProperty[],
  found: Sampled,
  setting: Setting,
): Verdict[] {
  const verdicts = properties.map((property, judged) =>
    verdictOf(property, setting.method, outcomeOf(property, judged, found, setting)),
  );
  const wellDefined = wellDefinedVerdict(setting, found.failure, found.initialFailure);
  // Of steps that were not tried, a sample knows nothing.
  const claim = `no operation without a value in ${found.sample}`;
  const open = wellDefined.status === 'unknown';
  return [...verdicts, open ? { ...wellDefined, claim } : wellDefined];
}

function outcomeOf(
  property: SystemProperty,
  judged: number,
  found: Sampled,
  setting: Setting,
): Outcome {
  const run = found.decided.get(judged);
  if (run) return decidedOutcome(setting, property, run);
  const sick = found.illDefined.get(judged);
  if (sick) return illDefinedOutcome(setting, sick);
  const claim = isSafety(property)
    ? `${property.claim.form === 'reachable' ? 'no such state' : 'no violation'} in ${found.sample}`
    : found.wholeRuns;
  return { status: 'unknown', claim, evidence: null, effort: setting.effort, notes: [] };
}

/** `100 random walks of up to 8 steps through 30 states: a sample, not a proof`. */
export function walksText({ walks, longest, counts, stoppedBy }: WalkFound): string {
  const stopped = stoppedBy === undefined ? '' : `; stopped at ${stoppedBy}`;
  return `${counted(walks, 'random walk')} of up to ${counted(longest, 'step')} through ${counted(counts.states, 'state')}: a sample, not a proof${stopped}`;
}
