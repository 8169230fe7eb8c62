import { expect, it } from 'vitest';
import { NoRoom } from '../../engine/transition/no-room.js';
import { GrowingInts } from './growing.js';

it.each(['by copies', 'in place'] as const)('keeps all numbers when it grows %s', (growth) => {
  const ints = new GrowingInts(growth);
  const count = 1_000_000;
  for (let i = 0; i < count; i++) ints.push(i ^ 0x55);
  let wrong = 0;
  for (let i = 0; i < count; i++) if (ints.at(i) !== (i ^ 0x55)) wrong++;
  expect(wrong).toBe(0);
  expect(ints.view()).toHaveLength(count);
  ints.truncate(3);
  ints.push(-1);
  expect([...ints.view()]).toEqual([0x55, 1 ^ 0x55, 2 ^ 0x55, -1]);
  expect(ints.bytesInPlace >= 4 * count).toBe(growth === 'in place');
});

it('has no room for more than was said', () => {
  const ints = new GrowingInts('by copies', 2000);
  for (let i = 0; i < 2000; i++) ints.push(i);
  expect(() => ints.push(2000)).toThrow(NoRoom);
  expect(() => ints.room(1)).toThrow(NoRoom);
  expect([ints.length, ints.at(1999)]).toEqual([2000, 1999]);
});
