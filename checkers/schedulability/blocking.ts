/**
 * How long a job may be kept waiting by jobs of lower priority that hold resources, on one processor.
 *
 * Ceilings (original, immediate) and the stack resource policy: one critical section, the longest of a
 * lower task on a resource whose ceiling is at or above the job. Inheritance: each lower task may block
 * once, and each resource once; the worst choice is a matching of greatest weight. Sha, Rajkumar and
 * Lehoczky, Priority inheritance protocols, 1990; Baker, Stack-based scheduling of realtime processes,
 * 1991. Without preemption inside sections, any section of a lower task blocks everyone above.
 */
import type { Task, TaskSet } from '../../engine/scheduling/task-set.js';

export interface Blocking {
  /** Infinity where no protocol bounds it. */
  readonly ticks: number;
  /** Who holds what in the worst case: tasks of lower priority, the lowest first. */
  readonly holders: readonly { readonly task: number; readonly section: number }[];
}

const FREE: Blocking = { ticks: 0, holders: [] };

/** Under fixed priorities, of a job of `task` with those tasks above it and those below. */
export function blockingOf(
  { tasks, resources }: Pick<TaskSet, 'tasks' | 'resources'>,
  task: number,
  higher: readonly number[],
  lower: readonly number[],
): Blocking {
  const above = [...higher, task];
  const shared = resources.map((_, r) => above.some((i) => uses(tasks[i], r)));
  const sections = (wanted: (protocol: string, resource: number) => boolean): Held[] =>
    lower.flatMap((i) =>
      tasks[i].sections.flatMap(({ resource, length }, section) =>
        wanted(resources[resource].protocol, resource)
          ? [{ task: i, section, resource, length }]
          : [],
      ),
    );
  const loose = sections((protocol, r) => protocol === 'none' && shared[r]);
  const lent = matching(sections((protocol, r) => protocol === 'inheritance' && shared[r]));
  const ceiling = longest(
    sections(
      (protocol, r) =>
        protocol === 'no preemption' ||
        (protocol !== 'none' && protocol !== 'inheritance' && shared[r]),
    ),
  );
  const rank = (i: number) => lower.indexOf(i);
  const holders = [...onePerResource(loose), ...lent, ...(ceiling ? [ceiling] : [])]
    .filter((held, k, all) => all.findIndex((other) => other.task === held.task) === k)
    .sort((a, b) => rank(b.task) - rank(a.task));
  if (holders.length === 0) return FREE;
  const bound = lent.reduce((sum, { length }) => sum + length, ceiling?.length ?? 0);
  return { ticks: loose.length > 0 ? Number.POSITIVE_INFINITY : bound, holders };
}

interface Held {
  readonly task: number;
  readonly section: number;
  readonly resource: number;
  readonly length: number;
}

const uses = (task: Task, resource: number): boolean =>
  task.sections.some((section) => section.resource === resource);

const longest = (sections: readonly Held[]): Held | null =>
  sections.reduce<Held | null>((best, s) => (best && best.length >= s.length ? best : s), null);

/** Without a protocol there is no bound; for a schedule that shows it, the longest of each resource. */
function onePerResource(sections: readonly Held[]): Held[] {
  const resources = [...new Set(sections.map(({ resource }) => resource))];
  return resources.flatMap((r) => longest(sections.filter((s) => s.resource === r)) ?? []);
}

/**
 * The sections of greatest total length with no task and no resource twice: task by task, over the
 * sets of resources that are taken. Exact, and small as long as few resources are shared.
 */
function matching(sections: readonly Held[]): readonly Held[] {
  const resources = [...new Set(sections.map(({ resource }) => resource))];
  const tasks = [...new Set(sections.map(({ task }) => task))];
  let best = new Map<number, readonly Held[]>([[0, []]]);
  for (const task of tasks) {
    const next = new Map(best);
    for (const held of sections.filter((section) => section.task === task)) {
      const bit = 2 ** resources.indexOf(held.resource);
      for (const [taken, chosen] of best) {
        if (Math.floor(taken / bit) % 2 === 1) continue;
        const all = [...chosen, held];
        if (total(all) > total(next.get(taken + bit) ?? [])) next.set(taken + bit, all);
      }
    }
    best = next;
  }
  return [...best.values()].reduce((a, b) => (total(b) > total(a) ? b : a), []);
}

const total = (sections: readonly Held[]): number =>
  sections.reduce((sum, { length }) => sum + length, 0);

/**
 * Under EDF with the stack resource policy: the longest section of a task with a deadline beyond t, on a
 * resource that a task with a deadline up to t uses too. Baruah, Resource sharing in EDF-scheduled
 * systems, 2006.
 */
export function edfBlocking(set: TaskSet): (t: number) => number {
  const sections = set.tasks.flatMap((task) =>
    task.sections.map(({ resource, length }) => ({
      beyond: task.deadline,
      from: ceilingOf(set, resource),
      length,
    })),
  );
  return (t) =>
    sections.reduce(
      (most, { beyond, from, length }) => (from <= t && t < beyond ? Math.max(most, length) : most),
      0,
    );
}

/** The shortest deadline that can be kept waiting for the resource. */
function ceilingOf({ tasks, resources }: TaskSet, resource: number): number {
  if (resources[resource].protocol === 'no preemption') return 0;
  const users = tasks.filter((task) => uses(task, resource));
  return Math.min(...users.map(({ deadline }) => deadline));
}
