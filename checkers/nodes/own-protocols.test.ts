/** Protocols that do what they may not, explored: the error names the handler, and its line where there is one. */
import { describe, expect, it } from 'vitest';
import { protocolFor } from '../../engine/protocols/reference.js';
import { MISTAKES, ownSystem, register } from '../test-systems.js';
import { exploreSystem } from './check.js';

const place = { file: 'own.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

async function explored(protocol: string, more = ''): Promise<readonly [string, string]> {
  const runs = 'explore: { timers: once each }';
  const spec = await ownSystem(protocol, runs, more);
  const { verdicts } = await exploreSystem(spec, await protocolFor(spec.protocol), { place });
  const verdict = verdicts.find(({ property }) => property === 'well defined');
  return [verdict?.status ?? '', verdict?.claim ?? ''];
}

describe('a protocol of one’s own, explored', () => {
  it.each(MISTAKES)('that $what is told which handler, and where', async ({ put, says }) => {
    const [status, claim] = await explored(register(put));
    expect(status).toBe('error');
    expect(claim).toMatch(/server[12]?, /);
    expect(claim).toMatch(says);
  });

  it('that answers a call which may come twice as often as it comes is right', async () => {
    const twice = 'network: { duplicate: 1 times }';
    const [status] = await explored(
      register("n.mem.last = call; n.arm('again', 1); return;"),
      twice,
    );
    expect(status).toBe('holds');
  });
});
