/**
 * A run as a space-time diagram (Lamport 1978) in SVG: a lifeline for everyone who acts, events on it, messages as
 * arrows, down the page in the order of the steps. It stands beside the step table: the event of a row is at
 * the height of the row.
 */
import type { Folding } from '../evidence/folding.js';
import type { LaneDiagram, LaneMessage } from '../evidence/lanes.js';
import { html, type Markup } from '../html/markup.js';
import { printable } from '../wording.js';
import { faultDefinitions, faultMarks, partitionBands } from './fault-marks.js';
import { type Geometry, RADIUS } from './lane-geometry.js';
import { arrowHead, cross, shortened, svg, tenth, widthOf } from './svg.js';

export interface LaneDrawing {
  /** Tells the diagrams of one page apart. */
  readonly run: string;
  readonly rowHeight: number;
  /** How the last event is filled. */
  readonly ends: 'violated' | 'holds' | null;
  readonly label: string;
  readonly folding: Folding;
}

/** The head of the step table has the same height. */
export const HEAD_HEIGHT = 30;
const NAME_MAX = 16;

export function drawLanes(diagram: LaneDiagram, drawing: LaneDrawing): Markup {
  const geometry = geometryOf(diagram, drawing);
  const { height, x } = geometry;
  const { run, folding } = drawing;
  const tip = `tip-${run}`;
  const shown = diagram.messages.filter(
    ({ sentAt, receivedAt, lostAt }) =>
      folding.shows(sentAt) || [receivedAt, lostAt].some((at) => at !== null && folding.shows(at)),
  );
  return svg(
    'lanes',
    geometry,
    drawing.label,
    html`<defs>${arrowHead(tip, 'tip')}${arrowHead(`loop-${tip}`, 'loop-tip')}${faultDefinitions(diagram, run)}</defs>
${partitionBands(diagram, geometry, run)}
${diagram.lanes.map((name, i) => laneMarkup(name, x(i), height))}
${foldMarks(diagram, folding, geometry)}
${faultMarks(diagram, geometry)}
${shown.map((message) => messageLine(message, geometry, tip))}
${loopMarkup(diagram, geometry, `loop-${tip}`)}
${messageNames(shown, marksOf(diagram, drawing, geometry), geometry)}
${eventsOf(diagram, geometry, drawing)}`,
  );
}

/** What the marks of a diagram mean, for below it. */
export function laneLegend({ messages, outages, partitions }: LaneDiagram): string[] {
  return [
    ...(messages.some((m) => m.receivedAt === null && m.lostAt === null)
      ? ['Dotted: sent, not received.']
      : []),
    ...(messages.some((m) => m.lostAt !== null) ? ['Cross at an arrow: lost.'] : []),
    ...(outages.some(({ kind, from, to }) => kind === 'down' && from !== to)
      ? ['No line: down.']
      : []),
    ...(outages.some(({ kind, from, to }) => kind === 'down' && from === to)
      ? ['Cross beside a step: crashed and started again.']
      : []),
    ...(outages.some(({ kind }) => kind === 'paused') ? ['Dashes: paused.'] : []),
    ...(partitions.length > 0 ? ['Hatched: cut off from those hatched otherwise.'] : []),
  ];
}

function geometryOf(diagram: LaneDiagram, { rowHeight, folding }: LaneDrawing): Geometry {
  // Each lane is as wide as its name needs.
  const widths = diagram.lanes.map((name) =>
    Math.max(64, Math.min(name.length, NAME_MAX) * 7.6 + 16),
  );
  const left = widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, 0));
  const total = Math.max(
    widths.reduce((a, b) => a + b, 0),
    64,
  );
  const rows = folding.rows + (diagram.loop === null ? 0 : 1);
  const forLoop = diagram.loop === null ? 0 : 52;
  return {
    width: tenth(total + forLoop),
    height: HEAD_HEIGHT + rows * rowHeight,
    x: (lane) => tenth((left[lane] ?? 0) + (widths[lane] ?? 64) / 2),
    laneWidth: (lane) => tenth(widths[lane] ?? 64),
    y: (step) => tenth(HEAD_HEIGHT + rowHeight * (folding.rowOf(step) + 0.5)),
    rowHeight,
  };
}

