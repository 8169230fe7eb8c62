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

/** Numbers, names, then symbols, longest first. Symbols that are not ours are cut whole too, so that
 * they can be named; anything else is a symbol of one character. */
const WORD =
  /[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|[A-Za-z_][A-Za-z_0-9]*|<=>|<->|===|!==|>>>|\.\.\.|\.\.|=>|->|<=|>=|==|!=|=<|<>|:=|&&|\|\||<<|>>|\*\*|\/\/|\/\\|\\\/|\S/gu;

export function cutWords(text: string): Word[] {
  const words: Word[] = [];
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match !== null; match = WORD.exec(text)) {
    const [word] = match;
    words.push({ kind: kindOf(word), text: word, start: match.index, end: WORD.lastIndex });
  }
  return words;
}

function kindOf(word: string): Word['kind'] {
  if (/^[0-9]/.test(word)) return 'number';
  return /^[A-Za-z_]/.test(word) ? 'name' : 'symbol';
}
