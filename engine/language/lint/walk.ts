/**
 * A spec against the annotations of its schema: every expression reads, every quantity fits its field,
 * every name that refers to a section is there. One walk serves five kinds; what only one kind knows
 * is in the file of that kind.
 */
import type { Diagnostics } from '../diagnostics.js';
import { readExpression } from '../expression/reader.js';
import { didYouMean } from '../nearest.js';
import * as say from '../schema/messages.js';
import { applicable, below, items } from '../schema/navigate.js';
import type { Reads, Schema } from '../schema/vocabulary.js';
import { child, type Entry, type Mapping, type Scalar, type Tree } from '../yaml/tree.js';
import type { Constants } from './constants.js';
import { checkQuantity, wantedBy } from './quantities.js';

export interface Walk {
  readonly root: Mapping;
  readonly constants: Constants;
  readonly diagnostics: Diagnostics;
}

export function walk(to: Walk, tree: Tree, schema: Schema): void {
  visit(to, tree, [schema]);
}

function visit(to: Walk, tree: Tree, unresolved: readonly Schema[]): void {
  const schemas = unresolved.flatMap((schema) => applicable(schema, tree));
  switch (tree.node) {
    case 'scalar':
      for (const schema of schemas) visitScalar(to, tree, schema);
      return;
    case 'list': {
      for (const item of tree.items) visit(to, item, items(schemas));
      if (items(schemas).some((schema) => schema['x-refers'] === 'properties'))
        reportTwice(to, tree.items);
      return;
    }
    case 'mapping':
      for (const entry of tree.entries) visitEntry(to, entry, schemas);
  }
}

function visitEntry(to: Walk, entry: Entry, schemas: readonly Schema[]): void {
  const { key } = entry;
  const free = schemas.filter((schema) => !Object.hasOwn(schema.properties ?? {}, key.text));
  for (const schema of free) {
    if (schema['x-keys']) readExpression(key, mode(schema['x-keys']), to.diagnostics);
    if (schema['x-keys-refer']) checkReference(to, key, schema['x-keys-refer']);
  }
  visit(to, entry.value, below(schemas, key.text));
}

function visitScalar(to: Walk, scalar: Scalar, schema: Schema): void {
  if (scalar.text === null) return;
  if (schema['x-refers']) checkReference(to, scalar, schema['x-refers']);
  const reads = schema['x-reads'];
  if (reads === undefined || isWord(scalar.text, schema['x-words'])) return;
  if (isUnknownWord(to, scalar.text, schema)) {
    const hint = didYouMean(scalar.text, schema['x-words'] ?? []);
    const expected = schema['x-expected'] ?? 'another word';
    to.diagnostics.add(say.unknownWord(scalar.span, scalar.text, expected, hint));
    return;
  }
  const syntax = readExpression(scalar, mode(reads), to.diagnostics);
  const wanted = wantedBy(schema);
  if (syntax && wanted) checkQuantity(syntax, wanted, to.constants, to.diagnostics);
}

const mode = (reads: Reads) => (reads === 'condition' ? 'value' : reads);

/** `N times` stands for any number of them. */
function isWord(text: string, words: readonly string[] | undefined): boolean {
  const word = text.trim().replace(/^[0-9]+ /, 'N ');
  return words?.includes(word) ?? false;
}

/** Where words may stand, a word that is no constant is a misspelt one. */
function isUnknownWord(to: Walk, text: string, schema: Schema): boolean {
  if (schema['x-words'] === undefined || !/^[A-Za-z]+(?: [A-Za-z]+)*$/.test(text)) return false;
  return to.constants.measured(text) === null;
}

function checkReference(to: Walk, scalar: Scalar, section: string): void {
  const name = (scalar.text ?? '').trim();
  const names = sectionNames(to.root, section);
  if (names.includes(name) || (section === 'properties' && alwaysChecked(to.root).includes(name)))
    return;
  const hint =
    didYouMean(name, names) ??
    (names.length === 0 ? `the spec has no \`${section}\` with names` : undefined);
  to.diagnostics.add(say.unknownReference(scalar.span, name, section, hint));
}

/** Properties that every system has, without saying so. */
const OF_SYSTEMS = ['assertions', 'well defined'];

function alwaysChecked(root: Mapping): readonly string[] {
  const kind = child(root, 'kind');
  return kind?.node === 'scalar' && kind.text === 'system' ? OF_SYSTEMS : [];
}

/** The keys of a section, or its items where it is a list. */
export function sectionNames(root: Mapping, section: string): string[] {
  const tree = child(root, section);
  if (tree?.node === 'mapping') return tree.entries.map(({ key }) => key.text);
  if (tree?.node === 'list')
    return tree.items.flatMap((item) => (item.node === 'scalar' && item.text ? [item.text] : []));
  return [];
}

function reportTwice(to: Walk, list: readonly Tree[]): void {
  const seen = new Set<string>();
  for (const item of list) {
    if (item.node !== 'scalar' || item.text === null) continue;
    if (seen.has(item.text)) to.diagnostics.add(say.sameTwice(item.span, item.text));
    seen.add(item.text);
  }
}
