/**
 * The evidence of one verdict: the claim, the run as a table with its picture beside it, and the lines
 * of the spec that allowed it.
 */
import type { Evidence, Status, Verdict } from '../../checkers/verdict.js';
import type { Trace } from '../../engine/trace.js';
import { type Excerpt, excerptsOf } from '../evidence/excerpt.js';
import { laneDiagram } from '../evidence/lanes.js';
import { type StepRow, type StepTable, stepTable } from '../evidence/step-table.js';
import { INITIALLY, introduction, type Start, startWords } from '../evidence/traces.js';
import { gantt } from '../gantt.js';
import { markOfVerdict } from '../marks.js';
import { countOf, printable } from '../wording.js';
import { drawLanes } from './lane-diagram.js';
import { html, type Markup, prose } from './markup.js';

export interface EvidenceContext {
  readonly system: string;
  readonly sources: ReadonlyMap<string, string>;
  /** Names the run in the page. */
  readonly run: string;
}

/** With what the run is coloured as: one that was expected is no alarm. */
type RunContext = EvidenceContext & { readonly status: Status };

export function evidenceMarkup(verdict: Verdict, context: EvidenceContext): Markup | null {
  if (verdict.evidence === null) return null;
  const { status } = markOfVerdict(verdict);
  return html`${runMarkup(verdict.evidence, { ...context, status }, INITIALLY)}${excerptsOf(verdict, context.sources).map((excerpt) => excerptMarkup(excerpt, status))}`;
}

function runMarkup(evidence: Evidence, context: RunContext, start: Start): Markup {
  const table = stepTable(evidence, startWords(start));
  const says = introduction(evidence, start);
  const rowHeight = rowHeightOf(table);
  const picture = pictureOf(evidence, table, rowHeight, context);
  const branches = evidence.kind === 'tree' ? evidence.branches : [];
  const schedule = evidence.kind === 'schedule' ? evidence.schedule : null;
  return html`${says === null ? null : html`<p>${prose(says)}</p>`}${schedule === null ? null : html`<div class="scroll" tabindex="0" role="region" aria-label="Schedule">${gantt(schedule, context.run)}</div>`}
<div class="evidence" style="--row:${rowHeight}px">
<div class="scroll" tabindex="0" role="region" aria-label="Steps of the run">${tableMarkup(table, context.run)}</div>
${picture}
</div>
${constantWords(table)}${branches.map(
  (branch, i) =>
    html`<div class="branch">${runMarkup(branch.evidence, { ...context, run: `${context.run}-${i + 1}` }, { fromStep: branch.step })}</div>`,
)}`;
}

function constantWords(table: StepTable): Markup | null {
  if (table.constant.length === 0) return null;
  const words = table.constant.map((c) => printable(`${c.name} = ${c.value}`)).join(', ');
  return html`<p class="soft small unchanged">Unchanged throughout: ${words}</p>`;
}

/** A row has place for two lines where some text needs them. */
function rowHeightOf(table: StepTable): number {
  const long = table.rows.some(
    (row) => row.note !== null || row.cells.some((cell) => cell.text.length > 36),
  );
  return long ? 52 : 38;
}

function tableMarkup(table: StepTable, run: string): Markup {
  return html`<table class="steps"><thead><tr><th scope="col">step</th>${table.columns.map((name) => html`<th scope="col">${printable(name)}</th>`)}</tr></thead><tbody>
${table.rows.map((row) => html`${omissionRow(row, table)}${rowMarkup(row, table, run)}`)}${loopRow(table, run)}</tbody></table>`;
}

function rowMarkup(row: StepRow, table: StepTable, run: string): Markup {
  const looped = table.loop !== null && row.index >= table.loop ? 'looped' : '';
  const action = row.initial ? html`<i>${row.action}</i>` : html`${printable(row.action)}`;
  const bindings =
    row.bindings === '' ? null : html` <span class="bind">${printable(row.bindings)}</span>`;
  const note =
    row.note === null ? null : html`<br><span class="failed">${printable(row.note)}</span>`;
  return html`<tr class="${looped}" data-run="${run}" data-step="${row.index}"><th scope="row" class="what"><span class="n">${row.index}</span>${action}${bindings}${note}</th>${row.cells.map(
    (cell) => {
      const text = printable(cell.text);
      const title = text.length > 60 ? html` title="${text}"` : null;
      return html`<td${cell.changed ? html` class="changed"` : null}${title}><span class="cell">${text}</span></td>`;
    },
  )}</tr>
`;
}

