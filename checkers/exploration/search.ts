/**
 * What every exhaustive search has in common: states found and kept once, steps counted, properties
 * judged where they can be, the graph kept where it is needed, limits obeyed. The one thing that a
 * strategy adds is which state to expand next (`breadth-first.ts`, `depth-first.ts`).
 *
 *     initial states → discover → judge.state ─┐
 *          ┌───────────── next id ◄────────────┘
 *          ▼
 *     successors → judge.step → discover → judge.state → … → judge.stuck
 */
import assert from 'node:assert/strict';
import { failureSite, Successors, type TransitionSystem } from '../../engine/transition/system.js';
import { Forgetful, type StateStore } from './approximate/hashed.js';
import { ALL_DECIDED, decidedAs } from './enough.js';
import { estimateStates } from './estimate.js';
import type { Counts, Found, Sighting } from './found.js';
import { FLAG, type StateGraph } from './graph.js';
import { GraphBuilder } from './graph-builder.js';
import { GrowingInts } from './growing.js';
import { Judge } from './judge.js';
import type { Watch } from './limits.js';
import { RateMeter } from './progress.js';
import { Quotient } from './reductions/quotient.js';
import { sharedByInstances, unfolded } from './reductions/unfold.js';
import { whileRoom } from './room.js';
import type { SearchOptions } from './search-options.js';
import type { Strategy } from './strategy.js';
import { labelBetween, type Run, same } from './trace.js';
import { Visited } from './visited.js';
import { type WholeRuns, wholeRunsOf } from './whole-runs.js';

export type { SearchOptions } from './search-options.js';

/** Why a search stopped that gave up, for another to take over. */
export const OUTGROWN = 'it outgrew this search';

const OUTSIDE = -1;
const FULL = -2;
/** A look at the clock after so many states and steps. */
const WORK_PER_LOOK = 512;
/** Milliseconds between two turns of the event loop, at each of which the limits are asked. */
const TURN_MS = 50;

export class Search {
  readonly visited: StateStore;
  readonly parents = new GrowingInts('in place');
  private readonly forgetful: Forgetful | null;
  private readonly outside: Visited;
  private readonly out: Successors;
  private readonly judge: Judge;
  private readonly graph: GraphBuilder | null;
  private readonly wholeRuns: WholeRuns | null;
  private readonly quotient: Quotient | null;
  private readonly watch: Watch;
  private readonly rates = new RateMeter();
  private readonly stepsByAction: number[];
  private readonly attempted: boolean[];
  private readonly decided = new Map<number, Sighting>();
  private readonly illDefined = new Map<number, Sighting>();
  private failure: Sighting | null = null;
  private initialFailure: number | null = null;
  /** States outside the bound that nobody has asked yet whether they are stuck. */
  private readonly unexpanded: Required<Pick<Sighting, 'id' | 'beyond'>>[] = [];
  private generated = 0;
  /** Of the states being expanded. */
  private level = 0;
  private initialGenerated = 0;
  private initialStates = 0;
  private stuckStates = 0;
  private untaken = 0;
  private stoppedBy: string | undefined;
  private abandoned = false;

  constructor(
    readonly system: TransitionSystem,
    private readonly strategy: Strategy,
    private readonly options: SearchOptions,
  ) {
    const { approximation } = options;
    this.forgetful = approximation ? new Forgetful(system.words, approximation) : null;
    this.visited = this.forgetful ?? new Visited(system.words);
    this.outside = new Visited(system.words);
    this.out = new Successors(system.words, system.labelWords);
    this.judge = new Judge(system, options.properties);
    this.graph = options.keepGraph ? new GraphBuilder(system) : null;
    const { graph } = this;
    this.wholeRuns = graph && wholeRunsOf(options, () => this.graphSoFar(graph, false));
    this.quotient = options.representatives ? new Quotient(system, options.representatives) : null;
    assert(this.graph === null || this.quotient === null, 'a graph has all states');
    const keepsAll = this.graph !== null || this.quotient !== null;
    assert(this.forgetful === null || !keepsAll, 'what is forgotten is in no graph');
    const whole = this.quotient === null && system.within === undefined;
    assert(whole || !options.partialOrder, 'partial order goes with none of these');
    this.watch = options.watch;
    this.stepsByAction = system.actions.map(() => 0);
    this.attempted = system.actions.map(() => false);
  }

