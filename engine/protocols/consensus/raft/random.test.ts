/** Raft under chance: no law breaks in any of its variants, and of its mutants those break one that need no schedule of their own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../../test/campaign.js';
import { declaration } from './declaration.js';
import { ROUGH, randomRun, type Weather } from './random-servers.js';
import type { Setting } from './test-servers.js';

const plain = { preVote: false, checkQuorum: false };
const often = { operator: '50..300 ms' };
const settings: readonly Setting[] = [
  { servers: 3 },
  { servers: 4, options: plain },
  { servers: 5, options: { snapshotAfter: 5 } },
  { servers: 5, options: { snapshotAfter: 7, retain: 3, immediate: false, backOff: 'length' } },
  { servers: 3, options: { reads: 'lease' } },
  { servers: 5, options: { reads: 'log', pipeline: 0, backOff: 'one' } },
  { servers: 3, options: { redraw: false, batch: 1, pipeline: 2 } },
  { servers: 5, options: { reads: 'lease', transfers: true, ...often } },
  { servers: 5, options: { membership: 'joint', snapshotAfter: 10, fewestVoters: 2, ...often } },
  { servers: 5, options: { membership: 'single', transfers: true, fewestVoters: 2, ...often } },
  { servers: 4, options: { membership: 'single', learners: false, ...plain, ...often } },
];

it.each(settings)('keeps the laws: %j', (setting) => {
  const { seed, runs } = campaign(`Raft ${JSON.stringify(setting)}`, { sample: 5, deep: 1000 });
  const property = fc.property(fc.integer({ min: 0 }), (s) => {
    expect(randomRun(s, setting).violation).toBe(null);
  });
  fc.assert(property, { seed, numRuns: runs });
});

it('elects, commits and answers at that', () => {
  const runs = settings.map((setting) => randomRun(1, setting));
  for (const { elections, committed, answered } of runs) {
    expect(elections).toBeGreaterThan(0);
    expect(committed).toBeGreaterThan(10);
    expect(answered).toBeGreaterThan(10);
  }
});

it('is the same twice', () => {
  expect(randomRun(7, settings[2])).toEqual(randomRun(7, settings[2]));
});

const three: Setting = { servers: 3, options: plain };
const five: Setting = { servers: 5 };
const snapshots: Setting = { servers: 3, options: { snapshotAfter: 4 } };
const joint: Setting = {
  servers: 5,
  options: { membership: 'joint', fewestVoters: 2, ...often },
};
const single: Setting = {
  servers: 4,
  options: { membership: 'single', learners: false, fewestVoters: 1, ...plain, ...often },
};
const CRASHES: Weather = { ...ROUGH, crash: 0.03 };

type Mutant = keyof typeof declaration.mutants;
const caught: readonly {
  readonly mutant: Mutant;
  readonly setting: Setting;
  readonly weather?: Weather;
}[] = [
  { mutant: 'votes twice in a term', setting: five, weather: CRASHES },
  { mutant: 'forgets its term and vote', setting: five, weather: CRASHES },
  { mutant: 'votes for any log', setting: three },
  { mutant: 'counts votes of earlier terms', setting: five },
  { mutant: 'follows leaders of earlier terms', setting: { servers: 5, options: plain } },
  { mutant: 'ignores newer terms in answers', setting: three },
  { mutant: 'appends without the check', setting: snapshots },
  { mutant: 'truncates always', setting: three },
  { mutant: 'clears the log at zero', setting: three },
  { mutant: 'acknowledges before the disk', setting: three, weather: CRASHES },
  { mutant: 'counts itself twice', setting: three },
  { mutant: 'matches by entry', setting: five },
  { mutant: 'answers before the commit', setting: three },
  { mutant: 'answers by index', setting: { servers: 5, options: plain } },
  { mutant: 'no sessions', setting: { servers: 5, options: plain } },
  { mutant: 'reads without a round', setting: three },
  { mutant: 'reads before its no-op', setting: snapshots },
  { mutant: 'trusts a lease too long', setting: { servers: 3, options: { reads: 'lease' } } },
  { mutant: 'compacts before the snapshot', setting: snapshots, weather: CRASHES },
  { mutant: 'installs older snapshots', setting: snapshots },
  { mutant: 'forgets the boundary term', setting: snapshots },
  { mutant: 'changes in one step', setting: joint },
  { mutant: 'changes twice at once', setting: single },
];

describe('catches a Raft that', () => {
  it.each(caught)('$mutant', ({ mutant, setting, weather }) => {
    const broken = (seed: number) => randomRun(seed, { ...setting, mutants: [mutant] }, weather);
    const seeds = Array.from({ length: 200 }, (_, seed) => seed);
    expect(seeds.some((seed) => broken(seed).violation !== null)).toBe(true);
  });
});

/** Caught by a schedule made for it (figures.test.ts, mistakes.test.ts): chance would take very long. */
const scripted: readonly Mutant[] = [
  'votes before the disk',
  'grants pre-votes always',
  'commits beyond the message',
  'commits old terms',
  'votes during a lease',
  'changes before its no-op',
];

it('leaves out no mutant', () => {
  const tried = [...caught.map(({ mutant }) => mutant), ...scripted];
  expect(tried.sort()).toEqual(Object.keys(declaration.mutants).sort());
});
