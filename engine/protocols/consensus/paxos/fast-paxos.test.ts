import { describe, expect, it } from 'vitest';
import { isLinearizable } from '../../../../checkers/history/decide.js';
import { campaign } from '../../../../test/campaign.js';
import { bench } from '../../../node/kit.js';
import { register } from '../../../objects/registers.js';
import { type Emitted, explore, type Law } from '../../test-exploration.js';
import {
  CALM,
  HURRICANE,
  Network,
  STORM,
  type Weather,
  type Workload,
} from '../../test-network.js';
import protocol from './fast-paxos.js';

const counts = { coordinator: 2, acceptor: 4, proposer: 2 };
type Mutant = keyof typeof protocol.declaration.mutants;
const kinds = (effects: readonly { kind: string }[]) => effects.map(({ kind }) => kind);
const of = (client: number) => ({
  call: { client, seq: 1, op: 'put' },
  value: `${client}`,
});
const vote = (round: number, client: number) => ({ round, proposal: of(client) });

describe('an acceptor', () => {
  const acceptor = (options = {}, mutants: readonly Mutant[] = []) =>
    bench(protocol, 'acceptor', { counts, options, mutants });
  const [first, other] = acceptor().nodes('coordinator');
  const [proposer, another] = acceptor().nodes('proposer');
  const [, b, c] = acceptor().nodes('acceptor');

  it('votes once in a fast round, whether values or the word to take any come first', () => {
    const s = acceptor().receive(proposer, { type: 'propose', proposal: of(1) });
    expect(s.effects).toEqual([]);
    s.receive(another, { type: 'propose', proposal: of(2) });
    s.receive(first, { type: 'any', round: 1 });
    // On disk before anybody hears of it: all proposers and coordinators.
    expect(kinds(s.effects)).toEqual(['sync', 'emit', 'send', 'send', 'send', 'send']);
    expect(s.sent.map(({ to }) => to)).toEqual([proposer, another, first, other]);
    expect(s.disk).toMatchObject({ promised: 1, vote: vote(1, 1) });
    expect(s.receive(another, { type: 'propose', proposal: of(2) }).effects).toEqual([]);
    s.receive(another, { type: 'inquire', call: of(2).call });
    expect(s.sent).toEqual([{ to: another, message: { type: 'accepted', vote: vote(1, 1) } }]);
    // After a crash it knows its vote, and of no open round.
    s.restart().receive(another, { type: 'propose', proposal: of(2) });
    expect([s.effects, s.disk.vote]).toEqual([[], vote(1, 1)]);
    const open = acceptor().receive(first, { type: 'any', round: 1 });
    expect(open.receive(proposer, { type: 'propose', proposal: of(2) }).sent).toHaveLength(4);
    const mutant = acceptor({}, ['votes before the disk']).receive(first, {
      type: 'any',
      round: 1,
    });
    mutant.receive(proposer, { type: 'propose', proposal: of(2) });
    expect(kinds(mutant.effects).at(-1)).toBe('sync');
  });

  it('has its promise on disk before it leaves, and votes in no older round', () => {
    const s = acceptor().receive(first, { type: 'any', round: 1 });
    s.receive(other, { type: 'ask', round: 4 });
    expect(kinds(s.effects)).toEqual(['sync', 'send']);
    expect(s.sent[0].message).toEqual({ type: 'promise', round: 4, vote: null });
    expect(s.receive(proposer, { type: 'propose', proposal: of(1) }).effects).toEqual([]);
    const outbid = [{ to: first, message: { type: 'outbid', round: 4 } }];
    for (const type of ['any', 'ask'] as const)
      expect(s.restart().receive(first, { type, round: 1 }).sent).toEqual(outbid);
    s.receive(first, { type: 'accept', round: 2, proposal: of(1) });
    expect([s.sent, s.disk.vote]).toEqual([outbid, null]);
    s.receive(other, { type: 'accept', round: 4, proposal: of(2) });
    expect(s.disk.vote).toEqual(vote(4, 2));
    // It comes twice.
    expect(s.receive(other, { type: 'accept', round: 4, proposal: of(2) }).effects).toEqual([]);
    const mutant = acceptor({}, ['promises before the disk']);
    mutant.receive(other, { type: 'ask', round: 4 });
    expect(kinds(mutant.effects)).toEqual(['send', 'sync']);
  });

  it('recovers by itself where it hears that votes are split, for what may have been chosen', () => {
    const s = acceptor({ recovery: 'uncoordinated' });
    s.receive(first, { type: 'any', round: 1 });
    s.receive(proposer, { type: 'propose', proposal: of(1) });
    expect(s.sent).toHaveLength(7);
    s.receive(b, { type: 'accepted', vote: vote(1, 2) });
    expect(s.effects).toEqual([]);
    s.receive(c, { type: 'accepted', vote: vote(1, 2) });
    expect(s.disk.vote).toEqual(vote(2, 2));
    // The second fast round is for its coordinator to end.
    s.receive(b, { type: 'accepted', vote: vote(2, 1) });
    s.receive(c, { type: 'accepted', vote: vote(2, 1) });
    expect(s.disk.vote).toEqual(vote(2, 2));
    const late = acceptor({ recovery: 'uncoordinated' }).receive(other, { type: 'ask', round: 6 });
    for (const [from, client] of [
      [b, 1],
      [c, 2],
    ] as const)
      late.receive(from, { type: 'accepted', vote: vote(1, client) });
    expect(late.disk.vote).toBe(null);
  });

  it('says that it has voted for nothing', () => {
    const { call } = of(1);
    const s = acceptor().receive(proposer, { type: 'inquire', call });
    expect(s.sent).toEqual([{ to: proposer, message: { type: 'nothing', call } }]);
  });
});

