/** What looks at made-up states say of properties: no processes here. */
import { describe, expect, it } from 'vitest';
import type { Value } from '../../engine/language/value.js';
import type { LiveResult } from '../../engine/live/run.js';
import { systemOf } from '../test-systems.js';
import { NO_EFFORT } from '../verdict-of.js';
import { Judge } from './judge.js';
import { propertyVerdict } from './verdicts.js';

const SPEC = `kind: system
name: two-phase-commit
about: Participants agree.
protocol: two-phase-commit
nodes: { coordinator: 1, participant: 2 }
faults: { bit rot: { every: 1 s } }
properties:
  agreement: { never: 'exists(a, b in participant, a.state == committed and b.state == aborted)' }
  commits: { reachable: 'forall(p in participant, p.state == committed)' }
  decides:
    whenever: exists(p in participant, p.state == prepared)
    eventually: forall(p in participant, p.state != prepared)
    within: 1 s
  at last: { eventually: 'forall(p in participant, p.state != working)' }
  for good: { eventually: always(forall(p in participant, p.state == committed)) }
`;

type Look = readonly [time: number, ...states: readonly string[]];
const RUN: LiveResult = {
  history: null,
  failures: [],
  processes: 3,
  looks: 0,
  faults: { kill: 4, partition: 1 },
  delivered: 0,
  lost: 0,
  length: 10_000_000,
  healed: null,
  progress: null,
  cpu: 0,
  interrupted: false,
};

/** Looks at the states of both participants. */
async function judged(...looks: readonly Look[]) {
  const spec = await systemOf(SPEC);
  const judge = new Judge(spec);
  for (const [time, ...states] of looks)
    judge.looked({ time, healed: false, variable: () => states as Value });
  const run = { ...RUN, looks: looks.length };
  const setting = { spec, run, history: null, effort: NO_EFFORT };
  const verdicts = judge.seen.map((seen) => propertyVerdict(seen, setting));
  const of = (name: string) => verdicts.find(({ property }) => property === name);
  return { of, judge, statuses: verdicts.map(({ status }) => status) };
}

describe('looks', () => {
  it('find a state that refutes, and show it', async () => {
    const { of } = await judged([1000, 'working', 'working'], [2000, 'committed', 'aborted']);
    const verdict = of('agreement');
    expect(verdict?.status).toBe('violated');
    expect(verdict?.claim).toMatch(/^it was false 2 ms after the start/);
    const { evidence } = verdict ?? {};
    expect(evidence?.steps[0].state).toEqual({
      'participant.state': { participant1: 'committed', participant2: 'aborted' },
    });
  });

  it('refute nothing where they find nothing', async () => {
    const { of } = await judged([1000, 'working', 'working'], [2000, 'committed', 'committed']);
    expect(of('agreement')?.claim).toBe(
      'it was false in none of 2 common moments; 10 s live, 3 processes, 4 kills, 1 partition; not a proof',
    );
    expect(of('agreement')?.notes).toEqual([
      { kind: 'bound', text: 'bit rot is left to simulation' },
    ]);
    expect(of('commits')?.status).toBe('holds');
    expect(of('for good')?.status).toBe('unknown');
  });

  it('cannot tell never from not yet', async () => {
    const { of, judge } = await judged([1000, 'prepared', 'working']);
    expect(judge.satisfied()).toBe(false);
    expect(of('commits')?.status).toBe('unknown');
    expect(of('decides')?.status).toBe('unknown');
    expect(of('at last')?.status).toBe('unknown');
  });

  it('take the time from when something is promised to when it has come', async () => {
    const soon = await judged(
      [1_000_000, 'prepared', 'working'],
      [1_400_000, 'prepared', 'prepared'],
      [1_900_000, 'committed', 'committed'],
    );
    expect(soon.judge.satisfied()).toBe(true);
    expect(soon.of('decides')?.claim).toMatch(/^it came within 900 ms/);
    expect(soon.of('at last')?.claim).toMatch(/^it came within 1\.4 s/);
    const late = await judged(
      [1_000_000, 'prepared', 'working'],
      [2_100_000, 'committed', 'committed'],
    );
    expect(late.of('decides')?.status).toBe('unknown');
    expect(late.of('decides')?.claim).toMatch(/later than 1 s, on this machine/);
  });

  it('say nothing of a moment that there was not', async () => {
    const { statuses } = await judged();
    expect(new Set(statuses)).toEqual(new Set(['unknown']));
  });
});
