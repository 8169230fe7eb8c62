/**
 * Which schemas speak about a node of the tree: references, `allOf` and `if` resolved. The linter
 * walks a spec with this, and error messages find here what was expected.
 */
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { definition } from './spec.js';
import type { Schema } from './vocabulary.js';

/** All schemas that apply to `tree`, if `schema` does: itself, then what it refers to. */
export function applicable(schema: Schema, tree: Tree): Schema[] {
  const found: Schema[] = [];
  const visit = (one: Schema | undefined): void => {
    if (one === undefined) return;
    if (one.$ref !== undefined) {
      visit(definition(one.$ref.slice('#/definitions/'.length)));
      return;
    }
    found.push(one);
    for (const part of one.allOf ?? []) visit(part);
    if (one.if) visit(matches(one.if, tree) ? one.then : one.else);
  };
  visit(schema);
  return found;
}

/** The conditions that our schemas use: a mapping with some key, or of some kind. */
function matches(condition: Schema, tree: Tree): boolean {
  if (tree.node !== 'mapping') return false;
  if (!(condition.required ?? []).every((name) => child(tree, name) !== undefined)) return false;
  const kind = condition.properties?.kind?.const;
  return kind === undefined || textOf(child(tree, 'kind')) === kind;
}

/** What applies to the value of a key, given what applies to its mapping. */
export function below(schemas: readonly Schema[], key: string): Schema[] {
  return schemas.flatMap((schema): Schema[] => {
    const own = has(schema.properties, key) ? schema.properties?.[key] : undefined;
    if (own) return [own];
    for (const [pattern, value] of Object.entries(schema.patternProperties ?? {}))
      if (new RegExp(pattern, 'u').test(key)) return [value];
    return schema.additionalProperties ? [schema.additionalProperties] : [];
  });
}

export function items(schemas: readonly Schema[]): Schema[] {
  return schemas.flatMap((schema) => (schema.items ? [schema.items] : []));
}

/** The keys that a closed mapping may have. */
export function knownKeys(schemas: readonly Schema[]): string[] {
  return [...new Set(schemas.flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

const has = (record: object | undefined, key: string) =>
  record !== undefined && Object.hasOwn(record, key);

/** Where a JSON pointer of ajv's leads, with all that applies there. */
export interface Located {
  readonly tree: Tree;
  readonly schemas: readonly Schema[];
  /** The nearest key above, or null at the top. */
  readonly key: Mapping['entries'][number]['key'] | null;
  /** `state`, `item 2 of covers`, or the empty string at the top. */
  readonly label: string;
}

export function locate(root: Mapping, schema: Schema, pointer: string): Located {
  let here: Located = { tree: root, schemas: applicable(schema, root), key: null, label: '' };
  for (const raw of pointer.split('/').slice(1)) {
    const token = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    here = stepInto(here, token) ?? here;
  }
  return here;
}

function stepInto(from: Located, token: string): Located | null {
  if (from.tree.node === 'list') {
    const tree = from.tree.items[Number(token)];
    if (tree === undefined) return null;
    const schemas = items(from.schemas).flatMap((schema) => applicable(schema, tree));
    return {
      tree,
      schemas,
      key: from.key,
      label: `item ${Number(token) + 1} of ${from.key?.text ?? ''}`,
    };
  }
  if (from.tree.node !== 'mapping') return null;
  const entry = from.tree.entries.find(({ key }) => key.text === token);
  if (!entry) return null;
  const schemas = below(from.schemas, token).flatMap((schema) => applicable(schema, entry.value));
  return { tree: entry.value, schemas, key: entry.key, label: token };
}
