import { describe, expect, it } from 'vitest';
import { isLinearizable } from '../../../../checkers/history/decide.js';
import { campaign } from '../../../../test/campaign.js';
import { bench } from '../../../node/kit.js';
import { kv } from '../../../objects/registers.js';
import { type Emitted, explore } from '../../test-exploration.js';
import { CALM, Network, STORM, type Weather, type Workload } from '../../test-network.js';
import protocol from './multi-paxos.js';

const counts = { server: 3 };
const kinds = (effects: readonly { kind: string }[]) => effects.map(({ kind }) => kind);
const ballot = (round: number, node: number) => ({ round, node }) as never;
const entry = (value: string) =>
  ({ command: { type: 'put', key: 'x', value }, call: { client: 9, seq: 1, op: 'put' } }) as const;

describe('one server', () => {
  it('proposes the newest of what it hears of, fills gaps, and goes on after them', () => {
    const s = bench(protocol, 'server', { counts: { server: 5 } }).start();
    s.fire('election');
    expect(kinds(s.effects)).toEqual(['sync', 'arm', 'send', 'send', 'send', 'send']);
    const accepted = (one: [number, number, string][]) =>
      new Map(one.map(([slot, round, v]) => [slot, { ballot: ballot(round, 2), entry: entry(v) }]));
    const promise = { type: 'promise', ballot: ballot(1, 0) } as const;
    s.receive(1, { ...promise, accepted: accepted([[1, 0, 'new']]) });
    s.receive(2, { ...promise, accepted: accepted([[3, 0, 'third']]) });
    const proposed = s.sent.filter(({ to }) => to === 1).map(({ message }) => message);
    expect(proposed).toMatchObject([
      { slot: 1, entry: entry('new') },
      { slot: 2, entry: { command: { type: 'noop' }, call: null } },
      { slot: 3, entry: entry('third') },
    ]);
    expect([s.mem.role, s.mem.next]).toEqual(['leader', 4]);
  });

  it('answers when the command and all before it are applied, and a retry from its session', () => {
    const s = bench(protocol, 'server', { counts }).start().fire('election');
    s.receive(1, { type: 'promise', ballot: ballot(1, 0), accepted: new Map() });
    s.call('put', { key: 'x', value: 'a' }).call('get', { key: 'x' }, { client: 1 });
    s.receive(1, { type: 'accepted', ballot: ballot(1, 0), slot: 2 });
    expect(s.effects.some(({ kind }) => kind === 'reply')).toBe(false);
    s.receive(2, { type: 'accepted', ballot: ballot(1, 0), slot: 1 });
    expect(s.effects.filter(({ kind }) => kind === 'reply')).toMatchObject([
      { call: { client: 0 }, reply: { value: null } },
      { call: { client: 1 }, reply: { value: 'a' } },
    ]);
    s.call('put', { key: 'x', value: 'a' });
    expect(kinds(s.effects)).toEqual(['reply']);
  });

  it('steps down for a greater ballot, and never accepts below its promise', () => {
    const s = bench(protocol, 'server', { counts }).start().fire('election');
    s.receive(1, { type: 'promise', ballot: ballot(1, 0), accepted: new Map() });
    s.receive(2, { type: 'prepare', ballot: ballot(2, 2), first: 1 });
    expect([s.mem.role, s.mem.leader, s.armed('heartbeat')]).toEqual(['follower', 2, false]);
    s.restart().receive(1, { type: 'accept', ballot: ballot(1, 1), slot: 1, entry: entry('old') });
    expect(s.sent).toEqual([{ to: 1, message: { type: 'outbid', ballot: ballot(2, 2) } }]);
    s.call('get', { key: 'x' });
    expect(s.effects).toEqual([]);
  });
});

it.each([
  ['promises before the disk', { type: 'prepare', ballot: ballot(1, 1), first: 1 }],
  ['accepts before the disk', { type: 'accept', ballot: ballot(1, 1), slot: 1, entry: entry('a') }],
] as const)('%s only as a mutant', (mutant, message) => {
  const orderly = bench(protocol, 'server', { counts }).receive(1, message);
  expect(kinds(orderly.effects)).toEqual(['sync', 'send', 'arm']);
  const s = bench(protocol, 'server', { counts, mutants: [mutant] }).receive(1, message);
  expect(kinds(s.effects)).toEqual(['send', 'sync', 'arm']);
});

const workload: Workload = (client, seq, random) => {
  if (seq > 5) return null;
  const key = ['x', 'y'][random.below(2)];
  const to = random.below(3);
  const value = `${client}.${seq} `;
  switch (random.below(4)) {
    case 0:
      return { op: 'get', args: { key }, to };
    case 1:
      return { op: 'put', args: { key, value }, to };
    case 2:
      return { op: 'append', args: { key, value }, to };
    default:
      return { op: 'cas', args: { key, from: null, to: value }, to };
  }
};

