/**
 * Diagnostics: what is wrong with a spec, where, what was expected and what to do. User errors are
 * values: every phase collects all it finds and goes on. (Our own errors are thrown.)
 *
 * Codes are stable, `ASY` and four digits; the first digit is the phase:
 * 1 YAML text · 2 structure (schema, keys, paths) · 3 expressions · 4 names and types ·
 * 5 meaning of a model · 6 files and the command line · 7 what is not supported yet.
 * Each phase keeps its messages in one place (`messages.ts`, `messages/`), one function a message.
 */
import type { Span } from './source.js';

export type Severity = 'error' | 'warning' | 'info';

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  /** One sentence: what is wrong, and what was expected. */
  readonly message: string;
  /** What to do about it; the nearest right spelling where there is one. */
  readonly hint?: string;
  /** Other places that matter ("first declared here"). */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
}

/** Where the phases put what they find. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  add(diagnostic: Diagnostic): void {
    this.list.push(diagnostic);
  }

  get hasErrors(): boolean {
    return this.list.some((d) => d.severity === 'error');
  }
}
