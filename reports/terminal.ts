/**
 * The report in 80 columns: the same order and words as the page. Colour and marks for status only;
 * a counterexample as what changes in each step, and the lines of the spec that allowed it.
 */
import type { Evidence } from '../checkers/verdict.js';
import { formatProblem } from '../engine/language/diagnostic-format.js';
import { askedFor, type Excerpt, excerptsOf, showsCode } from './evidence/excerpt.js';
import { foldWords, type StepRow, type StepTable, stepTable } from './evidence/step-table.js';
import { INITIALLY, introduction, type Start, startWords } from './evidence/traces.js';
import { ganttText } from './gantt-text.js';
import { markOf, markOfMutant } from './marks.js';
import { figuresOf, type Report, type Row, type VerdictRow } from './model.js';
import { mutantLines } from './mutants.js';
import { noPaint, type Paint, roleStyled } from './paint.js';
import type { Problem } from './problems.js';
import {
  effortWords,
  rowEffort,
  rowEstablished,
  rowExpectation,
  rowNotes,
  rowTitle,
} from './rows.js';
import { studyTables } from './study-table.js';
import { printable, visible } from './wording.js';

const WIDTH = 80;
const MARK_WIDTH = 14;

export interface TerminalOptions {
  readonly paint?: Paint;
  /** Also show runs that were expected (witnesses and violations that must be). */
  readonly verbose?: boolean;
  /** Only what is not as expected. */
  readonly quiet?: boolean;
}

export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const { paint = noPaint, quiet = false } = options;
  const code = showsCode(report.rows);
  const parts = [
    heading(report, paint),
    report.problems.flatMap((problem) => problemLines(problem, report, paint)),
    ...tableBlocks(report, paint, options),
    ...(quiet ? [] : studyBlocks(report, paint)),
    ...(quiet ? [] : [mutantBlock(report, paint)]),
    ...report.rows
      .filter((row): row is VerdictRow => row.kind === 'verdict')
      .filter((row) => row.verdict.evidence !== null || code.has(row))
      .filter((row) => options.verbose === true || row.standing !== 'expected')
      .map((row) => evidenceLines(row, report, paint)),
    ...(quiet ? [] : [report.specs.flatMap((spec) => specNotes(spec, paint))]),
  ];
  return `${parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')}\n`;
}

/** The run of one row alone, with the lines of the spec that allowed it. */
export function renderRun(row: VerdictRow, report: Report, paint: Paint = noPaint): string {
  return `${evidenceLines(row, report, paint).join('\n')}\n`;
}

function heading(report: Report, paint: Paint): string[] {
  const numbers = figuresOf(report).map((f) => `${f.value} ${f.words}`);
  return [
    ...wrap(report.headline, WIDTH).map((line) => paint('strong', line)),
    ...wrap(report.facts.join(' · '), WIDTH).map((line) => paint('soft', line)),
    ...wrap(numbers.join(' · '), WIDTH),
  ];
}

/** The rows: those that need a look stand apart with their claim, the others are one line each. */
function tableBlocks(
  report: Report,
  paint: Paint,
  { quiet = false, verbose = false }: TerminalOptions,
): string[][] {
  const first = report.rows.filter((row) => row.standing !== 'expected');
  const rest = report.rows.filter((row) => row.standing === 'expected');
  const blocks = first.map((row, i) => rowLines(row, paint, isSameError(row, first[i - 1])));
  const alike = (row: Row, i: number): boolean => !verbose && isAlike(row, rest[i - 1]);
  return quiet
    ? blocks
    : [...blocks, rest.flatMap((row, i) => rowLines(row, paint, alike(row, i)))];
}

/** What takes several lines and was said of the property above, too, is not said again. */
function isAlike(row: Row, before: Row | undefined): boolean {
  if (before === undefined || row.kind !== 'verdict' || before.kind !== 'verdict') return false;
  const says = rowEstablished(row);
  return (
    says === rowEstablished(before) &&
    indented(says, MARK_WIDTH).length > 1 &&
    row.spec === before.spec &&
    row.verdict.status === before.verdict.status &&
    textOfNotes(row) === textOfNotes(before)
  );
}

const textOfNotes = (row: Row): string =>
  rowNotes(row)
    .map(({ text }) => text)
    .join('\n');

/** One mistake in the code of a protocol leaves none of its properties judged: it is told once. */
const isSameError = (row: Row, before: Row | undefined): boolean =>
  before !== undefined &&
  markOf(row).status === 'error' &&
  row.kind === before.kind &&
  rowEstablished(row) === rowEstablished(before);

