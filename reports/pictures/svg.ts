/** What all pictures share: the frame, arrow heads, hatching, and numbers and names that are short. */
import { html, type Markup } from '../html/markup.js';
import { printable } from '../wording.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture that can stand in a page and, with a style, in a file. `kind` is its class. */
export function svg(kind: string, { width, height }: Size, label: string, parts: Markup): Markup {
  return html`<svg class="${kind}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
${parts}
</svg>`;
}

/** Coordinates need no more. */
export const tenth = (n: number): number => Math.round(n * 10) / 10;

export function shortened(name: string, max: number): string {
  const points = [...printable(name)];
  return points.length > max ? `${points.slice(0, max - 1).join('')}…` : points.join('');
}

/** About how wide a text of 13 px is. */
export const widthOf = (text: string, fontSize = 13): number => [...text].length * fontSize * 0.585;

export function arrowHead(id: string, style: string): Markup {
  return html`<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0 L8,4 L0,8 z" class="${style}"/></marker>`;
}

/** Lines with a distance of `gap`, rising to the right for 45 degrees. */
export function hatching(id: string, style: string, gap: number, degrees: number): Markup {
  return html`<pattern id="${id}" width="${gap}" height="${gap}" patternUnits="userSpaceOnUse" patternTransform="rotate(${degrees})"><line x1="0" y1="0" x2="0" y2="${gap}" class="${style}"/></pattern>`;
}

/** A cross of two strokes around a point. */
export function cross(x: number, y: number, style: string, arm = 4.5): Markup {
  const path = `M${tenth(x - arm)},${tenth(y - arm)} l${2 * arm},${2 * arm} m0,-${2 * arm} l-${2 * arm},${2 * arm}`;
  return html`<path d="${path}" class="${style}"/>`;
}
