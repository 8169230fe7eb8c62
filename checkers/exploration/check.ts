/**
 * Checks a whole model: one search, then a verdict for each property.
 *
 *     system ─► search (breadth first | depth first) ─► safety verdicts, well defined
 *                  └─► state graph, if a property needs it ─► temporal verdicts
 *     system ─► random walks | swarm ─► violations and witnesses; everything else unknown
 */
import assert from 'node:assert/strict';
import type { Place } from '../../engine/language/source.js';
import type { ExpectedCounts } from '../../engine/language/typed.js';
import type { Plain } from '../../engine/plain.js';
import type { Slice } from '../../engine/transition/slicing.js';
import type { Symmetry } from '../../engine/transition/symmetry/symmetry.js';
import type { SystemProperty, TransitionSystem } from '../../engine/transition/system.js';
import type { Effort, Exploration, Note, Verdict } from '../verdict.js';
import { verdictOf } from '../verdict-of.js';
import type { Approximation } from './approximate/storage.js';
import { keptText } from './approximate/words.js';
import { type CheckpointOptions, Saver } from './checkpoint/saver.js';
import { constantsText, type Scope } from './claims.js';
import { countsVerdict } from './counts-verdict.js';
import { depthFirst } from './depth-first.js';
import { type DiskOptions, type DiskReport, diskText } from './disk/report.js';
import { type Enough, firstFailure } from './enough.js';
import { type Estimate, estimateStates } from './estimate.js';
import { type Explored, type ExploreOptions, explore, type SearchForm } from './explore.js';
import type { Found } from './found.js';
import { growthNotes } from './growth.js';
import { isSafety } from './judge.js';
import { type Limits, type Meters, processMeters, Watch } from './limits.js';
import { noInitialState, whyNone } from './no-initial.js';
import { checkpointNotes, hint, refusalNotes } from './notes.js';
import type { OnProgress } from './progress.js';
import type { ReductionChoice } from './reductions/choice.js';
import { type Decision, decideReductions, type Situation, without } from './reductions/decide.js';
import { PartialOrder } from './reductions/partial-order.js';
import { reducedText, reductionsOf } from './reductions/report.js';
import { sliced, unsliced } from './reductions/representatives.js';
import { SMALL, Worth } from './reductions/worth.js';
import { failureOf, type Setting, safetyVerdict, wellDefinedVerdict } from './safety-verdicts.js';
import { swarmModel, walkModel } from './sampling.js';
import { smallFullGraph, smallGraph } from './small-graph.js';
import type { SwarmReport } from './swarm/report.js';
import { decidedOn, temporalVerdict } from './temporal-verdicts.js';
import type { Run } from './trace.js';
import { neverEnabled } from './vacuity.js';

export type StrategyChoice =
  | { readonly search: 'breadth-first' }
  | { readonly search: 'depth-first' }
  | {
      readonly search: 'random-walk';
      readonly seed: number;
      readonly walks: number;
      readonly steps: number;
    }
  /** Many small depth-first searches; `limits.maxStates` is of each. */
  | { readonly search: 'swarm'; readonly seed: number; readonly members: number };

type Exhaustive = 'breadth-first' | 'depth-first';

export interface CheckOptions {
  /** Where the spec begins: the place of `well defined`. */
  readonly place: Place;
  /** Default: breadth first. */
  readonly strategy?: StrategyChoice;
  /** Which of the system's properties to check; default all. `well defined` is always checked. */
  readonly only?: (property: SystemProperty) => boolean;
  /** Constants in force, for the claims. */
  readonly constants?: Readonly<Record<string, Plain>>;
  /** In place of constants, for the claims: `3 servers, messages in any order`. */
  readonly over?: string;
  readonly limits?: Limits;
  /** Counts to compare with: to be given only for the spec's own constants, unmutated. */
  readonly expect?: ExpectedCounts;
  /** Default: `auto`. @throws ReductionConflict for one that what is judged does not allow */
  readonly reduce?: ReductionChoice;
  /** Threads, the caller's included. Default 1. */
  readonly threads?: number;
  /** The kernel and the other threads from the first state on, where a search may use them: for tests on small models. */
  readonly eager?: boolean;
  /** Keep less than the states; goes with breadth-first search. Then nothing is found to hold everywhere. */
  readonly approximation?: Approximation;
  /** Go on with the disk where memory does not suffice; goes with breadth-first search, and sleep sets are the only reduction. */
  readonly disk?: DiskOptions;
  /** Stop at the first property that does not come out as expected. */
  readonly failFast?: boolean;
  /** When the search may stop early; properties are numbered as in `system.properties`. */
  readonly enough?: Enough;
  /** Save what is known from time to time, or go on from what was saved.
   * @throws CheckpointError where that cannot be gone on from */
  readonly checkpoint?: CheckpointOptions;
  readonly onProgress?: OnProgress;
  /** Default: the real clock, processor and memory. */
  readonly meters?: Meters;
}

