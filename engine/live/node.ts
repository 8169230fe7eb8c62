/**
 * One node of a live run, in its own process: the host on sockets, real clocks and a real file. Events come one at a time; a sync
 * blocks until the disk has it; what a handler sends leaves in its order.
 */
import { connect, type Socket } from 'node:net';
import { type Cluster, cluster } from '../node/cluster.js';
import type { Host } from '../node/host.js';
import type { AnyProtocol } from '../node/protocol.js';
import type { DurationRange } from '../node/shapes/shape.js';
import { call as callShape } from '../node/shapes/signed.js';
import {
  type Effect,
  type Event,
  type Loose,
  label,
  type Oracle,
  type Tagged,
} from '../node/step.js';
import { bounded } from '../node/watchdog.js';
import { Random } from '../random.js';
import { steady, WALL_STEP, wall } from './clock.js';
import { NodeDisk, readDisk } from './disk.js';
import { frameOf } from './frames.js';
import { LOOPBACK, type NodeReport, type NodeSetup, type Report } from './wire.js';

interface Slot {
  readonly alarm: NodeJS.Timeout;
}

export class LiveNode {
  private readonly cluster: Cluster;
  private readonly host: Host;
  private readonly disk: NodeDisk;
  private readonly random: Random;
  private readonly oracle: Oracle;
  private readonly timers = new Map<string, Slot>();
  private readonly links = new Map<number, Socket>();
  private flushes: Promise<void> = Promise.resolve();
  /** The last connection of who speaks for all clients. */
  private clients: Socket | null = null;
  /** Events that came while the node stands still; null: it does not. */
  private waiting: (() => void)[] | null = null;

  constructor(
    private readonly setup: NodeSetup,
    protocol: AnyProtocol,
    private readonly report: (report: Report) => void,
  ) {
    const { counts, options: values, mutants, liars, id, seed, life, skew } = setup;
    const byzantine = new Map(Object.entries(liars).map(([node, name]) => [Number(node), name]));
    this.cluster = cluster({ protocol, counts, values, mutants, byzantine });
    this.host = this.cluster.hosts[id];
    this.host.checking = true;
    const { role } = this.host;
    this.host.hearsTwice = setup.callsAgain && !role.keepsCalls;
    this.disk = new NodeDisk(role, setup.disk);
    this.host.load(role.boot(readDisk(role, setup.disk) ?? role.disk.initial()));
    const random = Random.of(seed, `node ${id}`, life);
    this.random = random;
    this.oracle = {
      now: steady,
      wall: () => wall() + skew,
      wallBounds: () => ({ earliest: wall() - WALL_STEP, latest: wall() + 2 * WALL_STEP }),
      pick: (ways) => random.below(ways),
      chance: (p) => random.unit() < p,
    };
  }

  start(): void {
    this.deliver({ kind: 'start' });
  }

  /** What came for it, as it came. Throws where that is of no shape that it knows. */
  receive(json: unknown, socket: Socket): void {
    const { role } = this.host;
    if (typeof json !== 'object' || json === null) throw new Error('a frame should be an object');
    if ('call' in json) {
      const call = callShape.parse(json.call, 'call');
      const shape = role.args.get(call.op);
      if (shape === undefined) throw new Error(`${role.name} serves no ${call.op}`);
      this.clients = socket;
      const args = shape.parse('args' in json ? json.args : null, call.op);
      this.deliver({ kind: 'call', call, args });
      return;
    }
    const { from, message } = json as { from?: unknown; message?: unknown };
    if (typeof from !== 'number' || this.cluster.of[from] === undefined)
      throw new Error(`there is no node ${String(from)}`);
    this.deliver({ kind: 'message', from, message: role.messages.parse(message, 'a message') });
  }

  /** Stands still from now on. */
  hold(): NodeReport {
    this.waiting ??= [];
    const { role, disk, mem } = this.host;
    const { user, system } = process.cpuUsage();
    return {
      disk: role.disk.plain(disk),
      mem: role.mem.plain(mem),
      now: steady(),
      cpu: user + system,
    };
  }

  release(): void {
    const late = this.waiting ?? [];
    this.waiting = null;
    for (const run of late) run();
  }

  private deliver(event: Event): void {
    this.inTurn(() => this.run(event));
  }

  private inTurn(run: () => void): void {
    if (this.waiting === null) run();
    else this.waiting.push(run);
  }

  private run(event: Event): void {
    const effects = bounded(() => this.host.run(event, this.oracle), this.setup.patience);
    for (const effect of effects) this.perform(effect, event);
  }

  private perform(effect: Effect, event: Event): void {
    switch (effect.kind) {
      case 'send':
        this.send(effect.to, effect.message);
        break;
      case 'sync':
        this.disk.write(effect.image);
        break;
      case 'flush':
        this.flush(effect.image);
        break;
      case 'arm':
        this.arm(effect);
        break;
      case 'disarm':
        this.disarm(effect.key);
        break;
      case 'reply':
        this.reply(effect);
        break;
      case 'emit': {
        const { event: name, fields } = effect;
        const shape = this.host.role.events.get(name);
        this.report({ kind: 'emitted', event: name, fields: shape?.plain(fields as Loose) });
        break;
      }
      case 'must': {
        const { why, place } = effect;
        this.report({ kind: 'must', failure: { handler: label(event), why, place } });
        break;
      }
      case 'ask':
        throw new Error(`nothing is bound to the port ${effect.port} in a live run`);
    }
  }

  private send(to: number, message: Tagged): void {
    const { messages } = this.cluster.of[to];
    const frame = frameOf({ message: messages.plain(message) });
    this.linkTo(to).write(frame);
  }

  /** A connection to the proxy before a node; another where the last one broke. */
  private linkTo(to: number): Socket {
    const known = this.links.get(to);
    if (known !== undefined && !known.destroyed) return known;
    const { secret, id, proxies } = this.setup;
    const socket = connect(proxies[to], LOOPBACK);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.write(frameOf({ secret, from: id }));
    this.links.set(to, socket);
    return socket;
  }

  private reply({ call, reply }: Effect & { kind: 'reply' }): void {
    const returns = this.host.role.returns.get(call.op);
    const told =
      reply.status === 'ok' ? { status: 'ok', value: returns?.plain(reply.value) } : reply;
    this.clients?.write(frameOf({ call, reply: told }));
  }

  private flush(image: Loose): void {
    this.flushes = this.flushes
      .then(() => this.disk.writeLater(image))
      .then(() => this.deliver({ kind: 'flushed' }));
  }

  private arm({ timer, key, after }: Effect & { kind: 'arm' }): void {
    this.disarm(key);
    const alarm = setTimeout(() => {
      // Another handler may have set it anew, or aside, while the node stood still.
      this.inTurn(() => {
        if (this.timers.get(key) !== slot) return;
        this.timers.delete(key);
        this.run({ kind: 'timer', timer });
      });
    }, this.lengthOf(after) / 1000);
    const slot: Slot = { alarm };
    this.timers.set(key, slot);
  }

  private disarm(key: string): void {
    clearTimeout(this.timers.get(key)?.alarm);
    this.timers.delete(key);
  }

  private lengthOf(after: number | DurationRange): number {
    if (typeof after === 'number') return after;
    return after.min + this.random.unit() * (after.max - after.min);
  }
}
