/**
 * The lines of a spec that answer "why": each quoted below the keys it stands under, with the values
 * that made it true or false.
 */
import type { CodeFault, Explanation, Verdict } from '../../checkers/verdict.js';
import type { Place } from '../../engine/language/source.js';
import type { Row, VerdictRow } from '../model.js';
import { visible } from '../wording.js';
import { tracesOf } from './traces.js';

export interface Excerpt {
  readonly file: string;
  /** Where, from 1, if that is another column than that of the first mark. */
  readonly column?: number;
  readonly lines: readonly ExcerptLine[];
}

export interface ExcerptLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Lines were left out above this one. */
  readonly gap: boolean;
  readonly marks: readonly Mark[];
}

/** The part of a line that matters: characters `from` up to `to`, from 0. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly step: number | null;
}

/** Between two quoted lines so few are not worth a gap. */
const GAP_MIN = 3;

/** What the evidence points at; without an explanation, and where it was
 * not expected, at the property and the last action taken. */
export function excerptsOf(verdict: Verdict, sources: ReadonlyMap<string, string>): Excerpt[] {
  const { evidence, code } = verdict;
  // Where the code is wrong, the spec tells nothing.
  if (code !== undefined) return codeExcerpts(code, sources);
  const given = evidence && 'explanation' in evidence ? (evidence.explanation ?? []) : [];
  const points = given.length > 0 ? given : verdict.asExpected ? [] : fallback(verdict);
  const files = [...new Set(points.map((point) => point.place.file))];
  return files.flatMap((file) => {
    const source = sources.get(file)?.split(/\r?\n/) ?? [];
    const lines = quoted(
      source,
      points.filter((point) => point.place.file === file),
    );
    return lines.length === 0 ? [] : [{ file, lines }];
  });
}

function codeExcerpts(code: CodeFault, sources: ReadonlyMap<string, string>): Excerpt[] {
  const { file, line, column, says } = code;
  const source = sources.get(file)?.split(/\r?\n/) ?? [];
  const { from, to } = wordAt(source[line - 1] ?? '', column - 1);
  const place = { file, line, column: from + 1, endLine: line, endColumn: to + 1 };
  const lines = quoted(source, [{ place, step: null, text: says }]);
  return lines.length === 0 ? [] : [{ file, column, lines }];
}

/** The name with its dots around a column, `Date.now`: a stack tells only where its last part begins. */
function wordAt(line: string, at: number): { readonly from: number; readonly to: number } {
  const before = /(?:[A-Za-z_$][\w$]*\.)+$/.exec(line.slice(0, at))?.[0].length ?? 0;
  const after = /^(?:new )?[A-Za-z_$][\w$.]*/.exec(line.slice(at))?.[0].length ?? 1;
  return { from: at - before, to: at + after };
}

/** As other places are; a stack knows no end. */
export const codePlace = (code: CodeFault | undefined): Place | null =>
  code === undefined
    ? null
    : {
        file: code.file,
        line: code.line,
        column: code.column,
        endLine: code.line,
        endColumn: code.column + 1,
      };

/** Where the property is whose answer the code has spoilt: `asked for in FILE:LINE:COLUMN`; null of all others. */
export function askedFor({ code, place }: Verdict): string | null {
  if (code === undefined) return null;
  return `asked for in ${place.file}:${place.line}:${place.column}`;
}

/** Rows in whose place the code is shown: of one line that is wrong once, with a run that leads there where there is one. */
export function showsCode(rows: readonly Row[]): ReadonlySet<VerdictRow> {
  const told = new Map<string, VerdictRow>();
  for (const row of rows) {
    if (row.kind !== 'verdict' || row.verdict.code === undefined) continue;
    const { file, line, column, says } = row.verdict.code;
    const key = `${row.spec.name} ${file}:${line}:${column} ${says}`;
    const known = told.get(key);
    if (known === undefined || (known.verdict.evidence === null && row.verdict.evidence !== null))
      told.set(key, row);
  }
  return new Set(told.values());
}

interface Point extends Omit<Explanation, 'step'> {
  readonly step: number | null;
}

function fallback(verdict: Verdict): Point[] {
  const points: Point[] = [{ place: verdict.place, step: null, text: '' }];
  const steps = verdict.evidence === null ? [] : (tracesOf(verdict.evidence)[0]?.steps ?? []);
  const last = steps[steps.length - 1];
  if (last?.place !== undefined) {
    points.push({
      place: last.place,
      step: steps.length - 1,
      text: `taken in step ${steps.length - 1}`,
    });
  }
  return points;
}

function quoted(source: readonly string[], points: readonly Point[]): ExcerptLine[] {
  const wanted = new Set<number>();
  for (const { place } of points) {
    if (place.line < 1 || place.line > source.length) continue;
    wanted.add(place.line);
    for (const parent of keysAbove(source, place.line)) wanted.add(parent);
  }
  const sorted = [...wanted].sort((a, b) => a - b);
  const numbers = sorted.flatMap((line, i) => {
    const next = sorted[i + 1] ?? line;
    const between = next - line - 1;
    if (between < 1 || between > GAP_MIN) return [line];
    return Array.from({ length: between + 1 }, (_, k) => line + k);
  });
  return numbers.map((number, i) => ({
    number,
    text: visible(source[number - 1]),
    gap: i > 0 && number > numbers[i - 1] + 1,
    marks: points.filter((p) => p.place.line === number).map((p) => markOf(p, source[number - 1])),
  }));
}

/** What a line stands under, but for the section (`actions:`, or the whole protocol), which everyone knows, where there is more. */
function keysAbove(source: readonly string[], line: number): number[] {
  const above: number[] = [];
  let indent = indentOf(source[line - 1]);
  for (let n = line - 1; n >= 1 && indent > 0; n--) {
    const text = source[n - 1];
    if (/^\s*(#|$)/.test(text) || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    if (indent > 0 || (above.length === 0 && /^(export |async )*function\b/.test(text)))
      above.push(n);
  }
  return above;
}

const indentOf = (text: string): number => /^ */.exec(text)?.[0].length ?? 0;

function markOf(point: Point, line: string): Mark {
  const { place } = point;
  const from = Math.min(Math.max(place.column - 1, 0), line.length);
  const end = place.endLine > place.line ? line.trimEnd().length : place.endColumn - 1;
  return {
    from,
    to: Math.max(from, Math.min(end, line.length)),
    text: point.text,
    step: point.step,
  };
}
