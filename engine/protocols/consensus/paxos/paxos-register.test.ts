import { describe, expect, it } from 'vitest';
import { isLinearizable } from '../../../../checkers/history/decide.js';
import { campaign } from '../../../../test/campaign.js';
import { bench } from '../../../node/kit.js';
import { register } from '../../../objects/registers.js';
import { putsAndGets } from '../../../transition/nodes/test-settings.js';
import { explore, type Law } from '../../test-exploration.js';
import {
  CALM,
  HURRICANE,
  Network,
  STORM,
  type Weather,
  type Workload,
} from '../../test-network.js';
import protocol from './paxos-register.js';

const counts = { server: 3 };
const kinds = (effects: readonly { kind: string }[]) => effects.map(({ kind }) => kind);
const call = { client: 7, seq: 1, op: 'put' };
const ballot = (round: number, node: number) => ({ round, node }) as never;
const accepted = (round: number, node: number, value: string) =>
  ({ ballot: ballot(round, node), proposal: { call, value } }) as never;

describe('one server', () => {
  it('has its promise on disk before it leaves, and promises nothing older', () => {
    const s = bench(protocol, 'server', { counts });
    s.receive(1, { type: 'prepare', ballot: ballot(2, 1) });
    expect(kinds(s.effects)).toEqual(['sync', 'send']);
    expect(s.sent[0].message).toMatchObject({ type: 'prepared', accepted: null });
    s.restart().receive(2, { type: 'prepare', ballot: ballot(1, 2) });
    expect(s.sent).toEqual([{ to: 2, message: { type: 'outbid', ballot: ballot(2, 1) } }]);
    s.receive(2, { type: 'accept', ballot: ballot(1, 2), proposal: { call, value: 'x' } });
    expect(s.disk.accepted).toBe(null);
    const mutant = bench(protocol, 'server', { counts, mutants: ['promises before the disk'] });
    mutant.receive(1, { type: 'prepare', ballot: ballot(2, 1) });
    expect(kinds(mutant.effects)).toEqual(['send', 'sync']);
  });

  it('proposes the newest value that a quorum has accepted, and its own only where there is none', () => {
    const options = { prepareQuorum: 4, acceptQuorum: 2 };
    const s = bench(protocol, 'server', { counts: { server: 5 }, options });
    s.call('put', { value: 'mine' });
    expect(s.disk.ballot).toEqual({ round: 1, node: 0 });
    const answer = (from: number, was: never) =>
      s.receive(from, { type: 'prepared', ballot: ballot(1, 0), accepted: was });
    answer(1, accepted(0, 3, 'newer'));
    answer(2, accepted(0, 1, 'older'));
    expect(s.sent).toEqual([]);
    answer(3, null as never);
    expect(s.sent).toHaveLength(4);
    expect(s.sent[0].message).toMatchObject({ type: 'accept', proposal: { value: 'newer' } });
    s.receive(4, { type: 'accepted', ballot: ballot(1, 0) });
    expect(kinds(s.effects)).toContain('emit');
    expect(s.effects.filter((e) => e.kind === 'reply')).toMatchObject([
      { call: { client: 7 }, reply: { status: 'ok' } },
      { call: { client: 0 }, reply: { status: 'refused' } },
    ]);
  });

  it('tells a get that nothing is chosen only by a ballot that began after it', () => {
    const s = bench(protocol, 'server', { counts }).call('get', {});
    s.call('get', {}, { client: 1 });
    s.receive(1, { type: 'prepared', ballot: ballot(1, 0), accepted: null });
    expect(s.effects.filter((e) => e.kind === 'reply')).toMatchObject([
      { call: { client: 0 }, reply: { value: null } },
    ]);
    expect(s.disk.ballot).toEqual({ round: 2, node: 0 });
    s.receive(2, { type: 'prepared', ballot: ballot(2, 0), accepted: null });
    expect(s.effects.filter((e) => e.kind === 'reply')).toMatchObject([{ call: { client: 1 } }]);
  });

  it('is in no ballot after a restart', () => {
    const s = bench(protocol, 'server', { counts }).call('put', { value: 'x' }).restart();
    s.receive(1, { type: 'prepared', ballot: ballot(1, 0), accepted: null });
    s.receive(1, { type: 'accepted', ballot: ballot(1, 0) });
    expect(s.effects).toEqual([]);
    expect(s.call('put', { value: 'y' }).disk.ballot).toEqual({ round: 2, node: 0 });
  });

  it('refuses quorums that need not meet, and sends clients to the distinguished proposer', () => {
    const options = { prepareQuorum: 1, acceptQuorum: 2 };
    expect(bench(protocol, 'server', { counts, options }).start().effects).toMatchObject([
      { kind: 'must' },
    ]);
    const one = { proposers: 'distinguished' };
    const s = bench(protocol, 'server', { counts, index: 1, options: one }).start();
    s.call('put', { value: 'x' });
    expect(s.effects).toMatchObject([{ kind: 'reply', reply: { status: 'redirect', to: 0 } }]);
    // Nobody before it was heard.
    s.fire('suspicion').call('put', { value: 'x' });
    expect(s.sent[0].message).toMatchObject({ type: 'prepare' });
  });
});

