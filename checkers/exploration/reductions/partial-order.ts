/**
 * Partial-order reduction by stubborn sets (Valmari, Stubborn Sets for Reduced State Space Generation,
 * 1991): of the steps that are there in a state, a set is enough that no other step can interfere with.
 *
 * A set of steps is *stubborn* in a state when it is closed: with a step that is there it has every step
 * that depends on it and may be there with it; with a step that is not there it has, for each of its edges,
 * all that may make one of its false conditions true (without one of them it stays away). Then whatever the
 * steps outside do, a step of the set that is there stays there and commutes with them, so a run to any
 * state can begin with the set, or goes on beside it. (All edges of one label are one step: while it is
 * there nobody outside touches any of them.) What makes that enough for safety:
 *
 * - one of its steps is there, so a state without steps is found, as it is;
 * - none of its steps that are there writes what somebody looks at, or all are taken (invisibility);
 * - one of its steps leads to a state that is not expanded yet, or all are taken. In a breadth-first
 *   search, which expands states in the order of their numbers, no run can then be put off for ever
 *   (Bošnački, Leue and Lluch Lafuente, Partial-Order Reduction for General State Exploring Algorithms,
 *   2006).
 *
 * So is every step that can ever be taken: which actions are never enabled is known as without it.
 *
 * Properties of whole runs, in linear time and without `next`, need one thing more: on every cycle all steps are taken
 * somewhere, or a run could go round it and put off for ever what is visible (Peled, All from One, One for All, 1993).
 * So they ask that *all* steps of the set lead to states that are not expanded yet: every cycle has a step that
 * leads back.
 */
import assert from 'node:assert/strict';
import { type Footprint, independent } from '../../../engine/transition/kernel/footprint.js';
import type { Condition, Interference } from '../../../engine/transition/kernel/interference.js';
import type { Successors } from '../../../engine/transition/system.js';
import type { StateStore } from '../approximate/hashed.js';
import { Enabling, meet } from './enabling.js';

/** Steps are closed under, one after the other, from so many of those that are there. */
const MOST_SEEDS = 24;

/** Sets of steps as bits. */
type Steps = Int32Array;

/** What an edge that is not there waits for, and who can bring it about. */
interface Wait {
  readonly condition: Condition;
  readonly enablers: Steps;
}

type Labels = Map<number, Labels | number>;

export class PartialOrder {
  private readonly length: number;
  private readonly labels: Labels = new Map();
  private readonly dependent: readonly Steps[];
  /** Of each step, of each edge: fewest enablers first. */
  private readonly waits: readonly (readonly (readonly Wait[])[])[];
  private readonly visible: readonly boolean[];
  private readonly there: Uint8Array;
  private readonly set: Steps;
  private readonly best: Steps;
  private readonly work: number[] = [];

  /** @param wholeRuns are there properties of whole runs to be judged? */
  constructor(
    { steps, visible }: Interference,
    private readonly wholeRuns: boolean,
  ) {
    this.length = (steps.length + 31) >>> 5;
    const footprints = steps.map(({ edges }) => edges.map(({ footprint }) => footprint));
    const those = (is: (step: number) => boolean): Steps => {
      const set = new Int32Array(this.length);
      for (let i = 0; i < steps.length; i++) if (is(i)) set[i >> 5] |= 1 << (i & 31);
      return set;
    };
    const enabling = new Enabling();
    const made = new Map<Condition, Wait>();
    const waitFor = (condition: Condition): Wait => {
      const enables = (footprint: Footprint) => enabling.mayEnable(footprint, condition);
      const wait = made.get(condition) ?? {
        condition,
        enablers: those((step) => footprints[step].some(enables)),
      };
      made.set(condition, wait);
      return wait;
    };
    this.dependent = steps.map((a, i) =>
      those((j) => depend(footprints[i], footprints[j]) && enabling.mayMeet(a, steps[j])),
    );
    this.visible = footprints.map((edges) => edges.some(({ writes }) => meet(writes, visible)));
    this.waits = steps.map(({ edges }) =>
      edges.map(({ conditions }) =>
        conditions.map(waitFor).sort((a, b) => size(a.enablers) - size(b.enablers)),
      ),
    );
    for (const [step, { label }] of steps.entries()) this.enter(label, step);
    this.there = new Uint8Array(steps.length);
    this.set = new Int32Array(this.length);
    this.best = new Int32Array(this.length);
  }

