/**
 * Runs to states that a search by levels has found. The search keeps no parents: the levels are made again,
 * kept this time, and gone through backwards, at each level to the smallest state that has the one wanted as a
 * successor. So the run is the same for any number of threads, and searching costs nothing more for it.
 *
 * Where the words of states are numbers that threads have given by turns, the smallest is that by the system's own order, and of
 * several steps to a state the one that comes first as it is told.
 */
import assert from 'node:assert/strict';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { labelsBetween, type Run, same } from '../trace.js';
import { Levels } from './levels.js';
import type { Segment } from './saved-levels.js';
import { unwatched, Whole } from './whole.js';

/** Word by word, as unsigned numbers. */
export function compareWords(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] >>> 0 < b[i] >>> 0 ? -1 : 1;
  }
  return 0;
}

/** The order in which the smallest state is looked for. */
export const orderOf = ({ order }: TransitionSystem): NonNullable<TransitionSystem['order']> =>
  order ?? compareWords;

/** Which of several steps comes first: in the system's order, or as it is told where numbers do not count. */
export function firstStep(
  { order }: TransitionSystem,
  labels: readonly Int32Array[],
  told: (label: Int32Array, index: number) => unknown,
): number {
  if (order === undefined || labels.length === 1) return 0;
  const texts = labels.map((label, i) => JSON.stringify(told(label, i)));
  return texts.indexOf(texts.toSorted()[0]);
}

function labelBetween(system: TransitionSystem, before: Int32Array, after: Int32Array): Int32Array {
  const labels = labelsBetween(system, before, after);
  const told = (label: Int32Array) => [
    system.describe(label, 0),
    system.messages(before, 0, after, 0, label, 0),
  ];
  return labels[firstStep(system, labels, told)];
}

function isIn({ words, plan }: Levels, segments: readonly Segment[], state: Int32Array): boolean {
  const stride = plan.hands.entryBytes >>> 2;
  for (const { from, to } of segments)
    for (let at = from >>> 2; at < to >>> 2; at += stride)
      if (same(words, at, state, state.length)) return true;
  return false;
}

export class Retrace {
  private levels: Levels | null;
  /** Are the levels our own, and no state of theirs looked for yet? */
  private goesOn = false;
  /** Was there too little memory once? */
  private exhausted = false;
  private whole: Whole | undefined;

  /** @param kept a search that has kept all its levels, if there is one */
  constructor(
    private readonly system: TransitionSystem,
    kept: Levels | null,
  ) {
    this.levels = kept;
  }

  /** A shortest run to a state of a level (counted from 1). */
  runTo(end: Int32Array, level: number): Run {
    const levels = this.levelsTo(level);
    const states = [end];
    for (let at = level - 2; at >= 0; at--)
      states.unshift(this.predecessor(levels, levels.levels[at], states[0]));
    const labels = states.slice(1).map((state, i) => labelBetween(this.system, states[i], state));
    return { states, labels };
  }

  /** A shortest run to a state that is in this level or one before; null where that takes more memory than this. */
  runAtMost(end: Int32Array, level: number, maxBytes: number): Run | null {
    for (let at = 1; at <= level && !this.exhausted; at++) {
      const levels = this.levelsTo(at, maxBytes);
      if (levels === null) return null;
      if (isIn(levels, levels.levels[at - 1], end)) return this.runTo(end, at);
    }
    assert(this.exhausted, 'a state that was found is at its depth or before');
    return null;
  }

  private levelsTo(level: number): Levels;
  private levelsTo(level: number, maxBytes: number): Levels | null;
  private levelsTo(level: number, maxBytes = Number.POSITIVE_INFINITY): Levels | null {
    const { system } = this;
    if (this.levels === null || (this.levels.levels.length < level && !this.goesOn)) {
      const kernel = unwatched(system, { sleep: true });
      this.levels = new Levels(system, kernel, true, () => {});
      this.levels.watch(0);
      this.levels.begin();
      this.whole = undefined;
      this.goesOn = true;
    }
    while (this.levels.levels.length < level) {
      const whole = this.levels.bytes < maxBytes && this.levels.nextAlone();
      if (!whole && maxBytes < Number.POSITIVE_INFINITY) {
        this.exhausted = true;
        return null;
      }
      assert(whole, 'the levels that were found once are found again');
    }
    return this.levels;
  }

  /** The smallest state of a level that has this successor. */
  private predecessor(levels: Levels, segments: readonly Segment[], of: Int32Array): Int32Array {
    const { words } = levels;
    this.whole ??= new Whole(this.system, levels);
    // Its constants are in the place of the other's.
    this.goesOn = false;
    const order = orderOf(this.system);
    let best: Int32Array | null = null;
    for (const { from, to } of segments) {
      for (const entry of this.whole.all(from, to, of)) {
        const state = words.slice(entry >>> 2, (entry >>> 2) + of.length);
        if (best === null || order(state, best) < 0) best = state;
      }
    }
    assert(best !== null, 'a state of a level has a predecessor in the level before');
    return best;
  }
}
