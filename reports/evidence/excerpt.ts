/**
 * The lines of a spec that answer "why": each quoted below the keys it stands under, with the values
 * that made it true or false.
 */
import type { Explanation, Verdict } from '../../checkers/verdict.js';
import { visible } from '../wording.js';
import { tracesOf } from './traces.js';

export interface Excerpt {
  readonly file: string;
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
  const evidence = verdict.evidence;
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

/** The keys that a line stands under, but for the section (`actions:`), which everyone knows. */
function keysAbove(source: readonly string[], line: number): number[] {
  const above: number[] = [];
  let indent = indentOf(source[line - 1]);
  for (let n = line - 1; n >= 1 && indent > 0; n--) {
    const text = source[n - 1];
    if (/^\s*(#|$)/.test(text) || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    if (indent > 0) above.push(n);
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
