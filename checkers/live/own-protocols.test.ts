/** Protocols that do what they may not: the error names the handler, and its line where there is one. */
import { describe, expect, it } from 'vitest';
import { claimOf, runOwn, SLOW, statusOf } from './test-live.js';

/** A register on one node; `put` does what a test wants. */
const register = (put: string, more = ''): string => `
import { declare, implement, optional, service, text } from 'assay';
const register = service('register', {
  put: { args: { value: text }, returns: optional(text) },
  get: { args: {}, returns: optional(text) },
});
${more}
const declaration = declare({
  name: 'mine',
  about: 'A register.',
  roles: { server: { serves: register, durable: { value: optional(text) }, receives: { hello: {} } } },
});
export default implement(declaration, {
  server: {
    on: { hello() {} },
    calls: {
      put(n, { value }, call) {
        ${put}
        n.disk.value = value;
        n.sync();
        n.reply(call, null);
      },
      get(n, _, call) { n.reply(call, n.disk.value); },
    },
  },
});
`;

describe('a protocol of one’s own', { timeout: SLOW }, () => {
  it('that throws is told with the line', async () => {
    const found = await runOwn(register("if (value !== '') throw new Error('not today');"));
    expect(statusOf(found, 'linearizable')).toBe('error');
    expect(claimOf(found, 'linearizable')).toMatch(
      /^server[12], calls\.put \(.*mine\.ts:18:\d+\): not today$/,
    );
  });

  it('that loops for ever is ended', async () => {
    const found = await runOwn(register('for (;;) {}'), { patience: 300 });
    expect(claimOf(found, 'linearizable')).toMatch(
      /^server[12], calls\.put: did not return within 0\.3 s$/,
    );
  });

  it('that reads the clock is told what to use', async () => {
    const found = await runOwn(register('if (Date.now() < 0) return;'));
    expect(claimOf(found, 'linearizable')).toMatch(
      /^server[12], calls\.put \(.*mine\.ts:18:\d+\): Date\.now is not for handlers; use n\.now/,
    );
  });

  it('that sends what is not declared is told so', async () => {
    const found = await runOwn(register("n.send(n.peers[0], { type: 'helo' } as never);"));
    expect(claimOf(found, 'linearizable')).toMatch(
      /^server[12], calls\.put \(.*mine\.ts:18:\d+\): .*helo/,
    );
  });

  it('whose assertion fails violates `assertions`, and goes on', async () => {
    const found = await runOwn(register("n.must(value === '', 'nothing is ever put');"));
    expect(statusOf(found, 'assertions')).toBe('violated');
    expect(claimOf(found, 'assertions')).toMatch(
      /^server[12], calls\.put \(.*mine\.ts:18:\d+\): nothing is ever put/,
    );
  });
});
