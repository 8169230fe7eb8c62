/** Systems judged by simulation: mutants that are caught, what claims say, smaller runs, files. */
import { describe, expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../../engine/language/index.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { Formula } from '../../engine/language/typed.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import { Protocols } from '../../engine/protocols/declarations.js';
import { Random } from '../../engine/random.js';
import { RunLog } from '../../engine/simulation/log.js';
import { campaign } from '../../test/campaign.js';
import { runsOf, simulateMutant, simulateSystem } from './check.js';
import { fileOf, readRunFile } from './file.js';
import { smaller } from './minimise.js';
import { Pace } from './pace.js';
import { progressed } from './progression.js';
import { judgedRun } from './run.js';
import { planOf } from './seeds.js';

async function read(text: string): Promise<{ spec: SystemSpec; protocol: AnyProtocol }> {
  const protocols = new Protocols();
  const file = sourceFile('test.yaml', text);
  const loaded = loadFile(file, { declarations: protocols.declarations });
  await protocols.load(loaded, { own: 'leave' });
  const { spec, diagnostics } = readSpec(loaded.documents[0]);
  if (spec?.kind !== 'system') throw new Error(JSON.stringify(diagnostics.map((d) => d.message)));
  return { spec, protocol: protocols.protocol(spec.protocol) };
}

const COMMIT = `
kind: system
name: commit
about: Participants agree to commit or to abort.
protocol: two-phase-commit
nodes: { coordinator: 1, participant: 3 }
network:
  delay: lognormal(5 ms, 2 ms)
  loss: 3 %
storage: { sync: 1..4 ms }
faults:
  crash: { node: any, every: 500 ms, for: 300 ms }
properties:
  agreement:
    never: exists(a, b in participant, a.state == committed and b.state == aborted)
  one decision:
    never: exists(a, b in decided, a.commit != b.commit)
  may commit:
    reachable: forall(p in participant, p.state == committed)
  never undone:
    every step: forall(p in participant, old(p.state) == committed implies p.state == committed)
  decides:
    whenever: healed
    eventually: forall(p in participant, p.state != prepared)
    within: 5 s
  is quick:
    eventually: forall(p in participant, p.state != working)
    within: 1 ms
  nobody commits:
    never: exists(p in participant, p.state == committed)
runs:
  simulate: { seeds: 60, for: 3 s, heal: 5 s }
mutants:
  commits without all votes: { breaks: [agreement] }
  votes before the disk: { breaks: [assertions] }
  forgets the decision: { breaks: [one decision] }
  aborts on its own: { breaks: [agreement] }
  presumes commit: { breaks: [agreement] }
`;

describe('two-phase commit', () => {
  it('holds where it should, in so many runs, and says so', async () => {
    const { spec, protocol } = await read(COMMIT);
    const { verdicts, failures } = await simulateSystem(spec, protocol);
    const statuses = Object.fromEntries(verdicts.map(({ property, status }) => [property, status]));
    expect(statuses).toEqual({
      agreement: 'holds',
      'one decision': 'holds',
      'may commit': 'holds',
      // A state that is not on disk yet can be undone by a crash.
      'never undone': 'violated',
      decides: 'holds',
      'is quick': 'violated',
      'nobody commits': 'violated',
      assertions: 'holds',
      'well defined': 'holds',
    });
    const claim = (name: string) => verdicts.find(({ property }) => property === name)?.claim;
    expect(claim('agreement')).toMatch(
      /^in 60 runs of 3 s and 5 s without faults \(seeds 1 to 60; [\d,]+ steps; under crash and loss\); not a proof$/,
    );
    expect(claim('is quick')).toMatch(
      /^broken in 60 of 60 runs: it had not come in time; here that of seed 1, at 1 ms, with 0 faults/,
    );
    expect(failures.map(({ property }) => property)).toEqual([
      'never undone',
      'is quick',
      'nobody commits',
    ]);
    const [, , { plan }] = failures;
    const again = await judgedRun(plan);
    expect(again.outcomes[6].is).toBe('broken');
    const whole = await judgedRun(planOf(runsOf(spec, {}), protocol, plan.seed));
    expect(plan.schedule?.faults.length).toBeLessThanOrEqual(whole.schedule.faults.length);
    expect(again.time).toBeLessThan(whole.time);
  });

  it('is caught at each of its mistakes', async () => {
    const { spec, protocol } = await read(COMMIT);
    for (const mutant of spec.mutants) {
      const result = await simulateMutant(spec, protocol, mutant, { seeds: 1_000 });
      expect(result, mutant.name).toMatchObject({ caught: true });
    }
  }, 120_000);

  it('comes out the same whether seeds are run in one go or in parts', async () => {
    const { spec, protocol } = await read(COMMIT);
    const digests = async (seeds: readonly number[]) => {
      const found = new Map<number, string>();
      for (const seed of seeds) {
        const log = new RunLog();
        await judgedRun(planOf(runsOf(spec, {}), protocol, seed), null, [log]);
        found.set(seed, log.digest);
      }
      return [...found].sort(([a], [b]) => a - b);
    };
    expect(await digests([4, 3, 2, 1])).toEqual(await digests([1, 2, 3, 4]));
  });
});

const REGISTER = `
kind: system
name: abd
about: A register on any majority of servers.
protocol: abd-register
nodes: 5
clients: { count: 8, object: register, operations: { put: 1, get: 2 }, timeout: 100 ms }
network: { delay: 1..2 ms }
faults:
  clog:
    - { node: any, every: 40 ms, for: 60 ms }
    - { node: any, every: 40 ms, for: 60 ms }
    - { node: any, every: 40 ms, for: 60 ms }
properties:
  linearizable:
    always: linearizable(register)
runs:
  simulate: { seeds: 20, for: 2 s }
mutants:
  reads without writing back: { breaks: [linearizable] }
  asks too few: { breaks: [linearizable] }
`;

describe('the ABD register', () => {
  it('is linearizable in every run, and no mutant is', async () => {
    const { spec, protocol } = await read(REGISTER);
    const { verdicts } = await simulateSystem(spec, protocol);
    expect(verdicts[0]).toMatchObject({ property: 'linearizable', status: 'holds' });
    for (const mutant of spec.mutants) {
      // With five servers, half of them rounded up is a majority all the same.
      const nodes = mutant.name === 'asks too few' ? 4 : 5;
      const changed = await read(REGISTER.replace('nodes: 5', `nodes: ${nodes}`));
      const result = await simulateMutant(changed.spec, changed.protocol, mutant, { seeds: 600 });
      expect(result, mutant.name).toMatchObject({
        caught: true,
        by: [{ property: 'linearizable' }],
      });
    }
  }, 120_000);

  it('shows a smaller history that no order allows', async () => {
    const { spec, protocol } = await read(REGISTER.replace('nodes: 5', 'nodes: 4'));
    for (let seed = 1; seed < 600; seed++) {
      const plan = { ...planOf(runsOf(spec, {}), protocol, seed), mutants: ['asks too few'] };
      const run = await judgedRun(plan);
      if (run.outcomes[0].is !== 'broken') continue;
      const { minimised } = await import('./minimise.js');
      const small = await minimised(plan, run, 0, new Pace());
      expect(small.run.outcomes[0].is).toBe('broken');
      const calls = small.plan.schedule?.calls.length ?? 0;
      expect(calls).toBeLessThan(6);
      expect(calls).toBeGreaterThanOrEqual(2);
      return;
    }
    throw new Error('no run was broken');
  }, 60_000);
});

describe('delta debugging', () => {
  it('finds what is needed, and nothing else', async () => {
    const { seed, runs } = campaign('delta debugging', { sample: 60, deep: 2_000 });
    for (let run = 0; run < runs; run++) {
      const random = Random.of(seed, 'ddmin', run);
      const items = Array.from({ length: random.below(40) }, (_, i) => i);
      const needed = items.filter(() => random.below(6) === 0);
      const left = await smaller(items, (some) =>
        Promise.resolve(needed.every((i) => some.includes(i))),
      );
      expect([...left]).toEqual(needed);
    }
  });
});

describe('progression', () => {
  const atom = (n: number): Formula => ({ op: 'atom', atom: n });
  /** What is left after letters of two atoms. */
  const leaves = (formula: Formula, letters: readonly (readonly [boolean, boolean])[]): Formula =>
    letters.reduce((left, letter) => progressed(left, (n) => letter[n]), formula);

  it('knows as soon as a run has broken a formula', () => {
    const [p, q] = [atom(0), atom(1)];
    const response: Formula = {
      op: 'always',
      of: { op: 'implies', left: p, right: { op: 'next', of: q } },
    };
    expect(
      leaves(response, [
        [true, false],
        [false, true],
        [false, false],
      ]),
    ).not.toMatchObject({ op: 'constant' });
    expect(
      leaves(response, [
        [true, false],
        [false, false],
      ]),
    ).toEqual({ op: 'constant', value: false });
    const unless: Formula = { op: 'unless', left: p, right: q };
    expect(
      leaves(unless, [
        [true, false],
        [false, true],
      ]),
    ).toEqual({ op: 'constant', value: true });
    expect(
      leaves(unless, [
        [true, false],
        [false, false],
      ]),
    ).toEqual({ op: 'constant', value: false });
  });

  it('does not grow with what is owed again and again', () => {
    const owed: Formula = {
      op: 'always',
      of: { op: 'implies', left: atom(0), right: { op: 'eventually', of: atom(1) } },
    };
    const once = JSON.stringify(leaves(owed, [[true, false]]));
    expect(
      JSON.stringify(
        leaves(
          owed,
          Array.from({ length: 50 }, () => [true, false] as const),
        ),
      ),
    ).toBe(once);
    expect(
      leaves(owed, [
        [true, false],
        [false, true],
      ]),
    ).toEqual(owed);
  });
});

describe('files of runs', () => {
  it('say enough to run it again', async () => {
    const { spec, protocol } = await read(COMMIT);
    const { failures } = await simulateSystem(spec, protocol, {
      seeds: 20,
      only: ({ name }) => name === 'nobody commits',
    });
    const file = readRunFile(JSON.stringify(fileOf('test.yaml', { set: [] }, failures[0])));
    if (typeof file === 'string') throw new Error(file);
    const plan = {
      ...planOf(runsOf(spec, {}), protocol, file.seed),
      for: file.for,
      heal: file.heal,
      schedule: file.schedule,
    };
    expect((await judgedRun(plan)).outcomes[6].is).toBe('broken');
  });

  it.each([
    ['{', /^it is no JSON/],
    ['[]', /"assay": "run"/],
    ['{"assay":"run","version":2}', /version is 2; this Assay reads version 1/],
    ['{"assay":"run","version":1,"seed":-1}', /`seed` should be a whole number from 0/],
    [
      '{"assay":"run","version":1,"seed":1,"for":1,"heal":0}',
      /`spec` should be the path of a spec/,
    ],
    [
      '{"assay":"run","version":1,"seed":1,"for":1,"heal":0,"spec":"a","property":"p","swarm":false,"set":[1]}',
      /`set` should be a list of texts/,
    ],
    [
      '{"assay":"run","version":1,"seed":1,"for":1,"heal":0,"spec":"a","property":"p","swarm":false,"set":[],"mutants":[],"schedule":{}}',
      /`schedule` should have/,
    ],
  ])('are refused where they are none: %s', (text, why) => {
    expect(readRunFile(text)).toMatch(why);
  });
});
