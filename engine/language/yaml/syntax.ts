/**
 * YAML's own syntax errors in our words. The `yaml` package recovers and goes on, so that one slip
 * often has several echoes: only the first error of a line is kept.
 */
import type { YAMLError } from 'yaml';
import type { Diagnostic } from '../diagnostics.js';
import { lineAndColumn, type SourceFile, type Span } from '../source.js';
import * as say from './messages.js';

/** Errors of one document that are put into words. */
const ERRORS_MAX = 500;

/** `unclosed` are the offsets of brackets and quotes that are never closed. */
export function syntaxDiagnostics(
  file: SourceFile,
  errors: readonly YAMLError[],
  unclosed: readonly number[],
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const lines = new Set<number>();
  let slip: Slip | null = null;
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    if (error.code === 'TAG_RESOLVE_FAILED' || error.code === 'BAD_ALIAS') continue;
    const start = Math.min(error.pos[0], file.text.length);
    const { line } = lineAndColumn(file, start);
    if (lines.has(line)) continue;
    if (found.length >= ERRORS_MAX) break;
    if (found.length > 0 && / in YAML stream/.test(error.message)) continue;
    if (slip !== null && isEcho(error, file, slip, start)) continue;
    if (error.code === 'TAB_AS_INDENT') slip = { start, indent: -1 };
    if (error.code === 'MULTILINE_IMPLICIT_KEY') slip = { start, indent: indentAt(file, start) };
    lines.add(line);
    const opener = unclosed.findLast((offset) => offset <= start);
    found.push(
      translate(error, file, { file, start, end: endOf(file, start, error.pos[1]) }, opener),
    );
  }
  return found;
}

/** A slip that puts everything below it that is indented deeper in the wrong place. */
interface Slip {
  readonly start: number;
  readonly indent: number;
}

/** Is it the same slip once more, in lines that belong to it? */
function isEcho(error: YAMLError, { text }: SourceFile, slip: Slip, start: number): boolean {
  if (!ECHOES.has(error.code)) return false;
  const [, ...below] = text.slice(slip.start, endOfLine(text, start)).split('\n');
  return below.every((line) => line.trim() === '' || line.search(/[^ ]/) > slip.indent);
}

const ECHOES: ReadonlySet<string> = new Set([
  'BLOCK_AS_IMPLICIT_KEY',
  'BAD_INDENT',
  'MULTILINE_IMPLICIT_KEY',
]);

function indentAt({ text }: SourceFile, at: number): number {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, endOfLine(text, at));
  return line.search(/[^ ]/);
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
};

/** The bracket or quote that was opened, where we know it. */
const at = (span: Span, opener: number | undefined): Span =>
  opener === undefined ? span : { file: span.file, start: opener, end: opener + 1 };