  async run(): Promise<Found> {
    this.start();
    this.stoppedBy ??= this.watch.stop();
    const { clock } = this.watch.meters;
    const work = () => this.stretch(clock() + TURN_MS);
    const full = (why: string) => this.leave(why);
    while (this.stoppedBy === undefined && whileRoom(this.system, work, full)) {
      this.report();
      await new Promise((resolve) => setImmediate(resolve));
      this.watch.unseenBytes = this.unseenBytes;
      this.stoppedBy = this.watch.stop();
    }
    this.judgeUnexpanded();
    return this.result();
  }

  /** What is done until a time; false when there is no more to do. */
  private stretch(until: number): boolean {
    const { outgrows = Number.POSITIVE_INFINITY } = this.options;
    const { clock } = this.watch.meters;
    let look = this.generated + WORK_PER_LOOK;
    for (let expanded = 0; ; expanded++) {
      if (this.generated + expanded >= look) {
        if (clock() >= until) return true;
        look = this.generated + expanded + WORK_PER_LOOK;
      }
      if (this.stoppedBy !== undefined) return false;
      if (this.visited.count > outgrows) {
        this.stoppedBy = OUTGROWN;
        return false;
      }
      const enough = this.nothingLeft();
      if (enough !== undefined) {
        if (this.strategy.frontier > 0) this.stoppedBy = enough;
        return false;
      }
      const id = this.strategy.next();
      if (id < 0) return false;
      if (this.unexpanded.length > 0 && this.strategy.level !== this.level) this.judgeUnexpanded();
      if (this.strategy.level !== this.level && this.isGrowing()) {
        this.stoppedBy = OUTGROWN;
        return false;
      }
      this.level = this.strategy.level;
      this.expand(id);
    }
  }

  /** Asked where a level begins: are there many states, and many more to come? */
  private isGrowing(): boolean {
    const { outgrowsWhileGrowing = Number.POSITIVE_INFINITY } = this.options;
    if (this.visited.count <= outgrowsWhileGrowing) return false;
    const [before, last] = this.strategy.doneLevels.slice(-2);
    return 3 * last > 4 * before;
  }

  /** A run to the end of a sighting, shortest if the strategy finds shortest paths. */
  runTo(sighting: Sighting): Run {
    if (this.quotient) {
      const path = sighting.id < 0 ? [] : this.pathTo(sighting.id);
      const run = unfolded(this.system, this.quotient.symmetry, this.statesOf(path), sighting);
      return this.options.restore?.(run) ?? run;
    }
    const states: Int32Array[] = [];
    const labels: Int32Array[] = [];
    const path = sighting.id < 0 ? [] : this.pathTo(sighting.id);
    for (const state of this.statesOf(path)) {
      const before = states.at(-1);
      if (before) labels.push(labelBetween(this.system, before, state));
      states.push(state);
    }
    if (sighting.beyond) {
      if (sighting.beyond.label && states.length > 0) labels.push(sighting.beyond.label);
      states.push(sighting.beyond.state);
    }
    return { states, labels, ...(sighting.failing ? { failing: sighting.failing } : {}) };
  }

  private statesOf(path: readonly number[]): Int32Array[] {
    const { visited, forgetful } = this;
    if (forgetful) return forgetful.replay(this.system, path);
    return path.map((id) => {
      const at = visited.offset(id);
      return visited.array(id).slice(at, at + visited.words);
    });
  }

  pathTo(id: number): number[] {
    const path: number[] = [];
    for (let at = id; at >= 0; at = this.parents.at(at)) path.push(at);
    return path.reverse();
  }