function rowLines(row: Row, paint: Paint, same = false): string[] {
  const { mark, word, status } = markOf(row);
  const effort = rowEffort(row);
  const right = effort === null ? '' : `${effort.states.padStart(15)} ${effort.time.padStart(10)}`;
  const room = WIDTH - MARK_WIDTH - right.length;
  const titles = wrap(rowTitle(row), room - 1);
  const lines = titles.map((title, i) =>
    i === 0
      ? `${paint(status, pad(`${mark} ${word}`, MARK_WIDTH))}${pad(title, room)}${paint('soft', right)}`.trimEnd()
      : `${' '.repeat(MARK_WIDTH)}${title}`,
  );
  const expectation = rowExpectation(row);
  if (expectation !== null) lines.push(`${' '.repeat(MARK_WIDTH)}${paint('soft', expectation)}`);
  const says = same ? 'the same' : rowEstablished(row);
  lines.push(...indented(says, MARK_WIDTH).map((line) => paint('soft', line)));
  if (same && row.standing === 'expected') return lines;
  for (const { text, vacuous } of rowNotes(row)) {
    const style = vacuous ? 'unknown' : 'soft';
    lines.push(...indented(text, MARK_WIDTH).map((line) => paint(style, line)));
  }
  return lines;
}

/** What was measured, a table for each chart. */
function studyBlocks(report: Report, paint: Paint): string[][] {
  return report.specs.flatMap(({ study }) =>
    (study ? studyTables(study) : []).map(([head, ...rows]) => [paint('strong', head), ...rows]),
  );
}

/** What became of each mutant, in a line each. */
function mutantBlock(report: Report, paint: Paint): string[] {
  const lines = mutantLines(report);
  if (lines.length === 0) return [];
  return [
    paint('strong', 'Mutants'),
    ...lines.flatMap(({ standing, title, says }) => {
      const { mark, word, status } = markOfMutant(standing);
      const [first, ...rest] = wrap(`${title}: ${says}`, WIDTH - MARK_WIDTH);
      return [
        `${paint(status, pad(`${mark} ${word}`, MARK_WIDTH))}${first}`,
        ...rest.map((line) => ' '.repeat(MARK_WIDTH) + line),
      ];
    }),
  ];
}

function evidenceLines(row: VerdictRow, report: Report, paint: Paint): string[] {
  const { verdict } = row;
  const { evidence } = verdict;
  const excerpts = excerptsOf(verdict, report.sources);
  const asked = askedFor(verdict);
  return [
    ...wrap(rowTitle(row), WIDTH).map((line) => paint('strong', line)),
    ...indented(verdict.text, 0),
    '',
    ...(evidence?.kind === 'schedule' ? [...ganttText(evidence.schedule), ''] : []),
    ...(evidence === null ? [] : [...traceLines(evidence, INITIALLY, 0, paint), '']),
    ...excerpts.flatMap((excerpt) => [...excerptLines(excerpt, paint), '']),
    ...(asked === null ? [] : [paint('soft', asked)]),
    paint('soft', effortWords(verdict.effort)),
  ];
}

function traceLines(evidence: Evidence, start: Start, indent: number, paint: Paint): string[] {
  const table = stepTable(evidence, startWords(start));
  const says = introduction(evidence, start);
  const lines = says === null ? [] : indented(says, indent);
  const width = String(evidence.steps.length - 1).length + 2;
  for (const row of table.rows) {
    const fold = table.folds.find(({ to }) => to === row.index);
    if (fold !== undefined) lines.push(...indented(`… ${foldWords(fold)} …`, indent + width));
    lines.push(...stepLines(row, table, indent, width, paint));
  }
  lines.push(...loopLines(table, indent + width, paint));
  if (table.constant.length > 0) {
    const words = table.constant.map((c) => `${c.name} = ${c.value}`).join(', ');
    lines.push(...indented(`unchanged throughout: ${words}`, indent).map((l) => paint('soft', l)));
  }
  if (evidence.kind !== 'tree') return lines;
  const branches = evidence.branches.flatMap(({ step, evidence: below }) => [
    '',
    ...traceLines(below, { fromStep: step }, indent + 4, paint),
  ]);
  return [...lines, ...branches];
}

