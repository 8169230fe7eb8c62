import { expect, it } from 'vitest';
import { geometricMean, median } from './statistics.js';

it('takes the middle of an odd number of values, whatever their order', () => {
  expect(median([3, 100, 1])).toBe(3);
  expect(median([7])).toBe(7);
});

it('takes the mean of the two in the middle of an even number', () => {
  expect(median([10, 1, 4, 2])).toBe(3);
});

it('averages ratios so that halves and doubles cancel', () => {
  expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12);
  expect(geometricMean([1, 10, 100])).toBeCloseTo(10, 12);
});

it('has no average of nothing, nor of what is no ratio', () => {
  expect(() => median([])).toThrow('no values');
  expect(() => geometricMean([])).toThrow('no ratios');
  expect(() => geometricMean([1, 0])).toThrow('greater than 0');
});
