import { expect, it } from 'vitest';
import { InternTable } from './interning.js';
import { NoRoom } from './no-room.js';

it('keeps each value once', () => {
  const table = new InternTable();
  const ids = [[], [1], [1, 2], [2, 1], [1], [], [1, 2]].map((words) =>
    table.intern(Int32Array.from(words), words.length),
  );
  expect(ids).toEqual([0, 1, 2, 3, 1, 0, 2]);
  expect([table.size(2), table.component(3, 0)]).toEqual([2, 2]);
});

it('says where there is no room, and has some then for what is still to be told', () => {
  const table = new InternTable(1000);
  const words = (n: number) => Int32Array.of(n, ...Array<number>(9).fill(7));
  for (let n = 0; n < 100; n++) expect(table.intern(words(n), 10)).toBe(n);
  expect(() => table.intern(words(100), 10)).toThrow(NoRoom);
  for (let n = 0; n < 125; n++) expect(table.intern(words(n), 10)).toBe(n);
  expect(() => table.intern(words(125), 10)).toThrow('the memory for values of one type');
  expect([table.component(124, 0), table.component(0, 9)]).toEqual([124, 7]);
});