export interface CheckResult {
  readonly verdicts: readonly Verdict[];
  /** Null for random walks and swarms. */
  readonly exploration: Exploration | null;
  readonly notes: readonly Note[];
  readonly swarm?: SwarmReport;
}

export async function checkModel(
  system: TransitionSystem,
  options: CheckOptions,
): Promise<CheckResult> {
  const indices = system.properties.flatMap((property, index) =>
    (options.only?.(property) ?? true) ? [index] : [],
  );
  const strategy = options.strategy ?? { search: 'breadth-first' };
  const symmetric = once(() => system.symmetric?.());
  const interference = once(() => system.interference?.(indices));
  const situation: Situation = {
    system,
    judged: indices,
    symmetric,
    slice: (members) => system.slice?.(indices, members),
    interference,
    strategy: strategy.search,
    expectsCounts: options.expect !== undefined,
    approximate: options.approximation !== undefined,
    onDisk: options.disk !== undefined,
  };
  const decision = decideReductions(options.reduce ?? 'auto', situation);
  if (strategy.search === 'random-walk') return walkModel(system, options, indices, strategy);
  if (strategy.search === 'swarm') return swarmModel(system, options, indices, strategy);
  const watch = new Watch(options.limits ?? {}, options.meters ?? processMeters);
  const search = (searched: Searched) =>
    searchModel(searched, options, indices, strategy.search, watch);
  const form = decision.runs.includes('symmetry') ? symmetric() : undefined;
  let rest = decision;
  if (form !== undefined && !('refused' in form)) {
    const { symmetry, cautious } = form;
    const reduced: Searched = { ...withSlice(form.system, decision, indices), symmetry, cautious };
    if (decision.asked === 'auto' && strategy.search === 'breadth-first') {
      const full = decideReductions('auto', {
        ...situation,
        symmetric: () => ({ refused: SMALL }),
      });
      const slice = reduced.slice && sliced(form.system, reduced.slice);
      const worth = new Worth(form, slice, watch, options.eager === true);
      const result = await search({ ...withSlice(system, full, indices), worth });
      if (typeof result !== 'string') return result;
    }
    const result = await search(reduced);
    if (typeof result !== 'string') return result;
    rest = without(decision, 'symmetry', form.lost?.() ?? ORDER_SHOWS);
  }
  const steps = rest.runs.includes('partial-order') ? interference() : undefined;
  const searched = withSlice(system, rest, indices);
  const wholeRuns = indices.some((index) => !isSafety(system.properties[index]));
  const partialOrder =
    steps && !('refused' in steps) ? new PartialOrder(steps, wholeRuns) : undefined;
  const result = await search(partialOrder ? { ...searched, partialOrder } : searched);
  assert(typeof result !== 'string', 'there is nothing else to try');
  return result;
}

function withSlice(
  system: TransitionSystem,
  decision: Decision,
  indices: readonly number[],
): Searched {
  if (!decision.runs.includes('slicing')) return { system, decision };
  const slice = system.slice?.(indices, !decision.runs.includes('symmetry'));
  return slice ? { system, decision, slice } : { system, decision };
}

/** What is kept instead of states, and how runs are made whole again. */
function representativesOf({ system, symmetry, slice }: Searched) {
  if (slice) {
    return {
      representatives: sliced(system, slice, symmetry),
      restore: (run: Run) => unsliced(system, slice, run),
    };
  }
  return symmetry ? { representatives: symmetry } : {};
}

const ORDER_SHOWS =
  'an operation has no value somewhere, and whether it is met may depend on the order of members';

const WORTH_MORE = 'symmetry is worth more';

/** What is searched, and how. */
interface Searched {
  readonly system: TransitionSystem;
  readonly decision: Decision;
  readonly symmetry?: Symmetry;
  readonly slice?: Slice;
  readonly partialOrder?: PartialOrder;
  /** Operations without a value decide nothing, and end it. */
  readonly cautious?: boolean;
  /** Whether symmetry is to be tried instead. */
  readonly worth?: Worth;
}

/** States expanded before whole runs are looked at, where one is enough. */
const LOOKED_AT = 10_000;

