/** What befell nodes and links, on a space-time diagram: lifelines interrupted, and bands over what is cut off. */
import type { LaneDiagram, LaneOutage, LanePartition } from '../evidence/lanes.js';
import { html, type Markup } from '../html/markup.js';
import { printable } from '../wording.js';
import { type Geometry, RADIUS } from './lane-geometry.js';
import { cross, hatching, shortened } from './svg.js';

/** Groups are told apart by the direction of their hatching; more than four begin again. */
const DIRECTIONS = [45, -45, 0, 90];

export function faultDefinitions({ partitions }: LaneDiagram, run: string): Markup[] {
  if (partitions.length === 0) return [];
  const most = Math.max(...partitions.map(({ groups }) => groups.length));
  return DIRECTIONS.slice(0, most).map((degrees, i) =>
    hatching(`apart-${i}-${run}`, 'apart', 7, degrees),
  );
}

export function partitionBands(
  { partitions }: LaneDiagram,
  geometry: Geometry,
  run: string,
): Markup[] {
  return partitions.map((partition) => bandOf(partition, geometry, run));
}

function bandOf({ groups, words, from, to }: LanePartition, geometry: Geometry, run: string) {
  const { x, y, laneWidth, height } = geometry;
  const top = y(from);
  const bottom = to === null ? height - 4 : y(to);
  const tall = Math.max(2, bottom - top);
  const title = html`<title>cut off from each other: ${printable(words)}</title>`;
  const lanes = groups.flatMap((group, i) =>
    group.map((lane) => {
      const wide = laneWidth(lane);
      return html`<rect x="${x(lane) - wide / 2}" y="${top}" width="${wide}" height="${tall}" fill="url(#apart-${i % DIRECTIONS.length}-${run})"/>`;
    }),
  );
  const edge = (at: number) =>
    html`<line x1="0" x2="${geometry.width}" y1="${at}" y2="${at}" class="cut"/>`;
  return html`<g class="partition">${title}${lanes}${edge(top)}${to === null ? null : edge(bottom)}</g>
`;
}

export function faultMarks({ outages }: LaneDiagram, geometry: Geometry): Markup[] {
  return outages.map((outage) => outageMark(outage, geometry));
}

function outageMark({ lane, kind, from, to }: LaneOutage, { x, y, height }: Geometry): Markup {
  const at = x(lane);
  const top = y(from);
  const bottom = to === null ? height - 4 : y(to);
  const down = kind === 'down';
  // Down and up in one step: the lifeline goes on, what was in memory does not.
  if (bottom === top) {
    return html`${down ? cross(at + RADIUS + 9, top, 'crash') : null}
`;
  }
  const gone = html`<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" class="absent"/>`;
  const rest = down
    ? cross(at, top + RADIUS + 7, 'crash')
    : html`<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" class="paused"/>`;
  const ends =
    to === null ? null : html`<path d="M${at - 5},${bottom - RADIUS - 3} h10" class="crash"/>`;
  return html`${gone}${rest}${ends}<text x="${at + 9}" y="${top + RADIUS + 11}" class="outage">${shortened(kind, 8)}</text>
`;
}
