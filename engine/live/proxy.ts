/**
 * The network of a live run: a proxy before every node, in the process of the director. Whoever sends to a node is connected to its proxy,
 * which stays while the node comes and goes; here messages are delayed, lost, doubled, held back, and links are cut.
 *
 * Where the spec says that the network loses nothing, a cut holds back what is sent, as TCP does, until it is mended or one end dies.
 */
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Network, Often } from '../language/system/spec.js';
import { Random } from '../random.js';
import { type Draw, drawing } from '../simulation/distributions.js';
import type { Links } from '../simulation/partitions.js';
import { steady } from './clock.js';
import { frameOf, readFrames } from './frames.js';
import { type Delivery, type Hello, LOOPBACK, type Replied, type Sent } from './wire.js';

/** With this chance where a spec only says that it may happen. */
const POSSIBLE = 0.05;
/** Loopback itself takes about as long (µs): shorter delays are none. */
const NO_DELAY = 500;
/** So many messages are held back on a link that is cut; older ones are then lost. */
const HELD_MAX = 10_000;

interface Before {
  readonly server: Server;
  /** To the node, while it runs. */
  upstream: Socket | null;
}

interface Link {
  readonly random: Random;
  /** How many faults cut it, and how many clog it. */
  cuts: number;
  clogs: number;
  readonly held: Delivery[];
  /** When the last message arrives, where they arrive in order. */
  last: number;
}

/** What became of messages between nodes. */
export interface Traffic {
  delivered: number;
  lost: number;
}

export class Proxies {
  readonly traffic: Traffic = { delivered: 0, lost: 0 };
  /** All delays are so many times as long. */
  slow = 1;
  private readonly before: Before[] = [];
  private readonly links: Link[];
  private readonly delay: Draw;
  private readonly sockets = new Set<Socket>();
  private healed = false;

  constructor(
    private readonly setting: Network,
    private readonly nodes: number,
    private readonly secret: string,
    seed: number,
    private readonly onReply: (replied: Replied) => void,
    private readonly onBroken: (node: number) => void,
  ) {
    this.delay = drawing(setting.delay);
    this.links = Array.from({ length: nodes * nodes }, (_, link) => ({
      random: Random.of(seed, 'link', link),
      cuts: 0,
      clogs: 0,
      held: [],
      last: 0,
    }));
  }

  /** The port before each node. */
  async listen(): Promise<number[]> {
    const ports: number[] = [];
    for (let node = 0; node < this.nodes; node++) {
      const server = createServer((socket) => this.accept(node, socket));
      this.before.push({ server, upstream: null });
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, LOOPBACK, resolve);
      });
      ports.push((server.address() as { port: number }).port);
    }
    return ports;
  }

  /** A node listens at this port from now on. */
  connect(node: number, port: number): Promise<void> {
    const socket = connect(port, LOOPBACK);
    this.keep(socket);
    readFrames(socket, (json) => this.onReply(json as Replied));
    return new Promise((resolve) => {
      socket.on('connect', () => {
        socket.write(frameOf({ secret: this.secret } satisfies Hello));
        this.before[node].upstream = socket;
        resolve();
      });
      socket.on('close', () => {
        if (this.before[node].upstream === socket) {
          this.before[node].upstream = null;
          this.onBroken(node);
        }
        resolve();
      });
    });
  }

  /** A client's call to a node; whether there is a connection to it. */
  call(node: number, delivery: Delivery): boolean {
    const { upstream } = this.before[node];
    if (upstream === null || upstream.destroyed) return false;
    upstream.write(frameOf(delivery));
    return true;
  }

  cut(links: Links, by: 1 | -1): void {
    for (const [from, to] of links) this.linkOf(from, to).cuts += by;
    this.letGo();
  }

  clog(links: Links, by: 1 | -1): void {
    for (const [from, to] of links) this.linkOf(from, to).clogs += by;
    this.letGo();
  }

  /** A node died: what was on its way to or from it is lost. */
  died(node: number): void {
    for (let other = 0; other < this.nodes; other++)
      for (const link of [this.linkOf(node, other), this.linkOf(other, node)])
        this.traffic.lost += link.held.splice(0).length;
  }

  /** From now on nothing is lost or doubled, and nothing is cut. */
  heal(): void {
    this.healed = true;
    this.slow = 1;
    for (const link of this.links) link.cuts = link.clogs = 0;
    this.letGo();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(
      this.before.map(({ server }) => new Promise((resolve) => server.close(resolve))),
    );
  }

  private linkOf(from: number, to: number): Link {
    return this.links[from * this.nodes + to];
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private accept(to: number, socket: Socket): void {
    let from = -1;
    this.keep(socket);
    readFrames(socket, (json) => {
      if (from >= 0) return this.take(from, to, json as Sent);
      const hello = json as Partial<Hello> | null;
      if (hello?.secret === this.secret && typeof hello.from === 'number') from = hello.from;
      else socket.destroy();
    });
  }

  private take(from: number, to: number, { message }: Sent): void {
    const link = this.linkOf(from, to);
    const delivery = { from, message };
    if (from === to) {
      this.deliver(to, delivery);
      return;
    }
    if (link.cuts > 0 && this.setting.loss.is !== 'never') {
      this.traffic.lost++;
      return;
    }
    if (link.cuts > 0 || link.clogs > 0) {
      if (link.held.push(delivery) > HELD_MAX) {
        link.held.shift();
        this.traffic.lost++;
      }
      return;
    }
    const { loss, corrupt, duplicate } = this.setting;
    // What arrives corrupted is thrown away, as checksums have it.
    if (this.comes(loss, link) || this.comes(corrupt, link)) {
      this.traffic.lost++;
      return;
    }
    this.travel(link, to, delivery);
    if (this.comes(duplicate, link)) this.travel(link, to, delivery);
  }

  private comes(often: Often, { random }: Link): boolean {
    if (this.healed || often.is === 'never') return false;
    return random.unit() < (often.is === 'share' ? often.share : POSSIBLE);
  }

  private travel(link: Link, to: number, delivery: Delivery): void {
    const delay = this.delay(link.random) * this.slow;
    const now = steady();
    const inOrder = this.setting.order === 'per link';
    const arrival = inOrder ? Math.max(now + delay, link.last) : now + delay;
    if (inOrder) link.last = arrival;
    if (arrival - now < NO_DELAY) this.deliver(to, delivery);
    else setTimeout(() => this.deliver(to, delivery), (arrival - now) / 1000);
  }

  private deliver(to: number, delivery: Delivery): void {
    if (this.call(to, delivery)) this.traffic.delivered++;
    else this.traffic.lost++;
  }

  private letGo(): void {
    for (const [index, link] of this.links.entries()) {
      if (link.cuts > 0 || link.clogs > 0 || link.held.length === 0) continue;
      for (const delivery of link.held.splice(0)) this.travel(link, index % this.nodes, delivery);
    }
  }
}
