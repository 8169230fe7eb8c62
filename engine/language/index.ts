/**
 * The language room: text in, specs and diagnostics out.
 *
 *     YAML text → located tree → patched raw spec → schema → typed spec
 *         yaml/      path, patch, extend     schema/     elaborate/, lint/
 */
import type { Diagnostic } from './diagnostics.js';
import { lintLoaded, type ReadSpec, readSpec, sortedOnce } from './lint.js';
import { type LoadedFile, type LoadOptions, loadFile } from './load.js';
import type { SourceFile } from './source.js';

export { formatDiagnostic } from './diagnostic-format.js';
export type { Diagnostic } from './diagnostics.js';
export { lintLoaded, type ReadSpec, readSpec, sortedOnce } from './lint.js';
export { type LoadedFile, type LoadOptions, loadFile, loadFolder } from './load.js';
export { type MissedSetting, noSuchConstant } from './settings.js';
export { lineAndColumn, placeOf, type SourceFile, sourceFile } from './source.js';
export type { ModelSpec, Spec } from './typed.js';

export interface LoadedSpecs {
  readonly loaded: LoadedFile;
  readonly file: SourceFile;
  readonly specs: readonly ReadSpec[];
  /** Of the file and of all its specs (mutants left aside), each once, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The specs of a file, with their meaning where they have one; of systems only as far as `declarations` go. */
export function loadSpecs(source: string | SourceFile, options: LoadOptions = {}): LoadedSpecs {
  return specsOf(loadFile(source, options));
}

/** The same, of a file that was loaded before: its protocols can be looked up in between. */
export function specsOf(loaded: LoadedFile): LoadedSpecs {
  const specs = loaded.documents.map(readSpec);
  const all = [...loaded.diagnostics.list, ...specs.flatMap(({ diagnostics }) => diagnostics)];
  return { loaded, file: loaded.file, specs, diagnostics: sortedOnce(all) };
}

/** Everything that is wrong with a file, its specs and their mutants; each once, sorted by place. */
export function lintFile(source: string | SourceFile, options: LoadOptions = {}): Diagnostic[] {
  return lintLoaded(loadFile(source, options));
}
