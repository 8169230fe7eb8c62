/**
 * The structure of a spec against the schema of its kind. The validators are compiled ahead of time
 * by ajv; what they find is turned into one diagnostic a problem, with the place in the text, what
 * was expected, and the nearest right spelling.
 */

import type { Diagnostic, Diagnostics } from '../diagnostics.js';
import { isKind, type Kind } from '../kinds.js';
import { didYouMean } from '../nearest.js';
import { inOtherWords } from '../other-words.js';
import type { Span } from '../source.js';
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { toJson } from './json.js';
import * as say from './messages.js';
import { knownKeys, type Located, locate } from './navigate.js';
import { definition } from './spec.js';
import { model, program, study, system, tasks, theory } from './validators.generated.js';
import type { Schema } from './vocabulary.js';

interface Finding {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}

type Validator = ((data: unknown) => boolean) & { errors?: readonly Finding[] | null };

const validators: Readonly<Record<Kind, Validator>> = {
  model,
  system,
  tasks,
  program,
  theory,
  study,
};

/** Reports what is wrong with the structure of a spec. */
export function validateSpec(root: Mapping, kind: Kind, diagnostics: Diagnostics): void {
  report(root, kind, kind, [], diagnostics);
  if (kind === 'study') validateInline(child(root, 'of'), diagnostics);
}

/** A spec inside a study needs only its kind. */
function validateInline(of: Tree | undefined, diagnostics: Diagnostics): void {
  if (of?.node !== 'mapping') return;
  const kind = textOf(child(of, 'kind'));
  if (isKind(kind) && kind !== 'study')
    report(of, kind, `${kind} inline`, ['name', 'about'], diagnostics);
}

function report(
  root: Mapping,
  kind: Kind,
  schemaName: string,
  optional: readonly string[],
  diagnostics: Diagnostics,
): void {
  const validate = validators[kind];
  if (validate(toJson(root))) return;
  const schema = definition(schemaName);
  const seen = new Set<string>();
  for (const finding of validate.errors ?? []) {
    if (finding.instancePath === '' && optional.includes(String(finding.params.missingProperty)))
      continue;
    const once = onlyOnce(finding);
    if (once === null || seen.has(once)) continue;
    seen.add(once);
    const diagnostic = explain(finding, root, schema);
    if (diagnostic) diagnostics.add(diagnostic);
  }
}

/** Findings with the same text are one problem; null for what only repeats others. */
function onlyOnce({ keyword, instancePath, params, propertyName }: Finding): string | null {
  switch (keyword) {
    case 'if':
    case 'propertyNames':
      return null;
    case 'additionalProperties':
      return `key ${instancePath}/${params.additionalProperty}`;
    case 'required':
    case 'dependencies':
      return `${keyword} ${instancePath}/${params.missingProperty}`;
    default:
      return propertyName === undefined
        ? `value ${instancePath}`
        : `key ${instancePath}/${propertyName}`;
  }
}

function explain(finding: Finding, root: Mapping, schema: Schema): Diagnostic | null {
  const at = locate(root, schema, finding.instancePath);
  switch (finding.keyword) {
    case 'additionalProperties':
      return unknownKey(at, String(finding.params.additionalProperty));
    case 'required':
      return say.missingKey(headSpan(at, root), String(finding.params.missingProperty), inside(at));
    case 'dependencies':
      return dependency(
        at,
        String(finding.params.property),
        String(finding.params.missingProperty),
      );
    case 'enum':
      return notOneOf(at, finding.params.allowedValues as readonly unknown[]);
    case 'minItems':
    case 'minProperties':
      return say.emptyCollection(at.tree.span, label(at), expected(at) ?? 'at least one entry');
    case 'minimum':
      return say.outOfRange(
        at.tree.span,
        label(at),
        shown(at.tree),
        expected(at) ?? `at least ${finding.params.limit}`,
      );
    case 'pattern':
      return finding.propertyName === undefined ? badForm(at) : badName(at, finding.propertyName);
    default:
      return wrongKind(at, finding.params.type);
  }
}

