/**
 * One member of a swarm: a depth-first search with a bound on its states and on the length of its runs, which keeps bits of
 * its states and follows the steps of a state in an order of its own. It is the same search whoever does it, and
 * whatever was done before.
 *
 * A run is the list of which successor was taken (of the initial states, which one): that means the same in every system of
 * one source, where words of states need not.
 */
import { Random } from '../../../engine/random.js';
import {
  Successors,
  type SystemProperty,
  type TransitionSystem,
} from '../../../engine/transition/system.js';
import { Bits } from '../approximate/hashed.js';
import { type Hit, Judge } from '../judge.js';
import { same } from '../trace.js';
import type { MemberPlan } from './plan.js';
import { Sketch } from './sketch.js';

/** Something seen at the end of a run. Plain data. */
export interface Sighting {
  /** Which initial state, then which successor of each state. */
  readonly path: Int32Array;
  /** Index into the judged properties; −1: an operation has no value. */
  readonly property: number;
  /** It breaks or shows the property; false: the property has no value here. */
  readonly decides: boolean;
}

/** What ended a search. */
export type Ended =
  /** Its bound of states. */
  | 'states'
  /** Nothing was left but runs that were longer than it follows. */
  | 'steps'
  /** Nothing was left to follow, as far as bits tell. */
  | 'nothing left'
  | 'all decided';

/** Plain data. */
export interface MemberResult {
  readonly states: number;
  /** Initial states plus every successor computed. */
  readonly generated: number;
  /** Of the longest run. */
  readonly steps: number;
  readonly ended: Ended;
  readonly sightings: readonly Sighting[];
  /** Of its states: see sketch.ts. */
  readonly sketch: Float64Array;
}

/** Behind the words of a state that waits: which successor it was, and of how long a run. */
const EXTRA = 2;

export class Member {
  private readonly out: Successors;
  private readonly judge: Judge;
  private readonly bits: Bits;
  private readonly sketch: Sketch;
  private readonly random: Random;
  private readonly ranks: readonly number[];
  /** States that wait, the next one last. */
  private pile: Int32Array;
  private waiting = 0;
  private readonly entry: number;
  private readonly state: Int32Array;
  private readonly stable: Int32Array;
  private readonly path: Int32Array;
  private order = new Int32Array(64);
  private readonly sightings: Sighting[] = [];
  private failed = false;
  private states = 0;
  private generated = 0;
  private longest = 0;
  private cut = false;
  private ended: Ended | undefined;

  constructor(
    private readonly system: TransitionSystem,
    properties: readonly SystemProperty[],
    private readonly plan: MemberPlan,
    /** The initial states. */
    initial: Successors,
  ) {
    const { words } = system;
    this.out = new Successors(words, system.labelWords);
    this.judge = new Judge(system, properties);
    this.bits = new Bits(words, plan, plan.hashes);
    this.sketch = new Sketch(words);
    this.random = new Random(plan.seed);
    this.ranks = shuffled(system.actions.length, this.random);
    this.entry = words + EXTRA;
    this.pile = new Int32Array(1024 * this.entry);
    this.state = new Int32Array(words);
    this.stable = new Int32Array(words);
    this.path = new Int32Array(plan.steps + 2);
    this.generated = initial.count;
    this.putAll(initial, 0);
  }

  /** Goes on for so many states at most. True: it has ended. */
  go(states: number): boolean {
    const until = this.states + states;
    while (this.ended === undefined && this.states < until) this.next();
    return this.ended !== undefined;
  }

  result(): MemberResult {
    return {
      states: this.states,
      generated: this.generated,
      steps: this.longest,
      ended: this.ended ?? 'states',
      sightings: this.sightings,
      sketch: this.sketch.smallest(),
    };
  }