/** Or why another search is to be tried. */
async function searchModel(
  searched: Searched,
  options: CheckOptions,
  indices: readonly number[],
  search: Exhaustive,
  watch: Watch,
): Promise<CheckResult | typeof ORDER_SHOWS | typeof WORTH_MORE> {
  const { system, worth } = searched;
  system.coverage.seen.fill(0);
  const properties = indices.map((index) => system.properties[index]);
  const sleep = searched.decision.runs.includes('sleep');
  const saver = options.checkpoint && new Saver(options.checkpoint, watch.meters.clock);
  const explored = await searchIn(system, search, {
    sleep,
    threads: { count: options.threads ?? 1, eager: options.eager === true },
    ...(options.eager ? { outgrows: 0 } : {}),
    properties,
    keepGraph: !options.approximation && properties.some((property) => !isSafety(property)),
    ...(options.approximation ? { approximation: options.approximation } : {}),
    toTheEnd: options.expect !== undefined,
    ...(options.disk ? { disk: options.disk } : {}),
    ...enoughOf(options, system, indices),
    wholeRuns: {
      first: options.eager ? 1 : LOOKED_AT,
      decides: (graph, index) => decidedOn(graph, system, properties[index], watch),
    },
    ...representativesOf(searched),
    ...(saver ? { saver } : {}),
    ...(searched.partialOrder ? { partialOrder: searched.partialOrder } : {}),
    watch,
    ...(worth ? { yieldTo: worth.asked } : {}),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  });
  if (explored === null) return WORTH_MORE;
  const { found, form } = explored;
  const disk = options.disk && (found.disk ?? NOTHING_ON_DISK);
  if (searched.cautious && (found.failure !== null || found.initialFailure !== null)) {
    return ORDER_SHOWS;
  }
  if (worth?.mayFit(found)) return WORTH_MORE;
  const decision = worth?.decided(searched.decision) ?? searched.decision;
  const ran = whatRan(decision, form);
  const setting = settingOf(searched, options, found, search);
  const verdicts = await verdictsOf(setting, options, indices, found, watch);
  // Without what nobody sees, or without some orders, states are not those of the spec.
  const expect = searched.slice || searched.partialOrder ? undefined : options.expect;
  const counts = countsVerdict(setting, found, search, expect);
  return {
    verdicts: counts ? [...verdicts, counts] : verdicts,
    exploration: {
      ...explorationOf({ ...searched, decision: ran }, found, form, setting.effort),
      ...(saver ? { checkpoint: saver.report } : {}),
      ...(disk ? { disk } : {}),
    },
    notes: [
      // What a system is explored over is said in each claim.
      ...neverEnabled(
        system,
        found.attempted,
        options.over === undefined ? setting.scope : { ...setting.scope, constants: '' },
      ),
      ...refusalNotes(ran),
      ...(found.complete ? [] : growthNotes(found.growing)),
      ...(saver ? checkpointNotes(saver.report) : []),
      ...(disk ? diskText(disk).map(hint) : []),
    ],
  };
}

