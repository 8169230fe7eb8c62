/**
 * Runs to states that a search has found whose levels are on disk: back through their files, at each level to the first,
 * which is the smallest, state that has the one wanted as a successor. So they are the runs that are found in memory.
 */
import assert from 'node:assert/strict';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import type { Whole } from '../kernel/whole.js';
import { labelBetween, type Run } from '../trace.js';
import type { DiskLevels } from './levels.js';
import { readRun } from './runs.js';

/** A shortest run to a state of a level (counted from 1). @throws DiskError */
export function runOnDisk(
  system: TransitionSystem,
  whole: Whole,
  levels: DiskLevels,
  end: Int32Array,
  level: number,
): Run {
  const states = [end];
  for (let at = level - 2; at >= 0; at--)
    states.unshift(predecessor(system, whole, levels, at, states[0]));
  const labels = states.slice(1).map((state, i) => labelBetween(system, states[i], state));
  return { states, labels };
}

function predecessor(
  { words: size }: TransitionSystem,
  whole: Whole,
  { inner, levels, plan, shape }: DiskLevels,
  level: number,
  of: Int32Array,
): Int32Array {
  const { portion, portionAt, hands } = plan;
  const { words } = inner;
  const run = levels[level];
  for (let first = 0; first < run.count; first += portion) {
    const to = portionAt + Math.min(portion, run.count - first) * hands.entryBytes;
    readRun(run, first, words.subarray(portionAt >>> 2, to >>> 2), shape);
    const at = whole.first(portionAt, to, of);
    if (at !== null) return words.slice(at >>> 2, (at >>> 2) + size);
  }
  assert.fail('a state of a level has a predecessor in the level before');
}
