/**
 * The evidence of one verdict: the claim, the run as a table with its picture beside it, and the lines
 * of the spec that allowed it.
 */
import type { Evidence, OperationsView, Status, Verdict } from '../../checkers/verdict.js';
import type { Trace } from '../../engine/trace.js';
import { askedFor, type Excerpt, excerptsOf } from '../evidence/excerpt.js';
import { type Folding, foldTrace } from '../evidence/folding.js';
import { laneDiagram } from '../evidence/lanes.js';
import { replayOf } from '../evidence/replay.js';
import { stateStrips } from '../evidence/state-strips.js';
import {
  changesOf,
  foldWords,
  isWide,
  ROWS_MAX,
  type StepRow,
  type StepTable,
  stepTable,
} from '../evidence/step-table.js';
import { INITIALLY, introduction, type Start, startWords } from '../evidence/traces.js';
import { gantt } from '../gantt.js';
import { markOfVerdict } from '../marks.js';
import { drawOperations, operationsLegend } from '../pictures/operations.js';
import { drawLanes, laneLegend } from '../pictures/space-time.js';
import { drawStrips } from '../pictures/strips.js';
import { capitalised, countOf, printable } from '../wording.js';
import { html, type Markup, prose } from './markup.js';
import { replayMarkup } from './replay.js';

export interface EvidenceContext {
  readonly system: string;
  readonly sources: ReadonlyMap<string, string>;
  /** Names the run in the page. */
  readonly run: string;
}

/** With what the run is coloured as: one that was expected is no alarm. */
type RunContext = EvidenceContext & { readonly status: Status };

export function evidenceMarkup(verdict: Verdict, context: EvidenceContext): Markup | null {
  const { evidence, operations } = verdict;
  const timeline = operations === undefined ? null : timelineMarkup(operations, context.run);
  const { status } = markOfVerdict(verdict);
  const asked = askedFor(verdict);
  if (evidence === null && asked === null) return timeline;
  const run = evidence === null ? null : runMarkup(evidence, { ...context, status }, INITIALLY);
  const note =
    asked === null ? null : html`<p class="soft small">${printable(capitalised(asked))}</p>`;
  return html`${timeline}${run}${excerptsOf(verdict, context.sources).map((excerpt) => excerptMarkup(excerpt, status))}${note}`;
}

