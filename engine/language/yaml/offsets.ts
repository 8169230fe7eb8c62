/**
 * From a character of a scalar's text back to its place in the file. YAML folds line breaks, strips
 * indentation and decodes escapes, but it never reorders: the text's visible characters are the
 * source's visible characters one by one. So we walk both, and place white space between them.
 */

/** A visible character of the source (or an escape standing for one or more). */
interface Unit {
  readonly offset: number;
  readonly end: number;
  /** True for a backslash escape, which may stand for white space too. */
  readonly escape: boolean;
}

export type Quote = 'none' | 'single' | 'double';

const isSpace = (code: number) => code === 32 || code === 9 || code === 10 || code === 13;

function* units(source: string, from: number, to: number, quote: Quote): Generator<Unit> {
  for (let at = from; at < to; ) {
    const code = source.charCodeAt(at);
    if (isSpace(code)) {
      at++;
    } else if (quote === 'single' && code === 39) {
      yield { offset: at, end: at + 2, escape: false };
      at += 2;
    } else if (quote === 'double' && code === 92) {
      const length = escapeLength(source, at);
      if (length > 0) yield { offset: at, end: at + length, escape: true };
      at += Math.max(length, 1);
    } else {
      yield { offset: at, end: at + 1, escape: false };
      at++;
    }
  }
}

/** Length of the escape that begins at `at`; 0 for an escaped line break, which stands for nothing. */
function escapeLength(source: string, at: number): number {
  const next = source[at + 1];
  if (next === '\n' || next === '\r') return 0;
  const digits = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
  return 2 + digits;
}

/**
 * Offsets in `source` of each character of `text`, and one more for its end. `from`..`to` is the
 * part of the source that holds the text: inside the quotes, below the block header.
 */
export function characterOffsets(
  text: string,
  source: string,
  from: number,
  to: number,
  quote: Quote,
): Int32Array {
  const offsets = new Int32Array(text.length + 1);
  const rest = units(source, from, to, quote);
  let next = rest.next();
  let end = from;
  for (let i = 0; i < text.length; i++) {
    const space = isSpace(text.charCodeAt(i));
    if (!next.done && (!space || (next.value.escape && source[next.value.offset + 1] !== '\\'))) {
      if (!space || standsFor(source, next.value, text[i])) {
        offsets[i] = next.value.offset;
        // An escape beyond U+FFFF stands for two characters of the text.
        if (next.value.escape && isHighSurrogate(text.charCodeAt(i)))
          offsets[++i] = next.value.offset;
        end = next.value.end;
        next = rest.next();
        continue;
      }
    }
    offsets[i] = Math.min(end, next.done ? to : next.value.offset);
    end = Math.min(end + 1, next.done ? to : next.value.offset);
  }
  offsets[text.length] = end;
  return offsets;
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff;

const SPACE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  ' ': ' ',
  '\t': '\t',
};

function standsFor(source: string, unit: Unit, character: string): boolean {
  const letter = source[unit.offset + 1];
  const named = SPACE_ESCAPES[letter];
  if (named !== undefined) return named === character;
  return (
    String.fromCharCode(Number.parseInt(source.slice(unit.offset + 2, unit.end), 16)) === character
  );
}