function omissionRow(row: StepRow, table: StepTable): Markup | null {
  if (table.omitted === null || row.index !== table.omitted.to) return null;
  const gone = table.omitted.to - table.omitted.from;
  return html`<tr><th scope="row" class="soft" colspan="${table.columns.length + 1}">… ${countOf(gone, 'step')} left out …</th></tr>`;
}

function loopRow(table: StepTable, run: string): Markup | null {
  if (table.loop === null) return null;
  const last = table.rows[table.rows.length - 1].index;
  const stays = table.back === null && table.loop === last;
  const words = stays ? 'here it stays for ever' : `back to step ${table.loop}, for ever`;
  const action = table.back === null ? '' : `${printable(table.back)}: `;
  return html`<tr class="back looped" data-run="${run}" data-step="${last + 1}"><th scope="row" class="what" colspan="${table.columns.length + 1}"><span class="n">↺</span>${action}${words}</th></tr>
`;
}

/** No picture for a run whose middle was left out, nor for one without a step. */
function pictureOf(
  evidence: Evidence,
  table: StepTable,
  rowHeight: number,
  context: RunContext,
): Markup | null {
  // A schedule has its own picture, above.
  if (evidence.kind === 'schedule') return null;
  if (table.omitted !== null || evidence.steps.length < 2) return null;
  const diagram = laneDiagram(evidence, context.system);
  const label = `Events in order, one lane for each of ${diagram.lanes.map(printable).join(', ')}`;
  const drawing = { run: context.run, rowHeight, ends: endsAs(evidence, context.status), label };
  const pending = diagram.messages.some((message) => message.receivedAt === null);
  return html`<div class="scroll picture" tabindex="0" role="region" aria-label="Diagram of the run">${drawLanes(diagram, drawing)}${pending ? html`<p class="soft small">Dotted: sent, not received.</p>` : null}</div>`;
}

/** The last state tells only in a run that breaks or shows something by reaching it. */
function endsAs(evidence: Evidence & Trace, status: Status): 'violated' | 'holds' | null {
  if (evidence.loop !== undefined || evidence.kind === 'tree') return null;
  return status === 'holds' ? 'holds' : 'violated';
}

function excerptMarkup(excerpt: Excerpt, status: Status): Markup {
  const width = Math.max(...excerpt.lines.map((line) => String(line.number).length));
  return html`<figure class="excerpt says-${status}"><figcaption>${printable(excerpt.file)}</figcaption><pre tabindex="0">${excerpt.lines.map((line, i) => html`${i > 0 ? '\n' : ''}${lineMarkup(line, width)}`)}</pre></figure>`;
}

/** A longer explanation stands below its line. */
const WHY_BESIDE_MAX = 100;

function lineMarkup(line: Excerpt['lines'][number], width: number): Markup {
  const number = String(line.number).padStart(width);
  const gap = line.gap
    ? html`<span class="no">${' '.repeat(width)} ⋮</span>
`
    : null;
  const mark = line.marks[0];
  if (mark === undefined) return html`${gap}<span class="no">${number} │</span> ${line.text}`;
  const why = line.marks
    .map((m) => m.text)
    .filter((text) => text !== '')
    .join('; ');
  const below = line.text.length + why.length > WHY_BESIDE_MAX;
  const between = below ? `\n${' '.repeat(width)} │ ${' '.repeat(mark.from)}` : '    ';
  return html`${gap}<span class="no">${number} │</span> ${line.text.slice(0, mark.from)}<mark>${line.text.slice(mark.from, mark.to)}</mark>${line.text.slice(mark.to)}${why === '' ? null : html`<span class="no">${between}</span><span class="why">${printable(why)}</span>`}`;
}
