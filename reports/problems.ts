/**
 * What is wrong with a spec, in plain data: the `diagnostics` of `assay/lint/v1` and of reports. Lines
 * and columns count from 1, `endColumn` is exclusive.
 */
import type { Diagnostic, Severity } from '../engine/language/diagnostics.js';
import { placeOf } from '../engine/language/source.js';

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string | null;
}

export function problemOf(diagnostic: Diagnostic): Problem {
  return {
    ...placeOf(diagnostic.span),
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    hint: diagnostic.hint ?? null,
  };
}

/** The document of `assay lint --json`. */
export interface LintDocument {
  readonly schema: 'assay/lint/v1';
  /** No errors; warnings may be there. */
  readonly ok: boolean;
  readonly diagnostics: readonly Problem[];
}

export function lintDocument(diagnostics: readonly Diagnostic[]): LintDocument {
  return {
    schema: 'assay/lint/v1',
    ok: diagnostics.every((d) => d.severity !== 'error'),
    diagnostics: diagnostics.map(problemOf),
  };
}
