/** What an export cannot say. Thrown while a model is translated; the command shows it as a user's error. */
import type { Span } from '../../../engine/language/source.js';

export class CannotExport extends Error {
  constructor(
    message: string,
    readonly span?: Span,
  ) {
    super(message);
    this.name = 'CannotExport';
  }
}
