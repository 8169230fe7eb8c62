/** Every status has a mark and a word: colour alone never tells. */
import type { Status } from '../checkers/verdict.js';
import type { Row } from './model.js';

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
      return row.standing === 'wrong'
        ? { mark: '✗', word: 'survived', status: 'violated' }
        : { mark: '?', word: 'unknown', status: 'unknown' };
    case 'spec':
      return { mark: '✓', word: 'as expected', status: 'holds' };
  }
}

export function markOfStatus(status: Status): Mark {
  return { mark: MARKS[status], word: status, status };
}
