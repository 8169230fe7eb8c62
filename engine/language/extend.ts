/**
 * `extends: other` adds to another spec: sections are joined by key, and a key on both sides is an
 * error, so that overriding is always said aloud, with `change:`.
 */
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { findSpec, isSpecName, specNamesNear } from './files/find.js';
import * as files from './files/messages.js';
import type { Kind } from './kinds.js';
import { didYouMean } from './nearest.js';
import { applyChanges } from './patch.js';
import * as say from './schema/messages.js';
import type { SourceFile, Span } from './source.js';
import { child, type Entry, entry, type Mapping, textOf } from './yaml/tree.js';

export interface ExtendsContext {
  readonly file: SourceFile;
  readonly library: string | undefined;
  /** The specs that led here, as `file: name`, the first one first. */
  readonly chain: readonly string[];
}

/**
 * The spec with what it extends joined to it and its own `change:` made, and without those two keys.
 * Null where what it extends is not to be had: then nothing more can be said about it.
 */
export function resolveExtends(
  root: Mapping,
  kind: Kind,
  context: ExtendsContext,
  diagnostics: Diagnostics,
): Mapping | null {
  let raw = root;
  const wanted = child(root, 'extends');
  if (wanted?.node === 'scalar' && wanted.text !== null) {
    const base = baseOf(root, textOf(wanted), wanted.span, kind, context, diagnostics);
    if (base === null) return null;
    raw = joinSpecs(base, root, textOf(wanted), diagnostics);
  }
  const change = child(root, 'change');
  if (change?.node === 'mapping') raw = applyChanges(raw, change, diagnostics);
  // What is not of the right form stays, for the schema to complain about.
  const entries = raw.entries.filter(
    ({ key, value }) =>
      !(key.text === 'extends' && value.node === 'scalar' && value.text !== null) &&
      !(key.text === 'change' && value.node === 'mapping'),
  );
  return { ...raw, entries };
}

function baseOf(
  root: Mapping,
  name: string,
  span: Span,
  kind: Kind,
  context: ExtendsContext,
  diagnostics: Diagnostics,
): Mapping | null {
  const self = `${context.file.path}: ${textOf(child(root, 'name'))}`;
  const refuse = (diagnostic: Diagnostic) => {
    diagnostics.add(diagnostic);
    return null;
  };
  if (/[/\\]|\.\./.test(name)) return refuse(files.outsideFolder(span, name));
  const found = isSpecName(name) ? findSpec(name, context.file, context.library, root) : null;
  if (found === null) {
    const hint = didYouMean(name, specNamesNear(context.file, context.library));
    return refuse(files.specNotFound(span, name, 'beside this file or in the library', hint));
  }
  const id = `${found.file.path}: ${textOf(child(found.root, 'name'))}`;
  const chain = [...context.chain, self];
  if (chain.includes(id)) {
    const names = [...chain.slice(chain.indexOf(id)), id].map((at) =>
      at.slice(at.lastIndexOf(': ') + 2),
    );
    return refuse(files.extendsCycle(span, names));
  }
  const baseKind = textOf(child(found.root, 'kind'));
  if (baseKind !== kind)
    return refuse(say.extendsOtherKind(span, name, baseKind || 'unknown', kind));
  const inner = new Diagnostics();
  for (const d of found.diagnostics.list) inner.add(d);
  const base = resolveExtends(found.root, kind, { ...context, file: found.file, chain }, inner);
  const first = inner.list.find((d) => d.severity === 'error');
  if (first?.code === 'ASY6006') diagnostics.add({ ...first, span });
  else if (first) diagnostics.add(files.extendsBroken(span, name, first));
  return first ? null : base;
}

/** Keys that describe a spec itself and are not inherited. */
const OWN = new Set(['kind', 'name', 'about', 'covers', 'source', 'extends', 'change', 'assay']);

/** `extension` laid over `base`: the base's sections first, then what the extension adds. */
export function joinSpecs(
  base: Mapping,
  extension: Mapping,
  baseName: string,
  diagnostics: Diagnostics,
): Mapping {
  const entries: Entry[] = extension.entries.filter((e) => isOwn(e.key.text));
  for (const section of base.entries) {
    if (isOwn(section.key.text)) continue;
    const added = entry(extension, section.key.text);
    entries.push(added ? joinSection(section, added, baseName, diagnostics) : section);
  }
  for (const section of extension.entries)
    if (!isOwn(section.key.text) && !child(base, section.key.text)) entries.push(section);
  return { ...extension, entries };
}

const isOwn = (key: string) => OWN.has(key) || key.startsWith('x-');

function joinSection(section: Entry, added: Entry, base: string, diagnostics: Diagnostics): Entry {
  const [ours, theirs] = [section.value, added.value];
  if (ours.node !== 'mapping' || theirs.node !== 'mapping') {
    diagnostics.add(say.keyOnBothSides(added.key.span, added.key.text, base, section.key.span));
    return section;
  }
  const entries = [...ours.entries];
  for (const inner of theirs.entries) {
    const first = entry(ours, inner.key.text);
    if (first) {
      diagnostics.add(say.keyOnBothSides(inner.key.span, inner.key.text, base, first.key.span));
    } else {
      entries.push(inner);
    }
  }
  return { key: added.key, value: { ...theirs, entries } };
}