/** A key inside a value that has begun: on the value's own line, or on one below, which is then indented too deep. */
function keyInside(span: Span): Diagnostic {
  const one = toColon(span);
  if (one !== span) return say.keyInsideValue(one);
  const { file, start } = span;
  const below = /\n[ ]*([^\s#][^\n]*?):(?=\s)/.exec(file.text.slice(start));
  if (below === null) return say.keyInsideValue(span);
  const end = start + below.index + below[0].length;
  return say.keyTooDeep({ file, start: end - 1 - below[1].length, end });
}

/** `a: b` inside a value, its colon included. */
function toColon(span: Span): Span {
  const line = span.file.text.slice(span.start, endOf(span.file, span.start, Infinity));
  const colon = /:(?=\s|$)/.exec(line);
  return colon ? { ...span, end: span.start + colon.index + 1 } : span;
}

/** An error is shown on one line, even where the library's range runs on. */
function endOf(file: SourceFile, start: number, end: number): number {
  const stop = file.text.indexOf('\n', start);
  const limit = stop < 0 ? file.text.length : stop;
  return Math.max(start, Math.min(end, limit));
}

function translate(
  error: YAMLError,
  file: SourceFile,
  span: Span,
  opener: number | undefined,
): Diagnostic {
  const character = file.text[span.start] ?? '';
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return say.tabIndent(span);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return keyInside(span);
    case 'MULTILINE_IMPLICIT_KEY':
      return say.syntaxError(
        span,
        'a key ends in `:` on its own line; this one runs over several',
        'is the `:` missing after the key above, or the indentation deeper than it should be?',
      );
    case 'BAD_SCALAR_START':
      return say.reservedStart(span, character);
    case 'MISSING_CHAR':
      return missing(error, file, span, character, opener);
    case 'BAD_INDENT':
      return indentation(error, file, span, character, opener);
    case 'UNEXPECTED_TOKEN':
      return unexpected(error, file, span, character);
    case 'DUPLICATE_KEY':
      return say.syntaxError(span, 'a key is here twice');
    case 'BLOCK_IN_FLOW':
      return say.syntaxError(
        span,
        'a second `key: value` begins inside { }, and no comma is before it',
        'part the entries by `,`, or put each on a line of its own without { }',
      );
    default:
      return say.syntaxError(span, `this is not YAML: ${lower(error.message)}`);
  }
}

function missing(
  error: YAMLError,
  file: SourceFile,
  span: Span,
  character: string,
  opener: number | undefined,
): Diagnostic {
  if (/quote/.test(error.message)) return say.unclosedQuote(at(span, opener));
  const bracket = flowBracket(file, span, character);
  if (bracket) return bracket;
  if (/flow/.test(error.message))
    return say.syntaxError(span, 'a comma is missing before this', 'put `,` between the items');
  if (/implicit map keys|map values/i.test(error.message))
    return say.syntaxError(
      span,
      'a key without `:` after it',
      'write `key: value`; to continue the line above, indent deeper',
    );
  return say.syntaxError(span, `this is not YAML: ${lower(error.message)}`);
}

function indentation(
  error: YAMLError,
  file: SourceFile,
  span: Span,
  character: string,
  opener: number | undefined,
): Diagnostic {
  const closing = /end with a (\S)/.exec(error.message)?.[1];
  if (closing)
    return flowBracket(file, span, character) ?? say.unclosedBracket(at(span, opener), closing);
  return say.badIndent(span);
}

function unexpected(error: YAMLError, file: SourceFile, span: Span, character: string): Diagnostic {
  const bracket = flowBracket(file, span, character);
  if (bracket) return bracket;
  if (/at node end/.test(error.message)) return say.textAfterValue(span);
  if (/comment/i.test(error.message))
    return say.syntaxError(
      span,
      'a comment needs a space before its `#`',
      'put a space before `#`',
    );
  return say.syntaxError(
    span,
    `\`${shown(file, span)}\` is not expected here`,
    'check the indentation',
  );
}

/** `rm[r]: x` or `f(a[i])` inside braces: YAML takes the bracket for a list of its own. */
function flowBracket(file: SourceFile, span: Span, character: string): Diagnostic | null {
  if (character !== '[' && character !== '{') return null;
  const before = /[\w.)\]]+$/.exec(file.text.slice(Math.max(0, span.start - 40), span.start))?.[0];
  if (before === undefined) return null;
  const lineStart = file.text.lastIndexOf('\n', span.start - 1) + 1;
  const head = file.text.slice(lineStart, span.start - before.length);
  // Brackets in quotes are text.
  const bare = head.replace(/"[^"]*"|'[^']*'/g, '');
  const open = Math.max(bare.lastIndexOf('{'), bare.lastIndexOf('['));
  const rest = /^[[{][^\]}\n]*[\]}]?/.exec(file.text.slice(span.start, span.start + 40))?.[0] ?? '';
  const text = before + rest;
  return say.bracketInFlow(
    { file, start: span.start - before.length, end: span.start + rest.length },
    text,
    bare[open] === '[' ? '[ ]' : '{ }',
  );
}

function shown(file: SourceFile, span: Span): string {
  const text = file.text.slice(span.start, span.end).trim();
  return text.length > 30 ? `${text.slice(0, 29)}…` : text || 'this';
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