  /** Of each successor in `out`, all of the state `id`: is it among those that are enough? Null: all are
   * needed. States are expanded in the order of their numbers. */
  choose(id: number, visited: StateStore, out: Successors): Uint8Array | null {
    const chosen = this.stubborn(visited.array(id), visited.offset(id), out);
    if (chosen === null) return null;
    const ahead = (is: number, i: number): boolean => {
      const known = is === 0 ? id : visited.find(out.states, i * out.words);
      return known < 0 || known > id;
    };
    const goesOn = this.wholeRuns
      ? chosen.every((is, i) => is === 0 || ahead(is, i))
      : chosen.some(ahead);
    return goesOn ? chosen : null;
  }

  /** As `choose`, wherever its steps lead. */
  private stubborn(states: Int32Array, offset: number, out: Successors): Uint8Array | null {
    const { there, best } = this;
    const steps = Array.from({ length: out.count }, (_, i) =>
      this.stepOf(out.labels, i * out.labelWords),
    );
    const distinct = [...new Set(steps)];
    if (distinct.length < 2) return null;
    for (const step of distinct) there[step] = 1;
    let fewest = distinct.length;
    for (const seed of distinct.slice(0, MOST_SEEDS)) {
      const count = this.close(seed, states, offset, fewest);
      if (count >= fewest) continue;
      fewest = count;
      best.set(this.set);
      if (count === 1) break;
    }
    for (const step of distinct) there[step] = 0;
    if (fewest === distinct.length) return null;
    return Uint8Array.from(steps, (step) => (best[step >> 5] >>> (step & 31)) & 1);
  }

  /** Closes from a step that is there. How many of `set` are there; `limit` when it is not worth while. */
  private close(seed: number, states: Int32Array, offset: number, limit: number): number {
    const { set, work, there, visible } = this;
    set.fill(0);
    set[seed >> 5] |= 1 << (seed & 31);
    work.length = 0;
    work.push(seed);
    let count = 0;
    for (let step = work.pop(); step !== undefined; step = work.pop()) {
      if (there[step] === 1) {
        if (visible[step] || ++count >= limit) return limit;
        this.join(this.dependent[step]);
      } else {
        for (const waits of this.waits[step]) this.joinEnabling(waits, states, offset);
      }
    }
    return count;
  }

  /** Adds who can make one of the false conditions true: nobody, if possible, who is not there already. */
  private joinEnabling(waits: readonly Wait[], states: Int32Array, offset: number): void {
    let first: Wait | undefined;
    for (const wait of waits) {
      if (wait.condition.holds(states, offset)) continue;
      if (this.has(wait.enablers)) return;
      first ??= wait;
    }
    assert(first !== undefined, 'an edge that is not there has a false condition');
    this.join(first.enablers);
  }

  private has(steps: Steps): boolean {
    return steps.every((bits, i) => (bits & ~this.set[i]) === 0);
  }

  private join(steps: Steps): void {
    const { set, work } = this;
    for (let i = 0; i < steps.length; i++) {
      const more = steps[i] & ~set[i];
      set[i] |= more;
      for (let rest = more; rest !== 0; rest &= rest - 1)
        work.push(32 * i + 31 - Math.clz32(rest & -rest));
    }
  }

  private enter(label: readonly number[], step: number): void {
    let at = this.labels;
    for (const word of label.slice(0, -1)) {
      const next = at.get(word) ?? new Map();
      assert(typeof next !== 'number', 'labels are of one length');
      at.set(word, next);
      at = next;
    }
    at.set(label[label.length - 1], step);
  }

  private stepOf(labels: Int32Array, offset: number): number {
    let at: Labels | number | undefined = this.labels;
    for (let i = offset; typeof at === 'object'; i++) at = at.get(labels[i]);
    assert(at !== undefined, 'a step that is taken is one of those that are known');
    return at;
  }
}

const depend = (some: readonly Footprint[], others: readonly Footprint[]): boolean =>
  some.some((a) => others.some((b) => !independent(a, b)));

function size(steps: Steps): number {
  let count = 0;
  for (const bits of steps) for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
