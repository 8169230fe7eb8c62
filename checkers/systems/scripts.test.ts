import { describe, expect, it } from 'vitest';
import { int, text } from '../../engine/node/shapes/scalars.js';
import { argument } from './scripts.js';

const written = (shape: typeof text | typeof int, clients: number, calls: number) =>
  Array.from({ length: clients * calls }, (_, i) => {
    const client = i % clients;
    return argument('value', shape, { client, clients, index: (i - client) / clients, keys: 1 });
  });

describe('what clients write', () => {
  it('is short where they are few', () => {
    expect(written(text, 3, 2)).toEqual(['A', 'B', 'C', 'A2', 'B2', 'C2']);
    expect(written(int, 3, 2)).toEqual([1, 2, 3, 11, 12, 13]);
  });

  it('tells who wrote it, however many they are', () => {
    for (const shape of [text, int])
      for (const clients of [10, 11, 26, 27, 60, 800])
        expect(new Set(written(shape, clients, 12)).size).toBe(clients * 12);
  });

  it('goes on with two letters', () => {
    expect(written(text, 703, 1).filter((_, i) => [25, 26, 27, 52, 701, 702].includes(i))).toEqual([
      ...['Z', 'AA', 'AB', 'BA', 'ZZ', 'AAA'],
    ]);
  });
});