// ---- runs

const workload: Workload = (client, seq, random) => {
  if (seq > 3) return null;
  const to = random.below(3);
  if (random.below(2) === 0) return { op: 'get', args: {}, to };
  return { op: 'put', args: { value: `${client}.${seq}` }, to };
};

/** What is wrong with a run, or null. */
function wrong(seed: number, weather: Weather, setup: object, heal = false): string | null {
  const network = new Network(
    { protocol: protocol as never, counts, ...setup },
    seed,
    weather,
    6,
    workload,
  ).run(400);
  if (heal && network.operations.length > 0) {
    network.heal().run(600);
    if (!network.emitted.some(({ event }) => event === 'chosen')) return 'nothing is chosen';
  }
  const values = new Set(network.emitted.map(({ fields }) => fields['value']));
  if (values.size > 1) return `chosen: ${[...values].join(' and ')}`;
  return isLinearizable(register(), network.operations) ? null : 'not linearizable';
}

const settings = [
  {},
  { options: { retry: false, losers: 'silent', reads: 'decided' } },
  { options: { proposers: 'distinguished' } },
  { options: { prepareQuorum: 3, acceptQuorum: 1 } },
];

it('chooses one value, and looks like one register, in any weather', () => {
  const { seed, runs } = campaign('paxos register', { sample: 150, deep: 20_000 });
  for (let i = 0; i < runs; i++) {
    const weather = [CALM, STORM, HURRICANE][i % 3];
    expect(wrong(seed + i, weather, settings[i % settings.length]), `seed ${seed + i}`).toBe(null);
  }
});

// ---- explored

/** Stateright's example: no timers, no refusals, a get waits for a decision. */
const published = { retry: false, losers: 'silent', reads: 'decided' };
const oneValue: Law = (emitted) => new Set(emitted.map(({ fields }) => fields['value'])).size <= 1;
const setup = {
  counts,
  scripts: putsAndGets(2, 3),
  object: register(),
  options: published,
  law: { events: ['chosen'], holds: oneValue },
};

it('has the states of Stateright’s example', async () => {
  const { law, ...alike } = setup;
  expect(await explore(protocol, alike)).toEqual({
    states: 16_668,
    generated: 32_971,
    complete: true,
    violated: false,
  });
});

const put = (value: string, to: number) => ({ op: 'put', args: { value }, to });
const get = (to: number) => ({ op: 'get', args: {}, to });
const threePuts = [[put('a', 0)], [put('b', 1)], [put('c', 2)]];

/** Where each mutant shows: the smallest surroundings that make it wrong. */
const wrongWhere: Record<keyof typeof protocol.declaration.mutants, object> = {
  'promises with the prepare ballot': { scripts: threePuts, object: undefined },
  'takes any reported value': { scripts: threePuts, object: undefined },
  'ignores reported values': {},
  'proposes over its accepted value': {},
  'forgets its promise': { crashes: 1 },
  'promises before the disk': { crashes: 1 },
  'accepts before the disk': { crashes: 1 },
  'accepts below its promise': {},
  'quorums that do not meet': {},
  'answers what it has accepted': { scripts: [[put('a', 0)], [put('b', 1), get(0), get(1)]] },
  'reads without a new ballot': {
    scripts: [[put('a', 0), get(1)], [get(1)]],
    options: { ...published, reads: 'learn' },
  },
};

it.each(Object.entries(wrongWhere))('finds the mutant: %s', async (mutant, where) => {
  const found = await explore(protocol, { ...setup, ...where, mutants: [mutant] });
  expect(found.violated).toBe(true);
});

it.each([
  { about: 'a crash', where: { crashes: 1, scripts: [[put('a', 0), get(1)], [put('b', 1)]] } },
  {
    about: 'gets that find out by ballots, and refusals',
    where: { options: { retry: false }, scripts: [[put('a', 0), get(1)], [get(1)]] },
  },
  {
    about: 'one server, which is a quorum',
    where: {
      counts: { server: 1 },
      options: { retry: false },
      scripts: [[put('a', 0), get(0)], [put('b', 0)]],
    },
  },
])('is right in all runs with $about', async ({ where }) => {
  const found = await explore(protocol, { ...setup, ...where });
  expect(found).toMatchObject({ complete: true, violated: false });
});
