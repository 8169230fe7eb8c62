/**
 * From raw specs to meaning, each kind by its own elaborator. Linting a spec includes its mutants, and says everything once.
 */
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { elaborateModel } from './elaborate/model.js';
import { lintOther } from './lint/other.js';
import type { LoadedFile, LoadedSpec } from './load.js';
import { elaborateProgram } from './program/elaborate.js';
import { lineAndColumn } from './source.js';
import { elaborateStudy } from './study/elaborate.js';
import { elaborateSystem } from './system/elaborate.js';
import { elaborateTasks } from './tasks/elaborate.js';
import { elaborateTheory } from './theory/elaborate.js';
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
  const structure = loaded.diagnostics.list;
  const spec = canGoOn(loaded) ? meaning(loaded, diagnostics) : null;
  const all = [...structure, ...diagnostics.list];
  return {
    loaded,
    spec: all.some(isError) ? null : spec,
    diagnostics: sortedOnce([...structure, ...withoutEchoes(diagnostics.list, loaded)]),
    mutant: (name) => readSpec(loaded.mutant(name)),
  };
}

const isError = ({ severity }: Diagnostic) => severity === 'error';

function meaning(loaded: LoadedSpec, diagnostics: Diagnostics): Spec | null {
  const { raw, kind, file } = loaded;
  if (kind === 'model') return elaborateModel(raw, file, diagnostics, loaded.other);
  if (kind === 'theory') return elaborateTheory(raw, diagnostics);
  if (kind === 'tasks') return elaborateTasks(raw, lintOther(raw, kind, diagnostics), diagnostics);
  if (kind === 'program')
    return elaborateProgram(raw, lintOther(raw, kind, diagnostics), diagnostics);
  if (kind === 'system')
    return elaborateSystem(loaded, lintOther(raw, kind, diagnostics), diagnostics);
  return elaborateStudy(loaded, lintOther(raw, kind, diagnostics), readSpec, diagnostics);
}

/**
 * Errors inside a section leave the rest of a spec readable, and its errors are worth hearing at
 * once. Where a section itself is misspelt or of the wrong form, or where what is extended is not to
 * be had, everything that used it would be an echo.
 */
function canGoOn({ raw, diagnostics }: LoadedSpec): boolean {
  return diagnostics.list.every(({ code, severity, span }) => {
    if (severity !== 'error') return true;
    if (code.startsWith('ASY6')) return span.file !== raw.span.file;
    return !raw.entries.some(
      ({ key, value }) =>
        (code === 'ASY2010' && span === key.span) ||
        (code === 'ASY2012' && !HEADER.has(key.text) && (span === value.span || span === key.span)),
    );
  });
}

const HEADER = new Set(['kind', 'name', 'about', 'covers', 'source', 'assay', 'mutants', 'runs']);

/** What a later phase says of a place that an earlier one has refused, or of the entry around it. */
function withoutEchoes(
  later: readonly Diagnostic[],
  { raw, diagnostics }: LoadedSpec,
): Diagnostic[] {
  const refused = diagnostics.list.filter(isError).map(({ span }) => span);
  const entries = raw.entries.flatMap(({ value }) =>
    value.node === 'mapping' ? value.entries : [],
  );
  const broken = entries.filter(({ key, value }) =>
    refused.some(
      ({ file, start }) =>
        file === key.span.file && start >= key.span.start && start < value.span.end,
    ),
  );
  return later.filter(
    ({ span }) =>
      !refused.some(
        (no) => no.file === span.file && no.start <= span.start && span.start <= no.end,
      ) && !broken.some(({ key }) => key.span.file === span.file && key.span.start === span.start),
  );
}

/**
 * Everything that is wrong with a spec and with its mutants. What is right, but not supported yet
 * (ASY7xxx), refuses a spec only where it is checked: here it is a warning.
 */
export function lintSpec(loaded: LoadedSpec): Diagnostic[] {
  return allOf(loaded).map((d) => (d.code.startsWith('ASY7') ? { ...d, severity: 'warning' } : d));
}

function allOf(loaded: LoadedSpec): Diagnostic[] {
  const found = [...readSpec(loaded).diagnostics];
  if (!canGoOn(loaded)) return found;
  for (const name of loaded.mutants)
    found.push(...readSpec(loaded.mutant(name)).diagnostics.filter((d) => !isMeant(d)));
  return sortedOnce(found);
}

/** A mutant that is overloaded is meant to be. */
const isMeant = ({ code, severity }: Diagnostic) =>
  severity === 'warning' && code.startsWith('ASY52');

/** Everything that is wrong with a file. */
export function lintLoaded(file: LoadedFile): Diagnostic[] {
  return sortedOnce([...file.diagnostics.list, ...file.documents.flatMap(lintSpec)]);
}

/**
 * In the order of files and places. A problem that several mutants show is said once, and where the
 * YAML itself is at fault, nothing more is said of that place.
 */
export function sortedOnce(list: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  const faults = new Set(
    list.filter(({ code }) => code.startsWith('ASY1')).map(({ span }) => span.start),
  );
  const once = list.filter(({ code, span, message }) => {
    if (!code.startsWith('ASY1') && faults.has(span.start)) return false;
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
