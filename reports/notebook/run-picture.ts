/**
 * A run as one picture: what each step did and changed, and beside it the lane of whoever did it, row
 * by row. SVG with fixed colours and fonts, to be drawn without a browser.
 */
import type { Evidence } from '../../checkers/verdict.js';
import { foldTrace } from '../evidence/folding.js';
import { laneDiagram } from '../evidence/lanes.js';
import { stateStrips } from '../evidence/state-strips.js';
import {
  changesOf,
  foldWords,
  type StepRow,
  type StepTable,
  stepTable,
} from '../evidence/step-table.js';
import { html, type Markup, trusted } from '../html/markup.js';
import { LIGHT } from '../palette.js';
import { drawLanes, HEAD_HEIGHT, laneLegend } from '../pictures/space-time.js';
import { drawStrips } from '../pictures/strips.js';
import { pictureStyle } from '../pictures/style.js';
import { widthOf } from '../pictures/svg.js';
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

/** Rows of a picture: of a longer run the end, which is where it tells. */
const ROWS_MAX = 60;

/** Null for a run that has no step. */
export function runPicture(evidence: Evidence, system: string): string | null {
  if (evidence.steps.length < 2) return null;
  const folding = foldTrace(evidence, ROWS_MAX, true);
  const table = stepTable(evidence, undefined, folding);
  const rows = [...textRows(table), ...loopRow(table)];
  const lines = Math.max(...rows.map((row) => Math.max(row.title.length, row.changes.length)));
  const rowHeight = lines * LINE + 14;
  const diagram = laneDiagram(evidence, system);
  const drawing = { run: 'run', rowHeight, ends: endsOf(evidence), label: 'run', folding };
  const lanes = drawLanes(diagram, drawing).source;
  const strips = drawStrips(stateStrips(evidence, diagram.lanes), drawing)?.source ?? null;
  const timeWidth = table.timed ? widest([rows.map(({ time }) => time)]) * CHARACTER + 16 : 0;
  const titleX = MARGIN + 28 + timeWidth;
  const changeX = titleX + widest(rows.map((row) => row.title)) * CHARACTER + GAP;
  const lanesX = changeX + widest(rows.map((row) => row.changes)) * CHARACTER + GAP;
  const stripsX = lanesX + sizeOf(lanes).width + GAP;
  const width = strips === null ? stripsX - GAP : stripsX + sizeOf(strips).width;
  const size = { width: Math.ceil(width + MARGIN), height: sizeOf(lanes).height };
  const at = { timeX: titleX - 12, titleX, changeX, width: lanesX - GAP / 2 };
  const legend = legendLines(laneLegend(diagram), size.width - 2 * MARGIN);
  const foot = legend.length === 0 ? 0 : 6 + LINE * legend.length;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height + foot + MARGIN}" width="${size.width}" height="${size.height + foot + MARGIN}"><style>${trusted(STYLE)}</style>
${rows.map((row, i) => rowMarkup(row, HEAD_HEIGHT + i * rowHeight, rowHeight, at))}
<g transform="translate(${lanesX} 0)">${trusted(lanes)}</g>
${strips === null ? null : html`<g transform="translate(${stripsX} 0)">${trusted(strips)}</g>`}
${legend.map((line, i) => html`<text x="${MARGIN}" y="${size.height + LINE * (i + 1)}" class="legend">${line}</text>`)}
</svg>`.source;
}

/** Sentences, broken between them and, where one is too long, between its words. */
function legendLines(sentences: readonly string[], width: number): string[] {
  const lines: string[] = [];
  const fits = (text: string): boolean => widthOf(text, FONT_SIZE) <= width;
  const add = (part: string): void => {
    const longer = `${lines[lines.length - 1]} ${part}`;
    if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
    else lines.push(part);
  };
  for (const sentence of sentences)
    for (const part of fits(sentence) ? [sentence] : sentence.split(' ')) add(part);
  return lines;
}

function endsOf({ kind, loop }: Evidence): 'holds' | 'violated' | null {
  if (loop !== undefined || kind === 'tree') return null;
  return kind === 'witness' ? 'holds' : 'violated';
}

interface TextRow {
  readonly number: string;
  readonly time: string;
  readonly title: readonly string[];
  readonly changes: readonly string[];
  readonly initial: boolean;
}

/** With one for each fold. */
function textRows(table: StepTable): TextRow[] {
  return table.rows.flatMap((row) => {
    const fold = table.folds.find(({ to }) => to === row.index);
    const between =
      fold === undefined
        ? []
        : [{ number: '', time: '', title: [`… ${foldWords(fold)} …`], changes: [], initial: true }];
    return [...between, textRow(row, table)];
  });
}

function textRow(row: StepRow, table: StepTable): TextRow {
  const bindings = row.bindings === '' ? '' : ` (${row.bindings})`;
  return {
    number: String(row.index),
    time: row.time ?? '',
    title: wrapped(row.action + bindings, TITLE_MAX),
    changes: [...changesOf(row, table), ...(row.note === null ? [] : [row.note])]
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
      time: '',
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
  at: {
    readonly timeX: number;
    readonly titleX: number;
    readonly changeX: number;
    readonly width: number;
  },
): Markup {
  const middle = top + height / 2 + FONT_SIZE * 0.35;
  const block = (lines: readonly string[], x: number, style: string): Markup[] =>
    lines.map((line, i) => {
      const y = middle + (i - (lines.length - 1) / 2) * LINE;
      return html`<text x="${x}" y="${y}" class="${style}">${line}</text>`;
    });
  return html`<line x1="${MARGIN}" x2="${at.width}" y1="${top}" y2="${top}" class="rule"/><text x="${MARGIN + 14}" y="${middle}" text-anchor="end" class="number">${row.number}</text>${row.time === '' ? null : html`<text x="${at.timeX}" y="${middle}" text-anchor="end" class="soft">${row.time}</text>`}${block(row.title, at.titleX, row.initial ? 'soft' : 'what')}${block(row.changes, at.changeX, 'change')}
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
.number,.soft,.legend{fill:${LIGHT.soft}}
.rule{stroke:${LIGHT.line};stroke-width:1}
${pictureStyle(LIGHT, `'${SANS}'`)}
`;
