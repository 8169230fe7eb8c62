import { expect, it } from 'vitest';
import { numberedLike, rangeMeant } from './meant.js';

it.each([
  ['1-20ms', '1..20 ms'],
  ['1 - 20 ms', '1..20 ms'],
  ['1ms-20ms', '1..20 ms'],
  ['500 us - 2 ms', '500 us..2 ms'],
  ['1 to 2 s', '1..2 s'],
  ['20 ms', null],
  ['Wait - 5 ms', null],
  ['1-20', null],
])('%s is meant as %s', (text, range) => {
  expect(rangeMeant(text)).toBe(range);
});

it('knows which numbered names there are', () => {
  const names = ['any', 'server', 'server1', 'server2', 'server3', 'keeper1'];
  expect(numberedLike('server9', names)).toBe('there are `server1` to `server3`');
  expect(numberedLike('keeper2', names)).toBe('there is `keeper1`');
  expect(numberedLike('sever9', names)).toBeUndefined();
  expect(numberedLike('server', names)).toBeUndefined();
});
