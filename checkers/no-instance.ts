/**
 * Properties without an instance: their `for:` ranges over a set that is empty, as `1..N` where N is 0. What is claimed for
 * every member of no set holds, and a report that left it out would hide that nothing was asked.
 */
import { placeOf } from '../engine/language/source.js';
import { ASSERTIONS } from '../engine/language/system/properties.js';
import type { Spec, Uninstantiated } from '../engine/language/typed.js';
import { EXPECTED_COUNTS } from './exploration/counts-verdict.js';
import { WELL_DEFINED } from './exploration/safety-verdicts.js';
import { named } from './header.js';
import type { SpecResult, Verdict } from './verdict.js';
import { NO_EFFORT, verdictOf } from './verdict-of.js';

/** The result with a verdict on each of these properties, where it stands in the spec. `only`: those asked for; empty: all. */
export function withUninstantiated<R extends Pick<SpecResult, 'verdicts' | 'constants'>>(
  result: R,
  spec: Spec,
  only: readonly string[] = [],
): R {
  const all = spec.kind === 'model' || spec.kind === 'system' ? spec.uninstantiated : [];
  const asked = all.filter((property) => only.length === 0 || named(property, only));
  if (asked.length === 0) return result;
  const verdicts = [...result.verdicts];
  for (const property of asked) {
    const verdict = verdictOn(property);
    const after = verdicts.findLastIndex((other) => standsBefore(other, verdict));
    verdicts.splice(after + 1, 0, verdict);
  }
  return { ...result, verdicts };
}

/** What is judged of every spec has the place of its head, and stands last. */
const standsBefore = ({ place, property }: Verdict, { place: of }: Verdict): boolean =>
  place.file === of.file && place.line < of.line && !ALWAYS_LAST.has(property);

const ALWAYS_LAST: ReadonlySet<string> = new Set([WELL_DEFINED, EXPECTED_COUNTS, ASSERTIONS]);

const verdictOn = (property: Uninstantiated): Verdict =>
  verdictOf(property, 'none', {
    status: 'holds',
    claim: `nothing is claimed: there is no ${property.over}`,
    evidence: null,
    effort: NO_EFFORT,
    notes: [
      {
        kind: 'vacuous',
        text: 'it has no instance, so nothing can break it',
        place: placeOf(property.span),
      },
    ],
  });
