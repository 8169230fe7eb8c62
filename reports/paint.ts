/**
 * Colour for terminals. Whether there is any, and which, is for the caller to decide; renderers only
 * say what a piece of text means.
 */
import type { Status } from '../checkers/verdict.js';

export type Style = Status | 'soft' | 'strong' | 'changed';

export type Paint = (style: Style, text: string) => string;

export const noPaint: Paint = (_, text) => text;