function laneMarkup(name: string, x: number, height: number): Markup {
  const whole = printable(name);
  const short = shortened(name, NAME_MAX);
  return html`<text x="${x}" y="19" class="lane-name" text-anchor="middle">${short}${short === whole ? null : html`<title>${whole}</title>`}</text><line x1="${x}" x2="${x}" y1="${HEAD_HEIGHT}" y2="${height - 4}" class="lane"/>
`;
}

/** Where steps are folded, lifelines are interrupted. */
function foldMarks(diagram: LaneDiagram, { folds }: Folding, { x, y }: Geometry): Markup[] {
  return folds.flatMap(({ from }) =>
    diagram.lanes.map(
      (_, lane) =>
        html`<line x1="${x(lane)}" x2="${x(lane)}" y1="${y(from) - 9}" y2="${y(from) + 9}" class="absent"/><text x="${x(lane)}" y="${y(from) + 5}" class="fold" text-anchor="middle">⋮</text>`,
    ),
  );
}

/** From the event that sent to the event that received, or to a cross, or dotted towards whom it was meant for. */
function messageLine(message: LaneMessage, geometry: Geometry, tip: string): Markup {
  const { x, y, rowHeight } = geometry;
  const x1 = x(message.from);
  const y1 = y(message.sentAt);
  const { receivedAt, lostAt, to } = message;
  if (lostAt !== null) return lostLine(message, lostAt, geometry);
  if (receivedAt === null) {
    const x2 = to === null || to === message.from ? x1 + 30 : x(to);
    const fall = to === null || to === message.from ? rowHeight * 0.7 : rowHeight * 1.1;
    const y2 = Math.min(y1 + fall, geometry.height - 3);
    return html`<path d="M${x1},${y1} L${x2},${y2}" class="msg pending"/>`;
  }
  const x2 = x(to ?? message.from);
  const y2 = y(receivedAt);
  if (x1 === x2) {
    const out = x1 + 34;
    return html`<path d="M${x1},${y1} C${out},${y1} ${out},${y2} ${x1 + RADIUS + 1},${y2}" class="msg" marker-end="url(#${tip})"/>`;
  }
  const length = Math.hypot(x2 - x1, y2 - y1);
  const short = 1 - (RADIUS + 2) / length;
  return html`<path d="M${x1},${y1} L${tenth(x1 + (x2 - x1) * short)},${tenth(y1 + (y2 - y1) * short)}" class="msg" marker-end="url(#${tip})"/>`;
}

