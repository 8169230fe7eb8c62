/** Verdicts of the properties that a search can judge one state or step at a time, and `well defined`. */
import type { Place } from '../../engine/language/source.js';
import type { SystemProperty, TransitionSystem } from '../../engine/transition/system.js';
import type { Effort, Evidence, Note, Verdict } from '../verdict.js';
import { type Outcome, verdictOf } from '../verdict-of.js';
import {
  beyondBoundText,
  beyondFailuresText,
  boundText,
  counted,
  everyState,
  failureText,
  holdsText,
  type Scope,
  unknownText,
  unmetText,
  unreachableText,
  violatedText,
  witnessText,
} from './claims.js';
import { explain, explainFailure } from './explain.js';
import type { Found } from './found.js';
import { type Run, stepText, traceOf } from './trace.js';
import { vacuityNotes } from './vacuity.js';

/** What all verdicts of one search share. */
export interface Setting {
  readonly system: TransitionSystem;
  readonly scope: Scope;
  readonly method: string;
  /** Are the runs that it finds shortest ones? */
  readonly shortest: boolean;
  /** Where `well defined` points: the spec. */
  readonly place: Place;
  readonly effort: Effort;
}

/** The name of the property that is checked in every model. */
export const WELL_DEFINED = 'well defined';

/** Of a safety property; `index` is its place in `system.properties`. */
export function safetyVerdict(
  setting: Setting,
  found: Found,
  property: SystemProperty,
  judged: number,
  index: number,
): Verdict {
  const sighting = found.decided.get(judged);
  const outcome = sighting
    ? decidedOutcome(setting, property, found.search.runTo(sighting))
    : undecidedOutcome(setting, found, property, judged);
  const { complete, untaken } = setting.scope;
  const vacuous = outcome.status === 'holds' && complete && untaken === 0;
  const notes = vacuous ? vacuityNotes(setting.system, index) : [];
  return verdictOf(property, setting.method, { ...outcome, notes: [...outcome.notes, ...notes] });
}

/** A run was found: it breaks the property or, for `reachable`, shows it. */
export function decidedOutcome(
  setting: Pick<Setting, 'system' | 'shortest' | 'effort'>,
  property: SystemProperty,
  run: Run,
): Outcome {
  const { system, shortest } = setting;
  const trace = traceOf(system, run);
  const steps = trace.steps.length - 1;
  const shown = property.claim.form === 'reachable';
  const evidence: Evidence = {
    kind: shown ? 'witness' : 'counterexample',
    ...trace,
    explanation: explain(system, property, trace, run.labels.at(-1)?.[0]),
  };
  const claim = shown
    ? witnessText(property, steps, shortest)
    : violatedText(property, steps, shortest);
  return {
    status: shown ? 'holds' : 'violated',
    claim,
    evidence,
    effort: setting.effort,
    notes: [],
  };
}

function undecidedOutcome(
  setting: Setting,
  found: Found,
  property: SystemProperty,
  judged: number,
): Outcome {
  const { scope, effort } = setting;
  const rest = { evidence: null, effort, notes: boundNotes(scope) };
  const sick = found.illDefined.get(judged);
  if (sick) return illDefinedOutcome(setting, found.search.runTo(sick));
  const lostAt = found.lost?.get(judged);
  if (lostAt !== undefined)
    return { status: 'unknown', claim: lostText(property, lostAt), ...rest };
  if (!scope.complete) {
    // A state's being stuck is known only when it is expanded: the last level does not count.
    const lost = atomKind(setting.system, property) === 'stuck' ? 1 : 0;
    return { status: 'unknown', claim: unknownText(property, scope, lost), ...rest };
  }
  if (property.claim.form !== 'reachable') {
    return { status: 'holds', claim: holdsText(property, scope), ...rest };
  }
  if (scope.untaken > 0) return { status: 'unknown', claim: beyondFailuresText(scope), ...rest };
  return scope.outside > 0
    ? { status: 'unknown', claim: beyondBoundText(scope), ...rest }
    : { status: 'violated', claim: unreachableText(scope), ...rest };
}

/** A state was reached that decides, and there is no run to show for it. */
function lostText({ claim }: SystemProperty, depth: number): string {
  const what = claim.form === 'reachable' ? 'such a state' : 'a state that breaks it';
  return `${what} was met at depth ${depth}, but to find the run to it again takes more memory than there is: nothing is claimed`;
}

function atomKind(system: TransitionSystem, property: SystemProperty): string | undefined {
  return 'atom' in property.claim ? system.atoms[property.claim.atom].kind : undefined;
}

export function illDefinedOutcome(setting: Pick<Setting, 'system' | 'effort'>, run: Run): Outcome {
  const { system } = setting;
  const message = system.failure(run.failing?.site ?? 0).message;
  return {
    status: 'error',
    claim: `cannot be decided: in a reachable state it has no value (${message}); see “${WELL_DEFINED}”`,
    evidence: { kind: 'counterexample', ...traceOf(system, run) },
    effort: setting.effort,
    notes: [],
  };
}

export function boundNotes(scope: Scope): Note[] {
  if (scope.outside === 0) return [];
  const text = `the bound \`${scope.bound}\` kept ${counted(scope.outside, 'state')} out`;
  return [{ kind: 'bound', text }];
}

/** Every partial operation has a value wherever it is evaluated. `whyEmpty`: why nothing was explored. */
export function wellDefinedVerdict(
  setting: Setting,
  failure: Run | null,
  initialFailure: number | null,
  whyEmpty?: string,
): Verdict {
  return {
    property: WELL_DEFINED,
    base: WELL_DEFINED,
    text: 'every operation has a value wherever it is evaluated',
    expected: 'holds',
    method: setting.method,
    ...asVerdict(wellDefinedOutcome(setting, failure, initialFailure, whyEmpty)),
    place: setting.place,
  };
}

const asVerdict = (outcome: Outcome) => ({ ...outcome, asExpected: outcome.status === 'holds' });

function wellDefinedOutcome(
  setting: Setting,
  failure: Run | null,
  initialFailure: number | null,
  whyEmpty: string | undefined,
): Outcome {
  const { system, scope, effort, shortest } = setting;
  const plain = { evidence: null, effort, notes: [] };
  if (initialFailure !== null) {
    const { message } = system.failure(initialFailure);
    return {
      status: 'violated',
      claim: `an initial state cannot be computed: ${message}`,
      ...plain,
    };
  }
  if (failure) {
    const reason = system.failure(failure.failing?.site ?? 0);
    const trace = traceOf(system, failure);
    const label = failure.failing?.label ?? null;
    const attempt = label && stepText(system, label);
    return {
      status: 'violated',
      claim: failureText(reason.message, attempt, trace.steps.length - 1, shortest),
      evidence: { kind: 'counterexample', ...trace, explanation: explainFailure(reason, trace) },
      effort,
      notes: [],
    };
  }
  if (whyEmpty !== undefined) return { status: 'error', claim: whyEmpty, ...plain };
  if (!scope.complete) {
    const claim = unmetText(scope);
    return { status: 'unknown', claim, ...plain };
  }
  return { status: 'holds', claim: `in ${everyState(scope)}${boundText(scope)}`, ...plain };
}

/** The run to the partial operation that failed first. */
export const failureOf = ({ failure, search }: Found): Run | null =>
  failure && search.runTo(failure);
