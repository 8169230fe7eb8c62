/**
 * A history of clients as a timeline in SVG, as Herlihy and Wing draw it: a row for each client, a bar from the invocation of
 * an operation to its answer, on it the moment at which it may have taken effect, the moments joined in
 * their order; the answer that no order allows is hatched.
 */
import type { OperationsView, OperationView } from '../../checkers/verdict.js';
import { axisTicks } from '../evidence/times.js';
import { html, type Markup } from '../html/markup.js';
import { countOf, printable } from '../wording.js';
import { hatching, shortened, svg, tenth, widthOf } from './svg.js';

const TOP = 8;
const BAR = 22;
const ROW = 40;
const RIGHT = 28;
const WIDTH = 900;
const NAME_MAX = 14;
const CALL_MAX = 26;

export function drawOperations(view: OperationsView, id: string): Markup {
  const rows = rowsOf(view.operations);
  const geometry = geometryOf(view, rows);
  const order = ordered(view.operations);
  const { width, height } = geometry;
  return svg(
    'operations',
    { width, height },
    labelOf(view),
    html`<defs>${hatching(`forbidden-${id}`, 'hatch', 6, 45)}</defs>
${axis(view, geometry)}
${rows.names.map((name, i) => (name === '' ? null : html`<text x="${geometry.left - 12}" y="${geometry.y(i) + BAR / 2 + 4}" class="lane-name" text-anchor="end">${shortened(name, NAME_MAX)}<title>${printable(name)}</title></text>`))}
${view.operations.map((operation, i) => barMarkup(operation, rows.of[i], geometry, id))}
${orderLine(order, rows.of, view.operations, geometry)}
${order.map((i, n) => pointMarkup(view.operations[i], n + 1, rows.of[i], geometry))}
${view.operations.map((operation, i) => callMarkup(operation, rows.of[i], geometry))}`,
  );
}

export function operationsLegend({ operations, left }: OperationsView): string[] {
  const has = (test: (operation: OperationView) => boolean): boolean => operations.some(test);
  return [
    'A bar: from the invocation to the answer.',
    ...(has(({ at }) => at !== null)
      ? ['Dots: moments at which operations may have taken effect, in their order.']
      : []),
    ...(has(({ ending }) => ending === 'unknown') ? ['Open: no answer.'] : []),
    ...(has(({ ending }) => ending === 'refused') ? ['Pale: refused, certainly not done.'] : []),
    ...(has(({ forbidden }) => forbidden) ? ['Hatched: the answer that no order allows.'] : []),
    ...(left > 0 ? [`${countOf(left, 'more operation')} not shown.`] : []),
  ];
}

function labelOf({ operations }: OperationsView): string {
  const clients = new Set(operations.map(({ client }) => client)).size;
  const bad = operations.find(({ forbidden }) => forbidden);
  const but =
    bad === undefined ? '' : `; no order allows ${printable(bad.text)} of ${printable(bad.client)}`;
  return `${countOf(operations.length, 'operation')} of ${countOf(clients, 'client')} in time${but}`;
}

interface Rows {
  /** The client of each row; empty where it goes on from the row above. */
  readonly names: readonly string[];
  /** The row of each operation. */
  readonly of: readonly number[];
}