describe('a coordinator', () => {
  const coordinator = (options = {}, index = 0) =>
    bench(protocol, 'coordinator', { counts, options, index }).start();
  const [a, b, c, d] = coordinator().nodes('acceptor');
  const [proposer] = coordinator().nodes('proposer');
  const types = (s: ReturnType<typeof coordinator>) => s.sent.map(({ message }) => message.type);

  it('opens the first round, if it is the first', () => {
    const s = coordinator();
    expect(kinds(s.effects)).toEqual(['sync', 'send', 'send', 'send', 'send']);
    expect(s.sent[0]).toEqual({ to: a, message: { type: 'any', round: 1 } });
    expect(coordinator({}, 1).effects).toEqual([]);
    // Again after a crash, unless it has gone on.
    expect(types(s.restart())).toEqual(['any', 'any', 'any', 'any']);
    s.receive(a, { type: 'accepted', vote: vote(1, 1) }).fire('patience');
    expect(s.restart().effects).toEqual([]);
  });

  it('learns from three equal votes of a fast round, and tells who asks', () => {
    const s = coordinator().receive(a, { type: 'accepted', vote: vote(1, 1) });
    s.receive(b, { type: 'accepted', vote: vote(1, 1) });
    s.receive(c, { type: 'accepted', vote: vote(2, 1) });
    expect(s.mem.decided).toBe(null);
    s.receive(d, { type: 'accepted', vote: vote(1, 1) });
    expect([s.mem.decided, s.armed('patience')]).toEqual([vote(1, 1), false]);
    s.receive(proposer, { type: 'propose', proposal: of(2) });
    expect(s.sent).toEqual([{ to: proposer, message: { type: 'decided', vote: vote(1, 1) } }]);
  });

  const split = (s: ReturnType<typeof coordinator>) => {
    s.receive(a, { type: 'accepted', vote: vote(1, 1) });
    s.receive(b, { type: 'accepted', vote: vote(1, 2) });
    expect(s.sent).toEqual([]);
    return s.receive(c, { type: 'accepted', vote: vote(1, 2) });
  };

  it('ends a round that is split with the next one, for what may have been chosen', () => {
    const s = split(coordinator());
    expect(kinds(s.effects)).toEqual(['sync', 'send', 'send', 'send', 'send']);
    expect(s.sent[0].message).toEqual({ type: 'accept', round: 2, proposal: of(2) });
    expect(s.receive(d, { type: 'accepted', vote: vote(1, 1) }).effects).toEqual([]);
    expect(split(coordinator({ recovery: 'new round' })).sent[0].message).toEqual({
      type: 'ask',
      round: 2,
    });
    // Acceptors do it, or the first coordinator.
    expect(split(coordinator({ recovery: 'uncoordinated' })).effects).toEqual([]);
    expect(split(coordinator({}, 1)).sent).toEqual([]);
  });

  it('ends the second fast round, in which acceptors recover', () => {
    const s = coordinator({ recovery: 'uncoordinated' });
    s.receive(a, { type: 'accepted', vote: vote(2, 1) });
    s.receive(b, { type: 'accepted', vote: vote(2, 2) });
    s.receive(c, { type: 'accepted', vote: vote(2, 1) });
    expect(s.sent[0].message).toEqual({ type: 'accept', round: 3, proposal: of(1) });
  });

  it('begins a round of its own when it waits in vain, greater than all that it has heard of', () => {
    const s = coordinator({}, 1).receive(proposer, { type: 'inquire', call: of(1).call });
    expect(s.armed('patience')).toBe(true);
    s.fire('patience');
    expect(s.sent[0]).toEqual({ to: a, message: { type: 'ask', round: 4 } });
    s.receive(a, { type: 'outbid', round: 6 }).fire('patience');
    expect(s.disk.round).toBe(8);
    expect(s.restart().fire('patience').disk.round).toBe(12);
    expect(coordinator({ later: 'fast' }).fire('patience').disk.round).toBe(5);
  });

  const asked = (options: object, ...votes: (ReturnType<typeof vote> | null)[]) => {
    const s = coordinator(options, 1).fire('patience');
    const { round } = s.disk;
    for (const [i, one] of votes.entries())
      s.receive([a, b, c][i], { type: 'promise', round, vote: one });
    return s;
  };

  it('proposes what may have been chosen; else, in a fast round, whatever proposers send', () => {
    const bound = [vote(1, 1), vote(1, 2), vote(1, 1)];
    expect(asked({}, ...bound.slice(0, 2)).sent).toEqual([]);
    expect(asked({}, ...bound).sent[0].message).toMatchObject({ round: 4, proposal: of(1) });
    const fast = { later: 'fast' };
    expect(asked(fast, ...bound).sent[0].message).toMatchObject({ round: 3, proposal: of(1) });
    expect(asked(fast, null, null, null).sent[0].message).toEqual({ type: 'any', round: 3 });
    const free = [vote(1, 1), vote(1, 2), vote(1, 3)];
    expect(asked(fast, ...free).sent[0].message).toEqual({ type: 'any', round: 3 });
    expect(asked({}, ...free).sent[0].message).toMatchObject({ proposal: of(1) });
  });

  it('waits in a classic round for somebody to propose something', () => {
    const s = asked({}, null, null, null);
    expect(s.sent).toEqual([]);
    s.receive(proposer, { type: 'propose', proposal: of(2) });
    expect(s.sent[0].message).toEqual({ type: 'accept', round: 4, proposal: of(2) });
    // What comes later changes nothing.
    s.receive(proposer, { type: 'propose', proposal: of(1) });
    s.receive(d, { type: 'promise', round: 4, vote: vote(1, 3) });
    expect(s.sent).toEqual([]);
  });

  it('refuses quorums that need not meet', () => {
    const s = coordinator({ fastQuorum: 2 });
    expect(s.effects[0]).toMatchObject({
      kind: 'must',
      why: 'prepareQuorum and twice fastQuorum together are more than twice all acceptors',
    });
  });
});

