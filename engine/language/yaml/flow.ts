/**
 * The comma trap (LANGUAGE, 1.3): inside `{ }` and `[ ]` a comma ends a value, so that
 * `{ type: map(RM, Phase), init: x }` is, without any error, the keys `type`, `Phase)` and `init`.
 * A piece with an unbalanced bracket gives it away. It is reported once, and the pieces are joined
 * again, so that the later phases see what was meant.
 */
import type { Pair } from 'yaml';
import { isPair, isScalar } from 'yaml';

/** How many `(` remain open after the text; negative where `)` come first. */
export function openBrackets(text: string): number {
  let open = 0;
  for (const character of text) {
    if (character === '(') open++;
    else if (character === ')') open--;
  }
  return open;
}

/** A run of pieces that were one value: from the first's start to the last's end. */
export interface Torn {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/** The first torn value at or after piece `from`, or null. A piece is a pair's last part, or an item. */
export function tornValue(pieces: readonly unknown[], from: number): Torn | null {
  const text = plainText(lastPart(pieces[from]));
  if (text === null) return null;
  let open = openBrackets(text.source);
  if (open <= 0) return null;
  const limit = Math.min(pieces.length, from + PIECES_MAX);
  for (let last = from + 1; last < limit; last++) {
    const next = wholeText(pieces[last]);
    if (next === null) return null;
    open += openBrackets(next.source);
    if (open <= 0) return { first: from, last, start: text.start, end: next.end };
  }
  return null;
}

/** Pieces that one value may fall into; a bound, so that a long list stays linear work. */
const PIECES_MAX = 32;

interface PlainText {
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

function plainText(node: unknown): PlainText | null {
  if (!isScalar(node) || node.type !== 'PLAIN' || !node.range) return null;
  return { source: node.source ?? '', start: node.range[0], end: node.range[1] };
}

/** The value of a pair, or its key where it has no value; an item itself. */
function lastPart(piece: unknown): unknown {
  if (!isPair(piece)) return piece;
  return hasValue(piece) ? piece.value : piece.key;
}

/** All text of a piece: a lone key or item, or `key: value`. */
function wholeText(piece: unknown): PlainText | null {
  if (!isPair(piece)) return plainText(piece);
  const key = plainText(piece.key);
  if (key === null || !hasValue(piece)) return key;
  const value = plainText(piece.value);
  return value && { source: key.source + value.source, start: key.start, end: value.end };
}

export function hasValue(pair: Pair): boolean {
  return isScalar(pair.value)
    ? pair.value.source !== '' || pair.value.type !== 'PLAIN'
    : pair.value != null;
}