  /** Takes the next state that waits. */
  private next(): void {
    const { system, plan, state } = this;
    if (this.waiting === 0) {
      this.ended = this.cut ? 'steps' : 'nothing left';
      return;
    }
    const { words } = system;
    const at = --this.waiting * this.entry;
    for (let i = 0; i < words; i++) state[i] = this.pile[at + i];
    const length = this.pile[at + words + 1];
    this.path[length] = this.pile[at + words];
    if (!this.isNew()) return;
    this.states++;
    this.longest = Math.max(this.longest, length);
    if (this.judge.state(state, 0)) this.sight(this.judge.hits, length);
    const within = system.within?.(state, 0) ?? 1;
    if (within < 0) this.fail(length);
    if (within === 1) {
      if (length < plan.steps) this.expand(length);
      else this.cut = true;
    }
    if (this.judge.openCount === 0 && this.failed) this.ended = 'all decided';
    else if (this.states >= plan.states) this.ended = 'states';
  }

  private isNew(): boolean {
    const { system, state, stable } = this;
    if (system.stableWords) system.stableWords(state, 0, stable);
    else stable.set(state);
    if (!this.bits.add(stable, 0)) return false;
    this.sketch.add(stable, 0);
    return true;
  }

  private expand(length: number): void {
    const { system, out, judge, state } = this;
    out.clear();
    system.successors(state, 0, out);
    this.generated += out.count;
    if (out.failureCount > 0) this.fail(length);
    const stuck = out.count === 0 && out.failureCount === 0 && !system.finished(state, 0);
    if (judge.watchesStuck && judge.stuck(state, 0, stuck)) this.sight(judge.hits, length);
    if (judge.watchesSteps) this.judgeSteps(length);
    this.putAll(out, length + 1);
  }

  private judgeSteps(length: number): void {
    const { system, out, judge, state } = this;
    const { words } = system;
    for (let i = 0; i < out.count; i++) {
      if (same(out.states, i * words, state, words)) continue;
      if (!judge.step(state, 0, out.states, i * words)) continue;
      this.path[length + 1] = i;
      this.sight(judge.hits, length + 1);
    }
  }

  /** Lets these states wait, so that the first in the order of this member is the next. */
  private putAll({ count, states, labels }: Successors, length: number): void {
    const { words, labelWords } = this.system;
    const order = this.ordered(count, (i) => labels[i * labelWords], length === 0);
    const needed = (this.waiting + count) * this.entry;
    if (needed > this.pile.length) {
      const larger = new Int32Array(Math.max(needed, this.pile.length + (this.pile.length >> 1)));
      larger.set(this.pile);
      this.pile = larger;
    }
    for (let k = count - 1; k >= 0; k--) {
      const i = order[k];
      const at = this.waiting++ * this.entry;
      for (let w = 0; w < words; w++) this.pile[at + w] = states[i * words + w];
      this.pile[at + words] = i;
      this.pile[at + words + 1] = length;
    }
  }

  private ordered(count: number, action: (i: number) => number, initial: boolean): Int32Array {
    if (this.order.length < count) this.order = new Int32Array(2 * count);
    const { order, random, ranks } = this;
    const how = this.plan.order;
    for (let i = 0; i < count; i++) order[i] = how === 'reversed' ? count - 1 - i : i;
    if (how === 'given' || how === 'reversed') return order;
    shuffle(order, count, random);
    // Initial states come of no action.
    if (how === 'by action' && !initial)
      order.subarray(0, count).sort((a, b) => ranks[action(a)] - ranks[action(b)]);
    return order;
  }

  private sight(hits: readonly Hit[], length: number): void {
    for (const { property, decides } of hits) {
      this.sightings.push({ path: this.path.slice(0, length + 1), property, decides });
      if (!decides) this.fail(length);
    }
  }

  private fail(length: number): void {
    if (this.failed) return;
    this.failed = true;
    this.sightings.push({ path: this.path.slice(0, length + 1), property: -1, decides: false });
  }
}

function shuffled(count: number, random: Random): readonly number[] {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  shuffle(order, count, random);
  return [...order];
}

/** Fisher and Yates (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm P). */
function shuffle(order: Int32Array, count: number, random: Random): void {
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}
