/**
 * The fast form of an exhaustive search for properties of states: levels over shared memory, expanded by the
 * system's kernel. What it finds is what `Search` finds, in the same form: counts, and for each property
 * decided the end of a shortest run; of several at one depth the smallest (word by word, or by the system's own order), so that no count of
 * threads and no order of their work can be seen in the result.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DEAD, FAILS } from '../../../engine/transition/kernel/expand.js';
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import {
  failureSite,
  Successors,
  type TransitionSystem,
} from '../../../engine/transition/system.js';
import type { Approximation } from '../approximate/storage.js';
import type { Saver } from '../checkpoint/saver.js';
import type { DiskLevels } from '../disk/levels.js';
import type { DiskOptions } from '../disk/report.js';
import { DiskError } from '../disk/scratch.js';
import { ALL_DECIDED, decidedAs } from '../enough.js';
import { estimateStates } from '../estimate.js';
import type { Found, Sighting } from '../found.js';
import type { StateGraph } from '../graph.js';
import { Growth } from '../growth.js';
import { RateMeter } from '../progress.js';
import type { SearchOptions } from '../search.js';
import type { Run } from '../trace.js';
import { type WholeRuns, wholeRunsOf } from '../whole-runs.js';
import { omissionOf, withRuns } from './approximate.js';
import type { EdgeRecorder } from './edges.js';
import { type Known, nothingKnown, type SavedSearch } from './known.js';
import { Levels, type Onward, type Threads, TURN_MS, type Turn } from './levels.js';
import { measureLevel } from './measured-level.js';
import { diskLevels, tracedOnDisk } from './on-disk.js';
import { firstStep, orderOf, Retrace } from './retrace.js';
import type { SavedLevels } from './saved-levels.js';
import { type StepHit, StepJudge, withStep } from './steps.js';
import type { Watcher } from './watchers.js';

export interface KernelSearchOptions extends SearchOptions {
  /** May edges sleep? */
  readonly sleep: boolean;
  readonly threads: Threads;
  readonly saver?: Saver;
  readonly disk?: DiskOptions;
}

export async function kernelSearch(
  system: TransitionSystem,
  { kernel, watchers }: { readonly kernel: Kernel; readonly watchers: Watcher[] },
  options: KernelSearchOptions,
): Promise<{ readonly found: Found; readonly threads: number }> {
  const search = new KernelSearch(system, kernel, watchers, options);
  try {
    return { found: await search.run(), threads: search.levels.threadCount };
  } finally {
    await search.levels.end();
  }
}

class KernelSearch {
  readonly levels: Levels | DiskLevels;
  private readonly rates = new RateMeter();
  private readonly growth: Growth;
  private readonly out: Successors;
  private readonly order: ReturnType<typeof orderOf>;
  private readonly wholeRuns: WholeRuns | null;
  private readonly steps: StepJudge | null;
  private known: Known;
  /** When others were last let do something. */
  private lastTurn = Number.NEGATIVE_INFINITY;
  private stoppedBy: string | undefined;

  constructor(
    private readonly system: TransitionSystem,
    private readonly kernel: Kernel,
    private readonly watchers: Watcher[],
    private readonly options: KernelSearchOptions,
  ) {
    this.known = nothingKnown(system.actions.length);
    this.order = orderOf(system);
    this.growth = new Growth(system.unbounded);
    this.out = new Successors(system.words, system.labelWords);
    const onNote = (flags: number, words: Int32Array) => this.look(flags, words);
    const { approximation, disk, watch } = options;
    this.levels = disk
      ? diskLevels(system, kernel, onNote, disk, watch)
      : new Levels(system, kernel, false, onNote, approximation);
    const { edges } = this;
    this.wholeRuns = edges && wholeRunsOf(options, () => this.graphSoFar(edges, false));
    this.steps = edges && new StepJudge(system, options.properties, edges);
  }

  async run(): Promise<Found> {
    const { levels, system } = this;
    if (levels instanceof Levels) return this.search();
    const found = await this.search().catch((error) => {
      if (!(error instanceof DiskError)) throw error;
      // What was found before stands.
      this.stoppedBy = `--disk ${error.message}`;
      this.endLevel(this.known.expanded + 1);
      return this.soFar();
    });
    return tracedOnDisk(system, levels, found, ({ id }) => this.known.ends[id]);
  }

  private async search(): Promise<Found> {
    const { levels, options } = this;
    const { approximation, watch, saver } = options;
    if (saver?.resumes) this.resume(saver);
    else await this.begin();
    this.stoppedBy = watch.stop() ?? this.limit();
    if (saver?.resumes) this.stoppedBy ??= this.nothingLeft();
    while (this.stoppedBy === undefined && levels.sizes.length > this.known.expanded)
      await this.part();
    if (levels instanceof Levels && levels.paused) await this.leave(levels);
    const found = this.soFar();
    return approximation ? this.approximate(found, approximation) : found;
  }

