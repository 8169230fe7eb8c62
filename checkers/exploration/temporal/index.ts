/**
 * Temporal claims (`eventually`, `whenever`, `holds`) on the explicit state graph: LTL, CTL and CTL*
 * over the maximal, fair runs.
 *
 *     formula → propositions of one state     propositions.ts (branching parts by labelling.ts)
 *             → negation normal form, simplified translate.ts, formula.ts, implication.ts
 *             → automaton of its negation     ltl/
 *             → a finite refutation           breadth.ts
 *               or fair components            emptiness.ts, fair-search.ts
 *               (in a product that is kept, for CTL*: product.ts, fair-components.ts)
 *             → a run, judged a second time   lasso.ts, run-evaluator.ts, evidence.ts
 *
 * A claim is `violated` only by a run among expanded states; where a limit stopped the exploration,
 * `holds` only if nothing that is still unknown could break it; else `unknown`.
 */
import assert from 'node:assert/strict';
import type { Formula } from '../../../engine/language/typed.js';
import type { SystemProperty, TransitionSystem } from '../../../engine/transition/system.js';
import type { Status } from '../../verdict.js';
import { FLAG, type StateGraph } from '../graph.js';
import { FAILURES_CLAIM, holdsClaim, noRunClaim, unknownClaim, violatedClaim } from './claims.js';
import { EvidenceMaker, type TemporalEvidence } from './evidence.js';
import { formulaText, hasBranching, restsOnAbsence } from './formula-text.js';
import { branchingSearch, everyStateGoesOn } from './labelling.js';
import { defaultLimits, LimitHit, type TemporalLimits } from './limits.js';
import { IllDefined, isStateFormula } from './propositions.js';
import type { RunSearch } from './run-search.js';
import { vacuityNotes } from './vacuity.js';

export type { TemporalEvidence } from './evidence.js';

export interface TemporalContext {
  readonly limits?: Partial<TemporalLimits>;
  /** Asked now and then: why to stop, or undefined to go on. The verdict is then `unknown`. */
  readonly stop?: () => string | undefined;
}

export interface TemporalResult {
  readonly status: Status;
  readonly method: string;
  /** A sentence without its subject: `holds on every fair run over all 189 reachable states (…)`. */
  readonly claim: string;
  /** Ids and edges of the graph; `trace.ts` makes traces of its runs. */
  readonly evidence: TemporalEvidence | null;
  /** Ways in which `holds` may say less than it seems to. */
  readonly vacuous: readonly string[];
  /** With status `unknown`: the limit that was hit here: `stopped at --max-seconds 1`. */
  readonly limit?: string;
  /** With status `error`: the state in which an atom had no value, and the site that failed. */
  readonly failure?: { readonly state: number; readonly site: number };
}

/** `text`, the claim in the words of the spec, is for prose. */
export type TemporalProperty = Pick<SystemProperty, 'claim' | 'assuming'> &
  Partial<Pick<SystemProperty, 'text'>>;

const METHOD = {
  ltl: 'exploration, fair cycles',
  branching: 'exploration, labelling and fair cycles',
};

/** Judges one temporal property.
 * @throws AssertionError when two of our own methods disagree. */
export function checkTemporal(
  graph: StateGraph,
  system: TransitionSystem,
  property: TemporalProperty,
  context: TemporalContext = {},
): TemporalResult {
  assert.equal(system, graph.system, 'the graph is of this system');
  assert('formula' in property.claim, 'a temporal claim has a formula');
  const claimed = property.claim.formula;
  const formula: Formula = property.assuming
    ? { op: 'implies', left: property.assuming, right: claimed }
    : claimed;
  const method = hasBranching(formula) ? METHOD.branching : METHOD.ltl;
  const none = { method, evidence: null, vacuous: [] };
  try {
    const limits = { ...defaultLimits, ...context.limits };
    const tick = () => {
      const reason = context.stop?.();
      if (reason !== undefined) throw new LimitHit(`stopped at ${reason}`);
    };
    tick();
    const search = branchingSearch(graph, limits, tick);
    const found = judge(search, formula, property);
    const doubtful = found.status === 'violated' && restsOnAbsence(formula, false);
    if (!doubtful || !hasFailures(graph)) return { ...none, ...found };
    // Perhaps only because a step could not be evaluated: asked again, as if anything came after it.
    const cautious = branchingSearch(withFailuresOpen(graph), limits, tick);
    const again = judge(cautious, formula, property);
    return again.status === 'violated'
      ? { ...none, ...again }
      : { ...none, status: 'unknown', claim: FAILURES_CLAIM };
  } catch (error) {
    if (error instanceof LimitHit) {
      return { ...none, status: 'unknown', claim: unknownClaim(graph), limit: error.limit };
    }
    if (error instanceof IllDefined) {
      const { state, site } = error;
      const claim = `cannot be judged: ${system.failure(site).message}`;
      return { ...none, status: 'error', claim, failure: { state, site } };
    }
    throw error;
  }
}

function judge(
  search: RunSearch,
  formula: Formula,
  { assuming, text: words }: TemporalProperty,
): Omit<TemporalResult, 'method' | 'vacuous'> & Partial<Pick<TemporalResult, 'vacuous'>> {
  const { graph } = search;
  const maker = new EvidenceMaker(search, (f) =>
    f === formula && words ? `\`${words}\`` : formulaText(f),
  );
  const run = maker.run(formula, false, graph.initial);
  if (run) {
    const evidence = maker.explain(formula, false, run);
    return {
      status: 'violated',
      claim: violatedClaim(graph, run, hasBranching(formula)),
      evidence,
    };
  }
  if (!graph.complete && search.perhaps(search.normal(formula, false), graph.initial)) {
    return { status: 'unknown', claim: unknownClaim(graph), evidence: null };
  }
  if (graph.initial.length === 0 || !everyStateGoesOn(graph) || hasFailures(graph)) {
    if (!search.hasRun(graph.initial)) {
      const claim = graph.complete ? noRunClaim(graph) : unknownClaim(graph);
      return { status: 'unknown', claim, evidence: null };
    }
  }
  return {
    status: 'holds',
    claim: holdsClaim(graph),
    evidence: witness(maker, formula, graph),
    vacuous: vacuityNotes(search, formula, assuming),
  };
}

/** A claim that only says what the first state can do is shown by runs from there. */
function witness(
  maker: EvidenceMaker,
  formula: Formula,
  graph: StateGraph,
): TemporalEvidence | null {
  if (!isStateFormula(formula) || !hasBranching(formula) || graph.initial.length === 0) return null;
  const evidence = maker.explain(formula, true, { states: [graph.initial[0]], edges: [] });
  return evidence.kind === 'tree' && evidence.branches.length > 0 ? evidence : null;
}

function hasFailures({ flags }: StateGraph): boolean {
  for (const bits of flags) if ((bits & FLAG.failed) !== 0) return true;
  return false;
}

/** The graph in which a state with a step that could not be evaluated counts as not yet expanded. */
function withFailuresOpen(graph: StateGraph): StateGraph {
  const flags = graph.flags.map((bits) => (bits & FLAG.failed ? bits & ~FLAG.expanded : bits));
  return { ...graph, flags, complete: false };
}
