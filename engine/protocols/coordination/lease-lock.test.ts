import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import { bench } from '../../node/kit.js';
import { CALM, Network, type Weather } from '../test-network.js';
import protocol from './lease-lock.js';

const counts = { lock: 1, client: 2, storage: 1 };
const SECOND = 1_000_000;

describe('one node', () => {
  it('lends to one, with a greater token each time, and again only when the lease is over', () => {
    const lock = bench(protocol, 'lock', { counts });
    const [one, other] = lock.nodes('client');
    lock.receive(one, { type: 'acquire', request: 1 });
    expect(lock.effects.map(({ kind }) => kind)).toEqual(['sync', 'arm', 'emit', 'send']);
    lock.now = 2 * SECOND;
    lock.receive(other, { type: 'acquire', request: 1 });
    expect(lock.sent[0].message.type).toBe('refused');
    lock.now += 1;
    lock.receive(other, { type: 'acquire', request: 2 });
    expect(lock.sent).toEqual([{ to: other, message: { type: 'granted', token: 2, request: 2 } }]);
    lock.receive(one, { type: 'release', token: 1 });
    expect(lock.disk).toEqual({ token: 2, holder: other });
    // It does not know how long it has lent it.
    lock.restart().receive(one, { type: 'acquire', request: 9 });
    expect(lock.sent[0].message.type).toBe('refused');
  });

  it('believes for the length of the lease from before it asked', () => {
    const client = bench(protocol, 'client', { counts, now: SECOND }).start().fire('ask');
    client.now = 1.5 * SECOND;
    client.receive(0, { type: 'granted', token: 7, request: 1 });
    expect(client.mem.until).toBe(SECOND + 0.98 * 2 * SECOND);
    expect(client.sent).toEqual([{ to: 3, message: { type: 'write', token: 7 } }]);
    client.now = client.mem.until;
    client.fire('work');
    expect([client.sent, client.mem.token]).toEqual([[], null]);
  });

  it('refuses a token smaller than one that it has seen, where it compares', () => {
    for (const fencing of [true, false]) {
      const storage = bench(protocol, 'storage', { counts, options: { fencing } });
      storage.receive(1, { type: 'write', token: 2 }).receive(2, { type: 'write', token: 1 });
      expect(storage.sent[0].message).toEqual({ type: 'wrote', ok: !fencing, token: 1 });
      expect(storage.disk.greatest).toBe(2);
    }
  });
});

describe('who waits', () => {
  const [first, second] = [1, 2];
  const freed = (waiting: 'queue' | 'herd' | 'poll', before: (l: Lock) => void = () => {}) => {
    const lock = bench(protocol, 'lock', {
      counts: { ...counts, client: 3 },
      options: { waiting },
    });
    for (const c of [first, second, 3]) lock.receive(c, { type: 'acquire', request: 1 });
    before(lock);
    lock.receive(first, { type: 'release', token: 1 });
    return lock.sent.map(({ to, message }) => [to, message.type]);
  };
  type Lock = ReturnType<typeof bench<typeof protocol.declaration, 'lock'>>;

  it('is told one after the other, or all at once, or asks again', () => {
    expect(freed('queue')).toEqual([[second, 'free']]);
    expect(freed('herd')).toEqual([
      [second, 'free'],
      [3, 'free'],
    ]);
    expect(freed('poll')).toEqual([]);
  });

  it('leaves no trace when it has given up', () => {
    const left = freed('queue', (lock) => lock.receive(second, { type: 'leave' }));
    expect(left).toEqual([[3, 'free']]);
    const client = bench(protocol, 'client', { counts, options: { patience: '1 s' } }).start();
    client.fire('ask').fire('giveUp');
    expect(client.sent[0].message).toEqual({ type: 'leave' });
    client.receive(0, { type: 'granted', token: 1, request: 1 });
    expect(client.mem.token).toBe(null);
    expect(client.sent[0].message).toEqual({ type: 'release', token: 1 });
  });

  it('unlocks as often as it has locked', () => {
    const client = bench(protocol, 'client', { counts, options: { nested: 1 } }).start();
    client.fire('ask').receive(0, { type: 'granted', token: 1, request: 1 });
    expect(client.fire('done').sent).toEqual([]);
    expect(client.mem.token).toBe(1);
    expect(client.fire('done').sent).toMatchObject([{ message: { type: 'release', token: 1 } }]);
    expect(client.mem.token).toBe(null);
  });
});

const WEATHER: Weather = {
  ...CALM,
  timers: 'due',
  arrive: 700,
  lose: 50,
  duplicate: 50,
  crash: 5,
  cut: 10,
  pause: 10,
};

/** What is wrong with a run, or null. */
function wrong(seed: number, setup: object): string | null {
  const network = new Network({ protocol: protocol as never, counts, ...setup }, seed, WEATHER);
  const clients = network.cluster.nodes['client'].map((node) => ({
    node,
    host: network.cluster.hosts[node],
  }));
  let both = false;
  network.run(600, () => {
    const believing = clients.filter(
      ({ node, host }) =>
        network.up[node] &&
        host.mem['token'] !== null &&
        network.time < (host.mem['until'] as number),
    );
    both ||= believing.length > 1;
  });
  if (both) return 'two clients believe that they have the lock';
  const tokens = network.emitted.flatMap(({ event, fields }) =>
    event === 'granted' ? [fields['token']] : [],
  );
  if (new Set(tokens).size < tokens.length) return 'a token was handed out twice';
  for (const { event, fields } of network.emitted) {
    if (event === 'written' && (fields['token'] as number) < (fields['greatest'] as number))
      return 'storage took the write of an older holder';
    if (event === 'used' && fields['late'] === true) return 'a holder works after its lease';
    if (event === 'renewed' && fields['token'] !== fields['current'])
      return 'a lease was renewed for another than its holder';
    if (event === 'acquired' && fields['wanted'] === false) return 'who had given up got the lock';
  }
  return null;
}

it('lends to one at a time, and no write of an earlier holder is taken', () => {
  const { seed, runs } = campaign('lease lock', { sample: 200, deep: 20_000 });
  const settings = [
    {},
    { waiting: 'poll' },
    { renew: false },
    { waiting: 'herd', nested: 2 },
    { patience: '2 s' },
  ];
  for (let i = 0; i < runs; i++)
    expect(wrong(seed + i, { options: settings[i % 5] }), `seed ${seed + i}`).toBe(null);
});

const where: Readonly<Record<string, object>> = {
  'no hold count': { nested: 1 },
  'acquires after giving up': { patience: '300 ms' },
};

it.each(Object.keys(protocol.declaration.mutants))('finds the mutant: %s', (mutant) => {
  const setup = { mutants: [mutant], options: where[mutant] ?? {} };
  let seed = 0;
  while (seed < 1500 && wrong(seed, setup) === null) seed++;
  expect(seed).toBeLessThan(1500);
});

it('is not enough without fencing, where a holder pauses between its clock and its write', () => {
  const without = { options: { fencing: false } };
  let seed = 0;
  while (seed < 1500 && wrong(seed, without) === null) seed++;
  expect(wrong(seed, without)).toBe('storage took the write of an older holder');
});
