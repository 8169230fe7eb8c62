/**
 * Observed values: plain JSON as traces and reports have it (`value-format.ts`), read by the type of
 * what was observed. Of maps, records and shapes a part may be given: the entries that are there are
 * what was seen. Collections are given whole, sets and bags in any order.
 */
import type { Plain } from '../../plain.js';
import type { FieldType, Type, TypeOf } from '../types.js';
import { formatType } from '../types-format.js';
import type { ShapeValue, Value } from '../value.js';
import { formatValue, plainValue } from '../value-format.js';
import { bagOf, setOf, valuesOf } from '../values.js';
import type { JsonPath } from './places.js';

/** What was seen of a value: the whole, in its one form as JSON, or some entries of it. */
export type Seen =
  | { readonly seen: 'whole'; readonly plain: Plain }
  | { readonly seen: 'entries'; readonly entries: readonly (readonly [string, Seen])[] };

/** What is wrong, and where below the value. */
export class WrongValue extends Error {
  constructor(
    readonly path: JsonPath,
    readonly about:
      | { readonly wrong: 'form'; readonly wanted: string }
      | {
          readonly wrong: 'part';
          readonly what: string;
          readonly name: string;
          readonly type: string;
          readonly names: readonly string[];
        },
  ) {
    super('an observed value is not of its type');
  }
}

/** @throws WrongValue where the JSON says what no value of the type could be. */
export function readSeen(type: Type, json: unknown, path: JsonPath = []): Seen {
  switch (type.kind) {
    case 'optional':
      return json === null ? { seen: 'whole', plain: null } : readSeen(type.of, json, path);
    case 'record':
      return entriesOf(
        json,
        type,
        path,
        (name) => fieldType(type.fields, name),
        'field',
        () => type.fields.map((f) => f.name),
      );
    case 'variant':
      return shapeOf(type, json, path);
    case 'map': {
      const keys = keysOf(type);
      return entriesOf(
        json,
        type,
        path,
        (name) => (keys.has(name) ? type.value : undefined),
        'key',
        () => [...keys],
      );
    }
    default:
      return { seen: 'whole', plain: plainValue(type, readWhole(type, json, path)) };
  }
}

function entriesOf(
  json: unknown,
  type: Type,
  path: JsonPath,
  typeOf: (name: string) => Type | undefined,
  what: string,
  names: () => string[],
): Seen {
  if (!isObject(json)) throw form(path, `an object: entries of ${formatType(type)}`);
  const entries = Object.entries(json).map(([name, value]): readonly [string, Seen] => {
    const inner = typeOf(name);
    const at = [...path, name];
    if (inner === undefined) throw part(at, what, name, type, names());
    return [name, readSeen(inner, value, at)];
  });
  return { seen: 'entries', entries };
}

/** `"commit"`, or `{"prepared": {"rm": 1}}`. */
function shapeOf(type: TypeOf<'variant'>, json: unknown, path: JsonPath): Seen {
  const { name, fields, at } = shapeIn(type, json, path);
  if (fields === null) return { seen: 'whole', plain: name };
  const shape = { kind: 'record', fields: declared(type, name), name } as const;
  return { seen: 'entries', entries: [[name, readSeen(shape, fields, at)]] };
}

function shapeIn(type: TypeOf<'variant'>, json: unknown, path: JsonPath) {
  const keys = isObject(json) ? Object.keys(json) : [];
  const name = typeof json === 'string' ? json : keys.length === 1 ? keys[0] : undefined;
  if (name === undefined) throw form(path, `a shape of ${formatType(type)}`);
  const at = typeof json === 'string' ? path : [...path, name];
  const shape = type.shapes.find((s) => s.name === name);
  if (shape === undefined)
    throw part(
      at,
      'shape',
      name,
      type,
      type.shapes.map((s) => s.name),
    );
  const bare = shape.fields.length === 0;
  if (bare !== (typeof json === 'string'))
    throw form(at, bare ? `"${name}" alone: it has no fields` : `{"${name}": {…}}: it has fields`);
  return { name, at, fields: bare ? null : (json as Record<string, unknown>)[name] };
}

const declared = (type: TypeOf<'variant'>, name: string): readonly FieldType[] =>
  type.shapes.find((s) => s.name === name)?.fields ?? [];

const fieldType = (fields: readonly FieldType[], name: string): Type | undefined =>
  fields.find((f) => f.name === name)?.type;

// ----------------------------------------------------------------------------------- whole values

