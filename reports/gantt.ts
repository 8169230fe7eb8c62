/**
 * A schedule as a Gantt chart in SVG, in the marks of the field: a row for each task, a box where it runs
 * (a bar on it while it holds a resource), an arrow up at each release, an arrow down at each deadline;
 * blocking and what runs past a deadline are hatched, preemption is a gap.
 */
import type { ScheduleView } from '../checkers/verdict.js';
import { type Blocked, blockedIn } from './blocking.js';
import { axisTicks } from './evidence/times.js';
import { html, type Markup } from './html/markup.js';
import { hatching, shortened, svg, tenth } from './pictures/svg.js';
import { printable } from './wording.js';

const ROW = 46;
const TOP = 10;
const RIGHT = 24;
const WIDTH = 900;
const BAR = 20;
const ARROW = 30;
const NAME_MAX = 18;

export function gantt(view: ScheduleView, id: string): Markup {
  const geometry = geometryOf(view);
  const blocked = blockedIn(view);
  const { left, height } = geometry;
  const late = view.tasks[view.late.task].name;
  const label = `Schedule: job ${view.late.job} of ${late} ${view.late.broke}`;
  return svg(
    'gantt',
    { width: WIDTH, height },
    label,
    html`<defs>${hatching(`late-${id}`, 'hatch', 6, 45)}${hatching(`blocked-${id}`, 'waits', 5, -45)}</defs>
${axis(view, geometry)}
${view.tasks.map((task, i) => {
  const base = geometry.base(i);
  return html`<text x="${left - 12}" y="${base - 8}" class="lane-name" text-anchor="end">${shortened(task.name, NAME_MAX)}</text><line x1="${left}" x2="${WIDTH - RIGHT}" y1="${base}" y2="${base}" class="axis"/>
`;
})}
${blocked.map((stretch) => waiting(stretch, view, geometry, id))}
${view.segments.map((segment) => box(segment, view, geometry, id))}
${view.jobs.map((job) => arrows(job, view, geometry, 'seam'))}
${view.jobs.map((job) => arrows(job, view, geometry, 'ink'))}
${missName(view, geometry)}
${legend(view, blocked, geometry, id)}`,
  );
}

interface Geometry {
  readonly left: number;
  readonly height: number;
  readonly x: (ticks: number) => number;
  readonly base: (task: number) => number;
  readonly shows: (ticks: number) => boolean;
}

function geometryOf({ tasks, start, end }: ScheduleView): Geometry {
  const longest = Math.max(...tasks.map(({ name }) => Math.min(name.length, NAME_MAX)));
  const left = Math.round(24 + longest * 7.6);
  const scale = (WIDTH - RIGHT - left) / Math.max(1, end - start);
  return {
    left,
    height: TOP + ROW * tasks.length + 62,
    x: (ticks) => tenth(left + (ticks - start) * scale),
    base: (task) => TOP + ROW * task + 34,
    shows: (ticks) => ticks >= start && ticks <= end,
  };
}

// ------------------------------------------------------------------------------------------- time

function axis({ start, end, tickSeconds }: ScheduleView, { x, height }: Geometry): Markup {
  const { at, text } = axisTicks(start, end, tickSeconds);
  return html`${at.map(
    (t) =>
      html`<line x1="${x(t)}" x2="${x(t)}" y1="6" y2="${height - 58}" class="grid"/><text x="${x(t)}" y="${height - 40}" class="tick" text-anchor="middle">${text(t)}</text>
`,
  )}`;
}

// ------------------------------------------------------------------------------------------ marks

type Segment = ScheduleView['segments'][number];
type Job = ScheduleView['jobs'][number];

