/**
 * The expression reader (LANGUAGE, section 2): text → words → a check of what follows what → the
 * operators that mathjs lacks rewritten, in place and of equal length, to ones of the right rank →
 * mathjs' parser → our tree, with the span of every node. Never throws, whatever the text.
 *
 * | written            | handed to mathjs |
 * |--------------------|------------------|
 * | `x in S`           | `>>`             |
 * | `x not in S`       | `>>>`            |
 * | `m is [not] shape` | `<<`             |
 * | `p implies q`      | `xor`            |
 * | `1..N`             | `:`              |
 *
 * Units are blanked, so that mathjs never sees a product without an operator.
 */
import type { Diagnostics } from '../diagnostics.js';
import type { Span } from '../source.js';
import type { Scalar } from '../yaml/tree.js';
import { Converter } from './convert.js';
import { checkGrammar, type Mode, Refusal, type Token } from './grammar.js';
import { parseMath } from './mathjs.js';
import * as messages from './messages.js';
import type { Syntax } from './syntax.js';
import { cutWords } from './tokens.js';

export type { Mode } from './grammar.js';

/** Characters of one expression. */
export const LONGEST = 4000;

/**
 * The expression in a scalar, or null with a diagnostic. `value` is any expression; `type` also knows
 * `A to B`; `binders` reads `r in RM, a, b in S` as the arguments of a call named `for`.
 */
export function readExpression(
  scalar: Scalar,
  mode: Mode,
  diagnostics: Diagnostics,
): Syntax | null {
  const spanOf = (start: number, end: number): Span => spanInScalar(scalar, start, end);
  return read(scalar.text ?? '', mode, spanOf, diagnostics);
}

/** The expression in a piece of text that begins at `span.start` and runs on without folding. */
export function readText(
  text: string,
  span: Span,
  mode: Mode,
  diagnostics: Diagnostics,
): Syntax | null {
  const { file, start: base } = span;
  return read(
    text,
    mode,
    (start, end) => ({ file, start: base + start, end: base + end }),
    diagnostics,
  );
}

/** The expression in a part of a scalar, from character `from` up to `to`: the condition of a key `if …`. */
export function readPart(
  scalar: Scalar,
  from: number,
  to: number,
  mode: Mode,
  diagnostics: Diagnostics,
): Syntax | null {
  const spanOf = (start: number, end: number) => spanInScalar(scalar, from + start, from + end);
  return read((scalar.text ?? '').slice(from, to), mode, spanOf, diagnostics);
}

function spanInScalar(scalar: Scalar, start: number, end: number): Span {
  const { span, offsetOf } = scalar;
  if (scalar.text === null || scalar.text === '') return span;
  const from = offsetOf(start);
  return { file: span.file, start: from, end: end > start ? offsetOf(end - 1) + 1 : from };
}

function read(
  text: string,
  mode: Mode,
  spanOf: (start: number, end: number) => Span,
  diagnostics: Diagnostics,
): Syntax | null {
  try {
    return parse(text, mode, spanOf);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const span = spanOf(error.start, error.end);
    diagnostics.add({ severity: 'error', span, ...error.complaint });
    return null;
  }
}

function parse(text: string, mode: Mode, spanOf: (start: number, end: number) => Span): Syntax {
  if (text.length > LONGEST)
    throw new Refusal(messages.tooLong(text.length, LONGEST), 0, text.length);
  const tokens = checkGrammar(cutWords(text), mode);
  const handed = rewrite(text.length, tokens);
  const converter = new Converter(tokens, spanOf);
  if (mode !== 'binders') return converter.expression(parseChecked(handed, 0));
  return converter.binders(parseChecked(`f(${handed})`, 2));
}

/** mathjs' own complaints, should there be any left, with their place. */
function parseChecked(handed: string, shift: number) {
  try {
    return parseMath(handed);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { char = 1 } = error as SyntaxError & { char?: number };
    const at = Math.max(0, char - 1 - shift);
    throw new Refusal(messages.unreadable(error.message), at, at + 1);
  }
}

const HANDED: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  in: '>>',
  'not in': '>>>',
  is: '<<',
  'is not': '<<',
  // Not at once after what comes before: `0implies` would become a hexadecimal number.
  implies: ' xor',
  '..': ':',
});

/** What mathjs gets to read: as long as the text, every token at its place. */
function rewrite(length: number, tokens: readonly Token[]): string {
  let handed = '';
  for (const token of tokens) {
    handed = handed.padEnd(token.start) + handedText(token);
  }
  return handed.padEnd(length);
}

function handedText(token: Token): string {
  if (token.part === 'operator') return HANDED[token.text] ?? token.text;
  // A field named `not` or `in` may stand before `=`; mathjs would take it for the operator.
  if (token.part === 'argument') return 'a'.repeat(token.text.length);
  return token.text;
}