/** One entry a slot, chosen and applied; each server applies all slots in order. */
function agree(emitted: readonly Emitted[]): boolean {
  const entries = new Map<unknown, string>();
  for (const { event, fields } of emitted) {
    if (event === 'elected') continue;
    const text = JSON.stringify(fields['entry']);
    if ((entries.get(fields['slot']) ?? text) !== text) return false;
    entries.set(fields['slot'], text);
  }
  return true;
}

function run(seed: number, weather: Weather, setup: object): Network {
  const all = { protocol: protocol as never, counts, ...setup };
  return new Network(all, seed, weather, 5, workload).run(700);
}

/** Each server applies slot after slot, and begins again when it restarts. */
function inOrder(emitted: readonly Emitted[]): boolean {
  const last = new Map<number, number>();
  return emitted.every(({ node, event, fields }) => {
    if (event !== 'applied') return true;
    const slot = fields['slot'] as number;
    const next = slot === 1 || slot === (last.get(node) ?? 0) + 1;
    last.set(node, slot);
    return next;
  });
}

const isRight = ({ emitted, operations }: Network): boolean =>
  agree(emitted) && inOrder(emitted) && isLinearizable(kv(), operations) === true;

const settings = [
  {},
  { options: { prepareQuorum: 3, acceptQuorum: 1 } },
  { options: { window: 1 } },
];

it('agrees on every slot, and looks like one store, in any weather', () => {
  const { seed, runs } = campaign('multi-paxos', { sample: 60, deep: 10_000 });
  let answered = 0;
  for (let i = 0; i < runs; i++) {
    const weather = i % 3 === 0 ? CALM : STORM;
    const network = run(seed + i, { ...weather, timers: 'due' }, settings[i % 3]);
    expect(isRight(network), `seed ${seed + i}`).toBe(true);
    answered += network.operations.filter(({ ending }) => ending === 'ok').length;
  }
  // Some 80 in 60 runs, give or take ten.
  expect(answered).toBeGreaterThan(runs / 2);
});

it('goes on when nothing fails any more', () => {
  const { seed, runs } = campaign('multi-paxos heals', { sample: 10, deep: 1000 });
  for (let i = 0; i < runs; i++) {
    const network = run(seed + i, { ...STORM, timers: 'due' }, {})
      .heal()
      .run(1500);
    const applied = network.cluster.hosts.map((host) => host.mem['applied'] as number);
    const last = Math.max(...network.emitted.map(({ fields }) => (fields['slot'] as number) ?? 0));
    expect(new Set(applied), `seed ${seed + i}`).toEqual(new Set([last]));
  }
});

const put = (value: string, to: number) => ({ op: 'put', args: { key: 'x', value }, to });
const get = (to: number) => ({ op: 'get', args: { key: 'x' }, to });
const explored = {
  counts,
  object: kv(),
  scripts: [[put('a', 0), get(0)], [put('b', 1)]],
  law: { events: ['chosen', 'applied'], holds: agree },
  timers: 2,
  maxStates: 600_000,
};
const ROUGH: Weather = { ...CALM, timers: 'any', arrive: 900, lose: 300, duplicate: 100, cut: 60 };
const WILD: Weather = {
  ...CALM,
  timers: 'due',
  arrive: 850,
  lose: 100,
  duplicate: 100,
  cut: 20,
  crash: 5,
};
/** Where random weather is not bad enough. */
const where: Partial<Record<keyof typeof protocol.declaration.mutants, object>> = {
  'accepts below its promise': { scripts: [[put('a', 0)], [put('b', 1)]], object: undefined },
  'leads from its own log': { scripts: [[put('a', 0)], [put('b', 1)]], object: undefined },
  'reads at once': { scripts: [[put('a', 1), get(0)]] },
};

/** Seen in the order of effects, above. */
const onDisk = ['promises before the disk', 'accepts before the disk'];
const mutants = Object.keys(protocol.declaration.mutants).filter((m) => !onDisk.includes(m));

it.each(mutants)('finds the mutant: %s', async (mutant) => {
  const mutants = [mutant];
  const settings = where[mutant as keyof typeof where];
  if (settings) {
    const r = await explore(protocol, { ...explored, ...settings, mutants });
    expect(r.violated).toBe(true);
    return;
  }
  let seed = 0;
  while (seed < 1500 && isRight(run(seed, [ROUGH, WILD][seed % 2], { mutants }))) seed++;
  expect(seed).toBeLessThan(1500);
});
