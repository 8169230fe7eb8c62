/**
 * Fixed priorities: rate monotonic (Liu and Layland, 1973: the shorter the period, the higher), deadline
 * monotonic (Leung and Whitehead, On the complexity of fixed-priority scheduling, 1982: the shorter the
 * deadline), and Audsley's assignment, which finds an order that works whenever there is one (Audsley,
 * Optimal priority assignment and feasibility of static priority tasks with arbitrary start times, 1991).
 * Equal tasks keep the order in which they are listed. An order lists indices, highest priority first.
 */
import type { Timing } from '../../engine/scheduling/task-set.js';

export const asListed = (tasks: readonly unknown[]): number[] => tasks.map((_, i) => i);

export const rateMonotonic = (tasks: readonly Timing[]): number[] =>
  asListed(tasks).sort((a, b) => tasks[a].period - tasks[b].period || a - b);

export const deadlineMonotonic = (tasks: readonly Timing[]): number[] =>
  asListed(tasks).sort((a, b) => tasks[a].deadline - tasks[b].deadline || a - b);

/**
 * Fills the priorities from the lowest up: any task that meets its deadline there, below all that have
 * no priority yet, may have it. `fits` must depend on which tasks are above and below, not on their
 * order. Longer deadlines are tried first, so that where deadline monotonic works, it is the result.
 * Null where there is no order that works.
 */
export function optimal(
  tasks: readonly Timing[],
  fits: (task: number, higher: readonly number[], lower: readonly number[]) => boolean,
): number[] | null {
  const rest = deadlineMonotonic(tasks);
  const placed: number[] = [];
  while (rest.length > 0) {
    const at = rest.findLastIndex((task) =>
      fits(
        task,
        rest.filter((other) => other !== task),
        placed,
      ),
    );
    if (at < 0) return null;
    placed.unshift(...rest.splice(at, 1));
  }
  return placed;
}
