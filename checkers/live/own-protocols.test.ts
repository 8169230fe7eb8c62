/** Protocols that do what they may not: the error names the handler, and its line where there is one. */
import { describe, expect, it } from 'vitest';
import { LOOPS, MISTAKES, register } from '../test-systems.js';
import { claimOf, runOwn, SLOW, statusOf } from './test-live.js';

/** µs */
const HOUR = 3.6e9;

describe('a protocol of one’s own', { timeout: SLOW }, () => {
  it.each(MISTAKES)('that $what is told which handler, and where', async ({ put, says }) => {
    const found = await runOwn(register(put));
    expect(statusOf(found, 'assertions')).toBe('error');
    expect(claimOf(found, 'assertions')).toMatch(/^server[12], /);
    expect(claimOf(found, 'assertions')).toMatch(says);
  });

  it('that loops for ever is ended', async () => {
    const found = await runOwn(register(LOOPS), { patience: 300 });
    expect(claimOf(found, 'linearizable')).toMatch(
      /^server[12], calls\.put \(.*mine\.ts:18:\d+\): did not return within 0\.3 s$/,
    );
  });

  it('whose assertion fails violates `assertions`', async () => {
    const found = await runOwn(register("n.must(value === '', 'nothing is ever put');"));
    expect(statusOf(found, 'assertions')).toBe('violated');
    expect(claimOf(found, 'assertions')).toMatch(
      /^server[12], calls\.put \(.*mine\.ts:19:\d+\): nothing is ever put/,
    );
  });

  it('that is wrong at once ends the run at once, whoever sleeps then', async () => {
    const wrong = register('').replace(
      /again\(n\) .*? }/,
      "again() { throw new Error('not today'); }",
    );
    const timers = () => process.getActiveResourcesInfo().filter((is) => is === 'Timeout').length;
    const before = timers();
    const found = await runOwn(
      wrong.replace('on: {', "start(n) { n.arm('again', 300_000); }, on: {"),
      { for: HOUR },
      `clients: { count: 2, object: register, operations: { put: 1 }, rate: 0.001 / s }
faults:
  slow network: { every: 50 ms, for: 3600 s }`,
    );
    // Nothing is left that would keep the process alive.
    expect(timers()).toBeLessThanOrEqual(before);
    expect(claimOf(found, 'assertions')).toMatch(/timers\.again \(.*\): not today$/);
    expect(found.run.faults['slow network']).toBeGreaterThan(0);
  });
});
