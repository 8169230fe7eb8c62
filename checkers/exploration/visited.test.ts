import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../test/campaign.js';
import { Visited } from './visited.js';

describe('the set of visited states', () => {
  const { seed, runs } = campaign('visited states', { sample: 200, deep: 10_000 });

  it('gives dense ids in the order of discovery, and knows what it has seen', () => {
    const input = fc.integer({ min: 1, max: 4 }).chain((words) =>
      fc.tuple(
        fc.constant(words),
        fc.array(
          fc.array(fc.integer({ min: -2, max: 2 }), { minLength: words, maxLength: words }),
          {
            maxLength: 300,
          },
        ),
      ),
    );
    fc.assert(
      fc.property(input, ([words, states]) => {
        const visited = new Visited(words);
        const known = new Map<string, number>();
        for (const state of states) {
          // Not at the beginning of its array, so that offsets matter.
          const array = Int32Array.of(7, 7, 7, ...state, 7);
          const before = known.get(String(state));
          expect(visited.find(array, 3)).toBe(before ?? -1);
          expect(visited.add(array, 3)).toBe(before === undefined ? known.size : ~before);
          if (before === undefined) known.set(String(state), known.size);
        }
        expect(visited.count).toBe(known.size);
        for (const [text, id] of known) expect(String(visited.copy(id))).toBe(text);
      }),
      { seed, numRuns: runs },
    );
  });

  it('grows over segments and tables without losing a state', () => {
    const words = 3;
    const count = 300_000;
    const visited = new Visited(words);
    const at = (i: number) => Int32Array.of(i % 7, i, i >> 3);
    let wrong = 0;
    for (let i = 0; i < count; i++) if (visited.add(at(i), 0) !== i) wrong++;
    for (let i = 0; i < count; i++) if (visited.add(at(i), 0) !== ~i) wrong++;
    expect(wrong).toBe(0);
    expect(visited.array(0)).not.toBe(visited.array(count - 1));
    expect(visited.bytes).toBeGreaterThan(4 * words * count);
  });

  // Close together, so that each is its own slot; then far apart; and once more from far apart to close together.
  it.each([
    ['ever larger', (i: number) => i],
    ['in any order', (i: number) => (i * 7919) % 100_000],
    ['all but one small', (i: number) => (i === 90_000 ? -5 : i)],
    ['at last too far apart', (i: number) => (i < 70_000 ? i : i * 40_000)],
    ['the largest first', (i: number) => (i === 0 ? 1 << 20 : i)],
  ])('finds states of one word again: %s', (_, state) => {
    const visited = new Visited(1);
    const count = 100_000;
    const at = (i: number) => Int32Array.of(9, state(i));
    let wrong = 0;
    for (let i = 0; i < count; i++) {
      if (visited.find(at(i), 1) !== -1) wrong++;
      if (visited.add(at(i), 1) !== i) wrong++;
    }
    for (let i = 0; i < count; i++) {
      if (visited.add(at(i), 1) !== ~i || visited.find(at(i), 1) !== i) wrong++;
    }
    expect(wrong).toBe(0);
    expect(visited.find(Int32Array.of(2 ** 30 + 1), 0)).toBe(-1);
    expect(visited.find(Int32Array.of(-9), 0)).toBe(-1);
  });

  it('holds states wider than a segment', () => {
    const wide = new Int32Array(300_000);
    const visited = new Visited(wide.length);
    expect(visited.add(wide, 0)).toBe(0);
    wide[299_999] = 1;
    expect(visited.add(wide, 0)).toBe(1);
    expect(visited.add(wide, 0)).toBe(~1);
  });

  it('keeps apart states without a word: there is one', () => {
    const visited = new Visited(0);
    expect(visited.add(new Int32Array(0), 0)).toBe(0);
    expect(visited.add(new Int32Array(0), 0)).toBe(~0);
  });
});
