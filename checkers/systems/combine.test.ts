/** Two lives of one property: what comes first. */
import { expect, it } from 'vitest';
import type { Verdict } from '../verdict.js';
import { NO_EFFORT } from '../verdict-of.js';
import { withSimulation } from './combine.js';

const run = (kind: 'witness' | 'counterexample') => ({ kind, steps: [] });

function verdict(status: Verdict['status'], evidence: Verdict['evidence']): Verdict {
  return {
    property: 'p',
    base: 'p',
    text: '',
    status,
    expected: 'holds',
    asExpected: status === 'holds',
    method: '',
    claim: '',
    evidence,
    effort: NO_EFFORT,
    notes: [],
    place: { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}

it.each([
  // A state that is nowhere within the bounds of exploration was reached in a run.
  ['violated', null, 'holds', 'witness', 'holds'],
  ['violated', null, 'unknown', null, 'violated'],
  ['violated', 'counterexample', 'unknown', null, 'violated'],
  ['holds', null, 'violated', 'counterexample', 'violated'],
  ['unknown', null, 'holds', 'witness', 'holds'],
  ['holds', 'witness', 'error', null, 'holds'],
] as const)('%s with %s, and %s with %s: %s', (explored, its, simulated, other, first) => {
  const evidence = (kind: typeof its | typeof other) => (kind === null ? null : run(kind));
  const [both] = withSimulation(
    [verdict(explored, evidence(its))],
    [verdict(simulated, evidence(other))],
  );
  expect(both.status).toBe(first);
  expect(both.also?.map(({ status }) => status)).toEqual([
    first === explored ? simulated : explored,
  ]);
});

it('of a promise with a time, simulation comes first, unless exploration refutes it', () => {
  const first = (explored: Verdict['status']) =>
    withSimulation([verdict(explored, null)], [verdict('holds', null)], new Set(['p']))[0].status;
  expect(first('unknown')).toBe('holds');
  expect(first('violated')).toBe('violated');
});