/** A client whose operations overlap (one without an answer stays open) has several rows. */
function rowsOf(operations: readonly OperationView[]): Rows {
  const clients = [...new Set(operations.map(({ client }) => client))].sort(byNumber);
  const names: string[] = [];
  const of = operations.map(() => 0);
  for (const client of clients) {
    const ends: number[] = [];
    operations.forEach((operation, i) => {
      if (operation.client !== client) return;
      const free = ends.findIndex((end) => end <= operation.invoked);
      const row = free === -1 ? ends.length : free;
      ends[row] = operation.completed ?? Infinity;
      of[i] = names.length + row;
    });
    names.push(client, ...ends.slice(1).map(() => ''));
  }
  return { names, of };
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** The operations that took effect, in their order. */
const ordered = (operations: readonly OperationView[]): number[] =>
  operations
    .flatMap(({ at }, i) => (at === null ? [] : [i]))
    .sort((a, b) => (operations[a].at ?? 0) - (operations[b].at ?? 0));

interface Geometry {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly end: number;
  readonly x: (ticks: number) => number;
  readonly y: (row: number) => number;
}

function geometryOf({ operations }: OperationsView, { names }: Rows): Geometry {
  const left = Math.round(
    24 + Math.max(...names.map((name) => widthOf(shortened(name, NAME_MAX)))),
  );
  const times = operations.flatMap(({ invoked, completed }) => [invoked, completed ?? invoked]);
  const start = Math.min(...times);
  const last = Math.max(...times);
  // What is open goes on a little.
  const end = last + Math.max(1, (last - start) * 0.04);
  // A row with many operations needs room for their texts.
  const busiest = operations.length / names.length;
  const width = Math.max(WIDTH, Math.min(2400, left + RIGHT + busiest * 90));
  const scale = (width - RIGHT - left) / Math.max(1, end - start);
  return {
    left,
    width: Math.round(width),
    height: TOP + ROW * names.length + 34,
    end,
    x: (ticks) => tenth(left + (ticks - start) * scale),
    y: (row) => TOP + ROW * row + 14,
  };
}

function axis({ operations, tickSeconds }: OperationsView, { x, end, height }: Geometry): Markup[] {
  const start = Math.min(...operations.map(({ invoked }) => invoked));
  const { at, text } = axisTicks(start, end, tickSeconds);
  return at.map(
    (t) =>
      html`<line x1="${x(t)}" x2="${x(t)}" y1="4" y2="${height - 26}" class="grid"/><text x="${x(t)}" y="${height - 8}" class="tick" text-anchor="middle">${text(t)}</text>
`,
  );
}

function barMarkup(operation: OperationView, row: number, geometry: Geometry, id: string): Markup {
  const { x, y, end } = geometry;
  const { invoked, completed, ending, forbidden, client, text } = operation;
  const open = ending === 'unknown';
  const [from, to] = [x(invoked), Math.max(x(open ? end : (completed ?? end)), x(invoked) + 3)];
  const [top, bottom] = [y(row), y(row) + BAR];
  // Nobody knows where one without an answer ends: its right side is open.
  const shape = open
    ? html`<path d="M${to},${top} H${from} V${bottom} H${to}" class="bar open"/>`
    : html`<rect x="${from}" y="${top}" width="${tenth(to - from)}" height="${BAR}" rx="3" class="bar${forbidden ? ' forbidden' : ending === 'refused' ? ' refused' : ''}"/>`;
  const over = forbidden
    ? html`<rect x="${from}" y="${top}" width="${tenth(to - from)}" height="${BAR}" rx="3" fill="url(#forbidden-${id})"/>`
    : null;
  return html`<g><title>${printable(`${client}: ${text}`)}, ${open ? 'no answer' : ending}</title>${shape}${over}</g>
`;
}

/** Above the bar, so that points and hatching stay free. */
function callMarkup(operation: OperationView, row: number, { x, y, width }: Geometry): Markup {
  const text = shortened(operation.text, CALL_MAX);
  const mark = operation.forbidden ? '✗ ' : '';
  const at = Math.min(x(operation.invoked), width - widthOf(mark + text, 12) - 4);
  return html`<text x="${tenth(at)}" y="${y(row) - 3}" class="call${operation.forbidden ? ' forbidden-call' : ''}">${mark}${text}</text>
`;
}

/** In the middle of the bar; moments that are nearly the same are told apart by their numbers. */
function pointMarkup({ at }: OperationView, nth: number, row: number, { x, y }: Geometry): Markup {
  const middle = y(row) + BAR / 2;
  return html`<g><title>takes effect as number ${nth}</title><circle cx="${x(at ?? 0)}" cy="${middle}" r="5" class="point"/><text x="${tenth(x(at ?? 0) + 8)}" y="${middle + 4}" class="nth">${nth}</text></g>
`;
}

function orderLine(
  order: readonly number[],
  rowOf: readonly number[],
  operations: readonly OperationView[],
  { x, y }: Geometry,
): Markup | null {
  if (order.length < 2) return null;
  const points = order.map((i) => `${x(operations[i].at ?? 0)},${y(rowOf[i]) + BAR / 2}`);
  return html`<path d="M${points.join(' L')}" class="order"/>`;
}