describe('a proposer', () => {
  const proposer = () => bench(protocol, 'proposer', { counts });
  const [a, b, c, d] = proposer().nodes('acceptor');
  const [first, other] = proposer().nodes('coordinator');
  const replies = (s: ReturnType<typeof proposer>) => s.effects.filter((e) => e.kind === 'reply');

  it('sends a value straight to acceptors, learns from their votes, and refuses all others', () => {
    const s = proposer().call('put', { value: '0' });
    expect(s.sent.map(({ to }) => to)).toEqual([a, b, c, d]);
    s.call('put', { value: '5' }, { client: 5 });
    for (const from of [a, b]) s.receive(from, { type: 'accepted', vote: vote(1, 0) });
    expect(replies(s)).toEqual([]);
    s.receive(c, { type: 'accepted', vote: vote(1, 0) });
    expect(replies(s)).toMatchObject([
      { call: { client: 0 }, reply: { status: 'ok' } },
      { call: { client: 5 }, reply: { status: 'refused' } },
    ]);
    expect(s.armed('repeat')).toBe(false);
    expect(replies(s.call('get', {}))).toMatchObject([{ reply: { value: '0' } }]);
  });

  it('asks again, coordinators as well', () => {
    const s = proposer().call('put', { value: '0' }).fire('repeat');
    const to = (type: string) => s.sent.filter((e) => e.message.type === type).map((e) => e.to);
    expect(to('propose')).toEqual([a, b, c, d, first, other]);
    expect(to('inquire')).toEqual([a, b, c, d]);
    s.receive(first, { type: 'decided', vote: vote(2, 1) });
    expect(replies(s)).toMatchObject([{ reply: { status: 'refused' } }]);
    expect(s.fire('repeat').effects).toEqual([]);
  });

  it('tells a get that nothing is chosen if a quorum had not voted after it came', () => {
    const s = proposer().call('get', {}).call('get', {}, { client: 1 });
    const call = { client: 0, seq: 1, op: 'get' };
    for (const from of [a, b, b]) s.receive(from, { type: 'nothing', call });
    expect(replies(s)).toEqual([]);
    s.receive(c, { type: 'nothing', call });
    expect(replies(s)).toMatchObject([{ call: { client: 0 }, reply: { value: null } }]);
    expect(s.mem.waiting).toHaveLength(1);
  });
});

