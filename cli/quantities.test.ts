import { describe, expect, it } from 'vitest';
import { bytes, count, seconds } from './quantities.js';

describe('counts', () => {
  it.each([
    ['500_000', 500_000],
    ['5e5', 500_000],
    ['2m', 2_000_000],
    ['1.1k', 1100],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%s', (text, value) => expect(count(text)).toBe(value));

  it.each(['1.5', '0.5', '1.0001k', '0', '-1', '', 'x', '1e'])('not %s', (text) =>
    expect(() => count(text)).toThrow('A positive whole number is wanted'),
  );
});

it('times and sizes may have parts', () => {
  expect(seconds('1.5min')).toBe(90);
  expect(bytes('1.5KiB')).toBe(1536);
});
