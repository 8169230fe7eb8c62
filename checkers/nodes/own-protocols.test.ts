/** Protocols that do what they may not, explored: the error names the handler, and its line where there is one. */
import { describe, expect, it } from 'vitest';
import { protocolFor } from '../../engine/protocols/reference.js';
import { MISTAKES, ownSystem, register } from '../test-systems.js';
import type { Verdict } from '../verdict.js';
import { exploreSystem } from './check.js';

const place = { file: 'own.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

async function explored(protocol: string, more = '', name = 'well defined'): Promise<Verdict> {
  const runs = 'explore: { timers: once each }';
  const spec = await ownSystem(protocol, runs, more);
  const { verdicts } = await exploreSystem(spec, await protocolFor(spec.protocol), { place });
  return verdicts.find(({ property }) => property === name) as Verdict;
}

describe('a protocol of one’s own, explored', () => {
  it.each(MISTAKES)('that $what is told which handler, and where', async ({ put, says }) => {
    const { status, claim, code } = await explored(register(put));
    expect(status).toBe('error');
    expect(claim).toMatch(/server[12]?, /);
    expect(claim).toMatch(says);
    expect(says.source).toContain(`:${code?.line}:`);
  });

  it('that keeps what is no value of its shape is told which handler', async () => {
    const { claim, code } = await explored(register('n.disk.value = 7 as never; return;'));
    expect(claim).toMatch(/server[12]?, calls\.put \(.*mine\.ts:18:\d+\): .*value/);
    expect(code?.line).toBe(18);
  });

  it('that answers once, in a later handler, is right', async () => {
    const later = register("n.mem.last = call; n.arm('again', 1); return;").replace(
      'n.reply(n.mem.last, null)',
      '{ n.reply(n.mem.last, null); n.mem.last = null; }',
    );
    const { status, claim } = await explored(later);
    expect(claim).toContain('in all');
    expect(status).toBe('holds');
  });

  it('that answers a call which may come twice as often as it comes is right', async () => {
    const twice = 'network: { duplicate: 1 times }';
    const { status } = await explored(
      register("n.mem.last = call; n.arm('again', 1); return;"),
      twice,
    );
    expect(status).toBe('holds');
  });

  it('whose assertion fails violates `assertions`, with its line', async () => {
    const must = "n.must(value === '', 'nothing is ever put');";
    const { status, claim, code } = await explored(register(must), '', 'assertions');
    expect(status).toBe('violated');
    expect(claim).toMatch(/reaches a state where a `must` fails: nothing is ever put; no shorter/);
    expect(code).toMatchObject({ line: 19, says: 'nothing is ever put' });
    expect(code?.file).toMatch(/mine\.ts$/);
  });
});
