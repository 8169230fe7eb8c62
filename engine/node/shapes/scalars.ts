/** Shapes of what is compared by ===: numbers, truth values, texts, names, nodes and times. */
import {
  type Detail,
  type Id,
  type Inline,
  type Instant,
  mismatch,
  NOTHING,
  type Rewrite,
  type Scalar,
  type Timestamp,
} from './shape.js';

/** A scalar shape can be told which value state has at first. */
export type Made<T> = Scalar<T> & { startingAt(first: T): Scalar<T> };

interface Traits<T> {
  readonly detail: Detail;
  readonly first: T;
  readonly contents?: 'ids' | 'times';
  check(v: unknown, at: string): void;
  rewrite?(v: T, how: Rewrite): T;
  readonly inline?: Partial<Inline>;
}

function scalar<T extends string | number | boolean>(traits: Traits<T>): Made<T> {
  const { detail, first, check } = traits;
  const quoted = detail.kind === 'text';
  const contents = traits.contents ? { ...NOTHING, [traits.contents]: true } : NOTHING;
  return {
    kind: detail.kind,
    detail,
    scalar: true,
    shared: true,
    contents,
    initial: () => first,
    copy: (v) => v,
    text: quoted ? (v) => JSON.stringify(v) : (v) => `${v}`,
    equal: (a, b) => a === b,
    rewrite: traits.rewrite ?? ((v) => v),
    check,
    plain: (v, name) => (name !== undefined && detail.kind === 'id' ? name(v as number) : v),
    parse: (json, at) => {
      check(json, at);
      return json as T;
    },
    inline: {
      copy: (v) => v,
      text: (v) => (quoted ? `JSON.stringify(${v})` : v),
      equal: (a, b) => `${a} === ${b}`,
      rewrite: (v) => v,
      ...traits.inline,
    },
    startingAt: (value) => {
      check(value, 'startingAt');
      return scalar({ ...traits, first: value });
    },
  };
}

function whole(v: unknown, at: string): void {
  if (!Number.isSafeInteger(v) || Object.is(v, -0)) mismatch(at, 'a whole number', v);
}

export const int: Made<number> = scalar<number>({
  detail: { kind: 'int' },
  first: 0,
  check: whole,
});

export const bool: Made<boolean> = scalar<boolean>({
  detail: { kind: 'bool' },
  first: false,
  check: (v, at) => {
    if (typeof v !== 'boolean') mismatch(at, 'true or false', v);
  },
});

export const text: Made<string> = scalar<string>({
  detail: { kind: 'text' },
  first: '',
  check: (v, at) => {
    if (typeof v !== 'string') mismatch(at, 'a text', v);
  },
});

/** A reading of this node's steady clock (`n.now()`). `declare` refuses it on disk and in messages. */
export const instant: Made<Instant> = scalar<Instant>({
  detail: { kind: 'instant' },
  first: 0,
  contents: 'times',
  check: whole,
  rewrite: (v, { shift, floor = -Infinity }) =>
    shift === undefined ? v : Math.max(v + shift, floor),
  inline: {
    rewrite: (v) =>
      `(how.shift === undefined ? ${v} : Math.max(${v} + how.shift, how.floor ?? -Infinity))`,
  },
});

/** A reading of the wall clock (`n.wall()`). */
export const timestamp: Made<Timestamp> = scalar<Timestamp>({
  detail: { kind: 'timestamp' },
  first: 0,
  contents: 'times',
  check: whole,
  rewrite: (v, { shift }) => (shift === undefined ? v : v + shift),
  inline: { rewrite: (v) => `(how.shift === undefined ? ${v} : ${v} + how.shift)` },
});

const MEMBER = /^[A-Za-z][A-Za-z0-9_]*(?: [A-Za-z0-9_]+)*$/;

/** One of these names. The first is the initial one. */
export function oneOf<const M extends readonly [string, ...string[]]>(
  ...members: M
): Made<M[number]> {
  for (const member of members)
    if (!MEMBER.test(member))
      throw new TypeError(
        `oneOf: '${member}' is no name: letters, digits and _, one space between`,
      );
  const known: ReadonlySet<unknown> = new Set(members);
  if (known.size < members.length)
    throw new TypeError(`oneOf(${members.join(', ')}) repeats a name`);
  return scalar<M[number]>({
    detail: { kind: 'oneOf', members },
    first: members[0],
    check: (v, at) => {
      if (!known.has(v)) mismatch(at, `one of ${members.join(', ')}`, v);
    },
  });
}

/** A node of the role (or of one of the roles). Symmetry renames it, properties look through it. */
export function id<R extends string>(...roles: [R, ...R[]]): Made<Id<R>> {
  return scalar<Id<R>>({
    detail: { kind: 'id', roles },
    first: 0 as Id<R>,
    contents: 'ids',
    check: (v, at) => {
      whole(v, at);
      if ((v as number) < 0) mismatch(at, `a node (${roles.join(' or ')})`, v);
    },
    rewrite: (v, how) => (how.id === undefined ? v : (how.id(v) as Id<R>)),
    inline: { rewrite: (v) => `(how.id === undefined ? ${v} : how.id(${v}))` },
  });
}
