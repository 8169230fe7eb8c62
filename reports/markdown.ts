/**
 * The report as GitHub-flavoured Markdown: for a file, a comment, or the summary page of a GitHub
 * Actions step. The first counterexample also comes as a Mermaid sequence diagram.
 */
import type { Evidence } from '../checkers/verdict.js';
import { askedFor, excerptsOf, showsCode } from './evidence/excerpt.js';
import { laneDiagram } from './evidence/lanes.js';
import { changesOf, foldWords, isWide, stepTable } from './evidence/step-table.js';
import { INITIALLY, introduction, type Start, startWords } from './evidence/traces.js';
import { ganttText } from './gantt-text.js';
import { mermaidText } from './graph.js';
import { markOf } from './marks.js';
import { figuresOf, type Report, type Row, type VerdictRow } from './model.js';
import { rowEffort, rowEstablished, rowExpectation, rowNotes, rowTitle } from './rows.js';
import { capitalised, countOf, listed, printable, sentence } from './wording.js';

/** GitHub aborts the upload of a step summary above 1 MiB; this leaves room for what others wrote. */
export const SUMMARY_BYTES_MAX = 900 * 1024;

/** `bytesMax` cuts between sections, never inside one, and says what was left out. */
export function renderMarkdown(
  report: Report,
  options: { readonly bytesMax?: number } = {},
): string {
  const code = showsCode(report.rows);
  const findings = report.rows.filter(
    (row): row is VerdictRow =>
      row.kind === 'verdict' &&
      (row.verdict.evidence !== null || code.has(row)) &&
      row.standing !== 'expected',
  );
  const sections = [
    heading(report),
    ...problems(report),
    ...tables(report.rows),
    ...notes(report),
    ...findings.map((row, i) => finding(row, report, i === 0)),
  ];
  return fitted(sections, options.bytesMax ?? Number.POSITIVE_INFINITY);
}

function fitted(sections: readonly string[], bytesMax: number): string {
  const ending = (left: number): string =>
    `\n_${countOf(left, 'more section')} left out: this summary is full._\n`;
  const kept: string[] = [];
  let size = Buffer.byteLength(ending(sections.length), 'utf8');
  for (const section of sections) {
    size += Buffer.byteLength(section, 'utf8') + 1;
    if (size > bytesMax) return kept.join('\n') + ending(sections.length - kept.length);
    kept.push(section);
  }
  return kept.join('\n');
}

function heading(report: Report): string {
  const numbers = figuresOf(report).map((f) => `**${f.value}** ${f.words}`);
  return `## ${escapeMarkdown(report.headline)}\n\n${numbers.join(' · ')}\n\n${escapeMarkdown(report.facts.join(' · '))}\n`;
}

function problems(report: Report): string[] {
  return report.problems.map((problem) => {
    const hint = problem.hint === null ? '' : ` ${prose(sentence(problem.hint))}`;
    return `- **${problem.severity} ${escapeMarkdown(problem.code)}** ${escapeMarkdown(`${problem.file}:${problem.line}`)}: ${prose(sentence(problem.message))}${hint}\n`;
  });
}

/** Rows of one table; a very long one is cut into several, so that a summary can end between them. */
const TABLE_ROWS = 50;

function tables(rows: readonly Row[]): string[] {
  const parts: string[] = [];
  for (let i = 0; i < rows.length; i += TABLE_ROWS) {
    const lines = rows.slice(i, i + TABLE_ROWS).map(tableRow);
    parts.push(
      `| verdict | property | what was established | effort |\n|---|---|---|--:|\n${lines.join('\n')}\n`,
    );
  }
  return parts;
}

