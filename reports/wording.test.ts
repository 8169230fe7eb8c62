import { expect, it } from 'vitest';
import {
  bytes,
  countOf,
  duration,
  listed,
  numberWord,
  printable,
  sentence,
  thousands,
  visible,
  withHint,
} from './wording.js';

it('thousands', () => {
  expect([0, 999, 1000, 61515776, 1234.5678, -1000].map(thousands)).toEqual([
    '0',
    '999',
    '1,000',
    '61,515,776',
    '1,234.5678',
    '-1,000',
  ]);
});

it('durations never round up to a unit that they do not have', () => {
  const seconds = [0, 0.0004, 0.0314, 0.9994, 0.9996, 3.14, 59.94, 59.96, 125, 3599.6, 12_000];
  expect(seconds.map(duration)).toEqual([
    'under 1 ms',
    'under 1 ms',
    '31 ms',
    '999 ms',
    '1.0 s',
    '3.1 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 5 s',
    '1 h 0 min',
    '3 h 20 min',
  ]);
});

it('sizes', () => {
  expect([0, 1023, 1024, 1048575, 1048576, 1.5 * 2 ** 30].map(bytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KiB',
    '1.0 MiB',
    '1.0 MiB',
    '1.5 GiB',
  ]);
});

it('counts and lists', () => {
  expect([
    numberWord(3),
    numberWord(11),
    countOf(1, 'property', 'properties'),
    countOf(0, 'step'),
  ]).toEqual(['three', '11', 'one property', 'no steps']);
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

it('sentences', () => {
  expect(['in all states', 'Why?', 'e.g. this.'].map(sentence)).toEqual([
    'In all states.',
    'Why?',
    'E.g. this.',
  ]);
});

it('shows what could trick a terminal', () => {
  expect(printable('a\u001b[31mb\n\tc\u202ed')).toBe('aU+001B[31mb cU+202Ed');
  expect(visible('a\u001b[31m\tb')).toBe('a\ufffd[31m b');
  expect(visible('a\u001b\tb')).toHaveLength(4);
});

it('a message and its hint are kept apart', () => {
  expect(withHint({ message: 'no type is called `int`', hint: 'did you mean `integer`?' })).toBe(
    'no type is called `int`; did you mean `integer`?',
  );
  expect(withHint({ message: 'No type.', hint: 'Write one.' })).toBe('No type. Write one.');
  expect(withHint({ message: 'no type', hint: null })).toBe('no type');
});
