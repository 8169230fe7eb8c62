/** When a table of steps lists what each changed, in place of a column for each variable. */
import { expect, it } from 'vitest';
import { isWide, stepTable } from './step-table.js';

const tableOf = (states: readonly Readonly<Record<string, string | number>>[], action: string) =>
  stepTable({
    steps: states.map((state, i) => ({
      action: i === 0 ? null : action,
      bindings: {},
      state,
      ...(i === 0 ? {} : { time: 1e6 * i }),
    })),
  });

it('has columns where they are few and narrow', () => {
  const short = tableOf(
    [
      { a: 0, b: 0 },
      { a: 1, b: 1 },
    ],
    'steps',
  );
  expect(isWide(short)).toBe(false);
  const longAction = tableOf(
    [
      { a: 0, b: 0 },
      { a: 1, b: 1 },
    ],
    'x'.repeat(200),
  );
  expect(isWide(longAction)).toBe(false);
});

it('has none where values would push others out of sight', () => {
  const value = 'y'.repeat(60);
  const states = [
    { led: '', leads: 'no', other: 'no' },
    { led: value, leads: 'yes', other: value },
  ];
  expect(isWide(tableOf(states, 'candidate1 on.punched from = keeper1, ticket = 1'))).toBe(true);
});

it('has none where there are many', () => {
  const many = (value: number) =>
    Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`v${i}`, value]));
  expect(isWide(tableOf([many(0), many(1)], 'steps'))).toBe(true);
});
