/** What a crash takes with it, and who may crash: of a sender that sends two numbers once, and a receiver. */
import { describe, expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../../engine/language/index.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { declared } from '../../engine/node/declared.js';
import { declare, from, implement, int, oneOf } from '../../engine/node/kit.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import { exploreSystem } from './check.js';

const protocol = implement(
  declare({
    name: 'two-numbers',
    about: 'One node tells another two numbers, once each.',
    roles: {
      sender: { durable: { starts: int, ticks: int }, timers: { tick: {} } },
      receiver: {
        durable: { count: int, last: int, ticks: int },
        volatile: { mood: oneOf('idle', 'busy') },
        receives: { number: from('sender', { n: int }) },
        timers: { tick: {} },
      },
    },
  }),
  {
    sender: {
      start(n) {
        n.disk.starts++;
        n.sync();
        if (n.disk.starts === 1)
          for (const i of [1, 2]) n.send(n.nodes.receiver[0], { type: 'number', n: i });
        n.arm('tick', 1000);
      },
      timers: {
        tick(n) {
          n.disk.ticks = Math.min(3, n.disk.ticks + 1);
          n.sync();
          n.arm('tick', 1000);
        },
      },
    },
    receiver: {
      start: (n) => n.arm('tick', 1000),
      on: {
        number(n, { n: i }) {
          n.mem.mood = 'busy';
          n.disk.count++;
          n.disk.last = i;
          n.sync();
        },
      },
      timers: {
        tick(n) {
          n.disk.ticks = Math.min(3, n.disk.ticks + 1);
          n.sync();
          n.arm('tick', 1000);
        },
      },
    },
  },
) as unknown as AnyProtocol;

function read(yaml: string): SystemSpec {
  const text = `kind: system
name: test
about: A test.
protocol: two-numbers
nodes: { sender: 1, receiver: 1 }
${yaml}`;
  const declarations = () => ({ is: 'declared', declared: declared(protocol) }) as const;
  const [spec] = loadFile(sourceFile('test.yaml', text), { declarations }).documents.map(readSpec);
  expect(spec.diagnostics.map(({ message }) => message)).toEqual([]);
  if (spec.spec?.kind !== 'system') throw new Error('no system');
  return spec.spec;
}

async function explored(yaml: string) {
  const { verdicts } = await exploreSystem(read(yaml), protocol, {
    place: { file: '', line: 1, column: 1, text: '' } as never,
  });
  return verdicts[0];
}

const judged = (property: string, faults: string, more = '', timers = '0 in all') => `properties:
  wanted:
    ${property}
${more}
runs:
  explore: { timers: ${timers}, faults: ${faults} }
`;

describe('a node that is down', () => {
  it('loses what arrives, so that nothing has to come of it', async () => {
    const twice = 'eventually: receiver.count == 2';
    const clock = 'discrete clock, tick: 1 ms';
    expect((await explored(judged(twice, '{}', '', clock))).status).toBe('holds');
    const { status, claim, evidence } = await explored(judged(twice, '{ crash: 1 }', '', clock));
    expect(status).toBe('violated');
    expect(claim).toContain('receiver restarts');
    const messages = (evidence?.steps ?? []).flatMap((step) => step.messages ?? []);
    expect(messages).toContainEqual(expect.objectContaining({ event: 'lost', to: 'receiver' }));
  });

  it('lets what comes later on a link be the first that arrives', async () => {
    const first = 'never: receiver.count == 1 and receiver.last == 2';
    const network = 'network: { order: per link }';
    expect((await explored(judged(first, '{}', network))).status).toBe('holds');
    expect((await explored(judged(first, '{ crash: 1 }', network))).status).toBe('violated');
  });

  it('is not up, and the others go on', async () => {
    const alone = 'never: not receiver.up and sender.ticks > 0';
    expect((await explored(judged(alone, '{ crash: 1 }', '', '1 in all'))).status).toBe('violated');
  });

  it('has no timers that keep time from passing', async () => {
    const clock = 'discrete clock, tick: 1 ms';
    const behind = 'reachable: sender.ticks == 3 and receiver.ticks == 0';
    expect((await explored(judged(behind, '{}', '', clock))).status).toBe('violated');
    expect((await explored(judged(behind, '{ crash: 1 }', '', clock))).status).toBe('holds');
  });

  it('says in its claim what becomes of messages', async () => {
    const { claim } = await explored(judged('never: receiver.count > 2', '{ crash: 1 }'));
    expect(claim).toContain('messages to who is down lost or late');
  });
});

describe('who crashes', () => {
  const again = 'never: sender.starts > 1';
  const only = (node: string) => `faults: { crash: { node: ${node}, every: 1 s, for: 1 s } }`;
  const status = async (property: string, node: string) =>
    (await explored(judged(property, '{ crash: 1 }', only(node)))).status;

  it('is who the faults of the spec hit', async () => {
    expect(await status(again, 'any')).toBe('violated');
    expect(await status(again, 'sender')).toBe('violated');
    const spared = await explored(judged(again, '{ crash: 1 }', only('receiver')));
    expect(spared.status).toBe('holds');
    expect(spared.claim).toContain('1 crash (of receiver;');
  });

  it('may depend on what they are now', async () => {
    const early = 'never: not receiver.up and receiver.count == 0';
    expect(await status(early, 'receiver')).toBe('violated');
    expect(await status(early, 'busy')).toBe('holds');
    expect(await status('never: not receiver.up', 'busy')).toBe('violated');
  });

  it('is also who stays down', async () => {
    const down = 'never: not sender.up';
    const stop = (node: string) => explored(judged(down, '{ stop: 1 }', only(node)));
    expect((await stop('receiver')).status).toBe('holds');
    expect((await stop('any')).status).toBe('violated');
  });
});
