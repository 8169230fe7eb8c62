/**
 * From a path to raw specs, ready to be elaborated:
 *
 *     file → text → one tree a document → kind → extends → change → --set → schema
 *
 * A `LoadedSpec` is a tree that has its final shape: everything after this reads one mapping and need
 * not know where its parts came from. A mutant is the same spec with one more change.
 */
import { Diagnostics } from './diagnostics.js';
import { resolveExtends } from './extend.js';
import { findSpec, isSpecName, yamlFiles } from './files/find.js';
import * as files from './files/messages.js';
import { checkNamedSpecs } from './files/references.js';
import { readSource } from './files/source.js';
import { isKind, KINDS, type Kind } from './kinds.js';
import { didYouMean } from './nearest.js';
import { applyChanges } from './patch.js';
import * as say from './schema/messages.js';
import { validateSpec } from './schema/validate.js';
import { applySetting, type MissedSetting } from './settings.js';
import type { SourceFile, Span } from './source.js';
import { type Declarations, NOT_LOADED } from './system/declared.js';
import * as yaml from './yaml/messages.js';
import { isMended } from './yaml/messages.js';
import { readYaml } from './yaml/read.js';
import { child, type Mapping, textOf } from './yaml/tree.js';

export interface LoadOptions {
  /** `N=5`, `constants.N=5`, `path=value`; in order. */
  readonly set?: readonly string[];
  /** Told of each setting that names a constant which a spec does not have; without it that is an error. */
  readonly onMissed?: (missed: MissedSetting) => void;
  /** The folder of library specs, where `extends` looks after the file's own folder. */
  readonly library?: string;
  /** What is known of the protocols that systems name; asked when a spec is read, not when it is loaded. Default: nothing. */
  readonly declarations?: Declarations;
}

export interface LoadedFile {
  readonly file: SourceFile;
  /** The documents whose kind is known, in order. */
  readonly documents: readonly LoadedSpec[];
  /** What is wrong with the file itself; each document has its own besides. */
  readonly diagnostics: Diagnostics;
}

export interface LoadedSpec {
  readonly kind: Kind;
  /** The spec's `name`, or the empty string where that is missing. */
  readonly name: string;
  readonly file: SourceFile;
  /** The folder of library specs, where others that it names are looked up. */
  readonly library: string | undefined;
  readonly declarations: Declarations;
  /** After `extends`, `change` and the settings; without those two keys. */
  readonly raw: Mapping;
  readonly span: Span;
  /** Was anything set from outside? Counts that the spec expects are then not of this. */
  readonly changed: boolean;
  readonly mutants: readonly string[];
  /** The spec with one mutant's change made; its diagnostics are of the patched spec. */
  readonly mutant: (name: string) => LoadedSpec;
  /** Another spec that this one names (`refines`), with some constants set; null where there is none. */
  readonly other: (name: string, set: (root: Mapping) => readonly string[]) => LoadedSpec | null;
  readonly diagnostics: Diagnostics;
}

/** Reads a file (by its path, or text that is at hand). */
export function loadFile(source: string | SourceFile, options: LoadOptions = {}): LoadedFile {
  const diagnostics = new Diagnostics();
  const file = typeof source === 'string' ? readSource(source, diagnostics) : source;
  if (file === null) return { file: diagnostics.list[0].span.file, documents: [], diagnostics };
  const documents: LoadedSpec[] = [];
  const roots = specRoots(file, diagnostics);
  // A tree may lack what is wrong in its text: its spec is not the one that was written.
  const lacks = diagnostics.list.filter((d) => d.severity === 'error' && !isMended(d));
  checkNames(
    roots.map(({ root }) => root),
    diagnostics,
  );
  for (const { root, span } of roots) {
    const kind = kindOf(root, diagnostics);
    if (kind === null) continue;
    const spec = loadSpec(root, kind, file, options);
    for (const lack of lacks) if (isWithin(lack.span, span)) spec.diagnostics.add(lack);
    documents.push(spec);
  }
  return { file, documents, diagnostics };
}

/** All YAML files of a folder and the folders below it, in the order of their paths. */
export function loadFolder(folder: string, options: LoadOptions = {}): LoadedFile[] {
  return yamlFiles(folder, { recursive: true }).map((path) => loadFile(path, options));
}

function isWithin(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.start <= outer.end;
}

// ------------------------------------------------------------------------------------- documents

