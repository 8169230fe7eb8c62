/** What a live run says of each property, in words. Nothing that it has not seen is claimed, and it is never a proof. */
import { placeOf } from '../../engine/language/source.js';
import { ASSERTIONS } from '../../engine/language/system/properties.js';
import type { SystemClaim, SystemProperty, SystemSpec } from '../../engine/language/system/spec.js';
import type { NodeFailure } from '../../engine/live/cluster.js';
import { LIVE_FAULTS } from '../../engine/live/faults.js';
import type { LiveResult } from '../../engine/live/run.js';
import { objectNamed } from '../../engine/objects/index.js';
import { counted, listed } from '../exploration/claims.js';
import type { HistoryResult } from '../history/check.js';
import { historyVerdict } from '../history/verdicts.js';
import type { Effort, Evidence, Note, Verdict } from '../verdict.js';
import { type Outcome, verdictOf, withCode } from '../verdict-of.js';
import type { Moment, Seen } from './judge.js';

const METHOD = 'live';

export interface LiveSetting {
  readonly spec: SystemSpec;
  readonly run: LiveResult;
  /** Null where there was nothing to judge. */
  readonly history: HistoryResult | null;
  readonly effort: Effort;
}

type Said = Pick<Outcome, 'status' | 'claim' | 'code'> &
  Partial<Pick<Outcome, 'evidence' | 'notes'>>;

export function propertyVerdict(seen: Seen, setting: LiveSetting): Verdict {
  const { property } = seen;
  const said = saidOf(seen, setting);
  const refuted = said.status === 'violated';
  const error = setting.run.failures.find(({ kind }) => kind === 'error');
  const {
    status,
    claim,
    evidence = null,
    notes = [],
    code,
  } = error !== undefined && !refuted ? ended(error) : said;
  const of = status === 'error' ? claim : `${claim}; ${runText(setting.run)}; not a proof`;
  return verdictOf(property, METHOD, {
    status,
    claim: of,
    evidence,
    effort: setting.effort,
    notes: [...notes, ...leftOut(setting)],
    ...(code === undefined ? {} : { code }),
  });
}

/** Of all systems: no `must` of the protocol fails. */
export function assertionsVerdict(setting: LiveSetting): Verdict {
  const { spec, run, effort } = setting;
  const error = run.failures.find(({ kind }) => kind === 'error');
  const must = run.failures.find(({ kind }) => kind === 'must');
  const said: Said =
    must !== undefined
      ? {
          status: 'violated',
          claim: `${failureText(must)}; ${runText(run)}`,
          ...withCode(must.place, must.why),
        }
      : error !== undefined
        ? ended(error)
        : {
            status: 'holds',
            claim: `no \`must\` of the protocol failed; ${runText(run)}; not a proof`,
          };
  const property = {
    name: ASSERTIONS,
    base: ASSERTIONS,
    text: 'what the protocol asserts with `must`',
    expect: 'holds',
    span: spec.protocol.span,
  } as const;
  return verdictOf(property, METHOD, { evidence: null, notes: [], ...said, effort });
}

const ended = (error: NodeFailure): Said => ({
  status: 'error',
  claim: failureText(error),
  ...withCode(error.place, error.why),
});

/** `server2, on.vote (mine.ts:12:3): did not return within 10 s`. */
function failureText({ node, handler, why, place }: NodeFailure): string {
  const where = place === null ? '' : ` (${place.file}:${place.line}:${place.column})`;
  return `${node}${handler === null ? '' : `, ${handler}`}${where}: ${why}`;
}

// -------------------------------------------------------------------------------------- what was seen

function saidOf(seen: Seen, setting: LiveSetting): Said {
  const { property, illDefined } = seen;
  const { claim } = property;
  if (illDefined !== null)
    return {
      status: 'error',
      claim: `it has no value ${at(illDefined.time)}: ${illDefined.message}`,
    };
  switch (claim.form) {
    case 'always':
    case 'never':
      return safety(seen, setting);
    case 'reachable':
      return seen.found === null
        ? { status: 'unknown', claim: `it was so in none of ${looksText(setting.run)}` }
        : {
            status: 'holds',
            claim: `it was so ${at(seen.found.time)}`,
            evidence: evidence('witness', seen.found),
          };
    case 'consistent':
      return consistent(property, claim, setting);
    case 'answered':
      return answered(seen, claim, setting);
    case 'unresolved':
      return { status: 'unknown', claim: 'the protocol was not loaded' };
    case 'every step':
      return { status: 'unknown', claim: 'states of a live run are looked at, its steps are not' };
    default:
      return seen.promised === null
        ? { status: 'unknown', claim: 'a live run judges no such formula over whole runs' }
        : promise(seen, setting);
  }
}

