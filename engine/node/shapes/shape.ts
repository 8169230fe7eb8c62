/**
 * Shapes: run-time types of what a node remembers, sends and is told. An author writes a shape once and
 * TypeScript's type is inferred from it; what lives under all checkers (copies, canonical text, equality, renaming
 * of nodes, checks, JSON) is made from it. Values are plain objects, arrays, Set and Map.
 */
declare const brand: unique symbol;

/** A node of role R (of one of several, if R is a union). At run time a small integer: its place in the cluster. */
export type Id<R extends string = string> = number & { readonly [brand]: R };
/** A reading of a node's own steady clock, in microseconds. Means nothing on another node or after a restart. */
export type Instant = number & { readonly [brand]?: 'instant' };
/** A reading of the wall clock, in microseconds: comparable between nodes up to their skew; may jump. */
export type Timestamp = number & { readonly [brand]?: 'timestamp' };
/** A length of time, in microseconds. */
export type Duration = number;
/** A length of time that the world draws afresh at each use, both ends included. */
export interface DurationRange {
  readonly min: Duration;
  readonly max: Duration;
}
/** A client's operation that is still owed an answer. It may be stored, and answered later. */
export interface Call {
  readonly client: number;
  readonly seq: number;
  readonly op: string;
}
/** What node `by` signed. Only `n.sign` makes one, so nobody forges: see signed.ts. */
export interface Signed<T, R extends string = string> {
  readonly by: Id<R>;
  readonly body: DeepReadonly<T>;
}

/** T as others may see it: nothing in it can be assigned to. */
export type DeepReadonly<T> = T extends number | string | boolean | null | undefined
  ? T
  : T extends ReadonlyMap<infer K, infer V> // first, because a map has all that a set has
    ? ReadonlyMap<K, DeepReadonly<V>>
    : T extends ReadonlySet<infer X>
      ? ReadonlySet<X>
      : T extends readonly (infer X)[]
        ? readonly DeepReadonly<X>[]
        : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** How `rewrite` changes a value. */
export interface Rewrite {
  /** Renames nodes. */
  readonly id?: (node: number) => number;
  /** Renames clients. */
  readonly call?: (client: number, call: Call) => number;
  /** Added to instants, which do not fall below `floor`; timestamps move along. */
  readonly shift?: number;
  readonly floor?: number;
  /** Sets and maps in descending order, to find out who depends on it. */
  readonly reverse?: boolean;
}

/** What occurs somewhere in the values of a shape; what does not occur need not be rewritten. */
export interface Contents {
  readonly ids: boolean;
  readonly calls: boolean;
  readonly times: boolean;
  readonly collections: boolean;
  readonly signatures: boolean;
}

// biome-ignore format: one line a kind
export type Detail =
  | { readonly kind: 'int' | 'bool' | 'text' | 'instant' | 'timestamp' | 'call' }
  | { readonly kind: 'oneOf'; readonly members: readonly string[] }
  | { readonly kind: 'id'; readonly roles: readonly string[] }
  | { readonly kind: 'optional' | 'list' | 'set'; readonly of: Shape<unknown> }
  | { readonly kind: 'signed'; readonly of: Shape<unknown>; readonly role: string }
  | { readonly kind: 'map'; readonly key: Shape<unknown>; readonly value: Shape<unknown> }
  | { readonly kind: 'record' | 'value'; readonly fields: Fields }
  | { readonly kind: 'variant'; readonly cases: Readonly<Record<string, Fields>> };

/** Written as methods, so that a `Shape<number>` is a `Shape<unknown>`; none of them uses `this`. */
export interface Shape<T> {
  readonly kind: Detail['kind'];
  /** Which kind of which parts: for who types properties, generates values or prints documents. */
  readonly detail: Detail;
  /** Compared by ===, so fit for sets and keys of maps. */
  readonly scalar: boolean;
  /** Never changed in place, so `copy` gives the same object back. */
  readonly shared: boolean;
  readonly contents: Contents;
  /** The value that state has at first: 0, false, '', the first member, empty, null. */
  initial(): T;
  /** A value that shares with `v` only what nobody may change. */
  copy(v: T): T;
  /** Canonical: two sound values have the same text exactly if they are equal. */
  text(v: T): string;
  equal(a: T, b: T): boolean;
  /** A copy with nodes, clients or times changed; its sets and maps are in ascending order. */
  rewrite(v: T, how: Rewrite): T;
  /** Throws a ShapeError that names the place, unless `v` is a value of this shape. */
  check(v: unknown, at: string): void;
  /** Fit for JSON.stringify. `name` says what stands for a node; without it, its number. */
  plain(v: T, name?: (node: number) => unknown): unknown;
  /** Reads what `plain` wrote without names. Throws a ShapeError on anything else: the wire is not trusted. */
  parse(json: unknown, at: string): T;
  /** How generated code may do the same in place (generate.ts). */
  readonly inline?: Inline;
}
export type Scalar<T> = Shape<T> & { readonly scalar: true };

/** JavaScript expressions; `v`, `a` and `b` are expressions without side effects. */
export interface Inline {
  copy(v: string): string;
  text(v: string): string;
  equal(a: string, b: string): string;
  rewrite(v: string): string;
}

export type Fields = Readonly<Record<string, Shape<unknown>>>;
export type Of<S> = S extends Shape<infer T> ? T : never;
export type RecordOf<F extends Fields> = { -readonly [K in keyof F]: Of<F[K]> };

/** A value is not of its shape. The message begins with the place: `server1.disk.log[3].term should be …`. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export function mismatch(at: string, expected: string, found: unknown): never {
  throw new ShapeError(`${at} should be ${expected} but is ${shown(found)}`);
}

/** A value for messages: short, and never an error of its own. */
export function shown(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Set) return `a Set of ${value.size}`;
  if (value instanceof Map) return `a Map of ${value.size}`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  try {
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  } catch {
    return 'an object that contains itself';
  }
}

export const NOTHING: Contents = {
  ids: false,
  calls: false,
  times: false,
  collections: false,
  signatures: false,
};

export function together(parts: readonly Contents[]): Contents {
  return {
    ids: parts.some((p) => p.ids),
    calls: parts.some((p) => p.calls),
    times: parts.some((p) => p.times),
    collections: parts.some((p) => p.collections),
    signatures: parts.some((p) => p.signatures),
  };
}

/** Does `how` change values that contain this? */
export function touches(how: Rewrite, contents: Contents): boolean {
  return (
    (contents.ids && how.id !== undefined) ||
    (contents.calls && how.call !== undefined) ||
    (contents.times && how.shift !== undefined) ||
    (contents.collections && how.reverse === true)
  );
}
