/** Swarms on specs of the library. What they say of random models is compared in modes/. */
import { expect, test } from 'vitest';
import { loadSpecs } from '../../../engine/language/index.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { Successors } from '../../../engine/transition/system.js';
import { checkSpec, type SpecCheckOptions, type SpecToCheck, specToCheck } from '../../check.js';
import type { SpecResult } from '../../verdict.js';
import type { Run } from '../trace.js';
import { follow } from './follow.js';
import { Members } from './members.js';
import { planOf } from './plan.js';
import { shorten } from './shorten.js';

/** A spec of the library with constants set, or a mutant of it. */
function libraryModel(path: string, set: readonly string[], mutant?: string) {
  const { specs } = loadSpecs(`specs/${path}.yaml`, { set });
  const target = specToCheck(specs[0]);
  const changed = mutant === undefined ? target : target?.mutant(mutant);
  if (!target || !changed || !('spec' in changed) || changed.spec.kind !== 'model')
    throw new Error(`${path} is no model with this mutant`);
  return { ...target, spec: changed.spec, changed: true } satisfies SpecToCheck;
}

const swarm = (members: number, maxStates: number, seed = 1): SpecCheckOptions => ({
  strategy: { search: 'swarm', seed, members },
  limits: { maxStates },
  workers: 1,
});

/** Without what measures the machine. */
function withoutTimes({ verdicts, ...rest }: SpecResult) {
  return {
    ...rest,
    verdicts: verdicts.map(
      ({ effort: { cpuSeconds, peakMemoryBytes, ...counts }, ...verdict }) => ({
        ...verdict,
        counts,
      }),
    ),
  };
}

// --------------------------------------------------------------- what it finds

test.each([
  ['concurrency/bakery', ['N=4', 'Limit=6'], 'leaves the door open', 'mutual exclusion'],
  ['concurrency/bakery', ['N=4', 'Limit=6'], 'breaks no ties', 'mutual exclusion'],
  ['concurrency/filter-lock', ['N=5'], 'does not yield', 'mutual exclusion'],
  ['concurrency/filter-lock', ['N=5'], 'yields too early', 'mutual exclusion'],
  ['concurrency/filter-lock', ['N=5'], 'does not look at the last', 'mutual exclusion'],
  ['transactions/transaction-commit', ['N=12'], 'changes its mind', 'consistent'],
  ['transactions/two-phase-commit', ['N=12'], 'may change its mind', 'consistent'],
])(
  '%s with %j that %s: with as many states, a swarm sees what an exact search does not',
  async (path, set, mutant, broken) => {
    const [members, states] = [8, 10_000];
    const target = libraryModel(path, set, mutant);
    const only = [broken];
    const exact = await checkSpec(target, {
      only,
      reduce: [],
      workers: 1,
      limits: { maxStates: members * states },
    });
    expect(exact.verdicts[0].status).toBe('unknown');
    const { verdicts, swarm: report } = await checkSpec(target, {
      ...swarm(members, states),
      only,
    });
    expect(verdicts[0]).toMatchObject({ status: 'violated', evidence: { kind: 'counterexample' } });
    // It ends with the member that found it.
    const searches = report?.searches ?? [];
    expect(searches.length).toBeLessThanOrEqual(members);
    expect(searches.every((search) => search.states <= states)).toBe(true);
  },
);

test('mutants are caught in one go, and of a sound spec nothing but what was seen holds', async () => {
  for (const [path, sets, caught] of [
    ['concurrency/peterson', [], ['does not yield', 'yields too early']],
    ['concurrency/dining-forks', [], ['takes a fork in use']],
    ['formal/ring-buffer', [], ['writes one cell too far', 'overwrites when full']],
    ['formal/bounded-queue', [], ['takes the newest', 'takes more than fits']],
  ] as const) {
    const { specs } = loadSpecs(`specs/${path}.yaml`, { set: sets });
    const target = specToCheck(specs[0]);
    if (!target) throw new Error(`no ${path}`);
    const { mutants, verdicts } = await checkSpec(target, { ...swarm(4, 5000), mutants: true });
    const names = mutants?.filter((m) => m.caught).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...caught]));
    for (const { status, text, asExpected } of verdicts) {
      if (status === 'holds') expect(text).toMatch(/^reachable: /);
      if (status !== 'unknown') expect(asExpected).toBe(true);
    }
    expect(verdicts.some(({ status }) => status === 'unknown')).toBe(true);
  }
});

// --------------------------------------------------------------- one seed is one result

