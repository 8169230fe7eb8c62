/**
 * A schedule in plain text, for terminals and Markdown: a line for each task, one column a stretch of
 * time. `█` it runs, `▓` it runs and holds a resource, `·` a job of it waits; below, `^` a release and `!`
 * the limit that is broken.
 */
import type { ScheduleView } from '../checkers/verdict.js';
import { rational } from '../engine/language/expression/numbers.js';
import { formatTime } from '../engine/language/tasks/format-time.js';
import { printable } from './wording.js';

const NANO = 1_000_000_000n;
const COLUMNS = 60;
const NAME_MAX = 16;

export function ganttText(view: ScheduleView): string[] {
  const { tasks, start, end, late, tickSeconds } = view;
  const ticks = Math.max(1, end - start);
  const columns = Math.min(COLUMNS, ticks);
  const column = (t: number) =>
    Math.min(columns - 1, Math.max(0, Math.floor(((t - start) * columns) / ticks)));
  const width = Math.min(NAME_MAX, Math.max(...tasks.map(({ name }) => name.length)));
  const named = (name: string) => printable(name).slice(0, width).padEnd(width);
  const lines = tasks.map(({ name }, task) => {
    const cells = Array.from({ length: columns }, (_, c) => mark(view, task, c, columns, ticks));
    return `${named(name)}  ${cells.join('')}`.trimEnd();
  });
  const job = view.jobs.find((j) => j.task === late.task && j.job === late.job);
  if (job === undefined) return lines;
  const foot = Array.from({ length: columns }, () => ' ');
  foot[column(job.release)] = '^';
  foot[column(late.limit)] = '!';
  const words = `${' '.repeat(width)}  ${foot.join('')}`.trimEnd();
  const time = (t: number) => formatTime(rational(BigInt(Math.round(t * tickSeconds * 1e9)), NANO));
  const from = time(start);
  const to = time(end).padStart(columns - from.length);
  return [...lines, words, `${' '.repeat(width)}  ${from}${to}`];
}

/** What matters most in this stretch of time: running before waiting. */
function mark(
  view: ScheduleView,
  task: number,
  column: number,
  columns: number,
  ticks: number,
): string {
  const from = view.start + (column * ticks) / columns;
  const to = view.start + ((column + 1) * ticks) / columns;
  const ran = (s: ScheduleView['segments'][number]) =>
    Math.max(0, Math.min(s.to, to) - Math.max(s.from, from));
  const own = view.segments.filter((s) => s.task === task && ran(s) > 0);
  const time = own.reduce((sum, s) => sum + ran(s), 0);
  if (time * 2 >= to - from || (time > 0 && columns === COLUMNS))
    return own.some((s) => s.resource !== null) ? '▓' : '█';
  const waits = view.jobs.some(
    (j) => j.task === task && j.release < to && (j.finish === null || j.finish > from),
  );
  return waits ? '·' : ' ';
}
