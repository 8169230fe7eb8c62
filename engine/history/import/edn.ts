/**
 * A reader of EDN (Extensible Data Notation, the text form of Clojure's data) that keeps places: as much of it as
 * histories are written in. Tags are passed over, symbols are texts.
 */
import type { SourceFile, Span } from '../../language/source.js';
import type { Plain } from '../../plain.js';
import * as say from './messages.js';
import { BadHistory } from './problem.js';

export type Edn = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'atom'; readonly value: null | boolean | number | string }
  | { readonly kind: 'keyword'; readonly value: string }
  | { readonly kind: 'list'; readonly items: readonly Edn[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Edn, Edn])[] }
);

/** Deeper nesting is no history. */
const DEPTH_MAX = 100;

const SKIPPED = /(?:[\s,]|;[^\n]*)*/y;
const TEXT = /"(?:[^"\\]|\\[\s\S])*"/y;
const WORD = /[^\s,;"()[\]{}]+/y;

/** All forms of the text. @throws BadHistory */
export function readEdn(file: SourceFile): Edn[] {
  const reader = new Reader(file);
  const forms: Edn[] = [];
  for (let form = reader.form(0); form !== null; form = reader.form(0)) forms.push(form);
  reader.mustEnd();
  return forms;
}

/** As plain data: keywords by their names, maps by the texts of their keys. */
export function plainOf(edn: Edn): Plain {
  switch (edn.kind) {
    case 'atom':
    case 'keyword':
      return edn.value;
    case 'list':
      return edn.items.map(plainOf);
    case 'map':
      return Object.fromEntries(
        edn.entries.map(([key, value]) => {
          const plain = plainOf(key);
          return [typeof plain === 'string' ? plain : JSON.stringify(plain), plainOf(value)];
        }),
      );
  }
}

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(private readonly file: SourceFile) {
    this.text = file.text;
  }

  /** The next form; null before a closing bracket and at the end. */
  form(depth: number): Edn | null {
    this.take(SKIPPED);
    const start = this.at;
    const first = this.text[start];
    if (first === undefined || ')]}'.includes(first)) return null;
    if (depth > DEPTH_MAX) throw this.expected('less nesting', start, start + 1);
    if (first === '"') return this.string(start);
    if (first === '(' || first === '[') return this.list(start, first === '(' ? ')' : ']', depth);
    if (first === '{') return this.map(start, depth);
    if (first === '#') return this.dispatch(start, depth);
    return this.word(start);
  }

  mustEnd(): void {
    if (this.at < this.text.length) throw this.expected('a form', this.at, this.at + 1);
  }

  private dispatch(start: number, depth: number): Edn | null {
    if (this.text[start + 1] === '{') {
      this.at = start + 1;
      return this.list(start, '}', depth);
    }
    this.at = start + 1;
    const discarded = this.text[this.at] === '_';
    if (discarded) this.at++;
    else this.take(WORD);
    const tagged = this.form(depth + 1);
    if (tagged === null) throw this.expected('a form after the tag', start, this.at);
    return discarded ? this.form(depth) : { ...tagged, start };
  }

  private string(start: number): Edn {
    const text = this.take(TEXT);
    if (text === '') throw this.expected('the closing `"`', start, this.text.length);
    const value = text.slice(1, -1).replace(/\\([\s\S])/g, (_, c: string) => ESCAPES[c] ?? c);
    return { kind: 'atom', value, start, end: this.at };
  }

  private items(start: number, close: string, depth: number): Edn[] {
    this.at++;
    const items: Edn[] = [];
    for (let item = this.form(depth + 1); item !== null; item = this.form(depth + 1))
      items.push(item);
    if (this.text[this.at] !== close) {
      const ended = this.at >= this.text.length;
      throw this.expected(`\`${close}\``, ended ? start : this.at, ended ? start + 1 : this.at + 1);
    }
    this.at++;
    return items;
  }

  private list(start: number, close: string, depth: number): Edn {
    const items = this.items(start, close, depth);
    return { kind: 'list', items, start, end: this.at };
  }

  private map(start: number, depth: number): Edn {
    const items = this.items(start, '}', depth);
    if (items.length % 2 === 1)
      throw this.expected('a value for each key', items[items.length - 1].start, this.at);
    const entries = items.flatMap((key, i) => (i % 2 === 0 ? [[key, items[i + 1]] as const] : []));
    return { kind: 'map', entries, start, end: this.at };
  }

  private word(start: number): Edn {
    const word = this.take(WORD);
    const end = this.at;
    if (word.length > 1 && word[0] === ':')
      return { kind: 'keyword', value: word.slice(1), start, end };
    if (Object.hasOwn(CONSTANTS, word)) return { kind: 'atom', value: CONSTANTS[word], start, end };
    const digits = /^[+-]?(\d+)[NM]?$|^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?M?$/.test(word);
    const value = digits ? numberOf(word.replace(/[NM]$/, '')) : word;
    return { kind: 'atom', value, start, end };
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const [text] = pattern.exec(this.text) ?? [''];
    this.at += text.length;
    return text;
  }

  private expected(what: string, start: number, end: number): BadHistory {
    const span: Span = { file: this.file, start, end };
    return new BadHistory(say.notEdn(span, what));
  }
}

const CONSTANTS: Readonly<Record<string, null | boolean>> = { nil: null, true: true, false: false };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Integers that a number cannot hold stay texts: they are only compared. */
const numberOf = (word: string): number | string =>
  /^[+-]?\d+$/.test(word) && !Number.isSafeInteger(Number(word)) ? word : Number(word);
