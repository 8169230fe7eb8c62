/** The network between nodes that a test plays: sockets only, no processes. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Network } from '../language/system/spec.js';
import { frameOf, readFrames } from './frames.js';
import { Proxies } from './proxy.js';
import { LOOPBACK } from './wire.js';

const SECRET = 'of the test';
const NETWORK: Network = {
  delay: { name: 'constant', parameters: [0] },
  loss: { is: 'never' },
  duplicate: { is: 'never' },
  corrupt: { is: 'never' },
  order: 'any',
  bandwidth: null,
};
const share = (of: number) => ({ is: 'share', share: of }) as const;

const open: { servers: Server[]; sockets: Socket[]; proxies: Proxies[] } = {
  servers: [],
  sockets: [],
  proxies: [],
};
afterEach(async () => {
  for (const proxies of open.proxies.splice(0)) await proxies.close();
  for (const socket of open.sockets.splice(0)) socket.destroy();
  for (const server of open.servers.splice(0)) server.close();
});

/** Two nodes behind proxies: what node 1 is told goes to the list; node 0 speaks through the socket. */
async function network(setting: Partial<Network> = {}, secret = SECRET) {
  const proxies = new Proxies(
    { ...NETWORK, ...setting },
    2,
    SECRET,
    1,
    () => {},
    () => {},
  );
  open.proxies.push(proxies);
  const ports = await proxies.listen();
  const told: unknown[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((socket) => {
    open.sockets.push(socket);
    readFrames(socket, (json) => {
      told.push(json);
      for (const wake of waiting.splice(0)) wake();
    });
  });
  open.servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  await proxies.connect(1, (server.address() as { port: number }).port);
  const socket = connect(ports[1], LOOPBACK);
  open.sockets.push(socket);
  socket.on('error', () => {});
  socket.write(frameOf({ secret, from: 0 }));
  const say = (message: unknown) => socket.write(frameOf({ message }));
  const so = async (test: () => boolean): Promise<void> => {
    while (!test()) await new Promise<void>((resolve) => setTimeout(resolve, 5));
  };
  const messages = () => told.slice(1).map((json) => (json as { message: unknown }).message);
  return { proxies, socket, say, so, told, messages };
}

describe('proxies', () => {
  it('pass on what one node sends another, and say who they are', async () => {
    const { say, so, told } = await network();
    say('a');
    say('b');
    await so(() => told.length === 3);
    expect(told).toEqual([
      { secret: SECRET },
      { from: 0, message: 'a' },
      { from: 0, message: 'b' },
    ]);
  });

  it('hold back on a link that is cut where the network loses nothing', async () => {
    const { proxies, say, so, messages } = await network();
    proxies.cut([[0, 1]], 1);
    say('held');
    // The other way is open: what comes through it shows that the first would have come.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(messages()).toEqual([]);
    proxies.cut([[0, 1]], -1);
    await so(() => messages().length === 1);
    expect(messages()).toEqual(['held']);
  });

  it('lose it where the network may lose, and what is held when one end dies', async () => {
    const lossy = await network({ loss: share(1e-9) });
    lossy.proxies.cut([[0, 1]], 1);
    lossy.say('lost');
    await lossy.so(() => lossy.proxies.traffic.lost === 1);
    lossy.proxies.heal();
    lossy.say('after');
    await lossy.so(() => lossy.messages().length === 1);
    expect(lossy.messages()).toEqual(['after']);

    const whole = await network();
    whole.proxies.cut([[0, 1]], 1);
    whole.say('held');
    await new Promise((resolve) => setTimeout(resolve, 50));
    whole.proxies.died(0);
    whole.proxies.heal();
    whole.say('after');
    await whole.so(() => whole.messages().length === 1);
    expect(whole.messages()).toEqual(['after']);
  });

  it('lose and double as the spec says, until all is mended', async () => {
    const { proxies, say, so, messages } = await network({
      loss: share(0.3),
      duplicate: share(0.3),
    });
    for (let i = 0; i < 400; i++) say(i);
    say('end');
    await so(() => proxies.traffic.lost + proxies.traffic.delivered >= 401);
    await so(() => messages().length === proxies.traffic.delivered);
    const different = new Set(messages()).size;
    expect(proxies.traffic.lost).toBe(401 - different);
    expect(different).toBeGreaterThan(200);
    expect(different).toBeLessThan(360);
    expect(messages().length).toBeGreaterThan(different);
    proxies.heal();
    const before = messages().length;
    for (let i = 0; i < 100; i++) say(i);
    await so(() => messages().length === before + 100);
  });

  it('hang up on who does not know the secret', async () => {
    const { socket, say, messages } = await network({}, 'another');
    say('let me in');
    await new Promise<void>((resolve) => socket.on('close', () => resolve()));
    expect(messages()).toEqual([]);
  });
});
