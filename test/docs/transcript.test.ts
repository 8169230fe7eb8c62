import { describe, expect, it } from 'vitest';
import { exchangesOf, linesOf, matches, renewed, words } from './transcript.js';

const REAL = [
  'All two properties',
  '',
  '✓ holds     a            8 states       3 ms',
  '✗ violated  b',
];

describe('what is shown', () => {
  const fits: [string, string[]][] = [
    ['all of it', REAL],
    ['another time', [...REAL.slice(0, 2), '✓ holds     a            8 states   412 ms', REAL[3]]],
    [
      'a time below the clock',
      [...REAL.slice(0, 2), `✓ holds     a            8 states under 1 ms`, REAL[3]],
    ],
    ['the beginning', [REAL[0], '…']],
    ['the end', ['…', REAL[3]]],
    ['both ends', [REAL[0], '…', REAL[3]]],
    ['a gap where nothing is left out', [REAL[0], '…', ...REAL.slice(1)]],
    ['part of a line', ['All … properties', '…', '✗ … b']],
  ];
  it.each(fits)('fits: %s', (_, shown) => {
    expect(matches(shown, REAL)).toBe(true);
  });

  it('fits: another time on a line of its own', () => {
    expect(matches(['3 ms'], ['412 ms'])).toBe(true);
    expect(matches(['3 ms'], ['3 states'])).toBe(false);
  });

  const lies: [string, string[]][] = [
    ['nothing', []],
    [
      'another number of states',
      [...REAL.slice(0, 2), '✓ holds     a            9 states       3 ms', REAL[3]],
    ],
    ['a line too few', REAL.slice(1)],
    ['a line too many', [...REAL, 'and more']],
    ['another order', ['…', REAL[3], REAL[2]]],
    ['a line that is nowhere', ['…', '✓ holds b', '…']],
    ['a part that is not there', ['All … states', '…']],
  ];
  it.each(lies)('does not fit: %s', (_, shown) => {
    expect(matches(shown, REAL)).toBe(false);
  });

  it('is renewed where it no longer fits, shortened as before', () => {
    expect(renewed([REAL[0], '…'], REAL)).toEqual([REAL[0], '…']);
    expect(renewed(['All three', '…', 'x'], REAL)).toEqual([REAL[0], '…', REAL[3]]);
    expect(renewed(['All three'], REAL)).toEqual(REAL);
  });
});

it('splits a block into commands and a command into words', () => {
  const block = ['$ assay init', 'Wrote it', '$ echo $?', '0'];
  expect(exchangesOf(block)).toEqual([
    { command: 'assay init', output: ['Wrote it'] },
    { command: 'echo $?', output: ['0'] },
  ]);
  expect(linesOf(exchangesOf(block))).toEqual(block);
  expect(() => exchangesOf(['no command'])).toThrow('begins with a command');
  expect(words(`assay check --set 'a b.c=x == "y"' --only "it's"`)).toEqual([
    'assay',
    'check',
    '--set',
    'a b.c=x == "y"',
    '--only',
    "it's",
  ]);
});
