/**
 * Colour for terminals. Whether there is any, and which, is for the caller to decide; renderers only
 * say what a piece of text means.
 */
import type { Status } from '../checkers/verdict.js';
import type { PaintRole } from '../engine/language/diagnostic-format.js';

export type Style = Status | 'soft' | 'strong' | 'changed';

export type Paint = (style: Style, text: string) => string;

export const noPaint: Paint = (_, text) => text;

/** The styles of a diagnostic's parts. */
const ROLES: Readonly<Partial<Record<PaintRole, Style>>> = {
  error: 'violated',
  warning: 'unknown',
  place: 'strong',
  source: 'soft',
  code: 'soft',
};

export function roleStyled(paint: Paint, role: PaintRole, text: string): string {
  const style = ROLES[role];
  return style === undefined ? text : paint(style, text);
}