function tableRow(row: Row): string {
  const { mark, word } = markOf(row);
  const expectation = rowExpectation(row);
  const effort = rowEffort(row);
  const cells = [
    `${mark} ${row.standing === 'expected' ? word : `**${word}**`}`,
    escapeMarkdown(rowTitle(row)) + (expectation === null ? '' : `<br>_${expectation}_`),
    [rowEstablished(row), ...rowNotes(row).map((note) => note.text)].map(prose).join('<br>'),
    effort === null ? '' : [effort.states, effort.time].filter((part) => part !== '').join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What was never put to the test. */
function notes(report: Report): string[] {
  return report.specs.flatMap((spec) => {
    const unbroken = spec.unbroken ?? [];
    const all = [
      ...spec.notes.map((note) => note.text),
      ...(unbroken.length === 0 ? [] : [`no mutant was seen to break ${listed(unbroken)}`]),
    ];
    return all.map((text) => `- ${escapeMarkdown(spec.name)}: ${prose(text)}\n`);
  });
}

function finding(row: VerdictRow, report: Report, picture: boolean): string {
  const { verdict } = row;
  const { evidence } = verdict;
  const asked = askedFor(verdict);
  const language = verdict.code === undefined ? 'yaml' : 'ts';
  const parts = [
    `### ${escapeMarkdown(rowTitle(row))}\n`,
    `${codeSpan(verdict.text)}\n`,
    `${prose(sentence(rowEstablished(row)))}\n`,
    ...(evidence === null ? [] : [runMarkdown(evidence, INITIALLY)]),
    ...excerptsOf(verdict, report.sources).map((excerpt) => {
      const lines = excerpt.lines.map((line) => {
        const why = line.marks.map((mark) => mark.text).filter((text) => text !== '');
        return `${String(line.number).padStart(4)} | ${line.text}${why.length === 0 ? '' : `    <- ${printable(why.join('; '))}`}`;
      });
      return `${escapeMarkdown(excerpt.file)}\n\n${fenced(language, lines.join('\n'))}`;
    }),
    ...(asked === null ? [] : [`${escapeMarkdown(capitalised(asked))}\n`]),
  ];
  if (picture && evidence !== null)
    parts.push(fenced('mermaid', sequenceDiagram(evidence, row.spec.name)));
  return parts.join('\n');
}

function runMarkdown(evidence: Evidence, start: Start): string {
  const table = stepTable(evidence, startWords(start));
  const says = introduction(evidence, start);
  const wide = isWide(table);
  const header = [
    'step',
    ...(table.timed ? ['time'] : []),
    ...(wide ? ['what changed'] : table.columns.map(escapeMarkdown)),
  ];
  const lines = table.rows.map((row) => {
    const words = `${row.action}${row.bindings === '' ? '' : ` (${row.bindings})`}${row.note === null ? '' : `: ${row.note}`}`;
    const cells = wide
      ? [changesOf(row, table).map(escapeMarkdown).join('<br>')]
      : row.cells.map((cell) =>
          cell.changed ? `**${escapeMarkdown(cell.text)}**` : escapeMarkdown(cell.text),
        );
    const time = table.timed ? [row.time ?? ''] : [];
    return `| ${[`${row.index} ${escapeMarkdown(words)}`, ...time, ...cells].join(' | ')} |`;
  });
  const rule = `|${header.map(() => '---|').join('')}`;
  const loop =
    table.loop === null
      ? ''
      : `\n${escapeMarkdown(table.back === null ? 'Then' : `Then ${table.back}, and`)} from step ${table.loop} again, for ever.\n`;
  const gone = table.folds
    .map((fold) => `\nFrom step ${fold.from} on ${foldWords(fold)}.\n`)
    .join('');
  const schedule =
    evidence.kind === 'schedule'
      ? `\`\`\`text\n${ganttText(evidence.schedule).join('\n')}\n\`\`\`\n\n`
      : '';
  const own = `${says === null ? '' : `${prose(says)}\n\n`}${schedule}| ${header.join(' | ')} |\n${rule}\n${lines.join('\n')}\n${loop}${gone}`;
  if (evidence.kind !== 'tree') return own;
  const branches = evidence.branches.map(({ step, evidence: below }) =>
    runMarkdown(below, { fromStep: step }),
  );
  return [own, ...branches].join('\n');
}

const DIAGRAM_STEPS_MAX = 60;

/** https://mermaid.js.org/syntax/sequenceDiagram.html; every word of the spec as entity-coded text. */
export function sequenceDiagram(evidence: Evidence, system: string): string {
  const diagram = laneDiagram(evidence, system);
  const lines = ['sequenceDiagram'];
  for (const [i, lane] of diagram.lanes.entries()) {
    lines.push(`  participant p${i} as ${mermaidText(lane)}`);
  }
  const last = Math.min(diagram.steps - 1, DIAGRAM_STEPS_MAX);
  for (let step = 0; step <= last; step++) {
    if (step === diagram.loop) lines.push('  loop for ever');
    for (const event of diagram.events.filter((e) => e.step === step)) {
      for (const m of diagram.messages.filter((m) => m.receivedAt === step)) {
        lines.push(`  p${m.from}->>p${m.to ?? m.from}: ${mermaidText(m.title)}`);
      }
      lines.push(`  Note over p${event.lane}: ${step} ${mermaidText(event.action)}`);
      for (const m of diagram.messages.filter(
        (m) => m.sentAt === step && m.receivedAt === null && m.to !== null,
      )) {
        lines.push(`  p${m.from}--xp${m.to}: ${mermaidText(m.title)} (not received)`);
      }
    }
  }
  // A loop without anything in it is no diagram.
  if (diagram.loop !== null && diagram.loop <= last) {
    lines.push(`  Note over p${diagram.back ?? 0}: back to step ${diagram.loop}`, '  end');
  }
  if (diagram.lanes.length === 0) return 'sequenceDiagram\n  participant p0 as initial state';
  return lines.join('\n');
}

/** A sentence in which code stands between backticks. */
function prose(text: string): string {
  return printable(text)
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 === 1 ? `<code>${escapeMarkdown(part)}</code>` : escapeMarkdown(part)))
    .join('');
}

/** Text that no Markdown or HTML syntax survives in, on one line. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '&#64;')
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replace(/^(\s*)([#+-]|\d+\.)/, '$1\\$2')
    .replace(/(https?|www)([:.])/gi, '$1&#8203;$2');
}

/** A fence longer than any run of backticks inside. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}\n`;
}

function codeSpan(text: string): string {
  const line = printable(text);
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks} ${line} ${ticks}`;
}
