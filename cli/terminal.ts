/**
 * What the terminal can do: colour, width, and whether anybody is watching. Each stream is asked by
 * itself, since one may be a pipe and the other not. NO_COLOR (https://no-color.org), FORCE_COLOR and
 * TERM=dumb are honoured.
 */
import { styleText } from 'node:util';
import type { Paint, Style } from '../reports/index.js';

type Format = Parameters<typeof styleText>[0];

/** What a style looks like is decided here alone. */
const FORMATS: Readonly<Record<Style, Format>> = {
  holds: 'green',
  violated: 'red',
  unknown: 'yellow',
  error: 'magenta',
  soft: 'dim',
  strong: 'bold',
  changed: 'yellow',
};

export interface TerminalFacts {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--color` or `--no-color`; undefined when neither was given. */
  readonly wanted?: boolean | undefined;
}

export function hasColour({ isTTY, env, wanted }: TerminalFacts): boolean {
  if (wanted !== undefined) return wanted;
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return isTTY && env['TERM'] !== 'dumb';
}

export function painter(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (style, text) => styleText(FORMATS[style], text, { validateStream: false });
}

/** Columns where nobody says how many there are. */
const COLUMNS = 80;

/** What is drawn is as wide as the stream has columns. */
export function onTerminal(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  wanted?: boolean,
): { readonly width: number; readonly paint: Paint } {
  return { width: stream.columns ?? COLUMNS, paint: painterFor(stream, wanted) };
}

export function painterFor(stream: { isTTY?: boolean }, wanted?: boolean): Paint {
  return painter(hasColour({ isTTY: stream.isTTY === true, env: process.env, wanted }));
}
