/** Shapes against slow and obvious ways of doing the same, on random shapes and values; then messages of refusals. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import { contains } from '../../language/values/contains.js';
import { equalValues } from '../../language/values/order.js';
import { arbitraryShape, arbitraryValue, NODES } from './arbitrary-shapes.js';
import {
  bool,
  call,
  id,
  int,
  languageType,
  languageValue,
  list,
  map,
  oneOf,
  optional,
  record,
  type Shape,
  set,
  signed,
  text,
  value,
  variant,
} from './index.js';
import { sign } from './signed.js';

const values = (many: number) =>
  arbitraryShape.chain((shape) =>
    fc.tuple(fc.constant(shape), ...Array.from({ length: many }, () => arbitraryValue(shape))),
  ) as fc.Arbitrary<[Shape<unknown>, ...unknown[]]>;

function holds(
  name: string,
  many: number,
  judge: (shape: Shape<unknown>, ...v: unknown[]) => void,
) {
  const { seed, runs } = campaign(name, { sample: 400, deep: 40_000 });
  fc.assert(
    fc.property(values(many), ([shape, ...v]) => judge(shape, ...v)),
    { seed, numRuns: runs },
  );
}

/** Every node in a value, found by walking it. */
function nodesIn({ detail }: Shape<unknown>, v: unknown): number[] {
  const each = (of: Shape<unknown>, xs: Iterable<unknown>) =>
    [...xs].flatMap((x) => nodesIn(of, x));
  const inFields = (fields: Readonly<Record<string, Shape<unknown>>>) =>
    Object.entries(fields).flatMap(([k, of]) => nodesIn(of, (v as Record<string, unknown>)[k]));
  if (detail.kind === 'id') return [v as number];
  if (detail.kind === 'optional') return v === null ? [] : nodesIn(detail.of, v);
  if (detail.kind === 'list' || detail.kind === 'set') return each(detail.of, v as Set<unknown>);
  if (detail.kind === 'map') {
    const entries = v as Map<unknown, unknown>;
    return [...each(detail.key, entries.keys()), ...each(detail.value, entries.values())];
  }
  if (detail.kind === 'signed') {
    const { by, body } = v as { by: number; body: unknown };
    return [by, ...nodesIn(detail.of, body)];
  }
  if ('fields' in detail) return inFields(detail.fields);
  if ('cases' in detail) return inFields(detail.cases[(v as { type: string }).type]);
  return [];
}

/** Changes everything in `v` that may be changed in place. */
function scramble({ detail, shared }: Shape<unknown>, v: unknown): void {
  if (shared || v === null) return;
  if (detail.kind === 'optional') scramble(detail.of, v);
  if (detail.kind === 'list') {
    for (const x of v as unknown[]) scramble(detail.of, x);
    (v as unknown[]).push('scrambled');
  }
  if (detail.kind === 'set') (v as Set<unknown>).add('scrambled');
  if (detail.kind === 'map') {
    for (const x of (v as Map<unknown, unknown>).values()) scramble(detail.value, x);
    (v as Map<unknown, unknown>).set('scrambled', 1);
  }
  if (detail.kind === 'record') {
    for (const [k, of] of Object.entries(detail.fields)) scramble(of, (v as never)[k]);
    for (const k of Object.keys(detail.fields)) (v as Record<string, unknown>)[k] = 'scrambled';
  }
}

describe('random shapes', () => {
  it('have equal texts exactly for values that are deeply equal', () => {
    holds('texts of shapes', 2, (shape, a, b) => {
      const same = isDeepStrictEqual(a, b);
      expect(shape.text(a) === shape.text(b)).toBe(same);
      expect(shape.equal(a, b)).toBe(same);
    });
  });

  it('find their values sound, and their initial value too', () => {
    holds('checks of shapes', 1, (shape, v) => {
      shape.check(v, 'v');
      shape.check(shape.initial(), 'initial');
    });
  });

  it('copy what may change, and only that', () => {
    holds('copies of shapes', 1, (shape, v) => {
      const text = shape.text(v);
      const copy = shape.copy(v);
      expect(isDeepStrictEqual(copy, v)).toBe(true);
      if (shape.shared) expect(copy).toBe(v);
      scramble(shape, copy);
      expect(shape.text(v)).toBe(text);
    });
  });

  it('rename as a group acts: by nothing, one after the other, and back', () => {
    const permutation = (by: number) => (node: number) => (node + by) % NODES;
    holds('renaming of shapes', 1, (shape, v) => {
      const text = shape.text(v);
      expect(shape.text(shape.rewrite(v, {}))).toBe(text);
      const once = shape.rewrite(v, { id: permutation(1) });
      expect(shape.text(v)).toBe(text);
      shape.check(once, 'renamed');
      expect(nodesIn(shape, once).sort()).toEqual(nodesIn(shape, v).map(permutation(1)).sort());
      const twice = shape.rewrite(once, { id: permutation(2) });
      expect(shape.text(twice)).toBe(shape.text(shape.rewrite(v, { id: permutation(3) })));
      expect(shape.text(shape.rewrite(twice, { id: permutation(1) }))).toBe(text);
    });
  });

  it('shift and rename clients, and come back', () => {
    holds('shifting of shapes', 1, (shape, v) => {
      const there = shape.rewrite(v, { call: (c) => c + 7, reverse: true });
      expect(shape.text(shape.rewrite(there, { call: (c) => c - 7 }))).toBe(shape.text(v));
      if (JSON.stringify(shape.plain(v)).length > 100) return;
      const small = !/\d{10}/.test(shape.text(v));
      const shifted = shape.rewrite(v, { shift: 5 });
      if (small) expect(shape.text(shape.rewrite(shifted, { shift: -5 }))).toBe(shape.text(v));
    });
  });

  it('go through JSON and come back', () => {
    holds('JSON of shapes', 1, (shape, v) => {
      const json = JSON.parse(JSON.stringify(shape.plain(v)));
      const back = shape.parse(json, 'json');
      shape.check(back, 'back');
      expect(shape.text(back)).toBe(shape.text(v));
    });
  });

  it('refuse JSON of all kinds, always with a ShapeError', () => {
    const { seed, runs } = campaign('hostile JSON', { sample: 500, deep: 50_000 });
    fc.assert(
      fc.property(arbitraryShape, fc.jsonValue(), (shape, json) => {
        try {
          shape.check(shape.parse(json, 'json'), 'json');
        } catch (error) {
          expect((error as Error).name).toBe('ShapeError');
          expect((error as Error).message).toMatch(/json/);
        }
      }),
      { seed, numRuns: runs },
    );
  });

  it('become values of their type in the language, equal ones to equal ones', () => {
    const texts = new Map<string, number>();
    const all = Array.from({ length: NODES }, (_, node) => node);
    const nodeNames = all.map((node) => `node${node + 1}`);
    const nodes = () => ({ kind: 'enum', members: nodeNames }) as const;
    const names = {
      nodes,
      names: nodeNames,
      members: () => all,
      text: (t: string) => {
        if (!texts.has(t)) texts.set(t, texts.size + 1);
        return texts.get(t) as number;
      },
    };
    holds('shapes in the language', 2, (shape, a, b) => {
      // 32-bit integers there; optional in optional cannot be said.
      if (/\d{10}/.test(shape.text(a) + shape.text(b))) return;
      const type = languageType(shape, nodes);
      const [x, y] = [a, b].map((v) => languageValue(shape, v, names));
      expect(contains(type, x)).toBe(true);
      if (shape.equal(a, b)) expect(equalValues(x, y)).toBe(true);
    });
  });
});

