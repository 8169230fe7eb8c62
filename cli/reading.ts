/**
 * Reads spec files for a command: load, elaborate, and gather what is wrong. A mutant that is no valid
 * spec is a mistake in its spec, told where mutants matter.
 */
import { relative } from 'node:path';
import { type SpecToCheck, specToCheck } from '../checkers/check.js';
import {
  type Diagnostic,
  formatDiagnostic,
  lintLoaded,
  loadFile,
  type MissedSetting,
  noSuchConstant,
  type ReadSpec,
  type SourceFile,
  sortedOnce,
  specsOf,
} from '../engine/language/index.js';
import { libraryFolder } from '../engine/package-root.js';
import type { Protocols } from '../engine/protocols/declarations.js';
import { type Paint, roleStyled } from '../reports/index.js';
import type { ReadingOptions } from './options.js';
import { specFiles } from './targets.js';

export interface Reading {
  readonly targets: readonly SpecToCheck[];
  /** Errors and warnings of all files, in the order of files and places, each once. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each file by its path. */
  readonly sources: ReadonlyMap<string, string>;
  readonly failed: boolean;
  /** Files and specs that were read, well or not. */
  readonly counts: { readonly files: number; readonly specs: number };
}

/** What is wrong with mutants is told where they matter; to lint, what is not supported yet is no error. */
export type Purpose = 'check' | 'check mutants' | 'lint';

export async function readSpecs(
  paths: readonly string[],
  { set }: ReadingOptions,
  purpose: Purpose = 'check',
  own: 'run' | 'leave' = 'leave',
): Promise<Reading> {
  const targets: SpecToCheck[] = [];
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  const missed: MissedSetting[] = [];
  let protocols: Protocols | undefined;
  let documents = 0;
  const files = specFiles(paths);
  for (const path of files) {
    const read = loadFile(path, {
      set,
      library: libraryFolder(),
      declarations: (reference) => protocols?.declarations(reference) ?? { is: 'not loaded' },
      onMissed: (setting) => missed.push(setting),
    });
    if (read.documents.some(({ kind }) => kind === 'system')) {
      protocols ??= new (await import('../engine/protocols/declarations.js')).Protocols();
      await protocols.load(read, { own, onRun: sayThatCodeRuns });
    }
    const loaded = specsOf(read);
    documents += loaded.loaded.documents.length;
    sources.set(path, loaded.file.text);
    for (const { path: other, text } of coarserFiles(loaded.specs)) {
      if (!sources.has(other)) sources.set(other, text);
    }
    if (purpose !== 'lint') diagnostics.push(...loaded.diagnostics);
    if (purpose !== 'check') diagnostics.push(...lintLoaded(loaded.loaded));
    for (const document of loaded.specs) {
      const target = specToCheck(document);
      if (target !== null) targets.push(target);
    }
  }
  diagnostics.push(...missedByAll(set, missed, documents));
  const unique = sortedOnce(diagnostics);
  // Settings are sources of their own, to be quoted.
  for (const { span } of unique) {
    if (!sources.has(span.file.path)) sources.set(span.file.path, span.file.text);
  }
  return {
    targets,
    diagnostics: unique,
    sources,
    failed: unique.some(({ severity }) => severity === 'error'),
    counts: { files: files.length, specs: documents },
  };
}

/** A protocol of the user's own is a program: whoever checks it should know that it runs. */
function sayThatCodeRuns(file: string): void {
  const short = relative('', file);
  console.error(`assay: running the code of ${short.startsWith('..') ? file : short}`);
}

/** Files that refinements speak of: to be quoted where a step is not allowed. */
function coarserFiles(specs: readonly ReadSpec[]): SourceFile[] {
  return specs.flatMap(({ spec }) =>
    spec?.kind === 'model' ? spec.refinements.map(({ abstract }) => abstract.span.file) : [],
  );
}

/** A constant is set where there is one of its name; it is a mistake when that is nowhere. */
function missedByAll(
  set: readonly string[],
  missed: readonly MissedSetting[],
  documents: number,
): Diagnostic[] {
  return [...new Set(set)].flatMap((setting) => {
    const here = missed.filter((m) => m.setting === setting);
    const times = set.filter((s) => s === setting).length;
    return here.length > 0 && here.length === documents * times ? [noSuchConstant(here)] : [];
  });
}

/** The diagnostics as text, with a closing count. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const blocks = diagnostics.map((d) =>
    formatDiagnostic(d, (text, role) => roleStyled(paint, role, text)),
  );
  return [...blocks, countText(diagnostics)].join('\n\n');
}

function countText(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((d) => d.severity === 'error').length;
  const notices = diagnostics.filter((d) => d.severity === 'info').length;
  const others = diagnostics.length - errors - notices;
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  return [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(others > 0 ? [plural(others, 'warning')] : []),
    ...(notices > 0 ? [plural(notices, 'notice')] : []),
  ].join(', ');
}