/** A value given in full. @throws WrongValue */
export function readWhole(type: Type, json: unknown, path: JsonPath = []): Value {
  switch (type.kind) {
    case 'boolean':
      return typeof json === 'boolean' ? json : wrong(path, 'true or false');
    case 'integer':
    case 'range':
    case 'symmetric':
      return number(type, json, path);
    case 'enum':
      if (typeof json !== 'string') return wrong(path, `a name of ${formatType(type)}`);
      if (!type.members.includes(json)) throw part(path, 'name', json, type, type.members);
      return json;
    case 'optional':
      return json === null ? null : readWhole(type.of, json, path);
    case 'record':
      return wholeFields(type, type.fields, json, path);
    case 'variant': {
      const { name, fields, at } = shapeIn(type, json, path);
      const types = declared(type, name);
      const values = fields === null ? [] : wholeFields(type, types, fields, at);
      return { shape: name, fields: values } satisfies ShapeValue;
    }
    case 'map': {
      const fields = [...keysOf(type)].map((name) => ({ name, type: type.value }));
      return wholeFields(type, fields, json, path, 'key');
    }
    case 'set':
      return setOf(type.of, items(type, json, path));
    case 'bag':
      return bagOf(type.of, items(type, json, path));
    case 'sequence':
      return items(type, json, path);
  }
}

function number(type: Type, json: unknown, path: JsonPath): number {
  const [low, high] = boundsOf(type);
  if (typeof json === 'number' && Number.isInteger(json) && low <= json && json <= high)
    return json;
  const what = type.kind === 'symmetric' ? `the number of a ${type.name},` : 'a whole number';
  return wrong(path, low === high ? `${what} ${low}` : `${what} from ${low} to ${high}`);
}

/** The least and the greatest number that the type has. */
function boundsOf(type: Type): readonly [number, number] {
  if (type.kind === 'symmetric') return [1, type.size];
  return type.kind === 'range' ? [type.low, type.high] : [-(2 ** 31), 2 ** 31 - 1];
}

function items(type: TypeOf<'set' | 'bag' | 'sequence'>, json: unknown, path: JsonPath): Value[] {
  if (!Array.isArray(json)) return wrong(path, `an array: the items of ${formatType(type)}`);
  const values = json.map((item, i) => readWhole(type.of, item, [...path, i]));
  const { length } = type.kind === 'set' ? setOf(type.of, values) : values;
  if (type.bound !== undefined && length > type.bound)
    return wrong(path, `${type.bound} items at most: this is a ${formatType(type)}`);
  return values;
}

function wholeFields(
  type: Type,
  fields: readonly FieldType[],
  json: unknown,
  path: JsonPath,
  what = 'field',
): Value[] {
  if (!isObject(json)) return wrong(path, `an object: ${formatType(type)}`);
  const names = fields.map((f) => f.name);
  for (const name of Object.keys(json)) {
    if (!names.includes(name)) throw part([...path, name], what, name, type, names);
  }
  return fields.map(({ name, type: inner }) => {
    if (!Object.hasOwn(json, name))
      throw form(path, `the ${what} \`${name}\` too: this is inside a collection`);
    return readWhole(inner, json[name], [...path, name]);
  });
}

// ---------------------------------------------------------------------------------------- matching

/** Is the value one that was seen so? `plain` is the whole value. */
export function fits(seen: Seen, plain: Plain): boolean {
  if (seen.seen === 'whole') return samePlain(seen.plain, plain);
  if (!isObject(plain)) return false;
  return seen.entries.every(([name, inner]) => {
    const value = (plain as { readonly [key: string]: Plain })[name];
    return value !== undefined && fits(inner, value);
  });
}

function samePlain(a: Plain, b: Plain): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}

// ---------------------------------------------------------------------------------------- keys

const keyTexts = new WeakMap<Type, ReadonlySet<string>>();

function keysOf(type: TypeOf<'map'>): ReadonlySet<string> {
  let keys = keyTexts.get(type);
  if (keys === undefined) {
    keys = new Set(valuesOf(type.key).map((key) => formatValue(type.key, key)));
    keyTexts.set(type, keys);
  }
  return keys;
}

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const form = (path: JsonPath, wanted: string) => new WrongValue(path, { wrong: 'form', wanted });

function wrong(path: JsonPath, wanted: string): never {
  throw form(path, wanted);
}

const part = (path: JsonPath, what: string, name: string, type: Type, names: readonly string[]) =>
  new WrongValue(path, { wrong: 'part', what, name, type: formatType(type), names });
