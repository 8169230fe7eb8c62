/**
 * The message diagram of a trace as SVG, drawn to stand beside the step table: the event of a row is at
 * the height of the row.
 */
import type { LaneDiagram, LaneMessage } from '../evidence/lanes.js';
import { printable } from '../wording.js';
import { html, type Markup } from './markup.js';

export interface LaneDrawing {
  /** Tells the diagrams of one page apart. */
  readonly run: string;
  readonly rowHeight: number;
  /** How the last event is filled. */
  readonly ends: 'violated' | 'holds' | null;
  readonly label: string;
}

/** The head of the step table has the same height. */
export const HEAD_HEIGHT = 30;
const RADIUS = 10;
const NAME_MAX = 16;

export function drawLanes(diagram: LaneDiagram, drawing: LaneDrawing): Markup {
  const geometry = geometryOf(diagram, drawing.rowHeight);
  const { width, height, x } = geometry;
  const tip = `tip-${drawing.run}`;
  return html`<svg class="lanes" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${drawing.label}">
<defs>${arrowHead(tip, 'tip')}${arrowHead(`loop-${tip}`, 'loop-tip')}</defs>
${diagram.lanes.map((name, i) => laneMarkup(name, x(i), height))}
${diagram.messages.map((message) => messageLine(message, geometry, tip))}
${loopMarkup(diagram, geometry, `loop-${tip}`)}
${messageNames(diagram.messages, geometry)}
${eventsOf(diagram, geometry, drawing)}
</svg>`;
}

interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly x: (lane: number) => number;
  readonly y: (step: number) => number;
  readonly rowHeight: number;
}

function geometryOf(diagram: LaneDiagram, rowHeight: number): Geometry {
  // Each lane is as wide as its name needs.
  const widths = diagram.lanes.map((name) =>
    Math.max(64, Math.min(name.length, NAME_MAX) * 7.6 + 16),
  );
  const left = widths.map((_, i) => widths.slice(0, i).reduce((a, b) => a + b, 0));
  const total = Math.max(
    widths.reduce((a, b) => a + b, 0),
    64,
  );
  const rows = diagram.steps + (diagram.loop === null ? 0 : 1);
  const forLoop = diagram.loop === null ? 0 : 52;
  const round = (n: number): number => Math.round(n * 10) / 10;
  return {
    width: round(total + forLoop),
    height: HEAD_HEIGHT + rows * rowHeight,
    x: (lane) => round((left[lane] ?? 0) + (widths[lane] ?? 64) / 2),
    y: (step) => round(HEAD_HEIGHT + rowHeight * (step + 0.5)),
    rowHeight,
  };
}

function arrowHead(id: string, style: string): Markup {
  return html`<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" class="${style}"/></marker>`;
}

function laneMarkup(name: string, x: number, height: number): Markup {
  const whole = printable(name);
  const short = whole.length > NAME_MAX ? `${whole.slice(0, NAME_MAX - 1)}…` : whole;
  return html`<text x="${x}" y="19" class="lane-name" text-anchor="middle">${short}${short === whole ? null : html`<title>${whole}</title>`}</text><line x1="${x}" x2="${x}" y1="${HEAD_HEIGHT}" y2="${height - 4}" class="lane"/>
`;
}

/** From the event that sent to the event that received, or dotted towards whom it was meant for. */
function messageLine(message: LaneMessage, geometry: Geometry, tip: string): Markup {
  const { x, y, rowHeight } = geometry;
  const x1 = x(message.from);
  const y1 = y(message.sentAt);
  const { receivedAt, to } = message;
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
  const tenth = (n: number): number => Math.round(n * 10) / 10;
  return html`<path d="M${x1},${y1} L${tenth(x1 + (x2 - x1) * short)},${tenth(y1 + (y2 - y1) * short)}" class="msg" marker-end="url(#${tip})"/>`;
}

/** A name at the middle of its arrow; a message to many is named once. */
function messageNames(messages: readonly LaneMessage[], geometry: Geometry): Markup[] {
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
    const title = printable(message.title).slice(0, 24);
    return [
      html`<text x="${(x1 + x2) / 2}" y="${(y1 + y2) / 2 + 4}" class="msg-name" text-anchor="middle">${title}</text>`,
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
  const events = diagram.events.map((event) => {
    const ends = event === last && drawing.ends !== null ? ` ends-${drawing.ends}` : '';
    return circle(
      event.step,
      String(event.step),
      `${event.step}: ${printable(event.action)}`,
      geometry.x(event.lane),
      ends,
    );
  });
  if (diagram.back !== null) {
    events.push(
      circle(diagram.steps, '↺', 'the step that closes the loop', geometry.x(diagram.back), ''),
    );
  }
  return events;

  function circle(step: number, text: string, title: string, x: number, style: string): Markup {
    const y = geometry.y(step);
    return html`<g class="event${style}" data-run="${drawing.run}" data-step="${step}"><title>${title}</title><circle cx="${x}" cy="${y}" r="${RADIUS}"/><text x="${x}" y="${y + 4}" text-anchor="middle">${text}</text></g>
`;
  }
}
