/**
 * From raw specs to meaning: models are elaborated to the typed spec, the other kinds are linted as
 * far as that goes without running them. Linting a spec includes its mutants, and says everything once.
 */
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { elaborateModel } from './elaborate/model.js';
import { lintOther } from './lint/other.js';
import type { LoadedFile, LoadedSpec } from './load.js';
import { lineAndColumn } from './source.js';
import type { Spec } from './typed.js';

export interface ReadSpec {
  readonly loaded: LoadedSpec;
  /** Null where an error leaves it without meaning. */
  readonly spec: Spec | null;
  /** What is wrong with it, its mutants left aside; sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** The spec with a mutant's change. */
  readonly mutant: (name: string) => ReadSpec;
}

export function readSpec(loaded: LoadedSpec): ReadSpec {
  const diagnostics = new Diagnostics();
  for (const d of loaded.diagnostics.list) diagnostics.add(d);
  const spec = worthElaborating(loaded) ? meaning(loaded, diagnostics) : null;
  return {
    loaded,
    spec: diagnostics.hasErrors ? null : spec,
    diagnostics: sortedOnce(diagnostics.list),
    mutant: (name) => readSpec(loaded.mutant(name)),
  };
}

function meaning({ raw, kind, file }: LoadedSpec, diagnostics: Diagnostics): Spec | null {
  return kind === 'model'
    ? elaborateModel(raw, file, diagnostics)
    : lintOther(raw, kind, diagnostics);
}

/**
 * A stray key deep inside leaves the rest of a spec readable, and its errors are worth hearing at
 * once. Where a section is misspelt or of the wrong form, everything that used it would be an echo.
 */
function worthElaborating({ raw, diagnostics }: LoadedSpec): boolean {
  const sections = new Set(raw.entries.map(({ key }) => key.span.start));
  return diagnostics.list.every(
    ({ code, severity, span }) =>
      severity !== 'error' || (code === 'ASY2010' && !sections.has(span.start)),
  );
}

/** Everything that is wrong with a spec and with its mutants. */
export function lintSpec(loaded: LoadedSpec): Diagnostic[] {
  const found = [...readSpec(loaded).diagnostics];
  if (!worthElaborating(loaded)) return found;
  for (const name of loaded.mutants) found.push(...readSpec(loaded.mutant(name)).diagnostics);
  return sortedOnce(found);
}

/** Everything that is wrong with a file. */
export function lintLoaded(file: LoadedFile): Diagnostic[] {
  return sortedOnce([...file.diagnostics.list, ...file.documents.flatMap(lintSpec)]);
}

/** In the order of files and places; a problem that several mutants show is said once. */
export function sortedOnce(list: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  const once = list.filter(({ code, span, message }) => {
    const { line, column } = lineAndColumn(span.file, span.start);
    const id = `${span.file.path}\n${line}:${column}\n${code}\n${message}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
  const files = [...new Set(once.map(({ span }) => span.file.path))];
  const rank = new Map(files.map((path, i) => [path, i]));
  return once.sort(
    (a, b) =>
      (rank.get(a.span.file.path) ?? 0) - (rank.get(b.span.file.path) ?? 0) ||
      a.span.start - b.span.start ||
      (a.code < b.code ? -1 : 1),
  );
}
