/** What stands behind a number: theorems by author and year, as they go into claims. */
import type { TaskSet } from '../../engine/scheduling/task-set.js';

export interface Situation {
  readonly blocking: number;
  /** Is a later job of the busy window the worst? */
  readonly late: boolean;
  /** Are first arrivals known, so that the schedule was simulated until it repeats? */
  readonly concrete: boolean;
}

export function theoremOf(set: TaskSet, task: number, situation: Situation): string {
  const { blocking, late, concrete } = situation;
  if (concrete) return 'the schedule simulated until it repeats: Leung and Merrill 1980';
  const { deadline, period } = set.tasks[task];
  const protocols = blocking > 0 ? protocolsOf(set) : '';
  if (set.policy === 'earliest deadline first')
    return `EDF response-time analysis: Spuri 1996${protocols}`;
  if (!set.preemptive)
    return 'non-preemptive response-time analysis: George et al. 1996, Davis et al. 2007';
  if (late || deadline > period)
    return `response-time analysis over busy windows: Lehoczky 1990, Tindell et al. 1994${protocols}`;
  const delayed = blocking > 0 || set.tasks.some(({ jitter }) => jitter > 0);
  return `response-time analysis: Joseph and Pandya 1986${delayed ? ', Audsley et al. 1993' : ''}${protocols}`;
}

function protocolsOf({ resources, policy }: TaskSet): string {
  const sources = new Set(
    resources.flatMap(({ protocol }) => {
      if (protocol === 'none' || protocol === 'no preemption') return [];
      if (policy === 'earliest deadline first') return ['Baker 1991, Baruah 2006'];
      return protocol === 'stack resource' || protocol === 'immediate ceiling'
        ? ['Baker 1991']
        : ['Sha, Rajkumar and Lehoczky 1990'];
    }),
  );
  return [...sources].map((source) => `; blocking: ${source}`).join('');
}
