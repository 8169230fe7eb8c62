/**
 * Quick processor-demand analysis: the exact EDF test of demand.ts, from the far end backwards, jumping
 * from t to the demand at t. Zhang and Burns, Schedulability analysis for real-time systems with EDF
 * scheduling, 2009.
 */
import type { Timing } from '../../engine/scheduling/task-set.js';
import { demand, demandHorizon } from './demand.js';
import { compareUtilisationWithOne } from './utilisation.js';

const POINTS_MAX = 2_000_000;

export interface QpaResult {
  readonly schedulable: boolean;
  /** How many intervals were looked at. */
  readonly points: number;
}

/** Null where the horizon is beyond what can be counted exactly, or there are too many intervals. */
export function quickDemandAnalysis(tasks: readonly Timing[]): QpaResult | null {
  if (compareUtilisationWithOne(tasks) > 0) return { schedulable: false, points: 0 };
  // Where every deadline is at least a period away, demand in t is at most U t (Liu and Layland, 1973).
  if (tasks.every((t) => t.deadline - t.jitter >= t.period))
    return { schedulable: true, points: 0 };
  // A job that is released with less time left than it needs; the jumps below start above that.
  if (tasks.some((t) => t.deadline - t.jitter < t.wcet)) return { schedulable: false, points: 0 };
  const horizon = demandHorizon(tasks);
  if (horizon === null) return null;
  const least = tasks.reduce((min, t) => Math.min(min, t.deadline - t.jitter), Infinity);
  let points = 0;
  let t = lastDeadlineBefore(tasks, horizon);
  while (t !== null) {
    const wanted = demand(tasks, t);
    if (++points > POINTS_MAX) return null;
    if (wanted > t) return { schedulable: false, points };
    if (wanted <= least) break;
    t = wanted < t ? wanted : lastDeadlineBefore(tasks, t);
  }
  return { schedulable: true, points };
}

function lastDeadlineBefore(tasks: readonly Timing[], end: number): number | null {
  let last = -1;
  for (const { period, deadline, jitter } of tasks) {
    const first = deadline - jitter;
    if (first < end)
      last = Math.max(last, first + (Math.ceil((end - first) / period) - 1) * period);
  }
  return last < 0 ? null : last;
}