  private start(): void {
    const { system } = this;
    const out = this.options.initial ?? this.out;
    if (out === this.out) {
      out.clear();
      system.initial(out);
    }
    if (out.failureCount > 0) this.initialFailure = out.failureSites[0];
    this.untaken += out.failureCount;
    const { count } = out;
    if (count > (this.options.outgrows ?? count)) {
      this.stoppedBy = OUTGROWN;
      return;
    }
    const initial = out.states.slice(0, count * system.words);
    for (let i = 0; i < count && this.stoppedBy === undefined; i++) {
      this.generated++;
      this.initialGenerated++;
      this.discover(initial, i * system.words, -1, null, 0);
    }
    this.quotient?.initial(count, out.failureCount);
    this.initialStates = this.visited.count;
  }

  private expand(id: number): void {
    const { system, visited, out, graph, judge } = this;
    this.forgetful?.forgetBefore(id);
    const array = visited.array(id);
    const offset = visited.offset(id);
    out.clear();
    system.successors(array, offset, out);
    graph?.begin(id);
    if (out.failureCount > 0) this.noteAttempts(id);
    const { words, labelWords } = system;
    const { states, labels, count } = out;
    const judgesSteps = judge.watchesSteps;
    const chosen = this.options.partialOrder?.choose(id, visited, out) ?? null;
    let leaves = false;
    for (let i = 0; i < count; i++) {
      if (chosen?.[i] === 0) continue;
      this.generated++;
      this.stepsByAction[labels[i * labelWords]]++;
      const target = this.discover(states, i * words, id, labels, i * labelWords);
      if (target === FULL) return;
      if (target === OUTSIDE) leaves = true;
      else graph?.edge(target, labels, i * labelWords);
      const moves = judgesSteps && this.moves(id, target, i);
      if (moves && judge.step(array, offset, states, i * words)) {
        this.sight(this.stepSighting(id, i), id);
      }
    }
    const stuck = count === 0 && out.failureCount === 0 && !system.finished(array, offset);
    if (stuck) this.stuckStates++;
    this.quotient?.expanded(array, offset, {
      steps: count,
      untaken: out.failureCount,
      stuck,
      actionOf: (i) => labels[i * labelWords],
    });
    if (judge.watchesStuck && judge.stuck(array, offset, stuck)) this.sight({ id }, id);
    const failed = out.failureCount > 0;
    graph?.end(
      id,
      FLAG.expanded |
        (leaves ? FLAG.leaves : 0) |
        (stuck ? FLAG.stuck : 0) |
        (failed ? FLAG.failed : 0),
    );
  }

  /** Stops in the middle of a state. */
  private leave(why: string): void {
    this.stoppedBy = why;
    this.abandoned = true;
    this.graph?.abandon();
  }

  /** Does successor i, kept as `target`, differ from the state that is being expanded? */
  private moves(id: number, target: number, i: number): boolean {
    const told = this.quotient === null && this.forgetful === null;
    if (told) return target !== id;
    const { visited, out } = this;
    const words = out.states.subarray(i * out.words, (i + 1) * out.words);
    return !same(visited.array(id), visited.offset(id), words, out.words);
  }

  /** Keeps the state at `states[offset…]` if it is new and inside the bound, and judges it if it is
   * new. The id, `OUTSIDE`, or `FULL` when there is no room left. */
  private discover(
    raw: Int32Array,
    at: number,
    parent: number,
    labels: Int32Array | null,
    label: number,
  ): number {
    const { visited, system, judge, watch, quotient } = this;
    quotient?.represent(raw, at);
    const states = quotient?.state ?? raw;
    const offset = quotient ? 0 : at;
    const full = visited.count === (watch.limits.maxStates ?? -1);
    if (full || system.within) {
      const known = visited.find(states, offset);
      if (known >= 0) return known;
      if (system.within && this.isOutside(states, offset, parent, labels, label, raw, at)) {
        return OUTSIDE;
      }
      if (full) {
        this.leave(`--max-states ${watch.limits.maxStates}`);
        return FULL;
      }
    }
    const id = visited.add(states, offset);
    if (id < 0) return ~id;
    this.parents.push(parent);
    this.forgetful?.via.push(at / system.words);
    this.strategy.found(id, parent);
    quotient?.found(this.strategy.depth);
    if (judge.state(states, offset)) this.sight({ id }, id);
    return id;
  }

