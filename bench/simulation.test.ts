import { expect, it } from 'vitest';
import type { Measure } from './measure.js';
import { simulation } from './simulation.js';

const said = (steps: string, status = 'holds'): string =>
  JSON.stringify({ specs: [{ verdicts: [{ status, claim: `in 2 runs (${steps} steps)` }] }] });
const measuring = (outputs: readonly string[]): Measure => {
  let run = 0;
  return () => ({ usage: { cpu: 2, wall: 1, memory: 0 }, stdout: outputs[run++ % outputs.length] });
};

it('divides handler runs by seconds and by CPU seconds, and takes nothing else for an answer', () => {
  expect(simulation(measuring([said('2,000'), said('2,000')]), 2, '.')).toMatch(
    /^\| one thread \| 1\.00 \| 2\.00 \| 2,000 \| 1,000 \|$/m,
  );
  expect(() => simulation(measuring([said('2,000'), said('2,001')]), 2, '.')).toThrow('differ');
  expect(() => simulation(measuring([said('2,000', 'unknown')]), 1, '.')).toThrow('otherwise');
});
