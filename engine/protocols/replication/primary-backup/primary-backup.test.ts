/** Primary–backup: one handler at a time, whole clusters under chance in every mode, and mistakes that need a schedule of their own. */
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../../test/campaign.js';
import { bench } from '../../../node/kit.js';
import { CALM, type Envelope, HURRICANE, Network, type Weather } from '../../test-network.js';
import protocol from './index.js';

const counts = { monitor: 1, replica: 3 };
const members = [1, 2, 3] as never[];
const put = (value: string) => ({ type: 'put', key: 'x', value }) as const;
const entry = (epoch: number, value: string) => ({ epoch, command: put(value), call: null });

/** What the primary of epoch 2 ships to a backup: entries after a position, and how many are committed of those that there are. */
const ships =
  (
    b: ReturnType<typeof bench<typeof protocol.declaration, 'replica'>>,
    committed: (end: number) => number,
  ) =>
  (index: number, epoch: number, entries: ReturnType<typeof entry>[], end: number) => {
    const commit = committed(end);
    const previous = { index, epoch };
    return b.receive(1, {
      type: 'ship',
      epoch: 2,
      previous,
      entries,
      end,
      commit,
      round: 0,
    } as never);
  };

describe('one node', () => {
  it('acknowledges a write when all in its configuration have it', () => {
    const p = bench(protocol, 'replica', { counts, disk: { epoch: 1 } });
    p.receive(0, { type: 'promote', epoch: 1, version: 1, members: new Set(members) });
    expect(p.sent.map(({ message }) => message.type)).toEqual(['ship', 'ship']);
    p.call('put', { key: 'x', value: 'a' });
    const shipped = (from: number) =>
      p.receive(from, { type: 'shipped', epoch: 1, index: 2, round: 0 } as never);
    shipped(2);
    expect(p.effects).toEqual([]);
    shipped(3);
    expect(p.effects.map(({ kind }) => kind)).toEqual(['emit', 'emit', 'emit', 'reply']);
    // It is primary until it crashes, and not again in this epoch.
    p.restart().receive(0, { type: 'promote', epoch: 1, version: 1, members: new Set(members) });
    expect(p.mem.role).toBe('secondary');
  });

  it('appends what follows its log, asks for what is missing, cuts off what nobody else has', () => {
    const disk = { epoch: 1, log: [entry(1, 'a'), entry(1, 'b')] };
    const b = bench(protocol, 'replica', { counts, disk, index: 1 });
    const ship = ships(b, () => 0);
    ship(3, 2, [entry(2, 'd')], 4);
    expect(b.sent[0].message).toEqual({ type: 'pull', epoch: 2, end: { index: 2, epoch: 1 } });
    ship(1, 1, [entry(2, 'c')], 2);
    expect(b.disk.log.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(b.sent[0].message).toEqual({ type: 'shipped', epoch: 2, index: 2, round: 0 });
    expect(b.mem.state).toBe('online');
    b.receive(3, { ...ship(2, 2, [], 2), type: 'ship', epoch: 1 } as never);
    expect(b.sent[0].message).toEqual({ type: 'deposed', epoch: 2 });
  });

  it('forgets what its snapshot stands for where the primary has something else, and asks for all', () => {
    const end = { index: 3, epoch: 1 };
    const disk = {
      epoch: 1,
      base: { index: 1, epoch: 1 },
      log: [entry(1, 'b'), entry(1, 'c')],
      snapshot: { end, store: new Map([['x', 'c']]), sessions: [] },
    };
    const options = { mode: 'asynchronous' } as never;
    const b = bench(protocol, 'replica', { counts, options, disk, index: 1 }).start();
    const ship = ships(b, (end) => end);
    // Right before its snapshot ends, they agree.
    ship(2, 1, [], 2);
    expect(b.mem.state).toBe('online');
    ship(2, 1, [entry(2, 'd')], 3);
    expect(b.sent[0].message).toEqual({ type: 'pull', epoch: 2, end: { index: 0, epoch: 0 } });
    ship(0, 0, [entry(1, 'a'), entry(1, 'b'), entry(2, 'd')], 3);
    expect(b.disk.log).toEqual([entry(1, 'a'), entry(1, 'b'), entry(2, 'd')]);
    expect(b.sent[0].message).toEqual({ type: 'shipped', epoch: 2, index: 3, round: 0 });
  });

  it('takes a snapshot that its log does not agree with', () => {
    const disk = { epoch: 1, log: [entry(1, 'a'), entry(1, 'b')] };
    const options = { mode: 'asynchronous' } as never;
    const b = bench(protocol, 'replica', { counts, options, disk, index: 1 }).start();
    b.mem.commit = b.mem.applied = 2;
    const snapshot = { end: { index: 2, epoch: 2 }, store: new Map([['x', 'c']]), sessions: [] };
    b.receive(1, { type: 'snapshot', epoch: 2, snapshot } as never);
    expect(b.disk.base).toEqual(snapshot.end);
    expect(b.mem.store).toEqual(snapshot.store);
  });

  it('is promoted with the longest log of enough, or as one of the configuration', () => {
    const sealed = (from: number, index: number) =>
      [from, { type: 'sealed', epoch: 1, end: { index, epoch: 0 } }] as const;
    const start = (mode: string) =>
      bench(protocol, 'monitor', { counts, options: { mode } as never }).start();
    const quorum = start('quorum');
    quorum.receive(...(sealed(1, 4) as [never, never])).fire('collect');
    expect(quorum.sent.map(({ message }) => message.type)).toEqual(['seal', 'seal']);
    quorum.receive(...(sealed(3, 5) as [never, never])).fire('collect');
    expect(quorum.sent).toMatchObject([{ to: 3, message: { type: 'promote', epoch: 1 } }]);
    const all = start('synchronous').receive(...(sealed(2, 0) as [never, never]));
    all.fire('collect');
    expect(all.sent[0]).toMatchObject({ to: 2, message: { members: new Set([2]) } });
  });
});

// ---- clusters under chance

const OPS = ['put', 'append', 'get', 'cas', 'clear', 'delete'];
const workload: ConstructorParameters<typeof Network>[4] = (client, seq, random) => ({
  op: OPS[random.below(OPS.length)],
  args: { key: 'x', value: `${client}.${seq}`, from: null, to: `${client}.${seq}` },
  to: 1 + random.below(3),
});

interface Log {
  readonly index: number;
  readonly epoch: number;
}
const SAFE: Weather = { ...HURRICANE, timers: 'due', arrive: 700, crash: 6, cut: 20 };

/** What is wrong with a run, or null. */
function wrong(
  seed: number,
  options: object,
  mutants: string[] = [],
  weather = SAFE,
): string | null {
  const settings = { snapshotAfter: 6, retain: 2, ...options };
  const setup = { protocol: protocol as never, counts, mutants, options: settings };
  const network = new Network(setup, seed, weather, 3, workload);
  const { hosts } = network.cluster;
  let lost: string | null = null;
  const replicas = network.cluster.nodes['replica'];
  const epochAt = (n: number, index: number): number => {
    const { log, base } = hosts[n].disk as { log: Log[]; base: Log };
    return index <= base.index ? -1 : (log[index - base.index - 1]?.epoch ?? 0);
  };
  network.run(700, () => {
    for (const p of replicas) {
      if (!network.up[p] || hosts[p].mem['role'] !== 'primary') continue;
      for (const { event, fields } of network.emitted) {
        const { index, epoch } = fields as unknown as Log;
        if (event !== 'acknowledged' || epoch > (hosts[p].disk['epoch'] as number)) continue;
        if (![-1, epoch].includes(epochAt(p, index))) lost ??= `lost entry ${index} of ${epoch}`;
      }
    }
  });
  if (network.broken !== null) return network.broken;
  if (lost !== null) return lost;
  network.heal().run(1500);
  const texts = replicas.map((r) =>
    JSON.stringify([...(hosts[r].mem['store'] as Map<string, string>)]),
  );
  return new Set(texts).size > 1 || !replicas.some((r) => hosts[r].mem['role'] === 'primary')
    ? `they end apart: ${texts.join(' ')}`
    : null;
}

const modes = ['synchronous', 'quorum', 'semi-synchronous'].flatMap((mode) =>
  ['push', 'pull'].map((shipping) => ({ mode, shipping })),
);

it.each(modes)('keeps what it acknowledged, and ends alike: %j', (options) => {
  const { seed, runs } = campaign(`primary–backup ${JSON.stringify(options)}`, {
    sample: 10,
    deep: 2000,
  });
  for (let i = 0; i < runs; i++) expect(wrong(seed + i, options), `seed ${seed + i}`).toBe(null);
});

const only =
  (...types: string[]) =>
  ({ message }: Envelope) =>
    types.includes(message.type);

// Node 0 is the monitor; replicas are the nodes 1, 2, 3.
const schedules: Record<string, (mutants: string[]) => Network> = {
  'leads on after a crash'(mutants) {
    const setup = { protocol: protocol as never, counts: { monitor: 1, replica: 2 }, mutants };
    const network = new Network(setup, 1, CALM);
    // Replica 2 is not heard, so replica 1 leads alone; its promotion arrives again after a crash.
    network.deliverAll(({ to }) => to !== 2);
    network.fire(0, 'collect');
    const promotion = network.flying.find(only('promote')) as Envelope;
    network.deliverAll();
    network.fire(1, 'silence');
    const proposal = network.flying.find(only('propose')) as Envelope;
    network.flying.length = 0;
    network.crash(1);
    network.start(1);
    network.deliver(proposal);
    network.deliver(promotion);
    network.flying.length = 0;
    write(network, 1);
    network.flying.length = 0;
    network.crash(1);
    return failOver(network, 1);
  },
  // Figure 8 of the Raft paper: replica 1 leads in epochs 1 and 3, replica 2 in 2 and 4.
  'counts earlier epochs'(mutants) {
    const options = { mode: 'quorum', batch: 1 };
    const network = new Network({ protocol: protocol as never, counts, mutants, options }, 1, CALM);
    network.deliverAll();
    write(network, 1);
    network.flying.length = 0;
    failOver(network, 1, (e) => e.to !== 3 || e.message.type === 'seal');
    failOver(
      network,
      2,
      (e) => !only('pull')(e) || (network.cluster.hosts[1].mem['commit'] as number) < 2,
    );
    network.crash(1);
    network.start(2);
    return failOver(network, 1);
  },
};

function write(network: Network, node: number): void {
  const call = { client: 0, seq: 1, op: 'put' };
  network.handle(node, { kind: 'call', call, args: { key: 'x', value: 'a' } });
}

/** The monitor hears nothing of the primary; `silent` is not heard of in what follows. */
function failOver(network: Network, silent: number, heard = (_: Envelope) => true): Network {
  network.fire(0, 'check');
  if (network.cluster.hosts[0].armed('check')) network.fire(0, 'check');
  return network.deliverAll((e) => e.to !== silent && e.from !== silent && heard(e));
}

it.each(Object.entries(schedules))('finds the mutant: %s', (mutant, play) => {
  expect(differ(play([mutant]))).toBe(true);
  expect(differ(play([]))).toBe(false);
});

/** Do two replicas apply different entries at one index? */
function differ({ emitted }: Network): boolean {
  const applied = emitted.filter(({ event }) => event === 'applied').map(({ fields }) => fields);
  return applied.some((a) =>
    applied.some((b) => a['index'] === b['index'] && a['epoch'] !== b['epoch']),
  );
}
