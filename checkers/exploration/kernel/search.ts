/**
 * The fast form of an exhaustive search for properties of states: levels over shared memory, expanded by the
 * system's kernel. What it finds is what `Search` finds, in the same form: counts, and for each property
 * decided the end of a shortest run; of several at one depth the smallest (word by word), so that no count of
 * threads and no order of their work can be seen in the result.
 */

import { DEAD, FAILS, FLAGS } from '../../../engine/transition/kernel/expand.js';
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import {
  type CompiledAtom,
  failureSite,
  Successors,
  type TransitionSystem,
} from '../../../engine/transition/system.js';
import { estimateStates } from '../estimate.js';
import type { Found, Sighting } from '../found.js';
import { isSafety } from '../judge.js';
import { RateMeter } from '../progress.js';
import type { SearchOptions } from '../search.js';
import type { Run } from '../trace.js';
import { Levels, type Threads, type Turn } from './levels.js';
import { CONSTANTS_AT, SEEN_AT } from './plan.js';
import { compareWords, Retrace } from './retrace.js';

export interface KernelSearchOptions extends SearchOptions {
  /** May edges sleep? */
  readonly sleep: boolean;
  readonly threads: Threads;
}

/** An atom, and what it decides at a value. */
interface Watcher {
  readonly atom: number;
  readonly value: 0 | 1;
  readonly compiled: Exclude<CompiledAtom, { kind: 'step' }>;
  readonly properties: readonly number[];
  open: boolean;
  /** The smallest states of this level that decide, and that it cannot be evaluated in. */
  decides: Int32Array | null;
  fails: { readonly words: Int32Array; readonly site: number } | null;
  sick: boolean;
}

/** Why what is asked cannot be answered by a kernel; undefined where it may be. */
export function notForKernel(
  system: TransitionSystem,
  { properties, keepGraph }: Pick<SearchOptions, 'properties' | 'keepGraph'>,
): string | undefined {
  if (system.kernel === undefined) return 'the system has no kernel';
  if (system.within !== undefined) return 'the exploration is bounded by `while`';
  if (keepGraph) return 'a property speaks of whole runs';
  for (const property of properties) {
    if (!isSafety(property) || !('atom' in property.claim))
      return `“${property.name}” speaks of whole runs`;
    if (system.atoms[property.claim.atom].kind === 'step')
      return `“${property.name}” judges every step`;
  }
  return properties.length > FLAGS ? `there are more than ${FLAGS} properties` : undefined;
}