describe('refusals', () => {
  const Entry = value({ term: int, kind: oneOf('put', 'get') });
  const shape = record({ log: list(Entry), next: map(id('server'), int), owed: optional(call) });
  const sound = { log: [{ term: 1, kind: 'put' as const }], next: new Map(), owed: null };

  it.each([
    [
      { ...sound, log: [{ term: Number.NaN, kind: 'put' }] },
      's.log[0].term should be a whole number but is NaN',
    ],
    [
      { ...sound, log: [{ term: -0, kind: 'put' }] },
      's.log[0].term should be a whole number but is -0',
    ],
    [
      { ...sound, log: [{ term: 1, kind: 'pet' }] },
      's.log[0].kind should be one of put, get but is "pet"',
    ],
    [{ ...sound, log: [{ term: 1 }] }, 's.log[0].kind should be there but is undefined'],
    [{ ...sound, log: undefined }, 's.log should be a list but is undefined'],
    [{ ...sound, hidden: 1 }, 's.hidden should be absent (fields: log, next, owed) but is 1'],
    [{ ...sound, next: new Map([[1, 'x']]) }, 's.next[1] should be a whole number but is "x"'],
    [{ ...sound, next: { 1: 1 } }, 's.next should be a Map but is {"1":1}'],
    [
      { ...sound, owed: { client: 1, seq: 2 } },
      's.owed should be a call { client, seq, op } but is {"client":1,"seq":2}',
    ],
  ])('%#', (v, message) => {
    expect(() => shape.check(v, 's')).toThrow(message);
  });

  it('of a case that a union does not have', () => {
    const command = variant({ put: { v: int }, get: {} });
    expect(() => command.check({ type: 'del' }, 'm')).toThrow(
      'm.type should be one of put, get but is "del"',
    );
    expect(() => command.check({ type: 'get', v: 1 }, 'm')).toThrow(
      'm.v should be absent (fields: none)',
    );
  });

  it('of forged signatures: a signature cannot be copied together', () => {
    const proof = signed('server', record({ v: int }));
    const made = sign(2 as never, { v: 1 });
    proof.check(made, 'p');
    expect(() => proof.check({ ...made }, 'p')).toThrow('made by n.sign');
    expect(() => proof.check({ by: 1, body: { v: 1 } }, 'p')).toThrow('made by n.sign');
  });

  it('of names and shapes that cannot be', () => {
    expect(() => record({ constructor: int })).toThrow("'constructor' cannot name a field");
    expect(() => record({ 'a b': int })).toThrow("'a b' cannot name a field");
    expect(() => record({ a: 3 as never })).toThrow("the field 'a' needs a shape");
    expect(() => optional(optional(bool))).toThrow('null would mean two things');
    expect(() => set(record({ a: int }) as never)).toThrow('take scalars');
    expect(() => oneOf('a', 'a')).toThrow('repeats a name');
    expect(() => oneOf('a,b')).toThrow('is no name');
    expect(() => variant({})).toThrow('a union of nothing');
    expect(() => variant({ a: { type: text } })).toThrow("the field 'type' tells the cases apart");
  });
});

it('refreshes an image: what is equal is shared, what changed is new', () => {
  const disk = record({ term: int, log: list(int), next: map(int, int) });
  const v = { term: 1, log: [1, 2], next: new Map([[1, 1]]) };
  const image = disk.copy(v);
  expect(disk.refresh(image, v)).toBe(image);
  v.log.push(3);
  const next = disk.refresh(image, v);
  expect(next).toEqual(v);
  expect([next.next === image.next, next.log === image.log]).toEqual([true, false]);
  v.log.push(4);
  expect(next.log).toEqual([1, 2, 3]);
});