// ---- runs

const workload: Workload = (client, seq, random) => {
  if (seq > 3) return null;
  const to = 6 + random.below(2);
  if (random.below(2) === 0) return { op: 'get', args: {}, to };
  return { op: 'put', args: { value: `${client}.${seq}` }, to };
};

/** How many votes choose, and how many rounds a series has, the last of which is classic. */
interface Sizes {
  readonly fast: number;
  readonly classic: number;
  readonly series: number;
}
interface Setting {
  readonly sizes?: Sizes;
  readonly counts?: Readonly<Record<string, number>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly mutants?: readonly string[];
}
const FOUR: Sizes = { fast: 3, classic: 3, series: 2 };

/**
 * Who votes, votes once a round and for what was proposed; what is chosen is alone in all later rounds; who learns something has learned what was chosen.
 */
function unlike(emitted: readonly Emitted[], { fast, classic, series }: Sizes): string | null {
  const of = (name: string) =>
    emitted
      .filter(({ event }) => event === name)
      .map(({ node, fields }) => ({
        node,
        round: fields['round'] as number,
        value: fields['value'],
      }));
  type Vote = ReturnType<typeof of>[number];
  const votes = of('voted');
  const learned = of('learned');
  const proposed = new Set(of('proposed').map(({ value }) => value));
  const voters = ({ round, value }: Vote) =>
    new Set(votes.filter((v) => v.round === round && v.value === value).map(({ node }) => node));
  const chosen = votes.filter((v) => voters(v).size >= (v.round % series === 0 ? classic : fast));
  const same = (v: Vote, w: Vote) => v.node === w.node && v.round === w.round;
  if (votes.some((v) => !proposed.has(v.value))) return 'a value that nobody has proposed';
  if (votes.some((v) => votes.some((w) => same(v, w) && v.value !== w.value)))
    return 'two votes in a round';
  if (chosen.some((v) => votes.some((w) => w.round > v.round && w.value !== v.value)))
    return 'a vote for another value than was chosen';
  if (new Set(chosen.map(({ value }) => value)).size > 1) return 'two values';
  if (learned.some((l) => !chosen.some((v) => v.value === l.value)))
    return 'something is learned that is not chosen';
  return null;
}

/** What is wrong with a run, or null. */
function wrong(
  seed: number,
  weather: Weather,
  { sizes = FOUR, ...setup }: Setting,
  heal = false,
): string | null {
  const network = new Network(
    { protocol: protocol as never, counts, ...setup },
    seed,
    weather,
    6,
    workload,
  ).run(500);
  if (heal) {
    network.heal().run(2500);
    const { nodes, hosts } = network.cluster;
    const waiting = nodes['proposer'].flatMap((node) => hosts[node].mem['waiting'] as object[]);
    if (waiting.length > 0) return 'somebody waits';
  }
  const found = unlike(network.emitted, sizes);
  if (found !== null) return found;
  return isLinearizable(register(), network.operations) ? null : 'not linearizable';
}

