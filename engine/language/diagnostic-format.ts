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
import { lineText, type Place, placeOf, type Span } from './source.js';

/** What a caller may colour. The default leaves text as it is. */
export type Paint = (text: string, role: PaintRole) => string;
export type PaintRole = Severity | 'place' | 'code' | 'source' | 'mark' | 'hint';

const PLAIN: Paint = (text) => text;

/** Columns of source text that are shown; longer lines are cut around the place. */
const WIDTH_MAX = 100;

export function formatDiagnostic(diagnostic: Diagnostic, paint: Paint = PLAIN): string {
  const { severity, code, message, span, hint, related = [] } = diagnostic;
  const place = placeOf(span);
  const head = `${paint(placeText(place), 'place')}: ${paint(severity, severity)} ${paint(code, 'code')}: ${message}`;
  const lines = [head, ...excerpt(span, place, severity, paint)];
  for (const other of related) {
    const at = placeOf(other.span);
    lines.push(`  ${other.message}: ${paint(placeText(at), 'place')}`);
  }
  if (hint !== undefined) lines.push(`  ${paint(hint, 'hint')}`);
  return lines.join('\n');
}

const placeText = ({ file, line, column }: Place) => `${file}:${line}:${column}`;

/** The line of the place with carets under it; nothing where there is no text to show. */
function excerpt(span: Span, place: Place, severity: Severity, paint: Paint): string[] {
  const text = visible(lineText(span.file, place.line));
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