function safety({ found }: Seen, { run }: LiveSetting): Said {
  if (found !== null)
    return {
      status: 'violated',
      claim: `it was false ${at(found.time)}, all nodes standing still between two handlers`,
      evidence: evidence('counterexample', found),
    };
  if (run.looks === 0)
    return { status: 'unknown', claim: 'there was no moment to look at all nodes' };
  return { status: 'holds', claim: `it was false in none of ${looksText(run)}` };
}

/** Times of a live run are those of this machine under its load: too late is not known to be wrong. */
function promise({ property, promised, pending, longest, kept }: Seen, { run }: LiveSetting): Said {
  const { within } = property;
  if (pending !== null)
    return {
      status: 'unknown',
      claim: `it had not come ${timeText(run.length - pending)} later, when the run ended, which does not say that it never would`,
    };
  if (kept === 0) return { status: 'unknown', claim: 'what it is promised for was never seen' };
  const often = promised?.trigger === null || kept === 1 ? '' : 'each time ';
  const claim =
    longest === 0
      ? `it was so ${often}at the very look that asked for it`
      : `it came ${often}within ${timeText(longest)}, as far as looks can tell`;
  if (within !== undefined && longest > within.microseconds)
    return {
      status: 'unknown',
      claim: `${claim}: later than ${timeText(within.microseconds)}, on this machine under its load`,
    };
  return { status: 'holds', claim };
}

type Of<F extends SystemClaim['form']> = Extract<SystemClaim, { form: F }>;

function consistent(
  property: SystemProperty,
  { object }: Of<'consistent'>,
  { history: result, run }: LiveSetting,
): Said {
  if (result === null || run.history === null)
    return { status: 'unknown', claim: 'there were no clients, and so no history' };
  const verdict = historyVerdict({
    object: objectNamed(object),
    operations: run.history.operations,
    result,
    place: () => placeOf(property.span),
  });
  return { ...verdict, status: verdict.status };
}

/** Who was refused was answered. Who gave up is not known never to be. */
function answered(
  { held }: Seen,
  { operations, when }: Of<'answered'>,
  { run }: LiveSetting,
): Said {
  const all = (run.history?.operations ?? []).filter(({ name }) => operations.includes(name));
  const meant = all.filter(
    ({ invoked, completed }) =>
      when === null ||
      held.some((time) => invoked <= time && (completed === null || completed >= time)),
  );
  const open = meant.filter(({ ending }) => ending === 'unknown').length;
  if (meant.length === 0) return { status: 'unknown', claim: 'there was no such call' };
  return open === 0
    ? { status: 'holds', claim: `all ${counted(meant.length, 'such call')} were answered` }
    : {
        status: 'unknown',
        claim: `${open} of ${counted(meant.length, 'such call')} had no answer when their clients gave up, which does not say that none would have come`,
      };
}

// ---------------------------------------------------------------------------------------------- words

/** `10 s live, 5 processes, 4 kills, 2 partitions, 3,214 operations`. */
export function runText({ length, processes, faults, history }: LiveResult): string {
  const happened = Object.entries(faults).map(([what, times]) =>
    what === 'slow network' ? `a slow network ${times} times` : counted(times, what),
  );
  return [
    `${timeText(length)} live`,
    counted(processes, 'process').replace('processs', 'processes'),
    ...happened,
    ...(history === null ? [] : [counted(history.operations.length, 'operation')]),
  ].join(', ');
}

const looksText = ({ looks }: LiveResult): string => counted(looks, 'common moment');

const at = (time: number): string => `${timeText(time)} after the start`;

function timeText(microseconds: number): string {
  if (microseconds < 1000) return `${Math.round(microseconds)} us`;
  if (microseconds < 1_000_000) return `${Math.round(microseconds / 1000)} ms`;
  return `${Math.round(microseconds / 100_000) / 10} s`;
}

const evidence = (kind: 'counterexample' | 'witness', { time, state }: Moment): Evidence => ({
  kind,
  begin: at(time),
  steps: [{ action: null, bindings: {}, state }],
});

/** Faults of the spec that a live run does not make. */
function leftOut({ spec: { faults } }: LiveSetting): Note[] {
  const kinds = [...new Set(faults.map(({ kind }) => kind))].filter(
    (k) => !LIVE_FAULTS.includes(k),
  );
  if (kinds.length === 0) return [];
  const are = kinds.length === 1 ? 'is' : 'are';
  return [{ kind: 'bound', text: `${listed(kinds)} ${are} left to simulation` }];
}