  /**
   * Leaves a level that is paused. Where there are more states than there should be, those of the level are looked at
   * all the same: what is known then does not depend on when that was noticed.
   */
  private async leave(levels: Levels): Promise<void> {
    const { options, known } = this;
    let whole = false;
    if (this.stoppedBy === this.limit()) {
      const turn = { clock: options.watch.meters.clock, between: () => this.betweenLooks() };
      whole = (await levels.look(turn, options.threads)) === 'whole';
    } else levels.abandon();
    this.endLevel(known.expanded + 1);
    if (whole) known.expanded++;
  }

  private async betweenLooks(): Promise<Onward> {
    await new Promise((resolve) => setImmediate(resolve));
    const stop = this.options.watch.stop(this.levels.bytes);
    this.stoppedBy = stop ?? this.stoppedBy;
    return stop === undefined ? 'go on' : 'stop';
  }

  private async begin(): Promise<void> {
    const { levels, known } = this;
    levels.watch(this.openMask());
    const first = await levels.begin();
    if (first.failureCount > 0) known.initialFailure = first.failureSites[0];
    known.untaken += first.failureCount;
    known.initialStates = levels.count;
  }

  /** One more level, or a part of it. */
  private async part(): Promise<void> {
    const { levels, options, known } = this;
    const { saver, threads, watch } = options;
    const turn: Turn = { clock: watch.meters.clock, between: () => this.between() };
    const how = await levels.next(turn, threads);
    if (how === 'paused') {
      if (saver) this.save(saver);
      return;
    }
    this.endLevel(known.expanded + 1);
    if (how === 'stopped') {
      this.stoppedBy ??= 'the memory of this machine';
      return;
    }
    known.expanded++;
    if (levels instanceof Levels) measureLevel(levels, this.growth);
    // Small levels have no turns of their own, however many there are.
    if (watch.meters.clock() - this.lastTurn >= TURN_MS) await this.between();
    const limit = this.limit();
    const last = levels.sizes.length === known.expanded;
    this.stoppedBy = last ? limit : (this.stoppedBy ?? limit);
    if (last) return;
    this.stoppedBy ??= this.nothingLeft();
    if (saver && (this.stoppedBy !== undefined || saver.due())) this.save(saver);
  }

  private async between(): Promise<Onward> {
    const { watch, saver } = this.options;
    this.report();
    await new Promise((resolve) => setImmediate(resolve));
    this.lastTurn = watch.meters.clock();
    const stop = watch.stop(this.levels.bytes);
    this.stoppedBy = stop ?? this.limit();
    if (stop !== undefined && saver === undefined) return 'stop';
    return this.stoppedBy !== undefined || saver?.due() ? 'pause' : 'go on';
  }

  // --------------------------------------------------------------------------------- checkpoints

  private save(saver: Saver): void {
    const { levels, system, known, watchers } = this;
    assert(levels instanceof Levels, 'what is on disk is not saved');
    const { state, sections } = levels.save();
    const { seen } = system.coverage;
    levels.coverage(seen);
    const search: SavedSearch = { known, watching: watchers.map(({ is }) => is), seen: [...seen] };
    saver.save({
      code: this.code,
      states: levels.count,
      depth: levels.sizes.length,
      cpuSeconds: this.cpuSeconds,
      state: { levels: state, search },
      sections,
    });
  }

  private resume(saver: Saver): void {
    const { levels, system } = this;
    assert(levels instanceof Levels, 'what is on disk is not saved');
    saver.restore(this.code, (state: { levels: SavedLevels; search: SavedSearch }) => {
      const { known, watching, seen } = state.search;
      this.known = known;
      watching.forEach((is, i) => {
        this.watchers[i].is = is;
      });
      system.coverage.seen.set(seen);
      return levels.restore(state.levels);
    });
    levels.watch(this.openMask());
  }

  /** A digest of the kernel, and of where things are in the memory. */
  private get code(): string {
    const { kernel } = this;
    const { memory: _m, kernel: _k, tableModule: _t, ...places } = this.levels.plan.hands;
    return createHash('sha256')
      .update(kernel.code)
      .update(kernel.constants)
      .update(JSON.stringify([places, this.levels.plan.rooms]))
      .digest('hex');
  }

  /** Of all runs. */
  private get cpuSeconds(): number {
    return this.options.watch.cpuSeconds + (this.options.saver?.cpuSeconds ?? 0);
  }

