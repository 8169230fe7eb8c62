/**
 * A schedule as a Gantt chart in Vega-Lite 5: a row for each task, the most urgent on top, a bar where it
 * runs, thick where it holds a resource; marks for releases and deadlines, and the job that is too
 * late in the colour of what is violated.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { ScheduleView } from '../../checkers/verdict.js';
import type { Palette } from '../palette.js';
import { printable } from '../wording.js';
import { chartConfig } from './config.js';
import type { Chart } from './exploration-charts.js';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';
const WIDTH = 640;
const ROW_HEIGHT = 44;

/** Units of time with their length in seconds, from the largest that may serve. */
const UNITS = [
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
] as const;

export function scheduleChart(view: ScheduleView, palette: Palette): Chart {
  const [unit, seconds] = unitOf(view);
  const scale = view.tickSeconds / seconds;
  // Ticks are whole: what is left of a division is noise of the last digits.
  const time = (ticks: number): number => Number((ticks * scale).toPrecision(12));
  const names = view.tasks.map(({ name }) => printable(name));
  const late = (task: number, job: number): boolean =>
    task === view.late.task && job === view.late.job;
  const segments = view.segments.map(({ task, job, from, to, resource }) => ({
    task: names[task],
    job,
    from: time(from),
    to: time(to),
    state: stateWords(late(task, job), resource),
  }));
  const jobs = view.jobs.map(({ task, job, arrival, deadline }) => ({
    task: names[task],
    job,
    arrival: time(arrival),
    deadline: deadline <= view.end ? time(deadline) : null,
  }));
  const holds = view.segments.some(({ resource }) => resource !== null);
  return {
    title: titleOf(view),
    subtitle: `who has the processor, in ${unit}; ▲ a job arrives, ▼ it is due`,
    spec: {
      $schema: SCHEMA,
      config: chartConfig(palette),
      width: WIDTH,
      height: { step: ROW_HEIGHT },
      encoding: {
        y: {
          field: 'task',
          type: 'nominal',
          sort: names,
          scale: { domain: names },
          axis: { title: null, grid: false, domain: false, labelColor: palette.ink },
        },
      },
      layer: [segmentLayer(segments, holds, unit, palette), ...markLayers(jobs, unit, palette)],
    } as TopLevelSpec,
  };
}

/** `Job 1 of bus misses its deadline at 125 ms: it took 245 ms`. */
function titleOf({ late, tasks }: ScheduleView): string {
  const between = late.broke.startsWith('misses') ? ' ' : ': ';
  return printable(`Job ${late.job} of ${tasks[late.task].name}${between}${late.broke}`);
}

const RUNS = 'runs';
const HOLDS = 'holds a resource';
const LATE = 'the late job';
const LATE_HOLDS = 'the late job, holding a resource';

function stateWords(late: boolean, resource: string | null): string {
  if (late) return resource === null ? LATE : LATE_HOLDS;
  return resource === null ? RUNS : HOLDS;
}

function segmentLayer(values: object[], holds: boolean, unit: string, palette: Palette): object {
  const states = holds ? [RUNS, HOLDS, LATE, LATE_HOLDS] : [RUNS, LATE];
  const colours: Record<string, string> = {
    [RUNS]: palette.c0,
    [HOLDS]: palette.c1,
    [LATE]: palette.violated,
    [LATE_HOLDS]: palette.violated,
  };
  return {
    data: { values },
    mark: { type: 'bar', height: 18, cornerRadius: 1 },
    encoding: {
      x: { field: 'from', type: 'quantitative', axis: { title: unit, tickCount: 10 } },
      x2: { field: 'to' },
      color: {
        field: 'state',
        type: 'nominal',
        scale: { domain: states, range: states.map((state) => colours[state]) },
        legend: { title: null, orient: 'bottom', values: states.filter((s) => s !== LATE_HOLDS) },
      },
      tooltip: [
        { field: 'task' },
        { field: 'job' },
        { field: 'state' },
        { field: 'from', title: `from (${unit})` },
        { field: 'to', title: `to (${unit})` },
      ],
    },
  };
}

/** A triangle up above the bar where a job arrives, an upright line with one down where it is due. */
function markLayers(jobs: object[], unit: string, palette: Palette): object[] {
  const layer = (field: string, mark: object, more: object): object => ({
    data: { values: jobs },
    transform: [{ filter: `isValid(datum.${field})` }],
    mark: { color: palette.ink, opacity: 1, ...mark },
    encoding: {
      x: { field, type: 'quantitative' },
      tooltip: [{ field: 'task' }, { field: 'job' }, { field, title: `${field} (${unit})` }],
      ...more,
    },
  });
  const triangle = (shape: string) => ({ type: 'point', shape, filled: true, size: 45 });
  return [
    layer('arrival', triangle('triangle-up'), { yOffset: { value: 7 } }),
    layer('deadline', { type: 'tick', thickness: 2, size: 30 }, {}),
    layer('deadline', triangle('triangle-down'), { yOffset: { value: 37 } }),
  ];
}

function unitOf({ start, end, tickSeconds }: ScheduleView): (typeof UNITS)[number] {
  const span = (end - start) * tickSeconds;
  return UNITS.find(([, seconds]) => span >= 2 * seconds) ?? UNITS[UNITS.length - 1];
}
