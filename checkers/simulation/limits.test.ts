/** What ends a simulation before its last run, and how many threads make it: neither changes what is said of the runs that were made. */
import { describe, expect, it } from 'vitest';
import { libraryProtocol } from '../../engine/protocols/index.js';
import { systemOf } from '../test-systems.js';
import { simulateMutant, simulateSystem } from './check.js';

const LOCK = `kind: system
name: lock
about: A lock on five nodes.
protocol: raft
nodes: 5
clients: { count: 3, object: kv, operations: { put: 2, get: 2 }, keys: 2, rate: 50 / s, timeout: 500 ms }
network: { delay: 1..5 ms, loss: 1 % }
faults:
  crash: { node: any, every: 1 s, for: 300 ms }
properties:
  one leader per term:
    never: exists(a, b in elected, a.term == b.term and a.by != b.by)
  linearizable:
    always: linearizable(kv)
  nobody is ahead:
    always: forall(n in nodes, n.applied <= 25)
runs:
  simulate: { seeds: SEEDS, for: LENGTH }
mutants:
  forgets its term and vote: { breaks: [one leader per term] }
`;
const lock = (seeds: number, length: string) =>
  systemOf(LOCK.replace('SEEDS', `${seeds}`).replace('LENGTH', length));

describe('a simulation', () => {
  it('stops within a run when it is interrupted, and says so and what it had found', async () => {
    // Uninterrupted, a run of this length takes minutes.
    const spec = await lock(3, '1000000 s');
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 300);
    const { verdicts, runs, stoppedBy } = await simulateSystem(
      spec,
      await libraryProtocol('raft'),
      { limits: { signal: interrupt.signal } },
    );
    expect({ runs, stoppedBy }).toEqual({ runs: 1, stoppedBy: 'interrupted' });
    expect(verdicts[0]).toMatchObject({ status: 'unknown' });
    expect(verdicts[2]).toMatchObject({ base: 'nobody is ahead', status: 'violated' });
    expect(verdicts[0].claim).toMatch(/^stopped at interrupted/);
  });

  it('keeps to its time, whatever else is said then', async () => {
    const spec = await lock(100_000, '5 s');
    const options = {
      limits: { maxSeconds: 0.5 },
      only: ({ name }: { name: string }) => name !== 'nobody is ahead',
    };
    const found = await simulateSystem(spec, await libraryProtocol('raft'), options);
    expect(found.stoppedBy).toBe('--max-seconds 0.5');
    expect(found.verdicts.map(({ status }) => status)).toEqual(Array(4).fill('unknown'));
    const mutant = await simulateMutant(
      { ...spec, properties: spec.properties.slice(1) },
      await libraryProtocol('raft'),
      spec.mutants[0],
      options,
    );
    expect(mutant).toMatchObject({ caught: false });
    expect(mutant.because).toMatch(
      /^stopped at --max-seconds 0\.5, after \d+ seeds? of simulation$/,
    );
  });

  it('says the same whatever the number of threads', async () => {
    const spec = await lock(14, '6 s');
    const protocol = await libraryProtocol('raft');
    const said = async (workers: number) => {
      const { verdicts, failures } = await simulateSystem(spec, protocol, { workers, alone: 0.05 });
      return {
        verdicts: verdicts.map(({ effort: _, ...rest }) => rest),
        failures: failures.map(({ plan: { protocol: __, ...plan }, ...rest }) => ({
          ...rest,
          plan,
        })),
      };
    };
    const alone = await said(1);
    expect(alone.verdicts.map(({ status }) => status)).toContain('violated');
    expect(await said(2)).toEqual(alone);
  });

  it('of a slice establishes nothing that it did not see', async () => {
    const spec = await lock(14, '2 s');
    const protocol = await libraryProtocol('raft');
    const sliced = async (runs: number, steps: number) => {
      const found = await simulateSystem(spec, protocol, { slice: { runs, steps } });
      return { runs: found.runs, first: found.verdicts[0] };
    };
    const few = await sliced(3, 1e9);
    expect(few).toMatchObject({ runs: 3, first: { status: 'unknown' } });
    expect(few.first.claim).toMatch(
      /^not broken in 3 runs of 2 s .*, of the 14 that `assay simulate` makes$/,
    );
    expect((await sliced(3, 1)).runs).toBe(1);
    expect(await sliced(14, 1e9)).toMatchObject({ runs: 14, first: { status: 'holds' } });
  });
});
