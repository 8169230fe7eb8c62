/**
 * Verdicts of the properties that speak of whole runs: asked of the temporal checker, on the graph that
 * the search kept. Its runs come back as ids and edges, and become traces here (executed again, like
 * every other run that is shown).
 */
import assert from 'node:assert/strict';
import type { SystemProperty, TransitionSystem } from '../../engine/transition/system.js';
import type { Evidence, Note, Verdict } from '../verdict.js';
import { verdictOf } from '../verdict-of.js';
import { conditionOf, progressText, untakenText } from './claims.js';
import type { Found } from './found.js';
import type { StateGraph } from './graph.js';
import { ignoredSteps } from './ignored-steps.js';
import type { Watch } from './limits.js';
import { boundNotes, type Setting } from './safety-verdicts.js';
import { checkTemporal, type TemporalEvidence, type TemporalResult } from './temporal/index.js';
import { type Run, traceOf, traceOfGraphRun } from './trace.js';
import { vacuityNotes } from './vacuity.js';

export interface TemporalOutcome {
  readonly verdict: Verdict;
  /** An atom had no value: where. */
  readonly failure: Run | null;
}

/** Of the property at `index` in `system.properties`. `watch` is the one of the search, extended. */
export function temporalVerdict(
  setting: Setting,
  found: Found,
  property: SystemProperty,
  index: number,
  watch: Watch,
): TemporalOutcome {
  const { graph } = found;
  assert(graph, 'a temporal property needs the graph');
  const asked = asFormula(property);
  if (!asked) return { verdict: notSupported(setting, property), failure: null };
  const before = watch.cpuSeconds;
  const result = checkTemporal(graph, setting.system, asked, { stop: () => watch.stop() });
  const cpuSeconds = setting.effort.cpuSeconds + watch.cpuSeconds - before;
  const peakMemoryBytes = Math.max(setting.effort.peakMemoryBytes, watch.peakMemoryBytes);
  const effort = { ...setting.effort, cpuSeconds, peakMemoryBytes };
  const failure = result.failure ? failingRun(graph, result.failure, found) : null;
  const evidence = failure
    ? { kind: 'counterexample' as const, ...traceOf(setting.system, failure) }
    : result.evidence && evidenceOf(graph, result.evidence);
  const notes = notesOf(setting, graph, property, index, result);
  const claim = claimOf(setting, result);
  const outcome = { status: result.status, claim, evidence, effort, notes };
  return { verdict: verdictOf(property, result.method, outcome), failure };
}

/** What the states and steps known so far decide of a property, whatever else there is. */
export function decidedOn(
  graph: StateGraph,
  system: TransitionSystem,
  property: SystemProperty,
  watch: Watch,
): 'holds' | 'violated' | undefined {
  const asked = asFormula(property);
  if (!asked) return undefined;
  const { status } = checkTemporal(graph, system, asked, { stop: () => watch.stop() });
  return status === 'holds' || status === 'violated' ? status : undefined;
}

/** The property as a formula over runs; undefined where that cannot be said. */
function asFormula(
  property: SystemProperty,
): Pick<SystemProperty, 'claim' | 'assuming'> | undefined {
  const { claim, assuming } = property;
  if ('formula' in claim) return property;
  assert(assuming, 'a safety property without a premise is not judged on the graph');
  const atom = { op: 'atom', atom: claim.atom, words: conditionOf(property) } as const;
  switch (claim.form) {
    case 'always':
    case 'never':
      return { claim: { form: 'holds', formula: { op: 'always', of: atom } }, assuming };
    case 'reachable': {
      // Some run that is as assumed comes there.
      const comes = { op: 'eventually', of: atom } as const;
      const formula = { op: 'possible', of: { op: 'and', left: assuming, right: comes } } as const;
      return { claim: { form: 'holds', formula } };
    }
    case 'every step':
      return undefined;
  }
}

function notSupported(setting: Setting, property: SystemProperty): Verdict {
  return verdictOf(property, setting.method, {
    status: 'unknown',
    claim: 'was not checked: `every step` under `assuming` is not supported, so nothing is claimed',
    evidence: null,
    effort: setting.effort,
    notes: [],
  });
}

function failingRun(
  graph: StateGraph,
  { state, site }: { readonly state: number; readonly site: number },
  found: Found,
): Run {
  const length = graph.pathTo(state).length;
  return found.search.runTo({ id: state, failing: { label: null, site }, length });
}

/** Runs of branches begin in the middle of the run that they branch from, not in an initial state. */
function evidenceOf(graph: StateGraph, evidence: TemporalEvidence, inside = false): Evidence {
  const trace = traceOfGraphRun(graph, evidence.run, inside);
  if (evidence.kind !== 'tree') return { kind: evidence.kind, ...trace };
  const branches = evidence.branches.map((branch) => {
    assert.equal(
      branch.evidence.run.states[0],
      evidence.run.states[branch.step],
      'a branch begins in the state that it branches from',
    );
    return { step: branch.step, evidence: evidenceOf(graph, branch.evidence, true) };
  });
  return { kind: 'tree', says: evidence.says, branches, ...trace };
}

function claimOf({ scope }: Setting, { status, claim, limit }: TemporalResult): string {
  if (status === 'unknown' && !scope.complete) {
    // Mostly it is the limit that stopped the search.
    const also =
      limit === undefined || limit === `stopped at ${scope.stoppedBy}` ? '' : `; ${limit}`;
    return `${claim}, ${progressText(scope)}${also}`;
  }
  if (limit !== undefined) return `${claim}: ${limit}`;
  if (status !== 'holds') return claim;
  const constants = scope.constants === '' ? '' : `, with ${scope.constants}`;
  return `${claim}${constants}${untakenText(scope)}`;
}

function notesOf(
  { system, scope }: Setting,
  graph: StateGraph,
  property: SystemProperty,
  index: number,
  { status, vacuous, evidence }: TemporalResult,
): Note[] {
  const notes = [...boundNotes(scope), ...vacuous.map((text): Note => ({ kind: 'vacuous', text }))];
  if (status === 'holds' && scope.complete && scope.untaken === 0)
    notes.push(...vacuityNotes(system, index));
  if (evidence?.kind === 'counterexample' && property.expect === 'holds') {
    const text = ignoredSteps(graph, evidence.run);
    if (text !== undefined) notes.push({ kind: 'hint', text });
  }
  return notes;
}