/** The system's kernel for these properties, which `notForKernel` has let pass; or why there is none. */
export function kernelFor(
  system: TransitionSystem,
  { properties, sleep }: Pick<KernelSearchOptions, 'properties' | 'sleep'>,
): { readonly kernel: Kernel; readonly watchers: Watcher[] } | { readonly refused: string } {
  const watchers: Watcher[] = [];
  for (const [index, property] of properties.entries()) {
    if (!('atom' in property.claim)) continue;
    const { atom, form } = property.claim;
    const compiled = system.atoms[atom];
    if (compiled.kind === 'step') continue;
    const value = form === 'reachable' ? 1 : 0;
    const known = watchers.find((w) => w.atom === atom && w.value === value);
    if (known) (known.properties as number[]).push(index);
    else
      watchers.push({
        atom,
        value,
        compiled,
        properties: [index],
        open: true,
        decides: null,
        fails: null,
        sick: false,
      });
  }
  const kernel = system.kernel?.({
    watched: watchers.map(({ atom, value }) => ({ atom, value })),
    sleep,
    constantsAt: CONSTANTS_AT,
    seenAt: SEEN_AT,
  });
  if (kernel === undefined) return { refused: 'the system has no kernel' };
  return 'refused' in kernel ? kernel : { kernel, watchers };
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

/** The end of a run: a state, and the length of the shortest runs to it. */
interface End {
  readonly words: Int32Array;
  readonly length: number;
}

class KernelSearch {
  readonly levels: Levels;
  private readonly rates = new RateMeter();
  private readonly decided = new Map<number, Sighting>();
  private readonly illDefined = new Map<number, Sighting>();
  private readonly ends: End[] = [];
  private readonly attempted: boolean[];
  private readonly out: Successors;
  private failure: Sighting | null = null;
  /** The smallest state of this level in which something fails. */
  private failing: { words: Int32Array; label: Int32Array | null; site: number } | null = null;
  private initialFailure: number | null = null;
  private initialStates = 0;
  private stuckStates = 0;
  private untaken = 0;
  private stoppedBy: string | undefined;

  constructor(
    private readonly system: TransitionSystem,
    kernel: Kernel,
    private readonly watchers: Watcher[],
    private readonly options: KernelSearchOptions,
  ) {
    this.attempted = system.actions.map(() => false);
    this.out = new Successors(system.words, system.labelWords);
    this.levels = new Levels(system, kernel, false, (flags, words) => this.look(flags, words));
  }

  async run(): Promise<Found> {
    const { levels, options, system } = this;
    const { watch } = options;
    const { clock } = watch.meters;
    const turn: Turn = { clock, between: () => this.between() };
    const first = new Successors(system.words, system.labelWords);
    levels.watch(this.openMask());
    levels.begin(first);
    if (first.failureCount > 0) this.initialFailure = first.failureSites[0];
    this.untaken += first.failureCount;
    this.initialStates = levels.count;
    this.stoppedBy = watch.stop() ?? this.limit();
    let expanded = 0;
    while (this.stoppedBy === undefined && levels.sizes.length > expanded) {
      const whole = await levels.next(turn, options.threads);
      if (whole) expanded++;
      this.endLevel(levels.sizes.length - (whole && levels.sizes.length > expanded ? 1 : 0));
      if (!whole) {
        this.stoppedBy ??= 'the memory of this machine';
        break;
      }
      this.stoppedBy = this.limit();
      if (this.stoppedBy === undefined && this.nothingLeft() && levels.sizes.length > expanded)
        this.stoppedBy = 'every property decided';
    }
    levels.coverage(system.coverage.seen);
    return this.result(expanded);
  }

  private async between(): Promise<boolean> {
    const { watch } = this.options;
    this.report();
    await new Promise((resolve) => setImmediate(resolve));
    this.stoppedBy = watch.stop(this.levels.bytes) ?? this.limit();
    return this.stoppedBy !== undefined;
  }

  private limit(): string | undefined {
    const { maxStates } = this.options.watch.limits;
    return maxStates !== undefined && this.levels.count > maxStates
      ? `--max-states ${maxStates}`
      : undefined;
  }

  private nothingLeft(): boolean {
    const { enough, toTheEnd } = this.options;
    const open = this.watchers.some((w) => w.open);
    if (!toTheEnd && !open && this.failure !== null) return true;
    return (
      enough !== undefined &&
      this.levels.count >= enough.states &&
      enough.when((index) => this.decided.has(index), this.failure !== null)
    );
  }

  private openMask(): number {
    return this.watchers.reduce(
      (mask, w, i) => (w.open || this.failure === null ? mask | (1 << i) : mask),
      0,
    );
  }

  // -------------------------------------------------------------------------- looking at states

  private look(flags: number, words: Int32Array): void {
    if ((flags & FAILS) !== 0) this.lookAtFailure(words);
    const { system } = this;
    const dead = (flags & DEAD) !== 0;
    const stuck = dead && (flags & FAILS) === 0 && !system.finished(words, 0);
    if (stuck) this.stuckStates++;
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
      if (w.fails === null || compareWords(words, w.fails.words) < 0)
        w.fails = { words, site: failureSite(truth) };
    } else if (truth === w.value && w.open) {
      if (w.decides === null || compareWords(words, w.decides) < 0) w.decides = words;
    }
  }

  private lookAtFailure(words: Int32Array): void {
    const { out, system } = this;
    out.clear();
    system.successors(words, 0, out);
    this.untaken += out.failureCount;
    for (let i = 0; i < out.failureCount; i++)
      this.attempted[out.failureLabels[i * system.labelWords]] = true;
    if (out.failureCount === 0 || this.failure !== null) return;
    const label = out.failureLabels.slice(0, system.labelWords);
    if (this.failing === null || compareWords(words, this.failing.words) < 0)
      this.failing = { words, label, site: out.failureSites[0] };
  }

  /** What was seen in the states of a level becomes known. */
  private endLevel(length: number): void {
    for (const w of this.watchers) {
      if (w.decides !== null) {
        const sighting = this.sighting(w.decides, length);
        for (const property of w.properties) this.decided.set(property, sighting);
        w.open = false;
        w.decides = null;
      }
      if (w.fails !== null) {
        const { words, site } = w.fails;
        const failing = { label: null, site };
        if (!w.sick && w.open)
          for (const property of w.properties)
            this.illDefined.set(property, { ...this.sighting(words, length), failing });
        w.sick = true;
        w.fails = null;
        if (
          this.failure === null &&
          (this.failing === null || compareWords(words, this.failing.words) <= 0)
        )
          this.failing = { words, ...failing };
      }
    }
    if (this.failing !== null && this.failure === null) {
      const { words, label, site } = this.failing;
      this.failure = { ...this.sighting(words, length), failing: { label, site } };
    }
    this.failing = null;
    this.levels.watch(this.openMask());
  }

  private sighting(words: Int32Array, length: number): Sighting {
    return { id: this.ends.push({ words, length }) - 1, length };
  }

  // ------------------------------------------------------------------------------------- results

  private report(): void {
    const { onProgress, watch } = this.options;
    if (!onProgress) return;
    const { seconds } = watch;
    const { levels } = this;
    onProgress({
      states: levels.count,
      generated: this.generated,
      rate: this.rates.rate(levels.count, seconds),
      frontier: Math.max(0, levels.sizes[levels.sizes.length - 1]),
      depth: levels.sizes.length,
      estimate: estimateStates(levels.sizes, levels.count),
      memoryBytes: levels.bytes,
      seconds,
    });
  }

  private get generated(): number {
    return this.levels.steps.reduce((sum, n) => sum + n, this.initialStates);
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
    const retrace = new Retrace(system, levels.keeps ? levels : null);
    return {
      search: {
        visited: null,
        runTo: (sighting): Run => {
          const { words, length } = this.ends[sighting.id];
          const run = retrace.runTo(words, length);
          return sighting.failing ? { ...run, failing: sighting.failing } : run;
        },
      },
      counts: {
        states: Math.min(levels.count, maxStates ?? Number.POSITIVE_INFINITY),
        generated,
        transitions: generated - this.initialStates,
        depth: levels.sizes.length,
        cpuSeconds: watch.cpuSeconds,
      },
      complete,
      ...(this.stoppedBy === undefined ? {} : { stoppedBy: this.stoppedBy }),
      outside: 0,
      initialStates: this.initialStates,
      stuckStates: this.stuckStates,
      untaken: this.untaken,
      coveredDepth: complete ? levels.sizes.length : Math.min(levels.sizes.length, expanded + 1),
      statesByDepth: levels.sizes,
      stepsByAction: levels.steps,
      attempted: this.attempted.map((attempted, i) => attempted || levels.steps[i] > 0),
      decided: this.decided,
      illDefined: this.illDefined,
      failure: this.failure,
      initialFailure: this.initialFailure,
      graph: null,
      peakMemoryBytes: watch.peakMemoryBytes,
    };
  }
}
