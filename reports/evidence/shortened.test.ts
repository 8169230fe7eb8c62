import { expect, it } from 'vitest';
import { firstOf, shownText } from './shortened.js';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const FIRST = numbers(20).join(', ');

it.each([
  [numbers(100), `[${numbers(100).join(', ')}]`],
  [numbers(1_000_020), `[${FIRST}, … and 1,000,000 more]`],
  [[numbers(101)], `[[${FIRST}, … and 81 more]]`],
  [{ log: numbers(101), term: 3 }, `{log: [${FIRST}, … and 81 more], term: 3}`],
  [null, 'none'],
])('%# is shown', (value, text) => expect(shownText(value)).toBe(text));

it('says how many more there are of what is told one by one', () => {
  const told = firstOf(numbers(300), (n) => `+ ${n}`);
  expect(told).toHaveLength(21);
  expect([told[0], told[19], told[20]]).toEqual(['+ 0', '+ 19', '… and 280 more']);
  expect(firstOf([1, 2], (n) => `− ${n}`)).toEqual(['− 1', '− 2']);
});
