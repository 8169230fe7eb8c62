/**
 * Source text and places in it. Every node of a spec knows its span, so that a diagnostic, a
 * verdict, a counterexample step or a SARIF result can point at the line that caused it.
 */

/** A file (or a piece of text given a name) and the offsets at which its lines begin. */
export interface SourceFile {
  /** The path as the user wrote it, or a name such as `<input>`. */
  readonly path: string;
  readonly text: string;
  /** Offset of the first character of each line; `lineStarts[0]` is 0. */
  readonly lineStarts: readonly number[];
}

/** A stretch of one file: `start` inclusive, `end` exclusive, in UTF-16 code units from 0. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A place for people and for tools: lines and columns from 1, `endColumn` exclusive. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function sourceFile(path: string, text: string): SourceFile {
  const lineStarts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lineStarts.push(i + 1);
  return { path, text, lineStarts };
}

/** The line (from 1) and column (from 1) of an offset. */
export function lineAndColumn(file: SourceFile, offset: number): { line: number; column: number } {
  const starts = file.lineStarts;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low] + 1 };
}

export function placeOf(span: Span): Place {
  const from = lineAndColumn(span.file, span.start);
  const to = lineAndColumn(span.file, Math.max(span.start, span.end));
  return {
    file: span.file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
}

/** The text of a line (from 1), without its line break. */
export function lineText(file: SourceFile, line: number): string {
  const start = file.lineStarts[line - 1] ?? file.text.length;
  const end = file.lineStarts[line] ?? file.text.length + 1;
  return file.text.slice(start, end - 1).replace(/\r$/, '');
}

export function spanText(span: Span): string {
  return span.file.text.slice(span.start, span.end);
}
