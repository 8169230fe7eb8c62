import fc from 'fast-check';
import { expect, it } from 'vitest';
import { campaign } from '../test/campaign.js';
import { grouped } from './grouped.js';

it('groups digits as English does', () => {
  expect([0, 999, 1000, -1234, 16777216].map(grouped)).toEqual([
    '0',
    '999',
    '1,000',
    '-1,234',
    '16,777,216',
  ]);
});

it('writes every number as Intl does', () => {
  const numbers = fc.oneof(
    fc.maxSafeInteger(),
    fc.integer({ max: 99_999 }),
    fc.double(),
    fc.bigInt(),
  );
  const whole = numbers.filter((n) => !Object.is(n, -0));
  const { seed, runs } = campaign('counts with separators', { sample: 300, deep: 100_000 });
  fc.assert(
    fc.property(whole, (n) => grouped(n) === n.toLocaleString('en-US')),
    { seed, numRuns: runs },
  );
});
