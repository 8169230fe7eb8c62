/**
 * Shapes in the words of the spec language: what a property over `n.votedFor` is typed as, and the value
 * it then sees. Both are read from the declaration, never from running code.
 *
 * | shape | type |
 * |---|---|
 * | int, instant, timestamp | integer (times in microseconds) |
 * | bool, oneOf, optional, list, record, value, variant | boolean, enum, optional, sequence, record, record, variant |
 * | id(role) | enum of the nodes' names, in the order of the cluster |
 * | text | symmetric `text`: only equality means something; numbered as they come |
 * | map | K to optional V where K is finite and V not optional, else a set of { key, value } |
 * | call | record { client, seq }: what tells calls apart |
 * | signed | record { by, body } |
 */
import type { FieldType, Type, TypeOf } from '../../language/types.js';
import type { Value } from '../../language/value.js';
import { setOf } from '../../language/values/order.js';
import type { Call, Detail, Fields, Shape, Signed } from './shape.js';

/** More texts than anybody numbers. */
const TEXTS = 2 ** 31 - 1;
const INTEGER: Type = { kind: 'integer' };
const TEXT: Type = { kind: 'symmetric', name: 'text', size: TEXTS };
const CALL: Type = {
  kind: 'record',
  name: 'call',
  fields: [
    { name: 'client', type: INTEGER },
    { name: 'seq', type: INTEGER },
  ],
};

/** The types of nodes: one for each role (or union of roles). */
export type NodeType = (roles: readonly string[]) => TypeOf<'enum'>;

/** Nested optional values cannot be typed, so neither can a map with optional values to a map; see above. */
export function languageType(shape: Shape<unknown>, nodes: NodeType): Type {
  const { detail } = shape;
  switch (detail.kind) {
    case 'int':
    case 'instant':
    case 'timestamp':
      return INTEGER;
    case 'bool':
      return { kind: 'boolean' };
    case 'text':
      return TEXT;
    case 'oneOf':
      return { kind: 'enum', members: detail.members };
    case 'id':
      return nodes(detail.roles);
    case 'call':
      return CALL;
    case 'optional':
      return { kind: 'optional', of: languageType(detail.of, nodes) };
    case 'list':
      return { kind: 'sequence', of: languageType(detail.of, nodes) };
    case 'set':
      return { kind: 'set', of: languageType(detail.of, nodes) };
    case 'map':
      return mapType(detail, nodes);
    case 'record':
    case 'value':
      return { kind: 'record', fields: fieldTypes(detail.fields, nodes) };
    case 'variant':
      return {
        kind: 'variant',
        shapes: Object.entries(detail.cases).map(([name, fields]) => ({
          name,
          fields: fieldTypes(fields, nodes),
        })),
      };
    case 'signed': {
      const body = languageType(detail.of, nodes);
      const by: FieldType = { name: 'by', type: nodes([detail.role]) };
      return { kind: 'record', fields: [by, { name: 'body', type: body }] };
    }
  }
}

type MapDetail = Extract<Detail, { kind: 'map' }>;

const isTotal = ({ key, value }: MapDetail): boolean =>
  ['id', 'bool', 'oneOf'].includes(key.kind) && value.kind !== 'optional';

function mapType(detail: MapDetail, nodes: NodeType): Type {
  const key = languageType(detail.key, nodes);
  const value = languageType(detail.value, nodes);
  if (isTotal(detail)) return { kind: 'map', key, value: { kind: 'optional', of: value } };
  return { kind: 'set', of: entryType(key, value) };
}

const entryType = (key: Type, value: Type): Type => ({
  kind: 'record',
  fields: [
    { name: 'key', type: key },
    { name: 'value', type: value },
  ],
});

const fieldTypes = (fields: Fields, nodes: NodeType): FieldType[] =>
  Object.entries(fields).map(([name, shape]) => ({ name, type: languageType(shape, nodes) }));

export interface LanguageNames {
  readonly nodes: NodeType;
  /** The names of all nodes. */
  readonly names: readonly string[];
  /** The nodes of these roles, in the order of their type. */
  members(roles: readonly string[]): readonly number[];
  /** The number of a text, from 1. */
  text(text: string): number;
}

/** `v` as a value of `languageType(shape, names.nodes)`. */
export function languageValue(shape: Shape<unknown>, v: unknown, names: LanguageNames): Value {
  const { detail } = shape;
  const items = (of: Shape<unknown>, xs: Iterable<unknown>): Value[] =>
    [...xs].map((x) => languageValue(of, x, names));
  switch (detail.kind) {
    case 'int':
    case 'instant':
    case 'timestamp':
    case 'bool':
    case 'oneOf':
      return v as Value;
    case 'text':
      return names.text(v as string);
    case 'id':
      return names.names[v as number];
    case 'call':
      return [(v as Call).client, (v as Call).seq];
    case 'optional':
      return v === null ? null : languageValue(detail.of, v, names);
    case 'list':
      return items(detail.of, v as unknown[]);
    case 'set':
      return setOf(languageType(detail.of, names.nodes), items(detail.of, v as Set<unknown>));
    case 'map':
      return mapValue(detail, v as Map<unknown, unknown>, names);
    case 'record':
      return fieldValues(detail.fields, v, names);
    case 'value':
      return keptValue(shape, detail.fields, v as object, names);
    case 'variant': {
      const { type } = v as { type: string };
      return { shape: type, fields: fieldValues(detail.cases[type], v, names) };
    }
    case 'signed': {
      const { by, body } = v as Signed<unknown>;
      return [names.names[by], languageValue(detail.of, body, names)];
    }
  }
}

/** What was made of values, which nobody changes and copies share: by who names, by shape. */
const kept = new WeakMap<LanguageNames, WeakMap<object, WeakMap<object, Value>>>();

function keptValue(shape: object, fields: Fields, v: object, names: LanguageNames): Value {
  const byShape = entryOf(kept, names);
  const values = entryOf(byShape, shape);
  let value = values.get(v);
  if (value === undefined) {
    value = fieldValues(fields, v, names);
    values.set(v, value);
  }
  return value;
}

function entryOf<K extends object, V>(
  map: WeakMap<K, WeakMap<object, V>>,
  key: K,
): WeakMap<object, V> {
  let entry = map.get(key);
  if (entry === undefined) {
    entry = new WeakMap();
    map.set(key, entry);
  }
  return entry;
}

const fieldValues = (fields: Fields, v: unknown, names: LanguageNames): Value[] =>
  Object.entries(fields).map(([k, shape]) =>
    languageValue(shape, (v as Record<string, unknown>)[k], names),
  );

function mapValue(detail: MapDetail, v: Map<unknown, unknown>, names: LanguageNames): Value {
  const { key, value } = detail;
  if (isTotal(detail)) {
    return keysOf(key, names).map((k) => (v.has(k) ? languageValue(value, v.get(k), names) : null));
  }
  const entry = entryType(languageType(key, names.nodes), languageType(value, names.nodes));
  const entries = [...v].map(([k, x]) => [
    languageValue(key, k, names),
    languageValue(value, x, names),
  ]);
  return setOf(entry, entries);
}

function keysOf({ detail }: Shape<unknown>, names: LanguageNames): unknown[] {
  if (detail.kind === 'oneOf') return [...detail.members];
  return detail.kind === 'id' ? [...names.members(detail.roles)] : [false, true];
}