test.each([
  ['concurrency/bakery', ['N=4', 'Limit=6'], 'leaves the door open'],
  ['concurrency/filter-lock', ['N=5'], undefined],
  // Its messages are interned values, whose ids differ from thread to thread.
  ['consensus/paxos', ['Ballots=3'], 'small quorums'],
  ['consensus/paxos', ['Ballots=3'], undefined],
] as const)(
  '%s with %j, mutant %s: the same with 1, 2 and 3 workers',
  async (path, set, mutant) => {
    const target = libraryModel(path, set, mutant);
    const only = ['mutual exclusion', 'agreement'];
    const results = [];
    for (const workers of [1, 2, 3])
      results.push(withoutTimes(await checkSpec(target, { ...swarm(5, 2000), workers, only })));
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    const other = withoutTimes(await checkSpec(target, { ...swarm(5, 2000, 2), only }));
    expect(other).not.toEqual(results[0]);
  },
);

test('a limit of time cuts the list of members, and the claim says where', async () => {
  const target = libraryModel('concurrency/filter-lock', ['N=5']);
  let now = 0;
  const meters = {
    clock: () => now++ * 100,
    cpuSeconds: () => 0,
    memory: () => ({ bytes: 0, heapShare: 0 }),
  };
  const { verdicts, swarm: report } = await checkSpec(target, {
    ...swarm(50, 1000),
    limits: { maxStates: 1000, maxSeconds: 2 },
    meters,
    only: ['mutual exclusion'],
  });
  const ran = report?.searches.length ?? 0;
  expect(ran).toBeGreaterThan(1);
  expect(ran).toBeLessThan(50);
  expect(verdicts[0]).toMatchObject({ status: 'unknown' });
  expect(verdicts[0].claim).toContain(`stopped at --max-seconds 2, after ${ran} of 50`);
});

// --------------------------------------------------------------- its parts

test('what a member tells of and is not so is never shown', () => {
  const { spec } = libraryModel('concurrency/bakery', [], 'breaks no ties');
  const system = compileModel(spec);
  const members = new Members(system, system.properties);
  const member = members.begin(planOf(1, 0, 5000));
  while (!member.go(1000));
  const [sighting] = member.result().sightings;
  expect(follow(system, system.properties, sighting).labels.length).toBeGreaterThan(0);
  const tooEarly = { ...sighting, path: sighting.path.slice(0, -1) };
  expect(() => follow(system, system.properties, tooEarly)).toThrow('not to be seen again');
  const noStep = { ...sighting, path: sighting.path.map((which) => which + 1000) };
  expect(() => follow(system, system.properties, noStep)).toThrow('a step that there is not');
});

test('a run is made shorter, and ends as it did or where the same is shown', () => {
  const { spec } = libraryModel('concurrency/bakery', ['N=3'], 'breaks no ties');
  const system = compileModel(spec);
  const index = system.properties.findIndex(({ name }) => name === 'mutual exclusion');
  const property = system.properties[index];
  const atom = 'atom' in property.claim ? system.atoms[property.claim.atom] : undefined;
  if (atom?.kind !== 'state') throw new Error('a property of states is wanted');
  const shows = (states: Int32Array, at: number) => atom.holds(states, at) === 0;
  const members = new Members(system, [property]);
  let shorter = 0;
  for (let number = 0; number < 6; number++) {
    const member = members.begin(planOf(3, number, 20_000));
    while (!member.go(1000));
    const [sighting] = member.result().sightings;
    if (sighting === undefined) continue;
    const run = follow(system, [property], sighting);
    const same = shorten(system, run, { lastStep: true });
    expect(same.states.at(-1)).toEqual(run.states.at(-1));
    expect(same.labels.at(-1)).toEqual(run.labels.at(-1));
    const free = shorten(system, run, { lastStep: false, shows });
    expect(shows(free.states[free.states.length - 1], 0)).toBe(true);
    for (const made of [same, free]) {
      expect(made.states.length).toBeLessThanOrEqual(run.states.length);
      expectRun(system, made);
    }
    if (free.states.length < run.states.length / 2) shorter++;
  }
  expect(shorter).toBeGreaterThan(0);
});

function expectRun(system: ReturnType<typeof compileModel>, { states, labels }: Run): void {
  const out = new Successors(system.words, system.labelWords);
  expect(labels.length).toBe(states.length - 1);
  for (const [i, label] of labels.entries()) {
    out.clear();
    system.successors(states[i], 0, out);
    const steps = Array.from({ length: out.count }, (_, k) => [
      ...out.states.slice(k * system.words, (k + 1) * system.words),
      ...out.labels.slice(k * system.labelWords, (k + 1) * system.labelWords),
    ]);
    expect(steps).toContainEqual([...states[i + 1], ...label]);
  }
}
