/**
 * Reads spec files for a command: load, elaborate, and gather what is wrong. A mutant that is no valid
 * spec is a mistake in its spec, told where mutants matter.
 */
import { type SpecToCheck, specToCheck } from '../checkers/check.js';
import {
  type Diagnostic,
  formatDiagnostic,
  lintLoaded,
  loadSpecs,
  type PaintRole,
  sortedOnce,
} from '../engine/language/index.js';
import { libraryFolder } from '../engine/package-root.js';
import type { Paint, Style } from '../reports/index.js';
import type { ReadingOptions } from './options.js';
import { specFiles } from './targets.js';

export interface Reading {
  readonly targets: readonly SpecToCheck[];
  /** Errors and warnings of all files, in the order of files and places, each once. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each file by its path. */
  readonly sources: ReadonlyMap<string, string>;
  readonly failed: boolean;
}

/** @param mutants also tell what is wrong with the mutants */
export function readSpecs(
  paths: readonly string[],
  { set }: ReadingOptions,
  mutants = false,
): Reading {
  const targets: SpecToCheck[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  for (const path of specFiles(paths)) {
    const loaded = loadSpecs(path, { set, library: libraryFolder() });
    sources.set(path, loaded.file.text);
    diagnostics.push(...(mutants ? lintLoaded(loaded.loaded) : loaded.diagnostics));
    for (const document of loaded.specs) {
      const target = specToCheck(document);
      if (target !== null) targets.push(target);
    }
  }
  const unique = sortedOnce(diagnostics);
  return {
    targets,
    diagnostics: unique,
    sources,
    failed: unique.some(({ severity }) => severity === 'error'),
  };
}

/** The diagnostics as text, with a closing count. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const blocks = diagnostics.map((d) =>
    formatDiagnostic(d, (text, role) => painted(paint, role, text)),
  );
  return [...blocks, countText(diagnostics)].join('\n\n');
}

const STYLES: Readonly<Partial<Record<PaintRole, Style>>> = {
  error: 'violated',
  warning: 'unknown',
  place: 'strong',
  source: 'soft',
  code: 'soft',
};

function painted(paint: Paint, role: PaintRole, text: string): string {
  const style = STYLES[role];
  return style === undefined ? text : paint(style, text);
}

function countText(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((d) => d.severity === 'error').length;
  const others = diagnostics.length - errors;
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  return [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(others > 0 ? [plural(others, 'warning')] : []),
  ].join(', ');
}
