/** The estimate of a union, against sets that are counted. */
import { expect, test } from 'vitest';
import { Random } from '../../../engine/random.js';
import { campaign } from '../../../test/campaign.js';
import { Sketch, unionOf } from './sketch.js';

const SIZE = 64;

/** Some sets of random numbers that overlap, as sketches and counted. */
function drawn(random: Random) {
  const universe = Array.from({ length: 20 + random.below(3000) }, () => random.unit());
  const times = new Map<number, number>();
  const sketches = Array.from({ length: 1 + random.below(6) }, () => {
    const share = random.unit();
    const sketch = new Sketch(1, SIZE);
    for (const hash of universe) {
      if (random.unit() > share) continue;
      sketch.take(hash);
      times.set(hash, (times.get(hash) ?? 0) + 1);
    }
    return sketch.smallest();
  });
  const once = [...times.values()].filter((count) => count === 1).length;
  return { sketches, states: times.size, seenOnce: times.size === 0 ? 0 : once / times.size };
}

test('is exact where a sketch holds all, and else within its interval about as often as it says', () => {
  const { seed, runs } = campaign('unions of sketches', { sample: 1000, deep: 20_000 });
  const random = new Random(seed);
  let estimated = 0;
  let inside = 0;
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    const { sketches, states, seenOnce } = drawn(random);
    const union = unionOf(sketches, SIZE);
    expect(union.exact).toBe(states < SIZE);
    if (union.exact) {
      expect(union).toMatchObject({ states, low: states, high: states, seenOnce });
      continue;
    }
    estimated++;
    if (union.low <= states && states <= union.high) inside++;
    sum += union.states / states;
    // Of 64 that were drawn, six standard deviations: it is asked a thousand times.
    expect(Math.abs(union.seenOnce - seenOnce)).toBeLessThan(6 / (2 * Math.sqrt(SIZE)));
  }
  expect(estimated).toBeGreaterThan(runs / 2);
  // 95 % is said, and 96.4 % it is, for the ends are rounded outwards: of a thousand, 92 to 99 % leave room for chance.
  expect(inside / estimated).toBeGreaterThan(0.92);
  expect(inside / estimated).toBeLessThan(0.99);
  // And unbiased: the standard error of one is 1/8, of the mean of many a hundredth of it or so.
  expect(Math.abs(sum / estimated - 1)).toBeLessThan(0.025);
});
