/**
 * Random walks: from a random initial state, one random step after another. A walk can find a
 * violation or a witness; it can never show that there is none, so everything else stays `unknown`.
 * Walk number i of a seed is the same whatever the walks before it did.
 */
import { Random } from '../../engine/random.js';
import {
  failureSite,
  Successors,
  type SystemProperty,
  type TransitionSystem,
} from '../../engine/transition/system.js';
import type { Counts } from './found.js';
import { type Hit, Judge } from './judge.js';
import { type Limits, type Meters, Watch } from './limits.js';
import { type OnProgress, RateMeter } from './progress.js';
import { whileRoom } from './room.js';
import { type Run, same } from './trace.js';
import { Visited } from './visited.js';

export interface WalkOptions {
  readonly properties: readonly SystemProperty[];
  readonly seed: number;
  readonly walks: number;
  /** Steps of one walk at most. */
  readonly steps: number;
  readonly limits: Limits;
  readonly meters: Meters;
  readonly onProgress?: OnProgress;
}

export interface WalkFound {
  readonly walks: number;
  readonly longest: number;
  readonly counts: Counts;
  readonly stoppedBy?: string;
  readonly decided: ReadonlyMap<number, Run>;
  readonly illDefined: ReadonlyMap<number, Run>;
  readonly failure: Run | null;
  readonly initialFailure: number | null;
  /** Was there an initial state to start from? */
  readonly initialStates: number;
  readonly peakMemoryBytes: number;
}

const TURN_MS = 50;
const STEPS_PER_LOOK = 1024;
/** Far apart, so that the walks of neighbouring seeds do not coincide. */
const SEED_STRIDE = 0x9e3779b1;

export async function randomWalks(
  system: TransitionSystem,
  options: WalkOptions,
): Promise<WalkFound> {
  const walker = new Walker(system, options);
  const { clock } = options.meters;
  let lastTurn = clock();
  while (walker.goesOn()) {
    walker.begin();
    while (walker.step()) {
      if (clock() - lastTurn < TURN_MS) continue;
      walker.report();
      await new Promise((resolve) => setImmediate(resolve));
      lastTurn = clock();
    }
  }
  return walker.result();
}

class Walker {
  private readonly initial: Successors;
  private readonly out: Successors;
  private readonly judge: Judge;
  private readonly watch: Watch;
  private readonly rates = new RateMeter();
  private readonly visited: Visited;
  private readonly decided = new Map<number, Run>();
  private readonly illDefined = new Map<number, Run>();
  private failure: Run | null = null;
  private stoppedBy: string | undefined;
  private walks = 0;
  private generated = 0;
  private longest = 0;
  /** The walk so far. */
  private states: Int32Array[] = [];
  private labels: Int32Array[] = [];
  private random = new Random(0);
  private ended = true;

  constructor(
    private readonly system: TransitionSystem,
    private readonly options: WalkOptions,
  ) {
    this.out = new Successors(system.words, system.labelWords);
    this.initial = new Successors(system.words, system.labelWords);
    system.initial(this.initial);
    this.generated = this.initial.count;
    this.judge = new Judge(system, options.properties);
    this.watch = new Watch(options.limits, options.meters);
    this.visited = new Visited(system.words);
  }

  goesOn(): boolean {
    if (this.stoppedBy !== undefined || this.initial.count === 0) return false;
    if (this.walks >= this.options.walks) return false;
    if (this.judge.openCount === 0 && this.failure !== null) return false;
    this.stoppedBy = this.watch.stop();
    return this.stoppedBy === undefined;
  }

  /** Begins the next walk. */
  begin(): void {
    const { options, initial, system } = this;
    const random = new Random(options.seed + Math.imul(this.walks++, SEED_STRIDE));
    this.states = [];
    this.labels = [];
    const start = random.below(initial.count) * system.words;
    this.random = random;
    this.ended = !this.enter(initial.states.slice(start, start + system.words), null);
  }

  /** Takes one step of the walk. False: the walk is over. */
  step(): boolean {
    if (this.ended || this.labels.length >= this.options.steps) return false;
    if (this.labels.length % STEPS_PER_LOOK === STEPS_PER_LOOK - 1) {
      this.stoppedBy = this.watch.stop();
      if (this.stoppedBy !== undefined) return false;
    }
    const step = () => this.takeStep(this.random);
    this.ended = !whileRoom({}, step, (why) => {
      this.stoppedBy = why;
    });
    this.longest = Math.max(this.longest, this.labels.length);
    return true;
  }

  private takeStep(random: Random): boolean {
    const { system, out, judge } = this;
    const { words, labelWords } = system;
    const before = this.states[this.states.length - 1];
    out.clear();
    system.successors(before, 0, out);
    this.generated += out.count;
    if (out.failureCount > 0) {
      this.fail(out.failureLabels.slice(0, labelWords), out.failureSites[0]);
    }
    const stuck = out.count === 0 && out.failureCount === 0 && !system.finished(before, 0);
    if (judge.watchesStuck && judge.stuck(before, 0, stuck)) this.sight(judge.hits);
    if (out.count === 0) return false;
    const chosen = random.below(out.count);
    const state = out.states.slice(chosen * words, (chosen + 1) * words);
    return this.enter(state, out.labels.slice(chosen * labelWords, (chosen + 1) * labelWords));
  }

  /** Appends a state to the walk and judges it. False: outside the bound, the walk ends here. */
  private enter(state: Int32Array, label: Int32Array | null): boolean {
    const { system, judge } = this;
    const before = this.states.at(-1);
    this.states.push(state);
    if (label) this.labels.push(label);
    if (before && !same(state, 0, before, system.words) && judge.step(before, 0, state, 0)) {
      this.sight(judge.hits);
    }
    if (this.visited.add(state, 0) >= 0 && judge.state(state, 0)) this.sight(judge.hits);
    const within = system.within?.(state, 0) ?? 1;
    if (within < 0) this.fail(null, failureSite(within));
    return within === 1;
  }

  private sight(hits: readonly Hit[]): void {
    for (const { property, decides, site } of hits) {
      if (decides) this.decided.set(property, this.sighting());
      else if (site !== undefined) {
        this.fail(null, site);
        this.illDefined.set(property, this.sighting({ label: null, site }));
      }
    }
  }

  private fail(label: Int32Array | null, site: number): void {
    this.failure ??= this.sighting({ label, site });
  }

  private sighting(failing?: Run['failing']): Run {
    const run = { states: [...this.states], labels: [...this.labels] };
    return failing ? { ...run, failing } : run;
  }

  private counts(): Counts {
    return {
      states: this.visited.count,
      generated: this.generated,
      transitions: this.generated - this.initial.count,
      depth: Math.max(this.longest, this.labels.length) + 1,
      cpuSeconds: this.watch.cpuSeconds,
    };
  }

  report(): void {
    const { seconds } = this.watch;
    const { states, generated, depth } = this.counts();
    this.options.onProgress?.({
      states,
      generated,
      rate: this.rates.rate(states, seconds),
      frontier: 0,
      depth,
      memoryBytes: this.options.meters.memory().bytes,
      seconds,
    });
  }

  result(): WalkFound {
    const { stoppedBy, watch, initial } = this;
    return {
      walks: this.walks,
      longest: this.longest,
      counts: this.counts(),
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
      decided: this.decided,
      illDefined: this.illDefined,
      failure: this.failure,
      initialFailure: initial.failureCount > 0 ? initial.failureSites[0] : null,
      initialStates: initial.count,
      peakMemoryBytes: Math.max(watch.peakMemoryBytes, this.options.meters.memory().bytes),
    };
  }
}
