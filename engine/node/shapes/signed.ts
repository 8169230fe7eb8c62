/**
 * Calls that are owed an answer, and signatures. Signatures are abstract: a signature is an object that only `n.sign`
 * makes. A node gets one of another node only in a message or from its state, so nobody can forge, and nothing
 * need be computed. What is read from the wire of a live run, or renamed, counts as what it was made from.
 */
import {
  type Call,
  type DeepReadonly,
  type Id,
  mismatch,
  NOTHING,
  type Shape,
  type Signed,
  touches,
} from './shape.js';

const OPERATION = /^[A-Za-z][A-Za-z0-9_]*$/;
const isWhole = (v: unknown): boolean => Number.isSafeInteger(v) && !Object.is(v, -0);

function checkCall(v: unknown, at: string): void {
  const c = v as Call | null;
  const sound =
    typeof c === 'object' &&
    c !== null &&
    Reflect.ownKeys(c).length === 3 &&
    isWhole(c.client) &&
    isWhole(c.seq) &&
    typeof c.op === 'string' &&
    (c.op === '' || OPERATION.test(c.op));
  if (!sound) mismatch(at, 'a call { client, seq, op }', v);
}

/** A client's call, to be answered later. */
export const call: Shape<Call> = {
  kind: 'call',
  detail: { kind: 'call' },
  scalar: false,
  shared: true,
  contents: { ...NOTHING, calls: true },
  initial: () => ({ client: 0, seq: 0, op: '' }),
  copy: (c) => c,
  text: (c) => `${c.client}#${c.seq}${c.op}`,
  equal: (a, b) => a === b || (a.client === b.client && a.seq === b.seq && a.op === b.op),
  rewrite: (c, how) =>
    how.call === undefined ? c : { client: how.call(c.client, c), seq: c.seq, op: c.op },
  check: checkCall,
  plain: (c) => ({ client: c.client, seq: c.seq, op: c.op }),
  parse: (json, at) => {
    checkCall(json, at);
    const { client, seq, op } = json as Call;
    return { client, seq, op };
  },
};

const genuine = new WeakSet<object>();

/** `body` is copied: what is signed cannot change any more. */
export function sign<T, R extends string>(by: Id<R>, body: T): Signed<T, R> {
  const made: Signed<T, R> = { by, body: cloned(body) as DeepReadonly<T> };
  genuine.add(made);
  return made;
}

function cloned(v: unknown): unknown {
  if (typeof v !== 'object' || v === null || genuine.has(v)) return v;
  if (Array.isArray(v)) return v.map(cloned);
  if (v instanceof Set) return new Set(v);
  if (v instanceof Map) return new Map([...v].map(([k, x]) => [k, cloned(x)]));
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, cloned(x)]));
}

/** What a node of `role` signed. Nobody changes it, so all who hold it share it. */
export function signed<R extends string, T>(role: R, of: Shape<T>): Shape<Signed<T, R>> {
  const make = (by: number, body: T): Signed<T, R> => sign(by as Id<R>, body);
  const contents = { ...of.contents, ids: true, signatures: true };
  const check = (v: unknown, at: string): Signed<T, R> => {
    if (typeof v !== 'object' || v === null) return mismatch(at, 'a signed value', v);
    const { by, body, ...more } = v as { by: unknown; body: unknown };
    if (!isWhole(by) || Object.keys(more).length > 0)
      mismatch(at, 'a signed value { by, body }', v);
    of.check(body, `${at}.body`);
    return v as Signed<T, R>;
  };
  const body = (v: Signed<T, R>): T => v.body as T;
  return {
    kind: 'signed',
    detail: { kind: 'signed', of, role },
    scalar: false,
    shared: true,
    contents,
    initial: () => make(0, of.initial()),
    copy: (v) => v,
    text: (v) => `${v.by}!${of.text(body(v))}`,
    equal: (a, b) => a === b || (a.by === b.by && of.equal(body(a), body(b))),
    rewrite: (v, how) => {
      if (!touches(how, contents)) return v;
      const renamed = make(how.id === undefined ? v.by : how.id(v.by), of.rewrite(body(v), how));
      if (!genuine.has(v)) genuine.delete(renamed);
      return renamed;
    },
    check: (v, at) => {
      if (!genuine.has(check(v, at)))
        mismatch(
          at,
          'made by n.sign, or taken from a message or from state',
          'a copy of one or a forgery',
        );
    },
    plain: (v, name) => ({ by: name ? name(v.by) : v.by, body: of.plain(body(v), name) }),
    parse: (json, at) => {
      const { by, body: inner } = (json ?? {}) as { by: unknown; body: unknown };
      if (!isWhole(by)) mismatch(`${at}.by`, 'a node', by);
      return make(by as number, of.parse(inner, `${at}.body`));
    },
  };
}
