/** Every status has a mark and a word: colour alone never tells. */
import type { Status } from '../checkers/verdict.js';
import type { Row, Standing } from './model.js';

export interface Mark {
  readonly mark: string;
  readonly word: string;
  readonly status: Status;
}

const MARKS: Record<Status, string> = { holds: '✓', violated: '✗', unknown: '?', error: '!' };

export function markOf(row: Row): Mark {
  switch (row.kind) {
    case 'verdict':
      return markOfStatus(row.verdict.status);
    case 'mutant':
      return markOfMutant(row.standing);
    case 'spec':
      return { mark: '✓', word: 'as expected', status: 'holds' };
  }
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
