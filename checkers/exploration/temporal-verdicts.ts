/** Verdicts of the properties that speak of whole runs: asked of the temporal checker, on the graph. */
import assert from 'node:assert/strict';
import type { SystemProperty } from '../../engine/transition/system.js';
import type { Verdict } from '../verdict.js';
import type { Meters } from './limits.js';
import { type Setting, verdictOf } from './safety-verdicts.js';
import type { Found } from './search.js';

export function temporalVerdict(
  setting: Setting,
  found: Found,
  property: SystemProperty,
  _index: number,
  _meters: Meters,
): Verdict {
  assert(found.graph, 'a temporal property needs the graph');
  return verdictOf(property, setting.method, {
    status: 'unknown',
    claim: 'properties of whole runs are not checked yet',
    evidence: null,
    effort: setting.effort,
    notes: [],
  });
}
