/**
 * Shapes of what may be absent, and of lists, sets and maps. Sets and maps take scalars as elements and keys, because
 * JavaScript compares objects by identity: `set(record(…))` does not compile.
 */
import {
  type Contents,
  type Inline,
  mismatch,
  type Rewrite,
  type Scalar,
  type Shape,
  touches,
} from './shape.js';

/** A value or null, and null at first. */
export function optional<T>(of: Shape<T>): Shape<T | null> {
  if (of.kind === 'optional')
    throw new TypeError('optional(optional(…)): null would mean two things');
  const { inline } = of;
  return {
    kind: 'optional',
    detail: { kind: 'optional', of },
    scalar: false,
    shared: of.shared,
    contents: of.contents,
    initial: () => null,
    copy: of.shared ? (v) => v : (v) => (v === null ? null : of.copy(v)),
    text: (v) => (v === null ? '~' : of.text(v)),
    equal: (a, b) => a === b || (a !== null && b !== null && of.equal(a, b)),
    rewrite: (v, how) => (v === null ? null : of.rewrite(v, how)),
    check: (v, at) => {
      if (v !== null) of.check(v, at);
    },
    plain: (v, name) => (v === null ? null : of.plain(v, name)),
    parse: (json, at) => (json === null ? null : of.parse(json, at)),
    ...(inline && { inline: optionalInline(inline) }),
  };
}

function optionalInline(of: Inline): Inline {
  return {
    copy: (v) => (of.copy(v) === v ? v : `(${v} === null ? null : ${of.copy(v)})`),
    text: (v) => `(${v} === null ? '~' : ${of.text(v)})`,
    equal: (a, b) => of.equal(a, b),
    rewrite: (v) => (of.rewrite(v) === v ? v : `(${v} === null ? null : ${of.rewrite(v)})`),
  };
}

/** By `push`: once V8 has optimised it, `map` makes lists that count as having holes, and all code that meets both kinds is compiled again. */
function mapped<T>(v: readonly T[], f: (x: T) => T): T[] {
  const all: T[] = [];
  for (const x of v) all.push(f(x));
  return all;
}

export function list<T>(of: Shape<T>): Shape<T[]> {
  const { copy, equal, text } = of;
  return {
    kind: 'list',
    detail: { kind: 'list', of },
    scalar: false,
    shared: false,
    contents: of.contents,
    initial: () => [],
    copy: of.shared ? (v) => v.slice() : (v) => mapped(v, copy),
    text: (v) => {
      let all = '[';
      for (let i = 0; i < v.length; i++) all += i === 0 ? text(v[i]) : `,${text(v[i])}`;
      return `${all}]`;
    },
    equal: (a, b) => {
      if (a === b) return true;
      if (a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !equal(a[i], b[i])) return false;
      return true;
    },
    rewrite: (v, how) => mapped(v, (x) => of.rewrite(x, how)),
    check: (v, at) => {
      if (!Array.isArray(v)) return mismatch(at, 'a list', v);
      for (let i = 0; i < v.length; i++) of.check(v[i], `${at}[${i}]`);
    },
    plain: (v, name) => v.map((x) => of.plain(x, name)),
    parse: (json, at) => {
      if (!Array.isArray(json)) return mismatch(at, 'a list', json);
      return json.map((x, i) => of.parse(x, `${at}[${i}]`));
    },
  };
}

/** Numbers by size, all else by text: the order of `text`, `plain` and `rewrite`. */
function ascending<K>(keys: Iterable<K>, of: Shape<K>): K[] {
  const all = [...keys];
  if (all.length < 2) return all;
  if (typeof all[0] === 'number') return (all as number[]).sort((a, b) => a - b) as unknown as K[];
  return all.sort((a, b) => (of.text(a) < of.text(b) ? -1 : 1));
}

function inOrder<K>(keys: Iterable<K>, of: Shape<K>, how: Rewrite): K[] {
  const all = ascending(keys, of);
  return how.reverse === true ? all.reverse() : all;
}

const inAll = (contents: Contents): Contents => ({ ...contents, collections: true });