  /** Is this state, which is not among those kept, outside the bound? If so it is judged, once. */
  private isOutside(
    states: Int32Array,
    offset: number,
    parent: number,
    labels: Int32Array | null,
    label: number,
    raw: Int32Array,
    at: number,
  ): boolean {
    const { system, outside, judge } = this;
    if (outside.find(states, offset) >= 0) return true;
    const within = system.within?.(states, offset) ?? 1;
    if (within === 1) return false;
    outside.add(states, offset);
    this.quotient?.foundOutside();
    const beyond = {
      label: labels?.slice(label, label + system.labelWords) ?? null,
      state: raw.slice(at, at + system.words),
    };
    if (within < 0) {
      this.noteFailure({ id: parent, beyond, failing: { label: null, site: failureSite(within) } });
    }
    if (judge.state(states, offset)) this.sight({ id: parent, beyond }, parent);
    if (judge.watchesStuck) this.unexpanded.push({ id: parent, beyond });
    return true;
  }

  /** Is a state outside the bound stuck? Asked when the level of its parent is done: a state of that
   * level may be found stuck after it, by a shorter run. */
  private judgeUnexpanded(): void {
    const { system, judge } = this;
    const out = new Successors(system.words, system.labelWords);
    for (const { id, beyond } of this.unexpanded.splice(0)) {
      out.clear();
      system.successors(beyond.state, 0, out);
      const stuck = out.count === 0 && out.failureCount === 0 && !system.finished(beyond.state, 0);
      if (judge.stuck(beyond.state, 0, stuck)) this.sight({ id, beyond }, id);
    }
  }

  private stepSighting(id: number, i: number): Pick<Sighting, 'id' | 'beyond'> {
    const { words, labelWords } = this.system;
    const { states, labels } = this.out;
    return {
      id,
      beyond: {
        label: labels.slice(i * labelWords, (i + 1) * labelWords),
        state: states.slice(i * words, (i + 1) * words),
      },
    };
  }

  /** Notes what the judge has just found at this end of a run. */
  private sight(end: Pick<Sighting, 'id' | 'beyond'>, last: number): void {
    for (const { property, decides, site } of this.judge.hits) {
      if (decides) {
        this.decided.set(property, this.sighting(end, last));
      } else {
        assert(site !== undefined, 'a hit that decides nothing names the operation that failed');
        const failed = { ...end, failing: { label: null, site } };
        this.illDefined.set(property, this.sighting(failed, last));
        this.noteFailure(failed);
      }
    }
  }

  private sighting(end: Pick<Sighting, 'id' | 'beyond' | 'failing'>, last: number): Sighting {
    const length = (last < 0 ? 0 : this.pathTo(last).length) + (end.beyond ? 1 : 0);
    return { ...end, length };
  }

  private noteAttempts(id: number): void {
    const { out, system } = this;
    this.untaken += out.failureCount;
    for (let i = 0; i < out.failureCount; i++) {
      const label = out.failureLabels.slice(i * system.labelWords, (i + 1) * system.labelWords);
      this.attempted[label[0]] = true;
      if (i === 0) this.noteFailure({ id, failing: { label, site: out.failureSites[i] } });
    }
  }

  private noteFailure(end: Pick<Sighting, 'id' | 'beyond' | 'failing'>): void {
    // Breadth first, no run found from now on is shorter than the depth reached, less one.
    if (this.failure !== null && this.failure.length < this.strategy.depth) return;
    const sighting = this.sighting(end, end.id);
    if (this.failure === null || sighting.length < this.failure.length) this.failure = sighting;
  }

