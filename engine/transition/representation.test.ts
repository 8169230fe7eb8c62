/** Codes and layouts: one word for one value, in the order of the type; bit fields that never meet. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaign } from '../../test/campaign.js';
import { sourceFile } from '../language/source.js';
import type { Variable } from '../language/typed.js';
import type { Type } from '../language/types.js';
import { cardinality, isFinite as isListable, valuesOf } from '../language/values.js';
import { Codec } from './codec.js';
import { fieldsOf, type Layout, type Leaf, layOut } from './layout.js';
import { Chance } from './random/chance.js';
import { randomType } from './random/types.js';
import { Representations } from './representation.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const span = { file: sourceFile('test', ''), start: 0, end: 0 };

test('every value has one word and comes back from it; packed codes ascend, dense ones are ordinals', () => {
  const { seed, runs } = campaign('codes of values', { sample: 1500, deep: 50_000 });
  fc.assert(
    fc.property(seeds, (s) => {
      const type = randomType(new Chance(s), 2);
      if (!isListable(type) || cardinality(type) > 2000) return;
      const codec = new Codec(new Representations());
      const r = codec.representations.of(type);
      const values = valuesOf(type);
      const words = values.map((value) => codec.encode(r, value));
      expect(new Set(words).size).toBe(values.length);
      expect(words.map((word) => codec.decode(r, word))).toEqual(values);
      for (let i = 1; i < words.length; i++)
        expect(codec.compare(r, words[i - 1], words[i])).toBeLessThan(0);
      if (r.dense)
        expect(words.map((word) => (word - r.offset) >>> 0)).toEqual(values.map((_, i) => i));
      if (r.form === 'packed')
        for (const word of words) expect((word - r.offset) >>> 0).toBeLessThan(r.space);
    }),
    { seed, numRuns: runs },
  );
});

test('no two leaves of a state share a bit, and none straddles a word', () => {
  const { seed, runs } = campaign('layout', { sample: 1500, deep: 50_000 });
  fc.assert(
    fc.property(seeds, (s) => {
      const c = new Chance(s);
      const variables: Variable[] = c.list(1, 6, (i) => ({
        name: `v${i}`,
        type: randomType(c, 3),
        span,
      }));
      const { words, variables: layouts } = layOut(variables, new Representations());
      const taken = Array.from({ length: words }, () => 0n);
      for (const leaf of new Set([...layouts.values()].flatMap(leavesOf))) {
        for (let element = 0; element < leaf.count && leaf.bits > 0; element++) {
          const fields = fieldsOf(leaf, element);
          expect(fields.reduce((sum, { bits }) => sum + bits, 0)).toBe(leaf.bits);
          for (const { word, shift, bits: width } of fields) {
            expect(shift + width).toBeLessThanOrEqual(32);
            const bits = ((1n << BigInt(width)) - 1n) << BigInt(shift);
            expect(taken[word] & bits).toBe(0n);
            taken[word] |= bits;
          }
        }
      }
    }),
    { seed, numRuns: runs },
  );
});

function leavesOf(layout: Layout): Leaf[] {
  if (layout.at === 'leaf') return [layout.leaf];
  return layout.at === 'map' ? leavesOf(layout.of) : layout.fields.flatMap(leavesOf);
}

test('what is small is packed, what is not is interned', () => {
  const representations = new Representations();
  const form = (type: Type): string =>
    `${representations.of(type).form} ${representations.of(type).bits}`;
  const range = (high: number): Type => ({ kind: 'range', low: 1, high });
  expect(form({ kind: 'set', of: range(32) })).toBe('packed 32');
  expect(form({ kind: 'set', of: range(33) })).toBe('interned 32');
  expect(form({ kind: 'sequence', of: range(4), bound: 4 })).toBe('packed 11');
  expect(form({ kind: 'sequence', of: range(4) })).toBe('interned 32');
  expect(form({ kind: 'optional', of: range(3) })).toBe('packed 2');
  expect(form({ kind: 'map', key: range(3), value: range(5) })).toBe('packed 7');
  expect(form({ kind: 'bag', of: { kind: 'boolean' }, bound: 1 })).toBe('interned 32');
  expect(form({ kind: 'range', low: -(2 ** 31), high: 2 ** 31 - 1 })).toBe('number 32');
});
