import { expect, it } from 'vitest';
import type { Measure } from './measure.js';
import { startup } from './startup.js';

it('takes turns, leaves out the first round, and gives medians', () => {
  const asked: string[] = [];
  const measure: Measure = (command) => {
    asked.push(command.slice(1).join(' '));
    // Rounds of three commands: 9 s, then 0.1, 0.3 and 0.2 s.
    const round = Math.floor((asked.length - 1) / 3);
    const cpu = [9, 0.1, 0.3, 0.2][round];
    return { usage: { cpu, wall: 2 * cpu, memory: 0 }, stdout: '' };
  };
  const rows = startup(measure, 3, '.').split('\n').slice(2);
  expect(asked).toHaveLength(12);
  expect(asked.slice(3, 6)).toEqual(asked.slice(0, 3));
  expect(new Set(asked).size).toBe(3);
  expect(rows).toHaveLength(3);
  for (const row of rows) expect(row).toMatch(/\| 200 \| 400 \|$/);
});