  private limit(): string | undefined {
    const { maxStates } = this.options.watch.limits;
    return maxStates !== undefined && this.levels.count > maxStates
      ? `--max-states ${maxStates}`
      : undefined;
  }

  /** Why there is nothing left to look for; undefined where there is. */
  private nothingLeft(): string | undefined {
    const { enough, keepGraph, toTheEnd, properties } = this.options;
    const { decided, failure } = this.known;
    const open = this.watchers.some((w) => w.is.open);
    if (!toTheEnd && !keepGraph && !open && failure !== null) return ALL_DECIDED;
    const status = (index: number) =>
      decided.has(index) ? decidedAs(properties[index]) : this.wholeRuns?.decided(index);
    this.wholeRuns?.look(this.edges?.expanded ?? 0);
    return enough && this.levels.count >= enough.states && enough.when(status, failure !== null)
      ? enough.why
      : undefined;
  }

  private openMask(): number {
    return this.watchers.reduce(
      (mask, w, i) => (w.is.open || this.known.failure === null ? mask | (1 << i) : mask),
      0,
    );
  }

  // -------------------------------------------------------------------------- looking at states

  private look(flags: number, words: Int32Array): void {
    if ((flags & FAILS) !== 0) this.lookAtFailure(words);
    const { system } = this;
    const dead = (flags & DEAD) !== 0;
    const stuck = dead && (flags & FAILS) === 0 && !system.finished(words, 0);
    if (stuck) this.known.stuckStates++;
    this.watchers.forEach((w, i) => {
      const asked =
        w.compiled.kind === 'stuck' ? dead || ((flags >>> i) & 1) !== 0 : (flags >>> i) & 1;
      if (asked) this.judge(w, words, stuck);
    });
  }

  private judge(w: Watcher, words: Int32Array, stuck: boolean): void {
    const truth =
      w.compiled.kind === 'stuck' ? w.compiled.holds(words, 0, stuck) : w.compiled.holds(words, 0);
    if (truth < 0) {
      if (w.is.fails === null || this.order(words, w.is.fails.words) < 0)
        w.is.fails = { words, site: failureSite(truth) };
    } else if (truth === w.value && w.is.open) {
      if (w.is.decides === null || this.order(words, w.is.decides) < 0) w.is.decides = words;
    }
  }

  private lookAtFailure(words: Int32Array): void {
    const { out, system } = this;
    out.clear();
    system.successors(words, 0, out);
    this.known.untaken += out.failureCount;
    for (let i = 0; i < out.failureCount; i++)
      this.known.attempted[out.failureLabels[i * system.labelWords]] = true;
    if (out.failureCount === 0 || this.known.failure !== null) return;
    if (this.known.failing === null || this.order(words, this.known.failing.words) < 0)
      this.known.failing = { words, ...this.firstFailure() };
  }

  /** The failure of the step that comes first. */
  private firstFailure() {
    const { out, system } = this;
    const { failureCount, failureSites, failureLabels } = out;
    const labels = Array.from({ length: failureCount }, (_, i) =>
      failureLabels.slice(i * system.labelWords, (i + 1) * system.labelWords),
    );
    const first = firstStep(system, labels, (label, i) => [
      system.describe(label, 0),
      system.failure(failureSites[i]).message,
    ]);
    return { label: labels[first], site: failureSites[first] };
  }

  /** What was seen in the states of a level becomes known. */
  private endLevel(length: number): void {
    for (const w of this.watchers) {
      if (w.is.decides !== null) {
        const sighting = this.sighting(w.is.decides, length);
        for (const property of w.properties) this.known.decided.set(property, sighting);
        w.is.open = false;
        w.is.decides = null;
      }
      if (w.is.fails !== null) {
        const { words, site } = w.is.fails;
        const failing = { label: null, site };
        if (!w.is.sick && w.is.open)
          for (const property of w.properties)
            this.known.illDefined.set(property, { ...this.sighting(words, length), failing });
        w.is.sick = true;
        w.is.fails = null;
        if (
          this.known.failure === null &&
          (this.known.failing === null || this.order(words, this.known.failing.words) <= 0)
        )
          this.known.failing = { words, ...failing };
      }
    }
    if (this.known.failing !== null && this.known.failure === null) {
      const { words, label, site } = this.known.failing;
      this.known.failure = { ...this.sighting(words, length), failing: { label, site } };
    }
    this.known.failing = null;
    for (const hit of this.steps?.next() ?? []) this.noteStep(hit, length);
    this.levels.watch(this.openMask());
  }

