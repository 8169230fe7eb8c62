/** Protocols that do what they may not: the error names the handler, and its line where there is one. */
import { describe, expect, it } from 'vitest';
import { LOOPS, MISTAKES, register } from '../test-systems.js';
import { claimOf, runOwn, SLOW, statusOf } from './test-live.js';

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

  it('whose assertion fails violates `assertions`, and goes on', async () => {
    const found = await runOwn(register("n.must(value === '', 'nothing is ever put');"));
    expect(statusOf(found, 'assertions')).toBe('violated');
    expect(claimOf(found, 'assertions')).toMatch(
      /^server[12], calls\.put \(.*mine\.ts:19:\d+\): nothing is ever put/,
    );
  });
});