export function set<T>(of: Scalar<T>): Shape<Set<T>> {
  if (!of.scalar)
    throw new TypeError(
      `set(${(of as Shape<T>).kind}): a Set compares objects by identity; take scalars`,
    );
  const contents = inAll(of.contents);
  return {
    kind: 'set',
    detail: { kind: 'set', of },
    scalar: false,
    shared: false,
    contents,
    initial: () => new Set(),
    copy: copyOfSet,
    text: (v) =>
      `{${ascending(v, of)
        .map((x) => of.text(x))
        .join()}}`,
    equal: (a, b) => {
      if (a.size !== b.size) return false;
      for (const x of a) if (!b.has(x)) return false;
      return true;
    },
    rewrite: (v, how) => {
      const renamed = touches(how, of.contents) ? [...v].map((x) => of.rewrite(x, how)) : v;
      return new Set(inOrder(renamed, of, how));
    },
    check: (v, at) => {
      if (!(v instanceof Set)) return mismatch(at, 'a Set', v);
      for (const x of v) of.check(x, `an element of ${at}`);
    },
    plain: (v, name) => ascending(v, of).map((x) => of.plain(x, name)),
    parse: (json, at) => {
      if (!Array.isArray(json)) return mismatch(at, 'a list without repetition', json);
      const parsed = new Set(json.map((x, i) => of.parse(x, `${at}[${i}]`)));
      return parsed.size === json.length ? parsed : mismatch(at, 'a list without repetition', json);
    },
  };
}

export function map<K, V>(key: Scalar<K>, value: Shape<V>): Shape<Map<K, V>> {
  if (!key.scalar)
    throw new TypeError(
      `map(${(key as Shape<K>).kind}, …): a Map compares objects by identity; take scalars as keys`,
    );
  const contents = inAll({
    ids: key.contents.ids || value.contents.ids,
    calls: key.contents.calls || value.contents.calls,
    times: key.contents.times || value.contents.times,
    collections: true,
    signatures: value.contents.signatures,
  });
  return {
    kind: 'map',
    detail: { kind: 'map', key, value },
    scalar: false,
    shared: false,
    contents,
    initial: () => new Map(),
    copy: value.shared ? copyOfMap : (v) => copyEach(v, value),
    text: (v) =>
      `{${ascending(v.keys(), key)
        .map((k) => `${key.text(k)}:${value.text(v.get(k) as V)}`)
        .join()}}`,
    equal: (a, b) => {
      if (a.size !== b.size) return false;
      for (const [k, x] of a) {
        const y = b.get(k);
        if (x !== y && (y === undefined || !value.equal(x, y))) return false;
      }
      return true;
    },
    rewrite: (v, how) => {
      const renamed = new Map<K, V>();
      for (const [k, x] of v) renamed.set(key.rewrite(k, how), value.rewrite(x, how));
      return new Map(inOrder(renamed.keys(), key, how).map((k) => [k, renamed.get(k) as V]));
    },
    check: (v, at) => {
      if (!(v instanceof Map)) return mismatch(at, 'a Map', v);
      for (const [k, x] of v) {
        key.check(k, `a key of ${at}`);
        value.check(x, `${at}[${String(k)}]`);
      }
    },
    plain: (v, name) =>
      ascending(v.keys(), key).map((k) => [key.plain(k, name), value.plain(v.get(k) as V, name)]),
    parse: (json, at) => parseMap(json, at, key, value),
  };
}

/** One by one: `new Map(v)` and `new Set(v)` of V8 take nearly twice as long. */
function copyOfMap<K, V>(v: Map<K, V>): Map<K, V> {
  const copy = new Map<K, V>();
  for (const [k, x] of v) copy.set(k, x);
  return copy;
}

function copyOfSet<T>(v: Set<T>): Set<T> {
  const copy = new Set<T>();
  for (const x of v) copy.add(x);
  return copy;
}

function copyEach<K, V>(v: Map<K, V>, value: Shape<V>): Map<K, V> {
  const copy = new Map<K, V>();
  for (const [k, x] of v) copy.set(k, value.copy(x));
  return copy;
}

function parseMap<K, V>(json: unknown, at: string, key: Shape<K>, value: Shape<V>): Map<K, V> {
  const expected = 'a list of [key, value], each key once';
  if (!Array.isArray(json)) return mismatch(at, expected, json);
  const parsed = new Map<K, V>();
  for (const [i, pair] of json.entries()) {
    if (!Array.isArray(pair) || pair.length !== 2)
      return mismatch(`${at}[${i}]`, '[key, value]', pair);
    parsed.set(key.parse(pair[0], `a key of ${at}`), value.parse(pair[1], `${at}[${i}][1]`));
  }
  return parsed.size === json.length ? parsed : mismatch(at, expected, json);
}
