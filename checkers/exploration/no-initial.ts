/** Verdicts where there is nothing to start from: never a vacuous success. */
import type { SystemProperty } from '../../engine/transition/system.js';
import type { Verdict } from '../verdict.js';
import { verdictOf } from '../verdict-of.js';
import type { Found } from './found.js';
import { type Setting, WELL_DEFINED } from './safety-verdicts.js';

type None = Pick<Found, 'complete' | 'outside' | 'initialFailure'>;

export function noInitialState(setting: Setting, property: SystemProperty, found: None): Verdict {
  return verdictOf(property, setting.method, {
    // At a limit there may be one that was not looked at.
    status: found.complete ? 'error' : 'unknown',
    claim: whyNone(setting, found),
    evidence: null,
    effort: setting.effort,
    notes: [],
  });
}

export function whyNone({ scope }: Setting, { complete, outside, initialFailure }: None): string {
  if (!complete) return `nothing was explored: stopped at ${scope.stoppedBy}`;
  if (initialFailure !== null) return `no initial state can be computed; see “${WELL_DEFINED}”`;
  if (outside > 0) return `no initial state is inside the bound \`${scope.bound}\``;
  return 'there is no initial state: the conditions under `given` leave none';
}
