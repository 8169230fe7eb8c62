/**
 * The worst response of every task of a spec, with what theory is behind it: exact where theory is, else
 * between the longest response that some schedule shows and the bound that holds for all.
 */
import type { TasksSpec } from '../../engine/language/tasks/spec.js';
import type { TaskSet } from '../../engine/scheduling/task-set.js';
import { blockingOf, edfBlocking } from './blocking.js';
import { firstOverload } from './demand.js';
import { edfResponseTime } from './edf-response-time.js';
import { nonPreemptiveResponseTime } from './non-preemptive.js';
import { quickDemandAnalysis } from './qpa.js';
import { responseTime } from './response-time.js';
import { steadyState } from './steady-state.js';
import { type Analysable, taskSetOf } from './task-set-of.js';
import { theoremOf } from './theorems.js';
import { compareUtilisationWithOne } from './utilisation.js';
import { longestResponse, worstScenario } from './worst-case.js';

export interface Found {
  /** Ticks; the worst response lies between them. Infinity: there is no bound, or none is known. */
  readonly low: number;
  readonly high: number;
  /** How long lower tasks may block it, in ticks. */
  readonly blocking: number;
  /** Which job of the busy window is the worst, from 1, where that is known. */
  readonly job: number | null;
  /** Under EDF: when the worst job arrives after the others released together. */
  readonly arrival: number | null;
  readonly theorem: string;
  /** Why low and high differ, in words. */
  readonly gap: string | null;
}

export interface Analysis extends Analysable {
  /** In the order of the spec's tasks. */
  readonly found: readonly Found[];
}

/** A text is what is missing, to go after "not yet:". */
export function analyse(spec: TasksSpec): Analysis | string {
  const analysable = taskSetOf(spec);
  if (typeof analysable === 'string') return analysable;
  const { set, concrete } = analysable;
  const whatever = set.tasks.map((_, i) =>
    set.policy === 'fixed priority' ? fixedPriority(set, i) : earliestDeadline(set, i),
  );
  return { ...analysable, found: concrete ? withOffsets(set, whatever) : whatever };
}

// --------------------------------------------------------------------------------- fixed priority

function fixedPriority(set: TaskSet, task: number): Found {
  const at = set.order.indexOf(task);
  const [higher, lower] = [set.order.slice(0, at), set.order.slice(at + 1)];
  const of = (indices: readonly number[]) => indices.map((i) => set.tasks[i]);
  const { ticks } = blockingOf(set, task, higher, lower);
  const blocking = set.preemptive ? ticks : Math.max(0, ...of(lower).map(({ wcet }) => wcet));
  const result = set.preemptive
    ? responseTime(set.tasks[task], of(higher), ticks)
    : nonPreemptiveResponseTime(set.tasks[task], of(higher), of(lower));
  const job = result?.job ?? null;
  const theorem = theoremOf(set, task, { blocking, late: (job ?? 1) > 1, concrete: false });
  const common = { blocking, job, arrival: null, theorem };
  const overloaded = compareUtilisationWithOne([...of(higher), set.tasks[task]]) > 0;
  if (overloaded) return { ...common, low: Infinity, high: Infinity, gap: null };
  if (result !== null && set.preemptive && isIndependent(set))
    return { ...common, low: result.worst, high: result.worst, gap: null };
  const low = longestResponse(set, task, worstScenario(set, task, null));
  const high = result?.worst ?? Infinity;
  return { ...common, low, high, gap: low === high ? null : gapOf(set, ticks, result === null) };
}

/** Blocking may not reach its bound, and who holds a resource is interrupted less than is counted. */
const RESOURCES_GAP = 'resources are shared, and no schedule that reaches the bound was found';

function gapOf(set: TaskSet, blocking: number, gaveUp: boolean): string {
  if (blocking === Infinity) return 'without a resource protocol nothing bounds the blocking';
  if (gaveUp) return 'the busy window is too long to be looked at whole';
  return set.preemptive ? RESOURCES_GAP : 'no schedule that reaches the bound was found';
}

// ------------------------------------------------------------------------ earliest deadline first

function earliestDeadline(set: TaskSet, task: number): Found {
  const blocking = edfBlocking(set);
  const own = blocking(set.tasks[task].deadline);
  const result = edfResponseTime(set.tasks, task, blocking);
  const common = {
    blocking: own,
    job: null,
    arrival: result?.arrival ?? null,
    theorem: theoremOf(set, task, { blocking: own, late: false, concrete: false }),
  };
  if (result !== null && (result.worst === Infinity || isIndependent(set)))
    return { ...common, low: result.worst, high: result.worst, gap: null };
  const low = longestResponse(set, task, worstScenario(set, task, result?.arrival ?? null));
  const high = Math.min(result?.worst ?? Infinity, deadlineIfMet(set, task));
  const gap = result === null ? 'there are too many arrivals to look at' : RESOURCES_GAP;
  return { ...common, low, high, gap: low === high ? null : gap };
}

const isIndependent = ({ tasks }: TaskSet): boolean =>
  tasks.every(({ sections }) => sections.length === 0);

/** Where all deadlines are met, each response is within its own. */
function deadlineIfMet(set: TaskSet, task: number): number {
  const met = isIndependent(set)
    ? quickDemandAnalysis(set.tasks)?.schedulable === true
    : firstOverload(set.tasks, edfBlocking(set)) === 'none';
  return met ? set.tasks[task].deadline : Infinity;
}

// ---------------------------------------------------------------------------------------- offsets

/** First jobs at known times: the schedule itself tells, where it is the same again and again. */
function withOffsets(set: TaskSet, whatever: readonly Found[]): Found[] {
  const fixed = set.tasks.every(({ sporadic, jitter }) => !sporadic && jitter === 0);
  const repeats = fixed && set.preemptive && isIndependent(set) ? steadyState(set) : null;
  return whatever.map((found, task) => {
    const theorem = theoremOf(set, task, { ...found, late: (found.job ?? 1) > 1, concrete: true });
    if (found.low === Infinity) return found;
    if (repeats === null)
      return {
        ...found,
        low: longestResponse(set, task, { horizon: Number.MAX_SAFE_INTEGER, untilIdle: false }),
        gap: 'the bound holds for any first arrivals; those of the spec may be kinder',
      };
    const worst = repeats.responses[task];
    return { ...found, low: worst, high: worst, arrival: null, theorem, gap: null };
  });
}
