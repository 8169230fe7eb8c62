/**
 * A diagnostic as text for people: it names file, line and column, says what is wrong,
 * shows the line with a mark under the place, and ends with what to do:
 *
 *     specs/tpc.yaml:12:5: error ASY2010: unknown key `wen` in `TM commits`
 *        12 |     wen: tm == waiting
 *           |     ^^^
 *       did you mean `when`?
 */
import type { Diagnostic, Severity } from './diagnostics.js';
import { lineText, type Place, placeOf } from './source.js';

/** What a caller may colour. The default leaves text as it is. */
export type Paint = (text: string, role: PaintRole) => string;
export type PaintRole = Severity | 'place' | 'code' | 'source' | 'mark' | 'hint';

const PLAIN: Paint = (text) => text;

/** Columns of source text that are shown; longer lines are cut around the place. */
const WIDTH_MAX = 100;

export function formatDiagnostic(diagnostic: Diagnostic, paint: Paint = PLAIN): string {
  const { severity, code, message, span, hint = null } = diagnostic;
  const place = placeOf(span);
  const related = (diagnostic.related ?? []).map((other) => ({
    message: other.message,
    place: placeOf(other.span),
  }));
  const problem = { ...place, severity, code, message, hint, related };
  return formatProblem(problem, lineText(span.file, place.line), paint);
}

/** A diagnostic in plain data, apart from the file that it is about. */
export interface PlacedProblem extends Place {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
}

/** `line`: the text of the line that it starts on. */
export function formatProblem(problem: PlacedProblem, line: string, paint: Paint = PLAIN): string {
  const { severity, code, message, hint, related = [] } = problem;
  const head = `${paint(placeText(problem), 'place')}: ${paint(severity, severity)} ${paint(code, 'code')}: ${message}`;
  const lines = [head, ...excerpt(line, problem, severity, paint)];
  for (const other of related)
    lines.push(`  ${other.message}: ${paint(placeText(other.place), 'place')}`);
  if (hint !== null) lines.push(`  ${paint(hint, 'hint')}`);
  return lines.join('\n');
}

/** A setting on the command line is its own name; columns of it say nothing. */
const placeText = ({ file, line, column }: Place) =>
  file.startsWith('--set ') ? file : `${file}:${line}:${column}`;

/** The line of the place with carets under it; nothing where there is no text to show. */
function excerpt(line: string, place: Place, severity: Severity, paint: Paint): string[] {
  const text = visible(line);
  if (text.trim() === '') return [];
  const from = place.column - 1;
  const to = place.endLine === place.line ? place.endColumn - 1 : text.length;
  const shift = from > WIDTH_MAX - 20 ? from - 40 : 0;
  const cut = text.slice(shift, shift + WIDTH_MAX);
  const length = Math.max(1, Math.min(to - from, WIDTH_MAX + shift - from));
  const number = String(place.line).padStart(5);
  const mark = ' '.repeat(from - shift) + '^'.repeat(length);
  return [
    `${paint(`${number} |`, 'source')} ${cut}`,
    `${paint(`${' '.repeat(number.length)} |`, 'source')} ${paint(mark, severity)}`,
  ];
}

/** Tabs as one space, and other control characters as dots, so that the marks stay in line. */
function visible(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/g, '·');
}