/** Of each property, and `well defined` last. */
async function verdictsOf(
  setting: Setting,
  options: CheckOptions,
  indices: readonly number[],
  found: Found,
  watch: Watch,
): Promise<Verdict[]> {
  const { system } = setting;
  const verdicts: Verdict[] = [];
  let failure = failureOf(found);
  watch.extend(found.complete);
  for (const [judged, index] of indices.entries()) {
    const property = system.properties[index];
    if (isSafety(property) && (found.initialStates > 0 || found.decided.has(judged))) {
      verdicts.push(safetyVerdict(setting, found, property, judged, index));
    } else if (options.approximation && found.initialStates > 0) {
      verdicts.push(needsGraph(setting, property));
    } else if (found.initialStates === 0) {
      verdicts.push(noInitialState(setting, property, found));
    } else {
      const outcome = temporalVerdict(setting, found, property, index, watch);
      verdicts.push(outcome.verdict);
      failure = shorter(failure, outcome.failure);
      // Interruptions arrive between two properties.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const whyEmpty =
    found.initialStates === 0 && found.complete ? whyNone(setting, found) : undefined;
  verdicts.push(wellDefinedVerdict(setting, failure, found.initialFailure, whyEmpty));
  return verdicts;
}

async function searchIn(
  system: TransitionSystem,
  search: 'breadth-first' | 'depth-first',
  options: ExploreOptions,
): Promise<Explored | null> {
  if (search === 'breadth-first') return explore(system, options);
  const found = await depthFirst(system, options);
  const because = 'the search is depth first';
  return { found, form: { name: 'general', because, sleeps: false, threads: 1 } };
}

/** Edges sleep in the kernel only, and only where some are independent: that is known afterwards. */
function whatRan({ asked, runs, refused }: Decision, form: SearchForm): Decision {
  if (form.sleeps || !runs.includes('sleep')) return { asked, runs, refused };
  const because =
    form.name === 'kernel' ? 'no two steps are independent' : `${form.because}: full search`;
  return {
    asked,
    runs: runs.filter((reduction) => reduction !== 'sleep'),
    refused: [...refused, { reduction: 'sleep', kind: 'useless', because }],
  };
}

/** Of a search that was done before it came to that. */
const NOTHING_ON_DISK: DiskReport = { bytes: 0, spills: 0 };

/** Computed when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function enoughOf(
  { enough, failFast }: CheckOptions,
  { properties }: TransitionSystem,
  indices: readonly number[],
): { readonly enough?: Enough } {
  if (enough) return { enough: renumbered(enough, indices) };
  return failFast ? { enough: firstFailure(indices.map((index) => properties[index])) } : {};
}

/** A search numbers the properties that it was given. */
const renumbered = (enough: Enough, indices: readonly number[]): Enough => ({
  ...enough,
  when: (decided, failed) => {
    const place = (index: number) => indices.indexOf(index);
    const asked = (index: number) => (place(index) < 0 ? undefined : decided(place(index)));
    return enough.when(asked, failed);
  },
});

const shorter = (a: Run | null, b: Run | null): Run | null =>
  a && b ? (b.states.length < a.states.length ? b : a) : (a ?? b);

function settingOf(
  searched: Searched,
  options: CheckOptions,
  found: Found,
  search: Exhaustive,
): Setting {
  const { system, partialOrder } = searched;
  const { full = found } = found;
  const estimate = partialOrder ? null : estimateOf(found);
  const scope: Scope = {
    states: found.full?.states ?? found.counts.states,
    steps: found.full?.transitions ?? found.counts.transitions,
    ...reducedText(searched, found.counts.states),
    complete: found.complete,
    ...(found.stoppedBy === undefined ? {} : { stoppedBy: found.stoppedBy }),
    coveredDepth: partialOrder ? 0 : found.coveredDepth,
    ...(found.omission ? { omission: found.omission } : {}),
    ...(found.complete ? {} : { growing: found.growing ?? [] }),
    ...(estimate ? { estimate: { kept: found.counts.states, all: estimate } } : {}),
    constants: options.over ?? constantsText(options.constants ?? {}),
    outside: full.outside,
    untaken: full.untaken,
    ...(system.withinText === undefined ? {} : { bound: system.withinText }),
  };
  return {
    system,
    scope,
    method: methodOf(search, options),
    // Of the orders of the same steps only some are followed, perhaps with others between them.
    shortest: search === 'breadth-first' && options.approximation === undefined && !partialOrder,
    place: options.place,
    effort: { ...found.counts, peakMemoryBytes: found.peakMemoryBytes },
  };
}

function methodOf(search: Exhaustive, { approximation }: CheckOptions): string {
  const order =
    search === 'breadth-first' ? 'exploration, breadth first' : 'exploration, depth first';
  return approximation === undefined ? order : `${order}, ${keptText(approximation)}`;
}

/** Of the states that there are in all, from the levels that are known in full. */
function estimateOf(found: Found): Estimate | null {
  if (found.complete) return null;
  const { statesByDepth, coveredDepth, counts } = found;
  return estimateStates(statesByDepth.slice(0, coveredDepth), counts.states);
}

/** Whole runs are judged on the graph of all states. */
function needsGraph(setting: Setting, property: SystemProperty): Verdict {
  return verdictOf(property, setting.method, {
    status: 'unknown',
    claim: 'was not checked: it speaks of whole runs, which takes all states (--storage exact)',
    evidence: null,
    effort: setting.effort,
    notes: [],
  });
}

const graphOf = (system: TransitionSystem, { full, search, initialStates }: Found) =>
  full ? smallFullGraph(system, full.states) : smallGraph(system, search.visited, initialStates);

function explorationOf(
  searched: Searched,
  found: Found,
  form: SearchForm,
  effort: Effort,
): Exploration {
  const { system, slice, partialOrder } = searched;
  return {
    effort,
    complete: found.complete,
    ...(found.stoppedBy === undefined ? {} : { stoppedBy: found.stoppedBy }),
    coveredDepth: partialOrder ? 0 : found.coveredDepth,
    ...(found.complete ? {} : { estimate: partialOrder ? null : estimateOf(found) }),
    ...(found.omission ? { omission: found.omission } : {}),
    initialStates: found.initialStates,
    statesByDepth: found.statesByDepth,
    stepsByAction: system.actions.map((action, index) => ({
      action: action.title,
      steps: found.stepsByAction[index],
    })),
    stuckStates: found.stuckStates,
    reductions: reductionsOf(searched, found),
    form,
    graph: found.complete && !slice && !partialOrder ? graphOf(system, found) : null,
  };
}
