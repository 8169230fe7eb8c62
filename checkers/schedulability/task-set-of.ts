/** The task set of a spec, with its priorities; or what keeps us from analysing it. */
import type { TasksSpec } from '../../engine/language/tasks/spec.js';
import type { Policy, Protocol, Task, TaskSet } from '../../engine/scheduling/task-set.js';
import { blockingOf } from './blocking.js';
import { nonPreemptiveResponseTime } from './non-preemptive.js';
import { asListed, deadlineMonotonic, optimal, rateMonotonic } from './priorities.js';
import { responseTime } from './response-time.js';

export interface Analysable {
  readonly set: TaskSet;
  /** How priorities were given: `deadline-monotonic priorities`; of EDF, empty. */
  readonly priorities: string;
  /** Does the spec say when first jobs come, so that jobs come at those times and no others? */
  readonly concrete: boolean;
}

/** A text is what is missing, to go after "not yet:". */
export function taskSetOf(spec: TasksSpec): Analysable | string {
  if (spec.beyond.length > 0) return spec.beyond[0].what;
  const { scheduler } = spec;
  const tasks: Task[] = spec.tasks.map((task) => ({
    name: task.name,
    wcet: task.wcet,
    period: task.period,
    deadline: task.deadline,
    jitter: task.jitter,
    offset: task.offset ?? 0,
    sporadic: task.sporadic,
    sections: task.uses,
  }));
  const resources = spec.resources.map(({ name, protocol }) => ({
    name,
    protocol: protocol as Protocol,
  }));
  const policy = scheduler.policy as Policy;
  const free = { tasks, resources, policy, preemptive: scheduler.preemption === 'full' };
  const concrete = spec.tasks.some(({ offset }) => offset !== null);
  if (policy === 'earliest deadline first') {
    const strange = resources.find((r, i) => isShared(tasks, i) && !EDF_PROTOCOLS.has(r.protocol));
    if (strange) return `\`${strange.protocol}\` under earliest deadline first`;
    return { set: { ...free, order: [] }, priorities: '', concrete };
  }
  const { order, words } = prioritiesOf(scheduler.priorities, free);
  return { set: { ...free, order }, priorities: words, concrete };
}

/** Under EDF the immediate ceiling is the stack resource policy. */
const EDF_PROTOCOLS: ReadonlySet<string> = new Set([
  'stack resource',
  'immediate ceiling',
  'no preemption',
]);

const isShared = (tasks: readonly Task[], resource: number): boolean =>
  tasks.filter((task) => task.sections.some((s) => s.resource === resource)).length > 1;

function prioritiesOf(
  how: TasksSpec['scheduler']['priorities'],
  set: Omit<TaskSet, 'order'>,
): { readonly order: number[]; readonly words: string } {
  const { tasks } = set;
  switch (how) {
    case 'rate monotonic':
      return { order: rateMonotonic(tasks), words: 'rate-monotonic priorities' };
    case 'deadline monotonic':
      return { order: deadlineMonotonic(tasks), words: 'deadline-monotonic priorities' };
    case 'as listed':
      return { order: asListed(tasks), words: 'priorities as listed' };
    case 'optimal': {
      const found = optimal(tasks, (task, higher, lower) => fits(set, task, higher, lower));
      const names = found?.map((i) => tasks[i].name).join(', ');
      return found
        ? { order: found, words: `the priorities ${names} (optimal: Audsley 1991)` }
        : {
            order: deadlineMonotonic(tasks),
            words:
              'deadline-monotonic priorities, since no fixed priorities are known to meet all deadlines (Audsley 1991)',
          };
    }
  }
}

function fits(
  set: Omit<TaskSet, 'order'>,
  task: number,
  higher: readonly number[],
  lower: readonly number[],
): boolean {
  const of = (indices: readonly number[]) => indices.map((i) => set.tasks[i]);
  const { ticks } = blockingOf(set, task, higher, lower);
  const found = set.preemptive
    ? responseTime(set.tasks[task], of(higher), ticks)
    : nonPreemptiveResponseTime(set.tasks[task], of(higher), of(lower));
  return found !== null && found.worst <= set.tasks[task].deadline;
}
