/** Shapes of records: changed in place (`record`), shared by all who hold them (`value`), or one of several (`variant`). */
import { checkFieldName, generateRecord, generateVariant, unknownCase } from './generate.js';
import {
  type DeepReadonly,
  type Fields,
  mismatch,
  type RecordOf,
  type Rewrite,
  type Shape,
  together,
  touches,
} from './shape.js';

type Loose = Record<string, unknown>;

export interface RecordShape<T> extends Shape<T> {
  readonly fields: Fields;
  /** `v` as a record that shares with `before` every field that is equal; `before` itself if all are. */
  refresh(before: T, v: T): T;
}

/** A record that its node changes in place. */
export function record<const F extends Fields>(fields: F): RecordShape<RecordOf<F>> {
  return recordShape<RecordOf<F>>('record', fields, 'record');
}

/**
 * A record that nobody changes: whoever copies it shares it. For what many hold: log entries, certificates,
 * snapshots. Comparing and copying large states costs little where they consist of these.
 */
export function value<const F extends Fields>(fields: F): RecordShape<DeepReadonly<RecordOf<F>>> {
  const shape = recordShape<RecordOf<F>>('value', fields, 'value');
  return {
    ...shape,
    shared: true,
    copy: (v: RecordOf<F>) => v,
    rewrite: (v: RecordOf<F>, how: Rewrite) =>
      touches(how, shape.contents) ? shape.rewrite(v, how) : v,
  } as unknown as RecordShape<DeepReadonly<RecordOf<F>>>;
}

export function recordShape<T>(
  kind: 'record' | 'value',
  fields: Fields,
  what: string,
): RecordShape<T> {
  checkFields(fields, what);
  const entries = Object.entries(fields);
  const each = (f: (shape: Shape<unknown>, key: string) => unknown): T =>
    Object.fromEntries(entries.map(([k, shape]) => [k, f(shape, k)])) as T;
  const generated = generateRecord<T>(fields);
  return {
    kind,
    detail: { kind, fields },
    fields,
    scalar: false,
    shared: false,
    contents: together(entries.map(([, shape]) => shape.contents)),
    ...generated,
    check: (v, at) => checkRecord(v, at, fields, null),
    plain: (v, name) => each((shape, k) => shape.plain((v as Loose)[k], name)),
    parse: (json, at) => {
      checkKeys(json, at, fields, null);
      return generated.copy(each((shape, k) => shape.parse((json as Loose)[k], `${at}.${k}`)));
    },
  };
}

/** A union, told apart by `type`: `{ type: 'put', key, value }`. Nobody changes it; the first case is the initial one. */
export type VariantOf<C extends Readonly<Record<string, Fields>>> = {
  [K in keyof C & string]: { readonly type: K } & {
    readonly [F in keyof C[K]]: DeepReadonlyField<C[K][F]>;
  };
}[keyof C & string];
type DeepReadonlyField<S> = S extends Shape<infer T> ? DeepReadonly<T> : never;

export function variant<const C extends Readonly<Record<string, Fields>>>(
  cases: C,
): Shape<VariantOf<C>> {
  if (Object.keys(cases).length === 0)
    throw new TypeError('variant({}): a union of nothing has no values');
  for (const type of Object.keys(cases)) checkFieldName(type, 'variant');
  const shape = variantShape<VariantOf<C>>(cases, 'variant');
  return {
    ...shape,
    shared: true,
    copy: (v) => v,
    rewrite: (v, how) => (touches(how, shape.contents) ? shape.rewrite(v, how) : v),
  };
}

/** Copied anew each time: for messages, that senders may build from what they will change. */
export function variantShape<T>(cases: Readonly<Record<string, Fields>>, what: string): Shape<T> {
  for (const [type, fields] of Object.entries(cases)) {
    checkFields(fields, `${what} ${type}`);
    if (Object.hasOwn(fields, 'type'))
      throw new TypeError(
        `${what} ${type}: the field 'type' tells the cases apart; name it otherwise`,
      );
  }
  const fieldsOf = (v: unknown, at: string): Fields => {
    const type = typeof v === 'object' && v !== null ? (v as Loose)['type'] : undefined;
    return typeof type === 'string' && Object.hasOwn(cases, type)
      ? cases[type]
      : unknownCase(v, cases, at);
  };
  const each = (
    v: unknown,
    at: string,
    f: (shape: Shape<unknown>, x: unknown, key: string) => unknown,
  ): T => {
    const of = v as Loose;
    const body = Object.entries(fieldsOf(v, at)).map(([k, shape]) => [k, f(shape, of[k], k)]);
    return { type: of['type'], ...Object.fromEntries(body) } as T;
  };
  const generated = generateVariant<T>(cases);
  return {
    kind: 'variant',
    detail: { kind: 'variant', cases },
    scalar: false,
    shared: false,
    contents: together(
      Object.values(cases).flatMap((f) => Object.values(f).map((s) => s.contents)),
    ),
    initial: () => each({ type: Object.keys(cases)[0] }, what, (shape) => shape.initial()),
    ...generated,
    check: (v, at) => checkRecord(v, at, fieldsOf(v, at), (v as Loose)['type'] as string),
    plain: (v, name) => each(v, what, (shape, x) => shape.plain(x, name)),
    parse: (json, at) => {
      checkKeys(json, at, fieldsOf(json, at), (json as Loose)['type'] as string);
      return generated.copy(each(json, at, (shape, x, k) => shape.parse(x, `${at}.${k}`)));
    },
  };
}

function checkFields(fields: Fields, what: string): void {
  for (const [k, shape] of Object.entries(fields)) {
    checkFieldName(k, what);
    if (typeof shape?.check !== 'function')
      throw new TypeError(`${what}: the field '${k}' needs a shape, such as int or list(text)`);
  }
}

function checkRecord(v: unknown, at: string, fields: Fields, type: string | null): void {
  if (!hasKeys(v, fields, type)) checkKeys(v, at, fields, type);
  for (const k in fields) fields[k].check((v as Loose)[k], `${at}.${k}`);
}

/** Has it the keys of a copy, in their order? False is no answer: see `checkKeys`. */
function hasKeys(v: unknown, fields: Fields, type: string | null): boolean {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) return false;
  const keys = Object.keys(v);
  let i = 0;
  if (type !== null && keys[i++] !== 'type') return false;
  for (const k in fields) if (keys[i++] !== k) return false;
  return i === keys.length && Object.getOwnPropertySymbols(v).length === 0;
}

/** `type` is the tag of a union, null in a record. */
function checkKeys(v: unknown, at: string, fields: Fields, type: string | null): void {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) mismatch(at, 'a record', v);
  for (const k of Reflect.ownKeys(v)) {
    const known =
      typeof k === 'string' && (Object.hasOwn(fields, k) || (type !== null && k === 'type'));
    if (!known) {
      const names = Object.keys(fields).join(', ');
      mismatch(
        `${at}.${String(k)}`,
        `absent (fields: ${names || 'none'})`,
        (v as Record<PropertyKey, unknown>)[k],
      );
    }
  }
  for (const k of Object.keys(fields))
    if (!Object.hasOwn(v, k)) mismatch(`${at}.${k}`, 'there', undefined);
}
