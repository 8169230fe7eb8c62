/** Protocols that do what they may not, simulated: the error names the handler, and its line where there is one. */
import { describe, expect, it } from 'vitest';
import { protocolFor } from '../../engine/protocols/reference.js';
import { LOOPS, MISTAKES, ownSystem, register } from '../test-systems.js';
import type { Verdict } from '../verdict.js';
import { type SimulationOptions, simulateSystem } from './check.js';

const RUNS = 'simulate: { seeds: 3, for: 2 s }';

async function simulated(
  protocol: string,
  options: SimulationOptions = {},
  more = '',
): Promise<(property: string) => Verdict | undefined> {
  const spec = await ownSystem(protocol, RUNS, more);
  const { verdicts } = await simulateSystem(spec, await protocolFor(spec.protocol), options);
  return (name) => verdicts.find(({ property }) => property === name);
}

describe('a protocol of one’s own, simulated', () => {
  it.each(MISTAKES)('that $what is told which handler, and where', async ({ put, says }) => {
    const found = await simulated(register(put));
    expect(found('linearizable')).toMatchObject({ status: 'error' });
    expect(found('linearizable')?.claim).toMatch(
      /^the run of seed 1 ended in an error of the protocol: server, /,
    );
    expect(found('linearizable')?.claim).toMatch(says);
    expect(says.source).toContain(`:${found('linearizable')?.code?.line}:`);
  });

  it('that loops for ever is ended, and the handler named', async () => {
    const found = await simulated(register(LOOPS), { patience: 200 });
    expect(found('linearizable')?.claim).toMatch(
      /^the run of seed 1 ended in an error of the protocol: server, calls\.put \(.*mine\.ts:18:\d+\): did not return within 0\.2 s$/,
    );
    expect(found('linearizable')?.code).toMatchObject({
      line: 18,
      says: 'did not return within 0.2 s',
    });
  });

  it('that asks its oracle for ever is ended, too', async () => {
    const put = 'while (n.now() >= 0) n.pick([1, 2]);';
    const found = await simulated(register(put), { patience: 200 });
    expect(found('linearizable')?.claim).toMatch(
      /server, calls\.put \(.*:18:\d+\): did not return within/,
    );
  });

  it('that answers itself at once for ever does not go on', async () => {
    const put = "n.send(n.id, { type: 'hello' });";
    const again = register(put).replace(
      'hello() {}',
      "hello(n) { n.send(n.id, { type: 'hello' }); }",
    );
    const found = await simulated(again, {}, 'network: { delay: 0 ms }');
    expect(found('linearizable')).toMatchObject({ status: 'error' });
    expect(found('linearizable')?.claim).toContain('somebody answers at once for ever');
  });

  it('whose view throws is told which', async () => {
    const views = `views: { odd: { shape: optional(text), of: () => { throw new Error('no view'); } } },
    on:`;
    const spec = await ownSystem(
      register('').replace('on:', views),
      RUNS,
      '',
      'seen: { never: exists(n in nodes, n.odd != none) }',
    );
    const { verdicts } = await simulateSystem(spec, await protocolFor(spec.protocol));
    expect(verdicts[0]).toMatchObject({ property: 'seen', status: 'error' });
    expect(verdicts[0].claim).toMatch(/server, views\.odd \(.*mine\.ts:\d+:\d+\): no view/);
  });

  it('whose assertion fails violates `assertions`', async () => {
    const found = await simulated(register("n.must(value === '', 'nothing is ever put');"));
    expect(found('assertions')).toMatchObject({ status: 'violated' });
    expect(found('assertions')?.claim).toContain('nothing is ever put');
    expect(found('assertions')?.code).toMatchObject({ line: 19, says: 'nothing is ever put' });
  });
});
