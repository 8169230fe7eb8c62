/**
 * A schedule as evidence: the segments and jobs that a chart draws, and the same as a trace, one step an
 * event, for everything that reads traces.
 */

import { placeOf } from '../../engine/language/source.js';
import { formatTicks } from '../../engine/language/tasks/format-time.js';
import type { TasksSpec } from '../../engine/language/tasks/spec.js';
import type { Job, Schedule } from '../../engine/scheduling/schedule.js';
import type { TaskSet } from '../../engine/scheduling/task-set.js';
import type { TraceStep } from '../../engine/trace.js';
import type { Evidence, ScheduleView } from '../verdict.js';

/** Segments that evidence shows at most: those that lead up to the end. */
const SEGMENTS_MAX = 400;

/** @param bound ticks after its arrival by which the job, which is too late, should have ended */
export function scheduleEvidence(
  spec: TasksSpec,
  set: TaskSet,
  schedule: Schedule,
  job: Job,
  bound: number,
  broke: string,
): Evidence {
  const view = viewOf(spec, set, recent(schedule, job), job, { bound, broke });
  return { kind: 'schedule', schedule: view, steps: stepsOf(spec, view) };
}

/** A long schedule is shown from where it still matters for the job. */
function recent(schedule: Schedule, job: Job): Schedule {
  const all = schedule.segments;
  if (all.length <= SEGMENTS_MAX) return schedule;
  const from = Math.min(all[all.length - SEGMENTS_MAX].from, job.arrival);
  const segments = all.filter((segment) => segment.to > from).slice(-SEGMENTS_MAX);
  const start = segments[0].from;
  const jobs = schedule.jobs.filter(({ finish }) => finish === null || finish > start);
  return { segments, jobs, end: schedule.end };
}

function viewOf(
  spec: TasksSpec,
  set: TaskSet,
  { segments, jobs, end }: Schedule,
  late: Job,
  { bound, broke }: { readonly bound: number; readonly broke: string },
): ScheduleView {
  const start = Math.min(segments[0]?.from ?? 0, ...jobs.map(({ arrival }) => arrival));
  return {
    tickSeconds: Number(spec.tick.numerator) / Number(spec.tick.denominator),
    start,
    end,
    fixedPriorities: set.order.length > 0,
    tasks: rows(set).map((i) => ({ name: set.tasks[i].name, place: placeOf(spec.tasks[i].span) })),
    segments: segments.map((segment) => ({
      task: rows(set).indexOf(segment.task),
      job: segment.job,
      from: segment.from,
      to: segment.to,
      resource: segment.resource === null ? null : set.resources[segment.resource].name,
    })),
    jobs: jobs.map((job) => ({
      task: rows(set).indexOf(job.task),
      job: job.job,
      arrival: job.arrival,
      release: job.release,
      deadline: job.deadline,
      finish: job.finish,
    })),
    late: {
      task: rows(set).indexOf(late.task),
      job: late.job,
      limit: late.arrival + bound,
      broke,
    },
  };
}

/** Tasks from the highest priority down, or as listed. */
const rows = ({ order, tasks }: TaskSet): readonly number[] =>
  order.length > 0 ? order : tasks.map((_, i) => i);

// ------------------------------------------------------------------------------------------ steps

interface Event {
  readonly time: number;
  readonly task: number;
  readonly job: number;
  readonly does: string;
  readonly running: string;
  readonly note?: string;
}

function stepsOf(spec: TasksSpec, view: ScheduleView): TraceStep[] {
  const at = (ticks: number) => formatTicks(ticks, spec.tick);
  const waiting = (time: number, running: string) =>
    view.tasks
      .map(({ name }) => name)
      .filter(
        (name, i) =>
          name !== running &&
          view.jobs.some(
            (job) =>
              job.task === i && job.release <= time && (job.finish === null || job.finish > time),
          ),
      );
  const state = (time: number, running: string) => ({
    time: at(time),
    running: running === '' ? 'nothing' : running,
    waiting: waiting(time, running),
  });
  const first: TraceStep = { action: null, bindings: {}, state: state(view.start, '') };
  const steps = eventsOf(view).map((event): TraceStep => {
    const { name, place } = view.tasks[event.task];
    return {
      action: `${name} ${event.does}`,
      bindings: { job: event.job },
      actor: name,
      state: state(event.time, event.running),
      place,
      ...(event.note === undefined ? {} : { note: event.note }),
    };
  });
  return [first, ...steps];
}

function eventsOf({ segments, jobs, tasks, late, end }: ScheduleView): Event[] {
  const events: Event[] = [];
  for (const [k, segment] of segments.entries()) {
    const { task, job, from, to } = segment;
    const name = tasks[task].name;
    const before = segments.slice(0, k).findLast((s) => s.task === task && s.job === job);
    events.push({ time: from, task, job, does: verb(segment, before), running: name });
    const { finish } = jobs.find((j) => j.task === task && j.job === job) ?? { finish: null };
    if (finish !== to) continue;
    const isLate = late.task === task && late.job === job;
    const next = segments[k + 1];
    const running = next?.from === to ? tasks[next.task].name : '';
    events.push({
      time: to,
      task,
      job,
      does: isLate ? 'ends, too late' : 'ends',
      running,
      ...(isLate ? { note: late.broke } : {}),
    });
  }
  const open = jobs.find((job) => job.task === late.task && job.job === late.job);
  if (open?.finish === null)
    events.push({
      time: end,
      task: late.task,
      job: late.job,
      does: 'is still waiting',
      running: tasks[segments[segments.length - 1].task].name,
      note: late.broke,
    });
  return events;
}

type Stretch = ScheduleView['segments'][number];

function verb(segment: Stretch, before: Stretch | undefined): string {
  if (before === undefined)
    return segment.resource === null ? 'starts' : `starts, and takes ${segment.resource}`;
  const joined = before.to === segment.from;
  if (segment.resource !== before.resource) {
    if (segment.resource !== null) return `takes ${segment.resource}`;
    return joined ? `gives ${before.resource} back` : `goes on without ${before.resource}`;
  }
  return 'goes on';
}
