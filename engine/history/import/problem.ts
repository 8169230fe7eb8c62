/** What is wrong with a history that is read. */
import type { Diagnostic } from '../../language/diagnostics.js';

export class BadHistory extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.name = 'BadHistory';
  }
}
