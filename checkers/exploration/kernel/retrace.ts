/**
 * Runs to states that a search by levels has found. The search keeps no parents: the levels are made again,
 * kept this time, and gone through backwards, at each level to the smallest state that has the one wanted as a
 * successor. So the run is the same for any number of threads, and searching costs nothing more for it.
 */
import assert from 'node:assert/strict';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { wasm } from '../../../engine/transition/wasm/web-assembly.js';
import { labelBetween, type Run, same } from '../trace.js';
import { Levels, type Segment } from './levels.js';
import { CONSTANTS_AT, SEEN_AT } from './plan.js';

/** Word by word, as unsigned numbers. */
export function compareWords(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] >>> 0 < b[i] >>> 0 ? -1 : 1;
  }
  return 0;
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
  private expand: ((from: number, to: number) => number) | undefined;

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
      const kernel = this.kernel(true);
      this.levels = new Levels(system, kernel, true, () => {});
      this.levels.watch(0);
      this.levels.begin();
      this.expand = undefined;
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

  private kernel(sleep: boolean) {
    const kernel = this.system.kernel?.({
      watched: [],
      sleep,
      constantsAt: CONSTANTS_AT,
      seenAt: SEEN_AT,
    });
    assert(kernel && !('refused' in kernel), 'there was a kernel before');
    return kernel;
  }

  /** The smallest state of a level that has this successor. */
  private predecessor(levels: Levels, segments: readonly Segment[], of: Int32Array): Int32Array {
    const { words, plan } = levels;
    const { entryBytes, batchStates } = plan.hands;
    this.expand ??= this.wholeKernel(levels);
    // Its constants are in the place of the other's.
    this.goesOn = false;
    const size = this.system.words;
    let best: Int32Array | null = null;
    for (const { from, to } of segments) {
      for (let at = from; at < to; at += entryBytes * batchStates) {
        // One state after the other, where the batch has the successor at all.
        const end = Math.min(to, at + entryBytes * batchStates);
        if (!this.makes(levels, at, end, of)) continue;
        for (let one = at; one < end; one += entryBytes) {
          const state = words.slice(one >>> 2, (one >>> 2) + size);
          if (best !== null && compareWords(state, best) >= 0) continue;
          if (this.makes(levels, one, one + entryBytes, of)) best = state;
        }
      }
    }
    assert(best !== null, 'a state of a level has a predecessor in the level before');
    return best;
  }

  /** Is the state among the successors of the entries between two addresses? */
  private makes(levels: Levels, from: number, to: number, of: Int32Array): boolean {
    const { words, plan } = levels;
    const { batchBytes, batchAt, controlAt, control } = plan.hands;
    for (let at = from; at < to; ) {
      words[(controlAt[0] + control.noted) >>> 2] = 0;
      const end = (this.expand?.(at, to) ?? 0) >>> 0;
      at = words[(controlAt[0] + control.next) >>> 2] >>> 0;
      for (let k = batchAt[0] >>> 2; k < end >>> 2; k += batchBytes >>> 2)
        if (same(words, k, of, of.length)) return true;
    }
    return false;
  }

  /** The kernel without sleeping edges, in the same memory. */
  private wholeKernel(levels: Levels): (from: number, to: number) => number {
    const kernel = this.kernel(false);
    levels.words.set(kernel.constants, CONSTANTS_AT >>> 2);
    const { batchAt, controlAt } = levels.plan.hands;
    const module = new wasm.Module(kernel.code);
    const { f0: expand } = new wasm.Instance(module, { env: { memory: levels.memory } }).exports;
    return (from, to) => expand(from, to, batchAt[0], controlAt[0]);
  }
}
