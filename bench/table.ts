/** The results as Markdown: one table of times, one of memory, and the geometric means. */
import type { Usage } from './measure.js';
import type { Row } from './run.js';
import { geometricMean } from './statistics.js';

/** The explorer that the others are compared with. */
export const REFERENCE = 'Spin';
/** The same, with models that were written for speed; compared with, too, and where there is none, with the other. */
export const TUNED = 'Spin, tuned';

/** What Spin finishes sooner, in CPU seconds, measures the start of a process more than a search. */
const SHORT = 1;

/** What is reported: tables, means and notes. `names`: the explorers, in the order of the columns. */
export function markdown(rows: readonly Row[], names: readonly string[]): string {
  const others = names.filter((name) => name !== REFERENCE);
  const compared = others.filter((name) => name !== TUNED);
  const tuned = rows.some((row) => row.usage.has(TUNED));
  const notes = [...new Set(rows.flatMap((row) => row.notes))].map((note) => `- ${note}`);
  return [
    '## Time',
    'CPU seconds of the whole process, wall seconds in brackets; how many times less CPU time than Spin.',
    table(
      ['problem', 'states', 'bits', ...names, ...others.map((name) => `Spin / ${name}`)],
      rows.map((row) => [
        ...[row.problem.id, figure(row.problem.states), figure(row.bits)],
        ...names.map((name) => cell(row, name, ({ cpu, wall }) => `${time(cpu)} (${time(wall)})`)),
        ...others.map((name) => times(ratio(row, name))),
      ]),
    ),
    ...compared.flatMap((name) => meanLines(rows, name, REFERENCE)),
    ...(tuned ? compared.flatMap((name) => meanLines(rows, name, TUNED)) : []),
    '## Rate and memory',
    'Thousands of distinct states for each CPU second; largest resident memory in MB, and for each state in bytes.',
    table(
      [
        'problem',
        ...names.map((name) => `${name}: k/s`),
        ...names.map((name) => `${name}: MB (B)`),
      ],
      rows.map((row) => [
        row.problem.id,
        ...names.map((name) => cell(row, name, ({ cpu }) => rate(row.problem.states, cpu))),
        ...names.map((name) => cell(row, name, ({ memory }) => size(memory, row.problem.states))),
      ]),
    ),
    ...(notes.length > 0 ? ['## Notes', notes.join('\n')] : []),
  ].join('\n\n');
}

/** How many times the CPU time of `name` goes into that of Spin, or of Spin tuned; null where one of them did not run. */
export function ratio({ usage }: Row, name: string, to = REFERENCE): number | null {
  const [reference, own] = [usage.get(to) ?? usage.get(REFERENCE), usage.get(name)];
  return reference === undefined || own === undefined ? null : reference.cpu / own.cpu;
}

function meanLines(rows: readonly Row[], name: string, to: string): string[] {
  const mean = (of: readonly Row[], one: string, many: string) => {
    const ratios = of.map((row) => ratio(row, name, to)).filter((value) => value !== null);
    if (ratios.length === 0) return [];
    const what = ratios.length === 1 ? `one ${one}` : `${ratios.length} ${many}`;
    return [`Geometric mean of ${to} / ${name}, ${what}: **${times(geometricMean(ratios))}**`];
  };
  const invariants = rows.filter(({ problem }) => !problem.live);
  const claims = rows.filter(({ problem }) => problem.live);
  const long = invariants.filter(({ usage }) => (usage.get(REFERENCE)?.cpu ?? 0) >= SHORT);
  const some = long.length < invariants.length ? long : [];
  const longer = `that Spin needs ${SHORT} s or more for`;
  return [
    ...mean(invariants, 'invariant', 'invariants'),
    ...mean(some, `invariant ${longer}`, `invariants ${longer}`),
    ...(to === REFERENCE ? mean(claims, 'claim about whole runs', 'claims about whole runs') : []),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function cell({ usage }: Row, name: string, show: (usage: Usage) => string): string {
  const own = usage.get(name);
  return own === undefined ? '' : show(own);
}

const figure = (value: number) => value.toLocaleString('en-US');
const time = (seconds: number) => seconds.toFixed(2);
const times = (value: number | null) =>
  value === null ? '' : `${value.toFixed(value < 10 ? 2 : 1)}×`;
const rate = (states: number, seconds: number) => figure(Math.round(states / seconds / 1000));
const size = (bytes: number, states: number) =>
  `${figure(Math.round(bytes / 1e6))} (${figure(Math.round(bytes / states))})`;
