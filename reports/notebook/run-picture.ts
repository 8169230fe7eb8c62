/**
 * A run as one picture: what each step did and changed, and beside it the lane of whoever did it, row
 * by row. SVG with fixed colours and fonts, to be drawn without a browser.
 */
import type { Evidence } from '../../checkers/verdict.js';
import { laneDiagram } from '../evidence/lanes.js';
import { type StepRow, type StepTable, stepTable } from '../evidence/step-table.js';
import { drawLanes, HEAD_HEIGHT } from '../html/lane-diagram.js';
import { html, type Markup, trusted } from '../html/markup.js';
import { LIGHT } from '../palette.js';
import { printable } from '../wording.js';
import { MONO, MONO_WIDTH, SANS } from './png.js';

const FONT_SIZE = 12;
const CHARACTER = FONT_SIZE * MONO_WIDTH;
const LINE = 16;
const MARGIN = 12;
const GAP = 28;
/** Characters in a column; what is longer goes on in the next line, and ends with the third. */
const TITLE_MAX = 34;
const CHANGE_MAX = 46;
const LINES_MAX = 3;

/** The longest run that makes a picture; more is better read as text. */
const STEPS_MAX = 60;

/** Null for a run that is too long for a picture, or has no step. */
export function runPicture(evidence: Evidence, system: string): string | null {
  if (evidence.steps.length < 2 || evidence.steps.length > STEPS_MAX) return null;
  const table = stepTable(evidence);
  const rows = [...table.rows.map((row) => textRow(row, table)), ...loopRow(table)];
  const lines = Math.max(...rows.map((row) => Math.max(row.title.length, row.changes.length)));
  const rowHeight = lines * LINE + 14;
  const diagram = laneDiagram(evidence, system);
  const ends =
    evidence.loop !== undefined || evidence.kind === 'tree'
      ? null
      : evidence.kind === 'witness'
        ? 'holds'
        : 'violated';
  const lanes = drawLanes(diagram, { run: 'run', rowHeight, ends, label: 'run' }).source;
  const titleX = MARGIN + 28;
  const changeX = titleX + widest(rows.map((row) => row.title)) * CHARACTER + GAP;
  const lanesX = changeX + widest(rows.map((row) => row.changes)) * CHARACTER + GAP;
  const size = sizeOf(lanes);
  const width = Math.ceil(lanesX + size.width + MARGIN);
  const height = Math.ceil(size.height + MARGIN);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><style>${trusted(STYLE)}</style>
${rows.map((row, i) => rowMarkup(row, HEAD_HEIGHT + i * rowHeight, rowHeight, { titleX, changeX, width: lanesX - GAP / 2 }))}
<g transform="translate(${lanesX} 0)">${trusted(lanes)}</g>
</svg>`.source;
}

interface TextRow {
  readonly number: string;
  readonly title: readonly string[];
  readonly changes: readonly string[];
  readonly initial: boolean;
}

function textRow(row: StepRow, table: StepTable): TextRow {
  const bindings = row.bindings === '' ? '' : ` (${row.bindings})`;
  const changes = row.cells.flatMap((cell, i) =>
    cell.changed ? [`${table.columns[i]}: ${cell.change ?? cell.text}`] : [],
  );
  return {
    number: String(row.index),
    title: wrapped(row.action + bindings, TITLE_MAX),
    changes: [...changes, ...(row.note === null ? [] : [row.note])]
      .flatMap((change) => wrapped(change, CHANGE_MAX))
      .slice(0, LINES_MAX + 1),
    initial: row.initial,
  };
}

function loopRow(table: StepTable): TextRow[] {
  if (table.loop === null) return [];
  const stays = table.back === null && table.loop === table.rows[table.rows.length - 1].index;
  const words = stays ? 'here it stays for ever' : `back to step ${table.loop}, for ever`;
  return [
    {
      number: '↺',
      title: wrapped(table.back ?? words, TITLE_MAX),
      changes: table.back === null ? [] : [words],
      initial: false,
    },
  ];
}

function rowMarkup(
  row: TextRow,
  top: number,
  height: number,
  at: { readonly titleX: number; readonly changeX: number; readonly width: number },
): Markup {
  const middle = top + height / 2 + FONT_SIZE * 0.35;
  const block = (lines: readonly string[], x: number, style: string): Markup[] =>
    lines.map((line, i) => {
      const y = middle + (i - (lines.length - 1) / 2) * LINE;
      return html`<text x="${x}" y="${y}" class="${style}">${line}</text>`;
    });
  return html`<line x1="${MARGIN}" x2="${at.width}" y1="${top}" y2="${top}" class="rule"/><text x="${MARGIN + 14}" y="${middle}" text-anchor="end" class="number">${row.number}</text>${block(row.title, at.titleX, row.initial ? 'soft' : 'what')}${block(row.changes, at.changeX, 'change')}
`;
}

const widest = (columns: readonly (readonly string[])[]): number =>
  Math.max(0, ...columns.flat().map((line) => [...line].length));

/** Broken at spaces where that can be, at most `LINES_MAX` lines. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = [...printable(text)];
  while (rest.length > width && lines.length < LINES_MAX - 1) {
    const space = rest.lastIndexOf(' ', width);
    const cut = space > width / 2 ? space : width;
    lines.push(rest.slice(0, cut).join(''));
    rest = rest.slice(rest[cut] === ' ' ? cut + 1 : cut);
  }
  const last = rest.length > width ? [...rest.slice(0, width - 1), '…'] : rest;
  return [...lines, last.join('')];
}

function sizeOf(svg: string): { width: number; height: number } {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}

const STYLE = `
text{font-family:'${SANS}';font-size:${FONT_SIZE}px;fill:${LIGHT.ink}}
.what,.change,.soft{font-family:'${MONO}';white-space:pre}
.number,.soft{fill:${LIGHT.soft}}
.rule{stroke:${LIGHT.line};stroke-width:1}
.lane{stroke:${LIGHT.line};stroke-width:2}
.msg{stroke:${LIGHT.soft};stroke-width:1.5;fill:none}
.pending{stroke-dasharray:2 4}
.tip{fill:${LIGHT.soft}}
.msg-name{font-size:11px;fill:${LIGHT.soft};paint-order:stroke;stroke:${LIGHT.paper};stroke-width:5px;stroke-linejoin:round}
.event circle{fill:${LIGHT.paper};stroke:${LIGHT.ink};stroke-width:1.75}
.event text{font-weight:bold;font-size:10px}
.ends-violated circle{fill:${LIGHT.violated};stroke:${LIGHT.violated}}
.ends-holds circle{fill:${LIGHT.holds};stroke:${LIGHT.holds}}
.ends-violated text,.ends-holds text{fill:${LIGHT.paper}}
.loop{stroke:${LIGHT.ink};stroke-width:1.5;fill:none}
.loop-tip{fill:${LIGHT.ink}}
`;