function stepLines(
  row: StepRow,
  table: StepTable,
  indent: number,
  width: number,
  paint: Paint,
): string[] {
  const margin = table.loop !== null && row.index >= table.loop ? '│' : ' ';
  const before = `${' '.repeat(indent)}${String(row.index).padStart(width - 2)}${margin} `;
  const title = [...(row.time === null ? [] : [row.time]), row.action, row.bindings]
    .filter((part) => part !== '')
    .join('  ');
  const lines = wrap(title, WIDTH - indent - width).map((line, i) =>
    i === 0 ? `${paint('soft', before)}${line}` : `${' '.repeat(indent + width)}${line}`,
  );
  const column = Math.min(24, Math.max(...table.columns.map((c) => c.length), 1));
  row.cells.forEach((cell, i) => {
    if (!row.initial && !cell.changed) return;
    const value = cell.change ?? cell.text;
    const label = pad(printable(table.columns[i]), column);
    const wrapped = wrap(value, WIDTH - indent - width - column - 4);
    wrapped.forEach((part, k) => {
      const left = `${' '.repeat(indent + width + 2)}${k === 0 ? label : ' '.repeat(label.length)}  `;
      lines.push(`${left}${row.initial ? part : paint('changed', part)}`);
    });
  });
  if (row.note !== null) {
    lines.push(...indented(row.note, indent + width + 2).map((line) => paint('violated', line)));
  }
  return lines;
}

function loopLines(table: StepTable, indent: number, paint: Paint): string[] {
  if (table.loop === null) return [];
  const last = table.rows[table.rows.length - 1].index;
  const words =
    table.back !== null
      ? `${table.back}: back to step ${table.loop}, and so on for ever`
      : table.loop === last
        ? 'here it stays for ever'
        : `back to step ${table.loop}, and so on for ever`;
  return indented(`╰ ${words}`, indent - 2).map((line) => paint('soft', line));
}

/** Lines of the spec with carets below what matters. */
function excerptLines(excerpt: Excerpt, paint: Paint): string[] {
  const width = Math.max(...excerpt.lines.map((line) => String(line.number).length));
  const marked = excerpt.lines.find((line) => line.marks.length > 0) ?? excerpt.lines[0];
  const column = excerpt.column ?? (marked.marks[0]?.from ?? 0) + 1;
  const lines = [paint('soft', `${printable(excerpt.file)}:${marked.number}:${column}`)];
  for (const line of excerpt.lines) {
    if (line.gap) lines.push(paint('soft', `${' '.repeat(width)} ⋮`));
    lines.push(`${paint('soft', `${String(line.number).padStart(width)} │`)} ${line.text}`);
    for (const mark of line.marks) {
      const caret = '^'.repeat(Math.max(1, mark.to - mark.from));
      const gutter = paint('soft', `${' '.repeat(width)} │`);
      lines.push(`${gutter} ${' '.repeat(mark.from)}${paint('violated', caret)}`);
      if (mark.text === '') continue;
      const room = Math.max(20, WIDTH - width - 3 - mark.from);
      for (const part of wrap(mark.text, room))
        lines.push(`${gutter} ${' '.repeat(mark.from)}${part}`);
    }
  }
  return lines;
}

function specNotes(spec: Report['specs'][number], paint: Paint): string[] {
  const notes = spec.notes.map((note) => note.text);
  if (spec.unbroken !== null && spec.unbroken.length > 0) {
    notes.push(`no mutant was seen to break ${spec.unbroken.join(', ')}`);
  }
  if (notes.length === 0) return [];
  return notes.flatMap((note) =>
    indented(`${spec.name}: ${note}`, 0).map((line) => paint('unknown', line)),
  );
}

/** As `assay lint` prints it. */
function problemLines(problem: Problem, report: Report, paint: Paint): string[] {
  const line = report.sources.get(problem.file)?.split(/\r?\n/)[problem.line - 1] ?? '';
  const shown = {
    ...problem,
    file: printable(problem.file),
    message: visible(problem.message),
    hint: problem.hint && visible(problem.hint),
  };
  return formatProblem(shown, visible(line), (text, role) => roleStyled(paint, role, text)).split(
    '\n',
  );
}

function indented(text: string, by: number): string[] {
  return wrap(text, WIDTH - by).map((line) => ' '.repeat(by) + line);
}

/** Breaks at spaces; a word longer than the line is broken anywhere. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of visible(text).split(' ')) {
    while (length(word) > width) {
      if (line !== '') lines.push(line);
      const points = [...word];
      lines.push(points.slice(0, width).join(''));
      word = points.slice(width).join('');
      line = '';
    }
    if (line !== '' && length(line) + 1 + length(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines.map((l) => l.trimEnd());
}

const length = (text: string): number => [...text].length;

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - length(text)));
}
