import { expect, test } from 'vitest';
import { describeProgress } from './progress.js';

const progress = {
  states: 1_000_000,
  generated: 8_000_000,
  rate: 90_000,
  frontier: 41_210,
  depth: 14,
  memoryBytes: 96 * 2 ** 20,
  seconds: 10,
};

test('an estimate comes with the time that is left at the pace so far', () => {
  expect(describeProgress(progress)).toBe(
    '1,000,000 states, 90,000/s, depth 14, frontier 41,210, 96 MiB',
  );
  expect(describeProgress({ ...progress, estimate: null })).toContain(', no estimate yet, ');
  const estimate = { low: 2_000_000, high: 31_000_000 };
  expect(describeProgress({ ...progress, estimate })).toContain(
    ', about 2 to 31 million in all, 10 s to 5 min left, depth ',
  );
});
