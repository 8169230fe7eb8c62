/**
 * The words of an expression. Only cuts: what may follow what is for `grammar.ts`.
 */

export interface Word {
  readonly kind: 'name' | 'number' | 'symbol';
  readonly text: string;
  /** Offsets into the expression's text; `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Longest first. Symbols that are not ours are cut whole too, so that they can be named. */
const WORD =
  /(?<space>\s+)|(?<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(?<name>[A-Za-z_][A-Za-z_0-9]*)|<=>|<->|===|!==|>>>|\.\.\.|\.\.|=>|->|<=|>=|==|!=|=<|<>|:=|&&|\|\||<<|>>|\*\*|\/\/|\/\\|\\\/|./gsu;

export function cutWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const { space, number, name } = match.groups as Record<string, string | undefined>;
    if (space !== undefined) continue;
    const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'symbol';
    const start = match.index;
    words.push({ kind, text: match[0], start, end: start + match[0].length });
  }
  return words;
}