function unknownKey(at: Located, name: string): Diagnostic {
  const keys = knownKeys(at.schemas);
  const listed = keys.length <= 13 ? `the keys here are ${keys.join(', ')}` : undefined;
  const hint = inOtherWords('key', name, keys) ?? didYouMean(name, keys) ?? listed;
  return say.unknownKey(keySpan(at, name), name, inside(at), hint);
}

function dependency(at: Located, name: string, missing: string): Diagnostic {
  return say.keyNeeds(keySpan(at, name), name, missing);
}

function notOneOf(at: Located, allowed: readonly unknown[]): Diagnostic {
  const words = allowed.map(String);
  const found = shown(at.tree);
  return say.notOneOf(
    valueSpan(at),
    label(at),
    found,
    listed(words),
    didYouMean(textOf(at.tree), words),
  );
}

function badForm(at: Located): Diagnostic {
  const examples = at.schemas.flatMap((schema) => (schema.examples as string[] | undefined) ?? []);
  const hint = didYouMean(textOf(at.tree), examples);
  return say.badForm(
    valueSpan(at),
    label(at),
    shown(at.tree),
    expected(at) ?? 'another form',
    hint,
  );
}

function badName(at: Located, name: string): Diagnostic {
  const wanted = at.schemas.map((schema) => schema.propertyNames?.['x-expected']).find(Boolean);
  const camel = name
    // ä is a and two dots: a letter without what stands over it.
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/^[^A-Za-z]+/, '')
    .replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
  const hint = /^[A-Za-z]/.test(camel) && !/[()]/.test(name) ? `\`${camel}\` would do` : undefined;
  return say.badName(keySpan(at, name), name, wanted ?? 'another form', hint);
}

function wrongKind(at: Located, types: unknown): Diagnostic {
  const wanted =
    expected(at) ?? listed([types].flat().map((type) => TYPE_NAMES[String(type)] ?? String(type)));
  return say.wrongKind(valueSpan(at), label(at), wanted, found(at.tree), emptyHint(at));
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

const emptyHint = ({ tree, schemas }: Located): string | undefined =>
  tree.node === 'scalar' &&
  tree.text === null &&
  schemas.some((s) => [s.type].flat().includes('object'))
    ? 'write `{}` for nothing'
    : undefined;

function expected({ schemas }: Located): string | undefined {
  return schemas.map((schema) => schema['x-expected']).find((text) => text !== undefined);
}

const label = (at: Located): string => at.label || 'the spec';
const inside = (at: Located): string => (at.label === '' ? '' : ` in \`${at.label}\``);

function listed(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? 'nothing')
    : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function found(tree: Tree): string {
  if (tree.node === 'mapping') return 'a mapping';
  if (tree.node === 'list') return 'a list';
  if (tree.text === null) return 'empty';
  return `\`${shown(tree)}\``;
}

function shown(tree: Tree): string {
  if (tree.node !== 'scalar') return tree.node === 'list' ? 'a list' : 'a mapping';
  const text = (tree.text ?? '').trim().replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text || 'empty';
}

/** An empty value is shown by its key. */
function valueSpan(at: Located): Span {
  const { span } = at.tree;
  return span.end > span.start || at.key === null ? span : at.key.span;
}

function keySpan(at: Located, name: string): Span {
  const entry =
    at.tree.node === 'mapping' ? at.tree.entries.find(({ key }) => key.text === name) : undefined;
  return entry?.key.span ?? at.tree.span;
}

/** Where a mapping begins, for what is missing in it: its own key, or its first. */
function headSpan(at: Located, root: Mapping): Span {
  const first = at.tree.node === 'mapping' ? at.tree.entries[0]?.key.span : undefined;
  if (at.tree === root) return first ?? root.span;
  return at.label.startsWith('item ') ? (first ?? at.tree.span) : (at.key?.span ?? at.tree.span);
}