const settings: readonly Setting[] = [
  {},
  { options: { recovery: 'uncoordinated' }, sizes: { ...FOUR, series: 3 } },
  { options: { recovery: 'new round', later: 'fast' } },
  { options: { learners: 'coordinators' } },
  {
    options: { prepareQuorum: 2, acceptQuorum: 3, fastQuorum: 4, later: 'fast' },
    sizes: { ...FOUR, fast: 4 },
  },
  {
    counts: { coordinator: 2, acceptor: 3, proposer: 3 },
    options: { recovery: 'uncoordinated', later: 'fast' },
    sizes: { fast: 3, classic: 2, series: 3 },
  },
  {
    counts: { coordinator: 1, acceptor: 5, proposer: 2 },
    sizes: { fast: 4, classic: 3, series: 2 },
  },
];

it('chooses one value, and looks like one register, in any weather', () => {
  const { seed, runs } = campaign('fast paxos', { sample: 180, deep: 20_000 });
  for (let i = 0; i < runs; i++) {
    const weather = [CALM, STORM, HURRICANE][i % 3];
    const setup = settings[i % settings.length];
    expect(wrong(seed + i, weather, setup), `seed ${seed + i}`).toBe(null);
  }
});

// A hundred messages on their way take a fifth of a second here.
it('answers everybody when nothing fails any more', () => {
  const { seed, runs } = campaign('fast paxos heals', { sample: 30, deep: 3000 });
  for (let i = 0; i < runs; i++) {
    const { options, ...setup } = settings[i % 4];
    const weather: Weather = { ...STORM, timers: 'due' };
    const slow = { ...setup, options: { ...options, patience: '2..4 s', backoff: '1..2 s' } };
    expect(wrong(seed + i, weather, slow, true), `seed ${seed + i}`).toBe(null);
  }
});

// ---- explored

const put = (value: string) => ({ op: 'put', args: { value }, to: 4 });
const small = { coordinator: 1, acceptor: 3, proposer: 1 };
const law = (sizes: Sizes): { events: string[]; holds: Law } => ({
  events: ['proposed', 'voted', 'learned'],
  holds: (emitted) => unlike(emitted, sizes) === null,
});
const explored = {
  counts: small,
  scripts: [[put('a')], [put('b')]],
  options: { retry: false },
  law: law({ fast: 3, classic: 2, series: 2 }),
};

it.each([
  { about: 'recovery by the coordinator', where: {} },
  {
    about: 'recovery by new rounds',
    where: { options: { retry: false, recovery: 'new round', learners: 'coordinators' } },
  },
  {
    about: 'a crash, and quorums of which one is small',
    where: {
      counts: { ...small, acceptor: 2 },
      scripts: [[{ ...put('a'), to: 3 }], [{ ...put('b'), to: 3 }]],
      options: { retry: false, prepareQuorum: 1, learners: 'coordinators' },
      law: law({ fast: 2, classic: 2, series: 2 }),
      crashes: 1,
      timers: 1,
    },
  },
])('is right in all runs, with $about', async ({ where }) => {
  const found = await explore(protocol, { ...explored, ...where });
  expect(found).toMatchObject({ complete: true, violated: false });
});

/** Of a course that random runs hardly take, or not seen by these laws; the specs in specs/consensus have the shortest run of each. */
const RARE: ReadonlySet<string> = new Set([
  'leaves split rounds alone',
  'counts votes of all rounds',
  'prefers a value of its own',
  'recovers with its own vote',
  'votes before the disk',
  'takes votes for promises',
  'forgets its round',
  'promises before the disk',
]);

it.each(Object.keys(protocol.declaration.mutants).filter((name) => !RARE.has(name)))(
  'finds the mutant: %s',
  (mutant) => {
    const run = (seed: number) =>
      wrong(seed, [CALM, STORM, HURRICANE][seed % 3], {
        ...settings[seed % settings.length],
        mutants: [mutant],
      });
    let seed = 0;
    while (seed < 1500 && run(seed) === null) seed++;
    expect(seed).toBeLessThan(1500);
  },
);
