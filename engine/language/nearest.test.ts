import { expect, test } from 'vitest';
import { editDistance, nearest } from './nearest.js';

test.each([
  ['', '', 0],
  ['when', 'when', 0],
  ['wen', 'when', 1],
  ['whne', 'when', 1],
  ['When', 'when', 0],
  ['kitten', 'sitting', 3],
  ['ca', 'abc', 3],
])('%s and %s are %i apart', (a, b, distance) => {
  expect(editDistance(a, b, 10)).toBe(distance);
  expect(editDistance(b, a, 10)).toBe(distance);
});

test('the nearest is near, and not the word itself', () => {
  expect(nearest('alwyas', ['never', 'always', 'eventually'])).toBe('always');
  expect(nearest('N', ['n', 'M'])).toBe('n');
  expect(nearest('always', ['always'])).toBe(null);
  expect(nearest('somewhere', ['always', 'never'])).toBe(null);
  expect(nearest('constructor', [])).toBe(null);
});
