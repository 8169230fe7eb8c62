/**
 * What a study runs: random task sets, or a spec of another kind, once for each combination. A varied name
 * is a constant of that spec, a path into it, or a name that its expressions use.
 */
import { Diagnostics } from '../diagnostics.js';
import { resolveExtends } from '../extend.js';
import { findSpec, isSpecName } from '../files/find.js';
import { isKind, type Kind } from '../kinds.js';
import { didYouMean } from '../nearest.js';
import { applyChange } from '../patch.js';
import { findPath } from '../path.js';
import { validateSpec } from '../schema/validate.js';
import type { SourceFile } from '../source.js';
import { child, type Entry, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import type { Axis, Cell } from './spec.js';

export interface Studied {
  readonly name: string;
  readonly kind: Kind;
  readonly file: SourceFile;
  /** After `extends` and `change`; one inside the study has the study's name. */
  readonly root: Mapping;
  /** Does it stand in the study itself? */
  readonly inline: boolean;
  readonly at: Tree;
}

export interface Surroundings {
  readonly file: SourceFile;
  readonly library: string | undefined;
}

/** Null where it is not to be had, or broken, which has been said. */
export function studiedBy(
  study: Mapping,
  { file, library }: Surroundings,
  diagnostics: Diagnostics,
): Studied | null {
  const of = child(study, 'of');
  if (of?.node === 'mapping') {
    const kind = textOf(child(of, 'kind'));
    if (!isKind(kind)) return null;
    const header = study.entries.filter(
      ({ key }) => HEADER.includes(key.text) && child(of, key.text) === undefined,
    );
    const whole = { ...of, entries: [...header, ...of.entries] };
    const root = resolveExtends(whole, kind, { file, library, chain: [] }, diagnostics);
    return root && { name: textOf(child(root, 'name')), kind, file, root, inline: true, at: of };
  }
  const name = textOf(of);
  if (of === undefined || !isSpecName(name)) return null;
  const found = findSpec(name, file, library, study);
  const kind = textOf(found ? child(found.root, 'kind') : undefined);
  if (found === null || !isKind(kind)) return null;
  const own = new Diagnostics();
  for (const diagnostic of found.diagnostics.list) own.add(diagnostic);
  const from = { file: found.file, library, chain: [] };
  const root = resolveExtends(found.root, kind, from, own);
  const first = own.list.find(({ severity }) => severity === 'error');
  if (first) diagnostics.add(say.brokenSubject(of.span, `\`${name}\``, first));
  return root && !first ? { name, kind, file: found.file, root, inline: false, at: of } : null;
}

const HEADER = ['name', 'about'];

/** How an axis reaches what is studied: by a path, or as a name that expressions there may use. */
export type Reach = { readonly path: Entry['key'] } | { readonly name: string };

/** Null, and said, for an axis that reaches nothing. `measured` may use names as well. */
export function reachOf(
  axis: Axis,
  study: Mapping,
  studied: Studied,
  diagnostics: Diagnostics,
): Reach | null {
  const { name, key } = axis;
  const constants = child(studied.root, 'constants');
  const names =
    constants?.node === 'mapping' ? constants.entries.map((entry) => entry.key.text) : [];
  const before = names.includes(name) ? 'constants.' : '';
  const path = `${before}${name}`;
  const { found } = findPath(studied.root, path);
  if (found === 'place' || (found === 'new key' && path.includes('.'))) {
    const offsetOf = (i: number) => key.offsetOf(i - before.length);
    return { path: { ...key, text: path, offsetOf } };
  }
  const measured = child(study, 'measure');
  if (mentions(studied.root, name) || (measured && mentions(measured, name))) return { name };
  const keys = studied.root.entries.map((entry) => entry.key.text);
  diagnostics.add(say.variesNothing(key.span, name, didYouMean(name, [...names, ...keys])));
  return null;
}

function mentions(tree: Tree, name: string): boolean {
  switch (tree.node) {
    case 'scalar':
      return (tree.text ?? '').split(/[^A-Za-z0-9_]+/).includes(name);
    case 'list':
      return tree.items.some((item) => mentions(item, name));
    case 'mapping':
      return tree.entries.some(({ key, value }) => mentions(key, name) || mentions(value, name));
  }
}

/** What is studied with the values of one cell: paths set, and names as constants. */
export function specOfCell(
  { root, kind }: Studied,
  axes: readonly Axis[],
  reaches: readonly Reach[],
  cell: Cell,
  diagnostics: Diagnostics,
): Mapping {
  let patched = root;
  for (const [i, reach] of reaches.entries()) {
    const { tree } = axes[i].values[cell[i]];
    if ('path' in reach) patched = applyChange(patched, reach.path, tree, diagnostics);
    else patched = withConstant(patched, axes[i], tree);
  }
  validateSpec(patched, kind, diagnostics);
  return patched;
}

function withConstant(root: Mapping, { key }: Axis, value: Tree): Mapping {
  const constants = child(root, 'constants');
  const before = constants?.node === 'mapping' ? constants.entries : [];
  const entries = [...before, { key, value }];
  const grown: Mapping = { node: 'mapping', flow: false, span: key.span, entries };
  const section: Entry['key'] = { ...key, text: 'constants' };
  const others = root.entries.filter((entry) => entry.key.text !== 'constants');
  return { ...root, entries: [...others, { key: section, value: grown }] };
}