/** With the span of the whole document: a tree ends with its last part that is not wrong. */
function specRoots(file: SourceFile, diagnostics: Diagnostics): { root: Mapping; span: Span }[] {
  const roots: { root: Mapping; span: Span }[] = [];
  for (const { tree, span } of readYaml(file, diagnostics)) {
    if (tree === null) continue;
    if (tree.node === 'mapping') roots.push({ root: tree, span });
    else
      diagnostics.add(
        yaml.notMapping(tree.span, tree.node === 'list' ? 'a list' : 'a single value'),
      );
  }
  return roots;
}

function checkNames(roots: readonly Mapping[], diagnostics: Diagnostics): void {
  const names = new Map<string, Span>();
  for (const root of roots) {
    const name = child(root, 'name');
    if (name?.node !== 'scalar' || name.text === null) continue;
    const first = names.get(name.text);
    if (first) diagnostics.add(files.duplicateSpec(name.span, name.text, first));
    else names.set(name.text, name.span);
  }
}

function kindOf(root: Mapping, diagnostics: Diagnostics): Kind | null {
  const kind = child(root, 'kind');
  if (kind === undefined) {
    const first = root.entries[0]?.key.span ?? root.span;
    diagnostics.add(say.missingKind(first));
    return null;
  }
  const text = textOf(kind);
  if (isKind(text)) return text;
  diagnostics.add(say.unknownKind(kind.span, text, didYouMean(text, KINDS)));
  return null;
}

// ----------------------------------------------------------------------------------------- specs

interface Place {
  readonly file: SourceFile;
  readonly library: string | undefined;
  readonly declarations: Declarations;
  readonly changed: boolean;
}

function loadSpec(root: Mapping, kind: Kind, file: SourceFile, options: LoadOptions): LoadedSpec {
  const diagnostics = new Diagnostics();
  const { library, declarations = NOT_LOADED, set = [] } = options;
  const place = { file, library, declarations, changed: set.length > 0 };
  const joined = resolveExtends(root, kind, { ...place, chain: [] }, diagnostics);
  if (joined === null) return asLoaded(root, kind, place, diagnostics);
  let raw = joined;
  for (const setting of set) raw = applySetting(raw, setting, diagnostics, options.onMissed);
  return finish(raw, kind, place, diagnostics);
}

function finish(raw: Mapping, kind: Kind, place: Place, diagnostics: Diagnostics): LoadedSpec {
  validateSpec(raw, kind, diagnostics);
  checkNamedSpecs(raw, kind, place, diagnostics);
  return asLoaded(raw, kind, place, diagnostics);
}

function asLoaded(raw: Mapping, kind: Kind, place: Place, diagnostics: Diagnostics): LoadedSpec {
  const mutants = child(raw, 'mutants');
  const names = mutants?.node === 'mapping' ? mutants.entries.map((e) => e.key.text) : [];
  return {
    kind,
    name: textOf(child(raw, 'name')),
    file: place.file,
    library: place.library,
    declarations: place.declarations,
    raw,
    span: raw.span,
    changed: place.changed,
    mutants: names,
    mutant: (name) => mutate(raw, kind, place, name),
    other: (name, set) => otherSpec(raw, place, name, set),
    diagnostics,
  };
}

/** `set` is told the other spec as it is written, and answers settings as `--set` takes them. */
function otherSpec(
  raw: Mapping,
  place: Place,
  name: string,
  set: (root: Mapping) => readonly string[],
): LoadedSpec | null {
  const found = isSpecName(name) ? findSpec(name, place.file, place.library, raw) : null;
  if (found === null) return null;
  const kind = textOf(child(found.root, 'kind'));
  if (!isKind(kind)) return null;
  const { library, declarations } = place;
  const options = { declarations, ...(library === undefined ? {} : { library }) };
  const unset = loadSpec(found.root, kind, found.file, options);
  // Constants may come from what the other spec extends: they are known once it is joined.
  const settings = set(unset.raw);
  const spec =
    settings.length === 0
      ? unset
      : loadSpec(found.root, kind, found.file, { ...options, set: settings });
  for (const diagnostic of found.diagnostics.list) spec.diagnostics.add(diagnostic);
  return spec;
}

function mutate(raw: Mapping, kind: Kind, place: Place, name: string): LoadedSpec {
  const diagnostics = new Diagnostics();
  const mutants = child(raw, 'mutants');
  const mutant = mutants?.node === 'mapping' ? child(mutants, name) : undefined;
  const change = mutant?.node === 'mapping' ? child(mutant, 'change') : undefined;
  const patched = change?.node === 'mapping' ? applyChanges(raw, change, diagnostics) : raw;
  return finish(patched, kind, place, diagnostics);
}
