import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../diagnostics.js';
import { sourceFile } from '../source.js';
import { formatRational } from './numbers.js';
import { readText } from './reader.js';
import type { Syntax } from './syntax.js';
import { readDimension, readQuantity, readQuantityRange, readTicks } from './units.js';

function read(text: string, diagnostics: Diagnostics): Syntax {
  const span = { file: sourceFile('<test>', text), start: 0, end: text.length };
  const syntax = readText(text, span, 'value', diagnostics);
  if (syntax === null) throw new Error(diagnostics.list[0].message);
  return syntax;
}

describe('quantities are exact', () => {
  it.each([
    ['5 ms', 'time 1 / 200'],
    ['2us', 'time 1 / 500000'],
    ['0.1 s', 'time 1 / 10'],
    ['2 min', 'time 120'],
    ['1 h', 'time 3600'],
    ['3 d', 'time 259200'],
    ['1 ns', 'time 1 / 1000000000'],
    ['1.5 * 2 s', 'time 3'],
    ['1 s + 500 ms', 'time 3 / 2'],
    ['1 s - 1500 ms', 'time -1 / 2'],
    ['-2 s', 'time -2'],
    ['6 ms / 4', 'time 3 / 2000'],
    ['6 ms / 4 us', 'number 1500'],
    ['99 %', 'share 99 / 100'],
    ['200 ppm', 'share 1 / 5000'],
    ['64 KiB', 'size 65536'],
    ['64 kB', 'size 64000'],
    ['2 MiB', 'size 2097152'],
    ['200 / s', 'rate 200'],
    ['1 / 10 ms', 'rate 100'],
    ['30 / min', 'rate 1 / 2'],
    ['4/27', 'number 4 / 27'],
    ['2 ^ 3', undefined],
    ['2 s * 3 s', undefined],
    ['2 s + 3', undefined],
    ['2 s / 0', undefined],
    ['5 / B', undefined],
    ['n', undefined],
  ])('%s is %s', (text, expected) => {
    const diagnostics = new Diagnostics();
    const found = readQuantity(read(text, diagnostics), diagnostics);
    expect(found === null ? undefined : `${found.dimension} ${formatRational(found.value)}`).toBe(
      expected,
    );
    expect(diagnostics.list.map((d) => d.code)).toEqual(expected === undefined ? ['ASY3103'] : []);
  });
});

describe('units that are none', () => {
  it.each([
    ['5 sec', '`s`'],
    ['5 Seconds', '`s`'],
    ['5 msec', '`ms`'],
    ['5 KIB', '`KiB`'],
    ['5 mss', '`ms`'],
    ['5 constructor', undefined],
  ])('%s: %s', (text, nearest) => {
    const diagnostics = new Diagnostics();
    expect(readQuantity(read(text, diagnostics), diagnostics)).toBeNull();
    expect(diagnostics.list.map((d) => d.code)).toEqual(['ASY3101']);
    if (nearest === undefined) expect(diagnostics.list[0].hint).toBeUndefined();
    else expect(diagnostics.list[0].hint).toContain(nearest);
  });
});

describe('what is wanted', () => {
  it('is a time in whole nanoseconds', () => {
    const diagnostics = new Diagnostics();
    expect(readTicks(read('150 us', diagnostics), diagnostics)).toBe(150_000n);
    expect(diagnostics.list).toEqual([]);
    expect(readTicks(read('0.5 ns', diagnostics), diagnostics)).toBeNull();
    expect(readTicks(read('5', diagnostics), diagnostics)).toBeNull();
    expect(diagnostics.list.map((d) => d.code)).toEqual(['ASY3104', 'ASY3102']);
  });

  it('is of one dimension', () => {
    const diagnostics = new Diagnostics();
    expect(readDimension(read('50 / s', diagnostics), 'rate', diagnostics)).toEqual({
      numerator: 50n,
      denominator: 1n,
    });
    expect(readDimension(read('50', diagnostics), 'rate', diagnostics)).toBeNull();
    expect(diagnostics.list[0].message).toContain('`200 / s`');
  });

  it('is a range whose ends share a unit', () => {
    const range = (text: string) => {
      const diagnostics = new Diagnostics();
      const found = readQuantityRange(read(text, diagnostics), diagnostics);
      if (found === null) return diagnostics.list.map((d) => d.code);
      return [found.low, found.high].map((q) => `${q.dimension} ${formatRational(q.value)}`);
    };
    expect(range('150..300 ms')).toEqual(['time 3 / 20', 'time 3 / 10']);
    expect(range('150 us..1 ms')).toEqual(['time 3 / 20000', 'time 1 / 1000']);
    expect(range('1..3')).toEqual(['number 1', 'number 3']);
    expect(range('5 ms')).toEqual(['time 1 / 200', 'time 1 / 200']);
    expect(range('1 s..2')).toEqual(['ASY3102']);
  });
});