  /** Why there is nothing left to look for; undefined where there is. */
  private nothingLeft(): string | undefined {
    const { toTheEnd, enough, properties } = this.options;
    const failed = this.failure !== null;
    if (!toTheEnd && this.graph === null && this.judge.openCount === 0 && failed)
      return ALL_DECIDED;
    if (!enough || this.visited.count < enough.states) return undefined;
    const decided = (index: number) =>
      this.decided.has(index) ? decidedAs(properties[index]) : this.wholeRuns?.decided(index);
    this.wholeRuns?.look(this.graph?.expanded ?? 0);
    return enough.when(decided, failed) ? enough.why : undefined;
  }

  /** What is known so far. */
  private graphSoFar(graph: GraphBuilder, complete: boolean): StateGraph {
    const initial = Array.from({ length: this.initialStates }, (_, id) => id);
    const pathTo = (id: number) => this.pathTo(id);
    const cut = this.outside.count > 0;
    return graph.finish(this.visited as Visited, { initial, complete, cut, pathTo });
  }

  private get unseenBytes(): number {
    return this.parents.bytesInPlace + (this.graph?.bytesInPlace ?? 0);
  }

  private counts(): Counts {
    return {
      states: this.visited.count,
      generated: this.generated,
      transitions: this.generated - this.initialGenerated,
      depth: this.strategy.depth,
      cpuSeconds: this.watch.cpuSeconds,
    };
  }

  private fullCounts(): Pick<Found, 'full'> {
    const initial = BigInt(this.initialGenerated);
    return this.quotient ? { full: this.quotient.full((generated) => generated - initial) } : {};
  }

  private shared(sightings: ReadonlyMap<number, Sighting>): ReadonlyMap<number, Sighting> {
    const { representatives, properties } = this.options;
    return representatives ? sharedByInstances(sightings, properties, representatives) : sightings;
  }

  private report(): void {
    const { onProgress } = this.options;
    if (!onProgress) return;
    const seconds = this.watch.seconds;
    onProgress({
      states: this.visited.count,
      generated: this.generated,
      rate: this.rates.rate(this.visited.count, seconds),
      frontier: this.strategy.frontier,
      depth: this.strategy.depth,
      estimate: estimateStates(this.strategy.doneLevels, this.visited.count),
      memoryBytes: this.watch.meters.memory().bytes + this.unseenBytes,
      seconds,
    });
  }

  private result(): Found {
    this.watch.peakMemoryBytes = Math.max(
      this.watch.peakMemoryBytes,
      this.watch.meters.memory().bytes + this.unseenBytes,
    );
    this.watch.unseenBytes = this.unseenBytes;
    const omission = this.visited.count > 0 ? this.forgetful?.omission : undefined;
    const toTheEnd = this.stoppedBy === undefined;
    const complete = toTheEnd && omission === undefined;
    const outside = this.outside.count;
    return {
      search: {
        visited: this.visited instanceof Visited ? this.visited : null,
        runTo: (sighting) => this.runTo(sighting),
      },
      ...(omission ? { omission } : {}),
      counts: this.counts(),
      ...this.fullCounts(),
      complete,
      ...(this.stoppedBy === undefined ? {} : { stoppedBy: this.stoppedBy }),
      outside,
      initialStates: this.initialStates,
      stuckStates: this.stuckStates,
      untaken: this.untaken,
      ...this.strategy.coverage({ complete: toTheEnd, abandoned: this.abandoned }),
      ...(omission ? { coveredDepth: 0 } : {}),
      stepsByAction: this.stepsByAction,
      attempted: this.attempted.map((was, a) => was || this.stepsByAction[a] > 0),
      decided: this.shared(this.decided),
      illDefined: this.shared(this.illDefined),
      failure: this.failure,
      initialFailure: this.initialFailure,
      graph: this.graph && this.graphSoFar(this.graph, complete),
      peakMemoryBytes: this.watch.peakMemoryBytes,
    };
  }
}