function box(segment: Segment, view: ScheduleView, geometry: Geometry, id: string): Markup {
  const { task, job, from, to, resource } = segment;
  const limit = limitOf(view, task, job) ?? to;
  const inTime = Math.min(to, Math.max(from, limit));
  const part = (a: number, b: number, style: string, fill: string | null) => {
    if (b <= a) return null;
    const { x, base } = geometry;
    const width = Math.max(0.5, tenth(x(b) - x(a) - 1));
    const held =
      resource === null
        ? null
        : html`<rect x="${x(a)}" y="${base(task) - BAR - 4}" width="${width}" height="4" class="held"/>`;
    const title = html`<title>${printable(view.tasks[task].name)}, job ${job}${resource === null ? null : html`, holds ${printable(resource)}`}</title>`;
    const paint = fill === null ? null : html` fill="${fill}"`;
    return html`<g>${title}<rect x="${x(a)}" y="${base(task) - BAR}" width="${width}" height="${BAR}" rx="2" class="${style}"${paint}/>${held}</g>
`;
  };
  return html`${part(from, inTime, `run c${task % 3}`, null)}${part(inTime, to, 'late', `url(#late-${id})`)}`;
}

/** Ready, while a task of lower priority runs. */
function waiting(
  { task, job, from, to, by }: Blocked,
  { tasks }: ScheduleView,
  { x, base }: Geometry,
  id: string,
): Markup {
  const width = Math.max(0.5, tenth(x(to) - x(from) - 1));
  return html`<g><title>${printable(tasks[task].name)}, job ${job}, blocked by ${printable(tasks[by].name)}</title><rect x="${x(from)}" y="${base(task) - BAR}" width="${width}" height="${BAR}" class="blocked" fill="url(#blocked-${id})"/></g>
`;
}

/** When the job should end: the limit that was broken, of the one that broke it; else the deadline. */
function limitOf({ late, jobs }: ScheduleView, task: number, job: number): number | null {
  if (late.task === task && late.job === job) return late.limit;
  return jobs.find((j) => j.task === task && j.job === job)?.deadline ?? null;
}

/** First a seam of paper around each, so that it is seen on a box, then all of them in ink. */
function arrows(
  job: Job,
  view: ScheduleView,
  { x, base, shows }: Geometry,
  layer: 'seam' | 'ink',
): Markup {
  const y = base(job.task);
  const isLate = view.late.task === job.task && view.late.job === job.job;
  const missed = isLate && view.late.limit === job.deadline;
  const arrow = (path: string, style: string): Markup =>
    html`<path d="${path}" class="${layer === 'seam' ? 'seam' : style}"/>`;
  const limit =
    isLate && !missed
      ? arrow(`M${x(view.late.limit)},${y - ARROW} v${ARROW}`, 'deadline missed')
      : null;
  const up = shows(job.release) ? arrow(upward(x(job.release), y), 'release') : null;
  const down = shows(job.deadline)
    ? arrow(downward(x(job.deadline), y), missed ? 'deadline missed' : 'deadline')
    : null;
  return html`${up}${down}${limit}
`;
}

const upward = (x: number, y: number): string => `M${x},${y} v-${ARROW} m-3.5,5 l3.5,-5 l3.5,5`;
const downward = (x: number, y: number): string =>
  `M${x},${y - ARROW} v${ARROW} m-3.5,-5 l3.5,5 l3.5,-5`;

/** What the marks of this chart mean. */
function legend(
  view: ScheduleView,
  blocked: readonly Blocked[],
  { left, height }: Geometry,
  id: string,
): Markup {
  const y = height - 8;
  const sample = (style: string, fill: string | null) => (at: number) =>
    html`<rect x="${at}" y="${y - 11}" width="18" height="12" class="${style}"${fill === null ? null : html` fill="url(#${fill}-${id})"`}/>`;
  const short = (path: string, style: string) => (at: number) =>
    html`<path d="M${at + 9},${path}" class="${style}"/>`;
  const marks: [string, (at: number) => Markup][] = [
    ['release', short(`${y + 2} v-15 m-3.5,5 l3.5,-5 l3.5,5`, 'release')],
    ['deadline', short(`${y - 13} v15 m-3.5,-5 l3.5,5 l3.5,-5`, 'deadline')],
    ['runs', sample('run c0', null)],
  ];
  if (view.segments.some((s) => s.resource !== null))
    marks.push([
      'holds a resource',
      (at) =>
        html`${sample('run c0', null)(at)}<rect x="${at}" y="${y - 14}" width="18" height="4" class="held"/>`,
    ]);
  if (blocked.length > 0) marks.push(['blocked', sample('blocked', 'blocked')]);
  marks.push(['too late', sample('late', 'late')]);
  let at = left;
  return html`${marks.map(([words, draw]) => {
    const start = at;
    at += 44 + words.length * 6.6;
    return html`${draw(start)}<text x="${start + 24}" y="${y}" class="tick">${words}</text>`;
  })}`;
}

function missName(view: ScheduleView, { x, base, left }: Geometry): Markup | null {
  const job = view.jobs.find((j) => j.task === view.late.task && j.job === view.late.job);
  if (job === undefined) return null;
  const at = Math.max(left, x(Math.min(view.late.limit, view.end)));
  // Near the right end the words stand before the deadline.
  const before = at > WIDTH / 2;
  return html`<text x="${before ? at - 6 : at + 6}" y="${base(job.task) - ARROW + 4}" class="missname" text-anchor="${before ? 'end' : 'start'}">${printable(view.late.broke)}</text>`;
}
