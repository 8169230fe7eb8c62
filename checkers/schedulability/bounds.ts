/** Simpler tests that would have done: notes beside a verdict that holds. */
import { formatShare } from '../../engine/language/tasks/format-time.js';
import type { Note } from '../verdict.js';
import type { Analysis } from './analyse.js';
import { rateMonotonic } from './priorities.js';
import { utilisation } from './utilisation.js';
import { liuLaylandBound, withinHyperbolicBound, withinLiuLayland } from './utilisation-bounds.js';

/**
 * Bounds on utilisation speak of independent tasks with deadlines equal to periods, and, under fixed
 * priorities, of rate-monotonic ones.
 */
export function boundNotes({ set }: Analysis): Note[] {
  const { tasks, policy, preemptive, order } = set;
  const implicit = tasks.every(
    (t) => t.deadline === t.period && t.jitter === 0 && t.sections.length === 0,
  );
  if (!implicit || !preemptive || tasks.length === 0) return [];
  const share = formatShare(utilisation(tasks));
  if (policy === 'earliest deadline first')
    return [note(`${share} of the processor is no more than all of it (Liu and Layland 1973)`)];
  const monotonic = rateMonotonic(tasks);
  const same = order.every((task, rank) => tasks[task].period === tasks[monotonic[rank]].period);
  if (!same) return [];
  const n = tasks.length;
  if (withinLiuLayland(tasks)) {
    const bound = (100 * liuLaylandBound(n)).toFixed(2);
    return [
      note(`${share} is within n (2^(1/n) - 1), ${bound} % for n = ${n} (Liu and Layland 1973)`),
    ];
  }
  return withinHyperbolicBound(tasks)
    ? [note('the product of all U + 1 is at most 2 (Bini, Buttazzo and Buttazzo 2003)')]
    : [note(`at ${share}, no bound on utilisation would have shown this; the exact analysis does`)];
}

const note = (text: string): Note => ({ kind: 'hint', text: `by utilisation alone: ${text}` });
