/**
 * Real processes under kill -9, pauses and partitions. What is asserted must come out on any machine at any load: nothing here looks
 * at a clock.
 */
import { describe, expect, it } from 'vitest';
import { claimOf, runYaml, SLOW, statusOf } from './test-live.js';

const raft = (nodes: number, faults: string): string => `kind: system
name: raft-kv
about: A replicated map.
protocol: raft
nodes: ${nodes}
options: { electionTimeout: 400..800 ms, heartbeat: 100 ms }
clients: { count: 3, object: kv, operations: { put: 2, get: 2, cas: 1, append: 1 }, keys: 2, timeout: 1 s }
network: { delay: 1 ms, loss: 1 %, duplicate: 1 % }
faults: ${faults}
properties:
  one leader per term:
    never: exists(a, b in nodes, a != b and a.role == leader and b.role == leader and a.term == b.term)
  linearizable: { always: linearizable(kv) }
  a leader emerges:
    whenever: healed
    eventually: exists(n in nodes, n.role == leader)
  somebody led: { reachable: exists(n in nodes, n.role == leader) }
runs: { live: { for: 5 s } }
`;

const abd = (servers: number, faults: string): string => `kind: system
name: abd
about: A register of a majority.
protocol: abd-register
nodes: ${servers}
clients: { count: 2, object: register, operations: { put: 1, get: 1 }, timeout: 1 s }
faults: ${faults}
properties:
  linearizable: { always: linearizable(register) }
runs: { live: { for: 3 s } }
`;

const HALVES = '{ partition: { shape: halves, every: 1 s, for: 700 ms } }';

describe('processes of a live run', { timeout: SLOW }, () => {
  it('keep a map alike on three servers, two of which are killed and cut off', async () => {
    const faults =
      '{ crash: { every: 2 s, for: 300 ms }, partition: { shape: [halves, isolate leader, one way], every: 2 s, for: 700 ms } }';
    const found = await runYaml(raft(3, faults));
    for (const property of ['one leader per term', 'linearizable', 'assertions', 'somebody led'])
      expect(claimOf(found, property), property).toMatch(/not a proof$/);
    expect(found.result.verdicts.map(({ status }) => status)).toEqual(Array(5).fill('holds'));
    expect(found.run.faults['kill']).toBeGreaterThan(0);
    expect(found.run.faults['partition']).toBeGreaterThan(0);
    expect(found.run.progress).toBe(true);
    expect(found.run.history?.operations.some(({ ending }) => ending === 'ok')).toBe(true);
  });

  it('keep a register on a majority while links are cut and processes stand still', async () => {
    const faults =
      '{ partition: { shape: halves, every: 1 s, for: 400 ms }, pause: { every: 1 s, for: 300 ms } }';
    const found = await runYaml(abd(3, faults));
    expect(statusOf(found, 'linearizable')).toBe('holds');
    expect(found.run.faults['partition']).toBeGreaterThan(0);
    expect(found.run.faults['pause']).toBeGreaterThan(0);
    expect(found.run.progress).toBe(true);
  });

  it('are caught where half of the servers are taken for a majority', async () => {
    const found = await runYaml(abd(2, HALVES), { mutants: ['asks too few'] });
    expect(statusOf(found, 'linearizable')).toBe('violated');
    expect(claimOf(found, 'linearizable')).toMatch(/^no order allows .* live, 2 processes/);
    const { evidence } = found.result.verdicts[0];
    expect(evidence?.kind).toBe('counterexample');
  });

  it('are not, with the same faults, where a majority is one', async () => {
    const found = await runYaml(abd(2, HALVES));
    expect(statusOf(found, 'linearizable')).toBe('holds');
  });

  it('agree to commit or to abort, whoever is killed', async () => {
    const found = await runYaml(`kind: system
name: two-phase-commit
about: Participants and a coordinator with logs.
protocol: two-phase-commit
nodes: { coordinator: 1, participant: 2 }
options: { voteTimeout: 3 s, mayRefuse: false }
faults: { crash: { at: [10 ms, 300 ms], for: 100 ms } }
properties:
  agreement:
    never: exists(a, b in participant, a.state == committed and b.state == aborted)
  one decision:
    never: exists(a, b in decided, a.commit != b.commit)
  decides:
    whenever: healed
    eventually: forall(p in participant, p.state != prepared)
runs: { live: { for: 1 s } }
`);
    expect(statusOf(found, 'agreement')).toBe('holds');
    expect(statusOf(found, 'one decision')).toBe('holds');
    expect(statusOf(found, 'decides')).toBe('holds');
    expect(found.run.faults['kill']).toBeGreaterThan(0);
    expect(found.run.history).toBeNull();
  });
});
