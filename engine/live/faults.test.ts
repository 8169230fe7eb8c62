import { describe, expect, it } from 'vitest';
import type { Fault } from '../language/system/spec.js';
import { planFaults } from './faults.js';

const constant = (time: number) => ({ name: 'constant', parameters: [time] }) as const;
const fault = (more: Partial<Fault>): Fault => ({
  kind: 'crash',
  node: { is: 'any' },
  shapes: [],
  every: null,
  at: [],
  for: constant(5),
  by: null,
  aim: null,
  as: null,
  span: undefined as never,
  ...more,
});
const SECOND = 1_000_000;

describe('the plan of faults', () => {
  it('is that of its seed, in the order of time', () => {
    const faults = [fault({ every: constant(SECOND) }), fault({ every: constant(3 * SECOND) })];
    const plan = planFaults(faults, 60 * SECOND, 3);
    expect(planFaults(faults, 60 * SECOND, 3)).toEqual(plan);
    expect(planFaults(faults, 60 * SECOND, 4)).not.toEqual(plan);
    const times = plan.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(60 * SECOND);
  });

  it('has as many as the mean gap says', () => {
    const plans = Array.from({ length: 50 }, (_, seed) =>
      planFaults([fault({ every: constant(SECOND) })], 60 * SECOND, seed),
    );
    const mean = plans.reduce((sum, plan) => sum + plan.length, 0) / plans.length;
    expect(mean).toBeGreaterThan(55);
    expect(mean).toBeLessThan(66);
  });

  it('keeps to times that are written, once where none are, and leaves disks and clocks alone', () => {
    const plan = planFaults(
      [
        fault({ at: [10, 20, 2 * SECOND] }),
        fault({ kind: 'pause', for: null }),
        fault({ kind: 'bit rot', every: constant(10) }),
        fault({ kind: 'clock jump', every: constant(10) }),
        fault({ kind: 'liar' }),
      ],
      SECOND,
      1,
    );
    const of = (kind: string) => plan.filter((planned) => planned.fault.kind === kind);
    expect(of('crash').map(({ at, lasts }) => [at, lasts])).toEqual([
      [10, 5],
      [20, 5],
    ]);
    expect(of('pause').map(({ lasts }) => lasts)).toEqual([null]);
    expect(plan.length).toBe(3);
  });
});