/** Lost when it was sent: a cross on its way. Lost later: a cross where it would have arrived. */
function lostLine(message: LaneMessage, lostAt: number, { x, y, rowHeight }: Geometry): Markup {
  const [x1, y1] = [x(message.from), y(message.sentAt)];
  const target = message.to === null || message.to === message.from ? x1 + 60 : x(message.to);
  const early = y(lostAt) === y1;
  const x2 = tenth(early ? x1 + (target - x1) * 0.6 : target - Math.sign(target - x1) * 12);
  const y2 = tenth(early ? y1 + rowHeight * 0.6 : y(lostAt) - 4);
  return html`<path d="M${x1},${y1} L${x2},${y2}" class="msg"/>${cross(x2, y2, 'loss')}`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const marksOf = ({ events }: LaneDiagram, { folding }: LaneDrawing, { x, y }: Geometry): Point[] =>
  events
    .filter(({ step }) => folding.shows(step))
    .map(({ step, lane }) => ({ x: x(lane), y: y(step) }));

/** Where along an arrow its name stands: where no mark of an event covers it, first of all in the middle. */
const SHARES = [0.5, 0.35, 0.65, 0.25, 0.75];

function namePlace(at: (share: number) => Point, title: string, marks: readonly Point[]): Point {
  const half = widthOf(title, 11) / 2 + RADIUS;
  const free = ({ x, y }: Point): boolean =>
    !marks.some((mark) => Math.abs(mark.x - x) < half && Math.abs(mark.y - y) < RADIUS + 5);
  return SHARES.map(at).find(free) ?? at(SHARES[0]);
}

/** A name at its arrow; a message to many is named once. */
function messageNames(
  messages: readonly LaneMessage[],
  marks: readonly Point[],
  geometry: Geometry,
): Markup[] {
  const { x, y, rowHeight } = geometry;
  const named = new Set<string>();
  const received = [...messages].sort(
    (a, b) => Number(a.receivedAt === null) - Number(b.receivedAt === null),
  );
  return received.flatMap((message) => {
    const key = JSON.stringify([message.sentAt, message.from, message.title]);
    if (named.has(key)) return [];
    named.add(key);
    const x1 = x(message.from);
    const x2 = message.to === null || message.to === message.from ? x1 + 56 : x(message.to);
    const y1 = y(message.sentAt);
    const y2 = message.receivedAt === null ? y1 + rowHeight * 1.1 : y(message.receivedAt);
    const title = shortened(message.title, 24);
    const at = (share: number): Point => ({ x: x1 + (x2 - x1) * share, y: y1 + (y2 - y1) * share });
    // Before the cross of one that is lost on its way.
    const place = message.lostAt === null ? namePlace(at, title, marks) : at(0.3);
    return [
      html`<text x="${tenth(place.x)}" y="${tenth(place.y + 4)}" class="msg-name" text-anchor="middle">${title}</text>`,
    ];
  });
}

/** The way back of a lasso: a bracket at the right, from the last row up to where it returns. */
function loopMarkup(diagram: LaneDiagram, geometry: Geometry, tip: string): Markup | null {
  if (diagram.loop === null) return null;
  const { x, y, width, rowHeight } = geometry;
  const inner = x(diagram.lanes.length - 1) + 24;
  const outer = width - 18;
  const bottom = y(diagram.steps);
  const top = y(diagram.loop) + (diagram.loop === diagram.steps - 1 ? rowHeight * 0.1 : 0);
  const middle = (top + bottom) / 2;
  return html`<path d="M${inner},${bottom} H${outer - 8} Q${outer},${bottom} ${outer},${bottom - 8} V${top + 8} Q${outer},${top} ${outer - 8},${top} H${inner}" class="loop" marker-end="url(#${tip})"/><text x="${outer + 12}" y="${middle}" class="msg-name" text-anchor="middle" transform="rotate(90 ${outer + 12} ${middle})" dominant-baseline="middle">${bottom - top > 60 ? 'for ever' : ''}</text>`;
}

function eventsOf(diagram: LaneDiagram, geometry: Geometry, drawing: LaneDrawing): Markup[] {
  const last = diagram.events[diagram.events.length - 1];
  const events = diagram.events
    .filter(({ step }) => drawing.folding.shows(step))
    .map((event) => {
      const ends = event === last && drawing.ends !== null ? ` ends-${drawing.ends}` : '';
      const title = `${event.step}: ${printable(event.action)}`;
      return circle(event.step, String(event.step), title, geometry.x(event.lane), ends);
    });
  if (diagram.back !== null) {
    const title = 'the step that closes the loop';
    events.push(circle(diagram.steps, '↺', title, geometry.x(diagram.back), ''));
  }
  return events;

  function circle(step: number, text: string, title: string, x: number, style: string): Markup {
    const y = geometry.y(step);
    // Long numbers need a lozenge.
    const more = Math.max(0, text.length - 2) * 3.5;
    const shape =
      more === 0
        ? html`<circle cx="${x}" cy="${y}" r="${RADIUS}"/>`
        : html`<rect x="${x - RADIUS - more}" y="${y - RADIUS}" width="${2 * (RADIUS + more)}" height="${2 * RADIUS}" rx="${RADIUS}"/>`;
    return html`<g class="event${style}" data-run="${drawing.run}" data-step="${step}"><title>${title}</title>${shape}<text x="${x}" y="${y + 4}" text-anchor="middle">${text}</text></g>
`;
  }
}
