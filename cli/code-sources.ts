/** The text of protocols beside that of specs: a report quotes the line of code that is wrong. */
import { readFileSync } from 'node:fs';
import type { SpecResult } from '../checkers/verdict.js';

/** What can be read of the files at which the verdicts point, with the sources that there are. */
export function withCodeOf(
  results: readonly SpecResult[],
  sources: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const all = new Map(sources);
  for (const { code } of results.flatMap(({ verdicts }) => verdicts)) {
    if (code === undefined || all.has(code.file)) continue;
    const text = textOf(code.file);
    if (text !== null) all.set(code.file, text);
  }
  return all;
}

/** Null where it is not there: a library need not bring its sources. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