function timelineMarkup(view: OperationsView, run: string): Markup | null {
  if (view.operations.length === 0) return null;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Operations of clients in time">${drawOperations(view, run)}</div><p class="soft small">${operationsLegend(view).join(' ')}</p>
`;
}

function runMarkup(evidence: Evidence, context: RunContext, start: Start): Markup {
  const folding = foldTrace(evidence, ROWS_MAX);
  const table = stepTable(evidence, startWords(start), folding);
  const says = introduction(evidence, start);
  const rowHeight = rowHeightOf(table);
  const picture = pictureOf(evidence, folding, rowHeight, context);
  const replay = replayOfRun(evidence, table, start, context);
  const branches = evidence.kind === 'tree' ? evidence.branches : [];
  const schedule = evidence.kind === 'schedule' ? evidence.schedule : null;
  return html`${says === null ? null : html`<p>${prose(says)}</p>`}${schedule === null ? null : html`<div class="scroll" tabindex="0" role="region" aria-label="Schedule">${gantt(schedule, context.run)}</div>`}
<div class="evidence${isWide(table) ? ' wide' : null}" style="--row:${rowHeight}px">
<div class="scroll" tabindex="0" role="region" aria-label="Steps of the run">${tableMarkup(table, context.run)}</div>
${picture}
</div>
${constantWords(table)}${replay}${branches.map(
  (branch, i) =>
    html`<div class="branch">${runMarkup(branch.evidence, { ...context, run: `${context.run}-${i + 1}` }, { fromStep: branch.step })}</div>`,
)}`;
}

function constantWords(table: StepTable): Markup | null {
  if (table.constant.length === 0) return null;
  const words = table.constant.map((c) => printable(`${c.name} = ${c.value}`)).join(', ');
  return html`<p class="soft small unchanged">Unchanged throughout: ${words}</p>`;
}

/** Changes of a row that are told in the table. */
const CHANGES_MAX = 3;
const LINE = 20;

/** A row has place for the lines that it needs: all are alike, so that the picture fits. */
function rowHeightOf(table: StepTable): number {
  if (isWide(table)) {
    const most = Math.max(...table.rows.map((row) => changesOf(row, table).length));
    return 16 + LINE * (1 + Math.min(most, CHANGES_MAX));
  }
  const long = table.rows.some(
    (row) => row.note !== null || row.cells.some((cell) => cell.text.length > 36),
  );
  return long ? 52 : 38;
}

function tableMarkup(table: StepTable, run: string): Markup {
  return html`<table class="steps"><thead><tr>${table.timed ? html`<th scope="col" class="num">time</th>` : null}<th scope="col">step</th>${isWide(table) ? null : table.columns.map((name) => html`<th scope="col">${printable(name)}</th>`)}</tr></thead><tbody>
${table.rows.map((row) => html`${omissionRow(row, table)}${rowMarkup(row, table, run)}`)}${loopRow(table, run)}</tbody></table>`;
}

function rowMarkup(row: StepRow, table: StepTable, run: string): Markup {
  const looped = table.loop !== null && row.index >= table.loop ? 'looped' : '';
  const action = row.initial ? html`<i>${row.action}</i>` : html`${printable(row.action)}`;
  const bindings =
    row.bindings === '' ? null : html` <span class="bind">${printable(row.bindings)}</span>`;
  const note =
    row.note === null ? null : html`<br><span class="failed">${printable(row.note)}</span>`;
  const time = table.timed ? html`<td class="num soft">${row.time}</td>` : null;
  const title = printable(`${row.action} ${row.bindings}`);
  const changes = isWide(table) ? changesMarkup(changesOf(row, table)) : null;
  const cells = isWide(table) ? null : row.cells.map(cellMarkup);
  return html`<tr class="${looped}" data-run="${run}" data-step="${row.index}">${time}<th scope="row" class="what"><span class="n">${row.index}</span><span class="says"${title.length > 60 ? html` title="${title}"` : null}>${action}${bindings}${note}</span>${changes}</th>${cells}</tr>
`;
}

function cellMarkup(cell: StepRow['cells'][number]): Markup {
  const text = printable(cell.text);
  const title = text.length > 60 ? html` title="${text}"` : null;
  return html`<td${cell.changed ? html` class="changed"` : null}${title}><span class="cell">${text}</span></td>`;
}

/** All changes are in the replay; here are the first, a line each. */
function changesMarkup(changes: readonly string[]): Markup {
  const shown = changes.length > CHANGES_MAX ? changes.slice(0, CHANGES_MAX - 1) : changes;
  const more = changes.length - shown.length;
  return html`${shown.map((change) => html`<span class="change" title="${printable(change)}">${printable(change)}</span>`)}${more === 0 ? null : html`<span class="change" title="${changes.map(printable).join('; ')}">and ${countOf(more, 'more change')}</span>`}`;
}

const columnsOf = (table: StepTable): number =>
  1 + (table.timed ? 1 : 0) + (isWide(table) ? 0 : table.columns.length);

function omissionRow(row: StepRow, table: StepTable): Markup | null {
  const fold = table.folds.find(({ to }) => to === row.index);
  if (fold === undefined) return null;
  return html`<tr><th scope="row" class="soft" colspan="${columnsOf(table)}">… ${foldWords(fold)} …</th></tr>`;
}

function loopRow(table: StepTable, run: string): Markup | null {
  if (table.loop === null) return null;
  const last = table.rows[table.rows.length - 1].index;
  const stays = table.back === null && table.loop === last;
  const words = stays ? 'here it stays for ever' : `back to step ${table.loop}, for ever`;
  const action = table.back === null ? '' : `${printable(table.back)}: `;
  return html`<tr class="back looped" data-run="${run}" data-step="${last + 1}"><th scope="row" class="what" colspan="${columnsOf(table)}"><span class="n">↺</span>${action}${words}</th></tr>
`;
}

/** Open where the table has no place for all that changes. */
function replayOfRun(
  evidence: Evidence,
  table: StepTable,
  start: Start,
  { run, system }: RunContext,
): Markup | null {
  if (evidence.kind === 'schedule' || evidence.steps.length < 2) return null;
  const { lanes } = laneDiagram(evidence, system);
  const begin = evidence.begin ?? startWords(start);
  return replayMarkup(replayOf(evidence, lanes, begin), run, isWide(table));
}

/** No picture for a run without a step. */
function pictureOf(
  evidence: Evidence,
  folding: Folding,
  rowHeight: number,
  context: RunContext,
): Markup | null {
  // A schedule has its own picture, above.
  if (evidence.kind === 'schedule' || evidence.steps.length < 2) return null;
  const diagram = laneDiagram(evidence, context.system);
  const label = `Events in order, one lane for each of ${diagram.lanes.map(printable).join(', ')}`;
  const ends = endsAs(evidence, context.status);
  const drawing = { run: context.run, rowHeight, ends, label, folding };
  const strips = drawStrips(stateStrips(evidence, diagram.lanes), drawing);
  const legend = laneLegend(diagram).join(' ');
  const drawn = html`<div class="scroll${strips === null ? null : ' with-strips'}" tabindex="0" role="region" aria-label="Diagram of the run">${drawLanes(diagram, drawing)}${strips}</div>`;
  // Outside of what scrolls: it is read whole, however narrow or wide the diagram is.
  return html`<div class="picture">${drawn}${legend === '' ? null : html`<p class="soft small legend">${legend}</p>`}</div>`;
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
