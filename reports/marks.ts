/**
 * Every answer has a mark and a word: colour alone never tells. The word is what came out; mark and
 * colour are whether it should: a violation that was expected is no alarm, and a property that holds
 * against expectation is one.
 */
import type { Status, Verdict } from '../checkers/verdict.js';
import type { Row, Standing } from './model.js';

export interface Mark {
  readonly mark: string;
  readonly word: string;
  /** What the mark is coloured as. */
  readonly status: Status;
}

const MARKS: Record<Status, string> = { holds: '✓', violated: '✗', unknown: '?', error: '!' };

export function markOf(row: Row): Mark {
  switch (row.kind) {
    case 'verdict':
      return markOfVerdict(row.verdict);
    case 'mutant':
      return markOfMutant(row.standing);
    case 'spec':
      return { mark: '✓', word: 'as expected', status: 'holds' };
  }
}

export function markOfVerdict(verdict: Verdict): Mark {
  const { status, asExpected } = verdict;
  if (status !== 'holds' && status !== 'violated') return markOfStatus(status);
  return { ...markOfStatus(asExpected ? 'holds' : 'violated'), word: status };
}

export function markOfStatus(status: Status): Mark {
  return { mark: MARKS[status], word: status, status };
}

export function markOfMutant(standing: Standing): Mark {
  switch (standing) {
    case 'expected':
      return { mark: '✓', word: 'caught', status: 'holds' };
    case 'wrong':
      return { mark: '✗', word: 'survived', status: 'violated' };
    default:
      return markOfStatus(standing === 'error' ? 'error' : 'unknown');
  }
}
