/** Verdicts of random walks: a run that was found, or `unknown`. */

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

export function walkVerdicts(
  properties: readonly SystemProperty[],
  found: WalkFound,
  setting: Setting,
): Verdict[] {
  const verdicts = properties.map((property, judged) =>
    verdictOf(property, setting.method, outcomeOf(property, judged, found, setting)),
  );
  const wellDefined = wellDefinedVerdict(setting, found.failure, found.initialFailure);
  // Of steps that were not tried, walks know nothing.
  const claim = `no operation without a value in ${sampleText(found)}`;
  const open = wellDefined.status === 'unknown';
  return [...verdicts, open ? { ...wellDefined, claim } : wellDefined];
}

function outcomeOf(
  property: SystemProperty,
  judged: number,
  found: WalkFound,
  setting: Setting,
): Outcome {
  const run = found.decided.get(judged);
  if (run) return decidedOutcome(setting, property, run);
  const sick = found.illDefined.get(judged);
  if (sick) return illDefinedOutcome(setting, sick);
  const claim = isSafety(property)
    ? `${property.claim.form === 'reachable' ? 'no such state' : 'no violation'} in ${sampleText(found)}`
    : 'random walks are finite: they say nothing about this kind of property';
  return { status: 'unknown', claim, evidence: null, effort: setting.effort, notes: [] };
}

/** `100 random walks of up to 8 steps through 30 states: a sample, not a proof`. */
export function sampleText({ walks, longest, counts, stoppedBy }: WalkFound): string {
  const stopped = stoppedBy === undefined ? '' : `; stopped at ${stoppedBy}`;
  return `${counted(walks, 'random walk')} of up to ${counted(longest, 'step')} through ${counted(counts.states, 'state')}: a sample, not a proof${stopped}`;
}
