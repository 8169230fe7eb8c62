/**
 * Is a history linearizable? Part by part, within limits:
 *
 *     operations ─► parts (keys) ─► zones, or a search ─► a linearization, executed
 *                                                     └─► none: the longest beginning that has one
 */
import type { History } from '../../engine/history/history.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import { type Limits, type Meters, processMeters, Watch } from '../exploration/limits.js';
import { type OnProgress, RateMeter } from '../exploration/progress.js';
import type { Effort } from '../verdict.js';
import { Decision, type Method, type Part } from './decide.js';
import { explain, type Obstacle } from './explain.js';
import { type Effect, execute } from './linearization.js';

export interface HistoryCheckOptions {
  /** `maxStates` limits the points of all searches together. */
  readonly limits?: Limits;
  readonly meters?: Meters;
  readonly onProgress?: OnProgress;
}

export interface HistoryResult {
  readonly status: 'holds' | 'violated' | 'unknown';
  readonly parts: readonly PartResult[];
  /** Why it is not linearizable. */
  readonly obstacle: Obstacle | null;
  /** Which limit stopped it; null where none did. */
  readonly stoppedBy: string | null;
  readonly effort: Effort;
}

export interface PartResult {
  /** The key; empty for an object without parts. */
  readonly name: string;
  readonly operations: number;
  readonly method: Method;
  /** Null where it was not decided. */
  readonly linearizable: boolean | null;
  /** For one that was found linearizable. */
  readonly linearization: readonly Effect[] | null;
  /** Answers that were passed on the best way, of how many. */
  readonly passed: number;
  readonly answers: number;
  /** Points at which the search was. */
  readonly points: number;
}

/** Points between two looks at the limits. */
const POINTS_PER_LOOK = 4096;
const TURN_MS = 50;

export async function checkHistory(
  { operations }: History,
  object: SequentialObject,
  options: HistoryCheckOptions = {},
): Promise<HistoryResult> {
  const { limits = {}, meters = processMeters, onProgress } = options;
  const watch = new Watch(limits, meters);
  const rates = new RateMeter();
  const decision = new Decision(object, operations);
  const most = limits.maxStates ?? Infinity;
  let stoppedBy: string | undefined;
  let lastTurn = meters.clock();
  while (!decision.done && stoppedBy === undefined) {
    const { points } = decision;
    if (points >= most) stoppedBy = `--max-states ${most}`;
    else decision.advance(Math.min(POINTS_PER_LOOK, most - points));
    if (meters.clock() - lastTurn < TURN_MS) continue;
    lastTurn = meters.clock();
    onProgress?.(progressOf(decision, watch, rates));
    await new Promise((resolve) => setImmediate(resolve));
    stoppedBy ??= watch.stop();
  }
  watch.peakMemoryBytes = Math.max(watch.peakMemoryBytes, meters.memory().bytes);
  return resultOf(decision, decision.done ? null : (stoppedBy ?? null), watch);
}

function resultOf(decision: Decision, stoppedBy: string | null, watch: Watch): HistoryResult {
  const obstacle = decision.violated === null ? null : explain(decision.violated);
  const tried = decision.parts.reduce((sum, { search }) => sum + (search?.tried ?? 0), 0);
  return {
    status: obstacle !== null ? 'violated' : stoppedBy !== null ? 'unknown' : 'holds',
    parts: decision.parts.map(partResult),
    obstacle,
    stoppedBy,
    effort: {
      states: decision.points,
      transitions: tried,
      generated: tried,
      depth: Math.max(0, ...decision.parts.map(({ instance }) => instance.answered.length)),
      cpuSeconds: watch.cpuSeconds,
      peakMemoryBytes: watch.peakMemoryBytes,
    },
  };
}

function partResult(part: Part): PartResult {
  const { name, operations, method, answer, search, instance } = part;
  const answers = instance.answered.length;
  const found = answer?.linearizable === true;
  return {
    name,
    operations: operations.length,
    method,
    linearizable: answer?.linearizable ?? null,
    linearization: found ? execute(instance, answer.order, answers) : null,
    passed: found ? answers : (search?.furthest ?? 0),
    answers,
    points: part.points,
  };
}

function progressOf(decision: Decision, watch: Watch, rates: RateMeter) {
  const { points, undecided } = decision;
  return {
    states: points,
    generated: points,
    rate: rates.rate(points, watch.seconds),
    frontier: undecided.length,
    depth: Math.max(0, ...undecided.map(({ search }) => search?.furthest ?? 0)),
    memoryBytes: watch.meters.memory().bytes,
    seconds: watch.seconds,
  };
}
