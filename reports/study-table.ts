/**
 * What a study measured, as a table of numbers for a terminal: for each chart a line for each of its lines,
 * and as many of the values on its horizontal axis as there is room for. All numbers are in the JSON.
 */
import type { StudyPlot, StudyResult } from '../checkers/verdict.js';
import { printable } from './wording.js';

/** Columns of numbers, and how wide one is. */
const COLUMNS_MAX = 7;
const COLUMN = 7;
/** Lines of one table. */
const ROWS_MAX = 24;
const NAME_MAX = 28;

type Channel = NonNullable<StudyPlot['channels']['x']>;

export function studyTables(study: StudyResult): string[][] {
  return study.plots.flatMap((plot) => {
    const { x, y } = plot.channels;
    // A chart of points or of a field has no lines to be listed.
    return x?.of === 'axis' && y?.of === 'measure' ? [tableOf(study, plot, x.axis, y.measure)] : [];
  });
}

function tableOf(study: StudyResult, plot: StudyPlot, x: number, measure: number): string[] {
  const { row, column, color } = plot.channels;
  const shown = [row, column, color].flatMap((channel) => axisOf(channel));
  const others = study.axes.map((_, axis) => axis).filter((axis) => axis !== x);
  // What the chart tells apart first, in its order; then whatever else is varied.
  const order = [...shown, ...others.filter((axis) => !shown.includes(axis))];
  const lines = new Map<string, (string | null)[]>();
  const columns = evenly(study.axes[x].values.length, COLUMNS_MAX);
  for (const { at, measures } of study.cells) {
    const name = order.map((axis) => valueText(study, axis, at[axis])).join(', ');
    const line = lines.get(name) ?? columns.map(() => null);
    const place = columns.indexOf(at[x]);
    const number = measures[measure];
    if (place >= 0 && number) line[place] = short(number.value);
    lines.set(name, line);
  }
  const rows = [...lines].slice(0, ROWS_MAX);
  const width = Math.min(
    NAME_MAX,
    rows.reduce((most, [name]) => Math.max(most, name.length), 0),
  );
  const { name, values } = study.axes[x];
  const title = printable(`${study.measures[measure].name} by ${name}`);
  const heads = columns.map((value) => printable(values[value].text).padStart(COLUMN)).join('');
  const left = lines.size - rows.length;
  return [
    `${fitted(title, width)}${heads}`,
    ...rows.map(
      ([of, numbers]) =>
        `${fitted(printable(of), width)}${numbers.map((n) => (n ?? '–').padStart(COLUMN)).join('')}`,
    ),
    ...(left > 0 ? [`… and ${left} more, in --json`] : []),
  ];
}

const axisOf = (channel: Channel | undefined): number[] =>
  channel?.of === 'axis' ? [channel.axis] : [];

/** `n = 5` of numbers; words stand for themselves. */
function valueText({ axes }: StudyResult, axis: number, at: number): string {
  const { name, values } = axes[axis];
  const { value, text } = values[at];
  return typeof value === 'number' ? `${name} = ${text}` : text;
}

/** At most so many of the first numbers, evenly spread, the first and the last among them. */
function evenly(count: number, most: number): number[] {
  const shown = Math.min(count, most);
  if (shown === 1) return [0];
  return Array.from({ length: shown }, (_, i) => Math.round((i * (count - 1)) / (shown - 1)));
}

const short = (x: number): string => {
  if (Number.isInteger(x)) return String(x);
  return Math.abs(x) < 10 ? x.toFixed(3) : x.toFixed(1);
};

const fitted = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
