/**
 * State over time as strips in SVG: for each field a column for each node, down the page beside the space-time diagram,
 * row by row. Values of kinds are coloured and named where they begin; numbers are written where they change.
 */
import type { Folding } from '../evidence/folding.js';
import type { Strip } from '../evidence/state-strips.js';
import { html, type Markup } from '../html/markup.js';
import { printable } from '../wording.js';
import { HEAD_HEIGHT } from './space-time.js';
import { shortened, svg, tenth, widthOf } from './svg.js';

export interface StripDrawing {
  readonly rowHeight: number;
  readonly folding: Folding;
}

const BAR = 8;
const GAP = 20;
const FIELD_MAX = 18;

/** Null where there is nothing to show. */
export function drawStrips(strips: readonly Strip[], drawing: StripDrawing): Markup | null {
  if (strips.length === 0) return null;
  const widths = strips.map(columnWidth);
  const wide = strips.map((strip, i) => Math.max(widths[i] * strip.nodes.length, nameWidth(strip)));
  const left = wide.map((_, i) => wide.slice(0, i).reduce((a, b) => a + b + GAP, 0));
  const size = {
    width: tenth(left[strips.length - 1] + wide[strips.length - 1]),
    height: HEAD_HEIGHT + drawing.folding.rows * drawing.rowHeight,
  };
  const label = `State over time: ${strips.map(({ field }) => printable(field)).join(', ')}, by node`;
  return svg(
    'strips',
    size,
    label,
    html`${strips.map((strip, i) => stripMarkup(strip, left[i], widths[i], drawing))}`,
  );
}

const fieldName = (field: string): string => shortened(field.replace(/^\w+\./, ''), FIELD_MAX);

const nameWidth = ({ field }: Strip): number => widthOf(fieldName(field)) + 4;

function columnWidth({ values, nodes }: Strip): number {
  const longest = Math.max(...values.map((value) => widthOf(printable(value), 12)));
  const names = Math.max(...nodes.map(({ name }) => widthOf(shortName(name), 12)));
  return tenth(Math.max(BAR + 6 + longest, names) + 10);
}

/** `server3` needs no more than its number where all are of one kind. */
const shortName = (name: string): string => /\d+$/.exec(name)?.[0] ?? shortened(name, 8);

function stripMarkup(strip: Strip, left: number, width: number, drawing: StripDrawing): Markup {
  const { folding, rowHeight } = drawing;
  const top = (step: number): number => HEAD_HEIGHT + folding.rowOf(step) * rowHeight;
  const bottom = (to: number): number => top(to - 1) + rowHeight;
  const columns = strip.nodes.map(({ name, stretches }, i) => {
    const x = tenth(left + i * width);
    const bars = stretches.flatMap(({ from, to, value }) => {
      // Of several in one fold the last is seen.
      if (folding.rowOf(to) === folding.rowOf(from)) return [];
      const [y, end] = [top(from), bottom(to)];
      const title = html`<title>${printable(`${name}: ${strip.field} = ${value}`)}, steps ${from} to ${to - 1}</title>`;
      const bar = strip.quantity
        ? html`<line x1="${x + 1}" x2="${x + 1}" y1="${y}" y2="${end}" class="rail"/>`
        : html`<rect x="${x}" y="${y + 1}" width="${BAR}" height="${Math.max(1, end - y - 2)}" rx="2" class="${colourOf(strip, value)}"/>`;
      const words = html`<text x="${x + (strip.quantity ? 6 : BAR + 5)}" y="${y + rowHeight / 2 + 4}" class="value">${printable(value)}</text>`;
      const edge = from === 0 ? null : html`<path d="M${x},${y} h${width - 10}" class="rail"/>`;
      return html`<g>${title}${bar}${edge}${words}</g>
`;
    });
    return html`<text x="${x}" y="27" class="node">${shortName(name)}${shortName(name) === name ? null : html`<title>${printable(name)}</title>`}</text>${bars}`;
  });
  return html`<text x="${left}" y="12" class="field">${fieldName(strip.field)}<title>${printable(strip.field)}</title></text>${columns}`;
}

/** Nothing, and no, are grey; the others have the colours of the series in the order of their appearance. */
function colourOf({ values }: Strip, value: string): string {
  const grey = new Set(['none', 'null', 'false']);
  if (grey.has(value)) return 'none';
  return `v${values.filter((v) => !grey.has(v)).indexOf(value)}`;
}