  /** A step from a state to which the shortest runs have this length. */
  private noteStep({ property, site, before, label, after }: StepHit, length: number): void {
    const { decided, illDefined } = this.known;
    const { id } = this.sighting(before, length);
    const end = { id, length: length + 1, beyond: { label, state: after } };
    if (site === undefined) {
      decided.set(property, end);
      return;
    }
    const failed = { ...end, failing: { label: null, site } };
    illDefined.set(property, failed);
    this.known.failure ??= failed;
  }

  private sighting(words: Int32Array, length: number): Sighting {
    return { id: this.known.ends.push({ words, length }) - 1, length };
  }

  // ------------------------------------------------------------------------------------- results

  private report(): void {
    const { levels, options } = this;
    const { seconds } = options.watch;
    const rate = this.rates.rate(levels.count, seconds);
    options.onProgress?.({
      states: levels.count,
      generated: this.generated,
      // On disk, states are known to be new when their level ends.
      rate: levels instanceof Levels ? rate : levels.count / seconds,
      frontier: Math.max(0, levels.sizes[levels.sizes.length - 1]),
      depth: levels.sizes.length,
      estimate: estimateStates(levels.sizes, levels.count),
      growing: this.growth.names(),
      memoryBytes: levels.bytes,
      seconds,
    });
  }

  private approximate(found: Found, approximation: Approximation): Found {
    const { levels } = this;
    assert(levels instanceof Levels, 'what is on disk is exact');
    const retrace = new Retrace(this.system, null);
    const { maxMemoryBytes } = this.options.watch;
    return withRuns(found, omissionOf(levels, approximation), ({ id, failing }) => {
      const { words, length } = this.known.ends[id];
      const run = retrace.runAtMost(words, length, maxMemoryBytes);
      return run && failing ? { ...run, failing } : run;
    });
  }

  private get generated(): number {
    return this.levels.steps.reduce((sum, n) => sum + n, this.known.initialStates);
  }

  private soFar(): Found {
    this.levels.coverage(this.system.coverage.seen);
    return this.result(this.known.expanded);
  }

  private get edges(): EdgeRecorder | null {
    return this.levels instanceof Levels ? this.levels.edges : null;
  }

  private graphSoFar(edges: EdgeRecorder, complete: boolean): StateGraph {
    return edges.graph(this.levels.count, this.known.initialStates, complete);
  }

  private result(expanded: number): Found {
    const { levels, options, system } = this;
    const { watch } = options;
    const { maxStates } = watch.limits;
    watch.peakMemoryBytes = Math.max(
      watch.peakMemoryBytes,
      watch.meters.memory().bytes + levels.bytes,
    );
    const complete = this.stoppedBy === undefined;
    const { generated } = this;
    const kept = levels instanceof Levels && levels.keeps ? levels : null;
    // A graph is looked at for as long again.
    if (this.edges) watch.unseenBytes = levels.bytes;
    const retrace = new Retrace(system, kept);
    return {
      search: {
        visited: null,
        runTo: (sighting): Run => {
          const { words, length } = this.known.ends[sighting.id];
          const run = withStep(retrace.runTo(words, length), sighting);
          return sighting.failing ? { ...run, failing: sighting.failing } : run;
        },
      },
      counts: {
        states: Math.min(levels.count, maxStates ?? Number.POSITIVE_INFINITY),
        generated,
        transitions: generated - this.known.initialStates,
        depth: levels.sizes.length,
        cpuSeconds: this.cpuSeconds,
      },
      complete,
      ...(this.stoppedBy === undefined ? {} : { stoppedBy: this.stoppedBy }),
      outside: 0,
      initialStates: this.known.initialStates,
      stuckStates: this.known.stuckStates,
      untaken: this.known.untaken,
      // A level is judged when it is expanded.
      coveredDepth: complete ? levels.sizes.length : expanded,
      statesByDepth: firstOf(levels.sizes, maxStates),
      stepsByAction: levels.steps,
      attempted: this.known.attempted.map((attempted, i) => attempted || levels.steps[i] > 0),
      decided: this.known.decided,
      illDefined: this.known.illDefined,
      failure: this.known.failure,
      initialFailure: this.known.initialFailure,
      graph: this.edges && this.graphSoFar(this.edges, complete),
      growing: this.growth.growing(),
      peakMemoryBytes: watch.peakMemoryBytes,
    };
  }
}

/** Sizes of levels, as far as so many states reach. */
function firstOf(sizes: readonly number[], most = Number.POSITIVE_INFINITY): number[] {
  let left = most;
  const first = sizes.map((size) => {
    const some = Math.min(size, left);
    left -= some;
    return some;
  });
  return first.filter((size) => size > 0);
}
