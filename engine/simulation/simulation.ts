/**
 * Discrete-event simulation of a system: one queue, virtual time in whole microseconds, chance from one seed. Makes the events of the
 * nodes' hosts, and lets their effects come about: messages travel, writes take their time, timers go off, clients are answered.
 *
 * A handler is one step: its state is changed at once, its effects happen in their order, and those after a `sync` when the disk has it. Until
 * then the node is busy, and what comes waits. A crash takes what had not happened.
 */
import type { History } from '../history/history.js';
import { type Cluster, cluster as makeCluster } from '../node/cluster.js';
import { HandlerError } from '../node/errors.js';
import type { CodePlace } from '../node/places.js';
import type { Effect, Event, Loose, Tagged } from '../node/step.js';
import { Random } from '../random.js';
import { Calls, type Serving } from './calls.js';
import type { OpenCall } from './clients.js';
import { NodeClocks } from './clocks.js';
import { type Draw, drawing } from './distributions.js';
import { Faults } from './faults.js';
import {
  ANSWER,
  CALL,
  FLUSHED,
  MESSAGE,
  REPLY,
  REQUEST,
  RETRY,
  SYNCED,
  TIMEOUT,
  TIMER,
} from './kinds.js';
import { liarsOf } from './liars.js';
import { Network } from './network.js';
import { SimulatedNode, type TimerSlot } from './node.js';
import { countsOf, type Plan } from './plan.js';
import { EventQueue } from './queue.js';
import { runSample, Samples } from './samples.js';
import type { Schedule } from './schedule.js';
import type { Watcher } from './watcher.js';

/** So many events in one microsecond, and time stands still. */
const STILL = 1_000_000;

export interface Ended {
  /** µs that were simulated. */
  readonly time: number;
  /** Handlers that ran. */
  readonly steps: number;
  readonly history: History;
  readonly schedule: Schedule;
  /** The handler that threw, or did what none may; then the run ends there. */
  readonly error: HandlerError | TimeStandsStill | null;
  /** The failed `must`; then the run ends there. */
  readonly failed: {
    readonly node: number;
    readonly why: string;
    readonly place: CodePlace | null;
  } | null;
}

/** The system does not come to an end of what it does at one moment. */
export class TimeStandsStill extends Error {
  override readonly name = 'TimeStandsStill';
}

interface Answering {
  readonly port: string;
  readonly op: string;
  readonly context: object;
}

export class Simulation implements Serving {
  time = 0;
  steps = 0;
  readonly cluster: Cluster;
  readonly nodes: readonly SimulatedNode[];
  readonly network: Network;
  readonly calls: Calls;
  readonly faults: Faults;
  readonly queue = new EventQueue();
  /** Set to end the run before its time. */
  stopped = false;
  private readonly samples: Samples;
  private readonly sync: Draw;
  private readonly environment: Random;
  private readonly end: number;
  private failed: Ended['failed'] = null;
  private error: Ended['error'] = null;
  private begun = false;
  private still = 0;
  private readonly message: { kind: 'message'; from: number; message: Tagged };
  private readonly timer: { kind: 'timer'; timer: Tagged };

  constructor(
    readonly plan: Plan,
    readonly watcher: Watcher = {},
  ) {
    const { setting, seed } = plan;
    const has = swarmOf(plan);
    const liars = liarsOf(plan, has);
    this.cluster = makeCluster({
      protocol: plan.protocol,
      counts: countsOf(setting),
      values: setting.options,
      mutants: plan.mutants,
      byzantine: new Map(liars.map(({ node = 0, as = '' }) => [node, as])),
    });
    const nodes = this.cluster.of.length;
    const again = setting.clients.retry !== null;
    for (const host of this.cluster.hosts) host.hearsTwice = again && !host.role.keepsCalls;
    this.nodes = this.cluster.hosts.map(
      (host, id) =>
        new SimulatedNode(
          this.cluster,
          host,
          new NodeClocks(setting.clocks, Random.of(seed, 'clocks', id)),
          seed,
          this,
        ),
    );
    this.network = new Network(setting.network, nodes, seed, has);
    this.calls = new Calls(this);
    this.faults = new Faults(this, liars, has);
    this.samples = new Samples(seed);
    this.sync = drawing(setting.storage.sync);
    this.environment = Random.of(seed, 'environment', 0);
    this.end = plan.for + plan.heal;
    this.message = { kind: 'message', from: 0, message: { type: '' } };
    this.timer = { kind: 'timer', timer: { type: '' } };
  }

  run(): Ended {
    this.advance(Number.POSITIVE_INFINITY);
    return this.ended();
  }

  /** Goes on for so many events. Is the run over? */
  advance(events: number): boolean {
    try {
      if (!this.begun) this.begin();
      return this.loop(events);
    } catch (thrown) {
      if (!(thrown instanceof HandlerError)) throw thrown;
      this.error = thrown;
      return true;
    }
  }

  /** The run ends with this, which whoever lets it run has met. @throws what is no defect of the protocol */
  fail(thrown: unknown): void {
    if (!(thrown instanceof HandlerError || thrown instanceof TimeStandsStill)) throw thrown;
    this.error = thrown;
  }

  /** What came of the run, once it is over. */
  ended(): Ended {
    const { faults, failed, steps, error } = this;
    const { clients } = this.calls;
    const time = this.stopped || error !== null ? this.time : this.end;
    // Made when they are asked for: most runs are judged without.
    return {
      ...{ time, steps, error, failed },
      get history() {
        return clients.history();
      },
      get schedule() {
        return { faults: faults.happened, calls: clients.planned() };
      },
    };
  }

  private begin(): void {
    this.begun = true;
    this.watcher.attach?.(this);
    this.faults.begin();
    this.calls.begin();
    for (const node of this.nodes) this.start(node);
    this.faults.started();
  }

  private loop(events: number): boolean {
    const { queue } = this;
    for (let left = events; left > 0; left--) {
      const { next } = queue;
      if (this.stopped || next > this.end) return true;
      if (next > this.time) {
        this.time = next;
        this.still = 0;
      } else if (++this.still > STILL)
        throw new TimeStandsStill(
          `more than ${STILL} events within one microsecond, at ${this.time} µs: somebody answers at once for ever`,
        );
      const slot = queue.take();
      const what = queue.what[slot];
      queue.what[slot] = undefined;
      this.happen(queue.kind[slot], queue.node[slot], queue.from[slot], what);
    }
    return false;
  }

  private happen(kind: number, id: number, from: number, what: unknown): void {
    switch (kind) {
      case MESSAGE:
        this.arrive(this.nodes[id], from, what as Tagged);
        return;
      case TIMER:
        this.ring(this.nodes[id], what as TimerSlot);
        return;
      case SYNCED:
        this.synced(this.nodes[id], from);
        return;
      case FLUSHED:
        this.flushed(this.nodes[id], from, what as Flushing);
        return;
      case ANSWER:
        if (from === this.nodes[id].life) this.give(this.nodes[id], kind, -1, what);
        return;
      case REQUEST:
      case REPLY:
      case TIMEOUT:
      case RETRY:
      case CALL:
        this.calls.happen(kind, id, what);
        return;
      default:
        this.faults.happen(kind, id, what);
        return;
    }
  }

  // ---- nodes ---------------------------------------------------------------------------------------------------

  start(node: SimulatedNode): void {
    node.rise();
    this.watcher.restarted?.(this.time, node.host.id);
    this.handle(node, { kind: 'start' });
  }

  private arrive(node: SimulatedNode, from: number, message: Tagged): void {
    const to = node.host.id;
    const cut = from !== to && this.network.isCut(from, to);
    if (node.up && !cut) this.give(node, MESSAGE, from, message);
    else this.watcher.lost?.(this.time, from, to, message, cut ? 'cut off' : 'the node is down');
  }

  private ring(node: SimulatedNode, slot: TimerSlot): void {
    if (slot.queued !== this.time) return;
    slot.queued = -1;
    if (!slot.armed) return;
    if (slot.due > this.time) {
      this.wait(node, slot);
      return;
    }
    this.give(node, TIMER, -1, slot);
  }

  private wait(node: SimulatedNode, slot: TimerSlot): void {
    slot.queued = slot.due;
    this.queue.add(slot.due, TIMER, node.host.id, -1, slot);
  }

  /** The event happens to the node now, or as soon as it can. */
  give(node: SimulatedNode, kind: number, from: number, what: unknown): void {
    if (node.available) this.take(node, kind, from, what);
    else if (node.up) node.inbox.push(kind, from, what);
  }

  private take(node: SimulatedNode, kind: number, from: number, what: unknown): void {
    switch (kind) {
      case MESSAGE: {
        const { message } = this;
        message.from = from;
        message.message = what as Tagged;
        this.handle(node, message);
        return;
      }
      case TIMER: {
        const slot = what as TimerSlot;
        if (!slot.armed) return;
        if (slot.due > this.time) {
          if (slot.queued < 0) this.wait(node, slot);
          return;
        }
        slot.armed = false;
        this.timer.timer = slot.timer;
        this.handle(node, this.timer);
        return;
      }
      case REQUEST: {
        const { call, args } = what as OpenCall;
        this.handle(node, { kind: 'call', call, args });
        return;
      }
      case ANSWER:
        this.handle(node, what as Event);
        return;
      case FLUSHED:
        this.handle(node, { kind: 'flushed' });
        return;
      default:
        throw new Error(`a node is not told of ${kind}`);
    }
  }

  /** What waited, until the node is busy again. */
  private drain(node: SimulatedNode): void {
    const { inbox } = node;
    while (node.available && node.head < inbox.length && !this.stopped) {
      const at = node.head;
      node.head += 3;
      this.take(node, inbox[at] as number, inbox[at + 1] as number, inbox[at + 2]);
    }
    if (node.head > 0 && node.head >= inbox.length) inbox.length = node.head = 0;
  }

  private handle(node: SimulatedNode, event: Event): void {
    this.steps++;
    const { host } = node;
    const effects = this.samples.has(this.steps, host, event)
      ? runSample(host, event, node)
      : host.run(event, node);
    this.watcher.ran?.(this.time, host.id, event, effects);
    this.perform(node, effects, 0);
  }

  private perform(node: SimulatedNode, effects: readonly Effect[], from: number): void {
    for (let i = from; i < effects.length; i++) {
      const effect = effects[i];
      switch (effect.kind) {
        case 'send':
          this.send(node.host.id, effect.to, effect.message);
          break;
        case 'arm':
          this.arm(node, effect.key, effect.timer, node.after(effect.after));
          break;
        case 'disarm': {
          const slot = node.timers.get(effect.key);
          if (slot !== undefined) slot.armed = false;
          break;
        }
        case 'sync':
          node.rest = effects;
          node.restAt = i + 1;
          this.write(node, effect.image);
          return;
        case 'flush':
          this.flush(node, effect.image);
          break;
        case 'reply':
          this.calls.reply(node, effect.call, effect.reply);
          break;
        case 'ask':
          this.ask(node, effect);
          break;
        case 'emit':
          this.watcher.emitted?.(this.time, node.host.id, effect.event, effect.fields as Loose);
          break;
        case 'must':
          this.failed = { node: node.host.id, why: effect.why, place: effect.place };
          this.stopped = true;
          this.watcher.failed?.(this.time, node.host.id, effect.why, effect.place);
          return;
      }
    }
  }

  private send(from: number, to: number, message: Tagged): void {
    const { network, watcher, time } = this;
    const bytes = network.weighs ? this.cluster.of[to].messages.text(message).length : 0;
    network.send(time, from, to, bytes);
    watcher.sent?.(time, from, to, message);
    const { arrival, copy } = network;
    if (arrival < 0) {
      watcher.lost?.(time, from, to, message, network.why);
      return;
    }
    this.queue.add(arrival, MESSAGE, to, from, message);
    if (copy >= 0) this.queue.add(copy, MESSAGE, to, from, message);
  }

  private arm(node: SimulatedNode, key: string, timer: Tagged, after: number): void {
    let slot = node.timers.get(key);
    if (slot === undefined) {
      slot = { timer, armed: false, due: 0, queued: -1 };
      node.timers.set(key, slot);
    }
    slot.armed = true;
    slot.due = this.time + after;
    if (slot.queued < 0 || slot.queued > slot.due) this.wait(node, slot);
  }

  // ---- disks ---------------------------------------------------------------------------------------------------

  private write(node: SimulatedNode, image: Loose): void {
    if (node.full > 0) {
      this.faults.panic(node);
      return;
    }
    const lasts = Math.max(1, Math.ceil(this.sync(node.disk) * node.slow));
    node.busy = true;
    node.writing = image;
    node.asked++;
    this.queue.add(this.time + lasts, SYNCED, node.host.id, node.life, undefined);
    this.faults.onSync(node, lasts);
  }

  private synced(node: SimulatedNode, life: number): void {
    if (life !== node.life || node.writing === null) return;
    // A paused process does not see that its write is done.
    if (node.paused > 0) {
      node.late = true;
      return;
    }
    node.image = node.writing;
    node.written = node.asked;
    node.writing = null;
    node.busy = false;
    this.watcher.synced?.(this.time, node.host.id);
    this.perform(node, node.rest, node.restAt);
    this.drain(node);
  }

  hangUp(node: number): void {
    this.calls.hangUp(node);
  }

  resume(node: SimulatedNode): void {
    if (node.paused > 0) return;
    if (!node.late) {
      this.drain(node);
      return;
    }
    node.late = false;
    this.synced(node, node.life);
  }

  private flush(node: SimulatedNode, image: Loose): void {
    if (node.full > 0) {
      this.faults.panic(node);
      return;
    }
    const lasts = Math.max(1, Math.ceil(this.sync(node.disk) * node.slow));
    const flushing: Flushing = { image, number: ++node.asked };
    this.queue.add(this.time + lasts, FLUSHED, node.host.id, node.life, flushing);
  }

  private flushed(node: SimulatedNode, life: number, { image, number }: Flushing): void {
    if (life !== node.life) return;
    if (number > node.written) {
      node.image = image;
      node.written = number;
    }
    this.give(node, FLUSHED, -1, undefined);
  }

  // ---- the environment -----------------------------------------------------------------------------------------

  /** A port that leads nowhere is the environment, which answers in every way that is declared, or not at all. */
  private ask(node: SimulatedNode, { port, op, context }: Answering): void {
    const { environment: random } = this;
    const returns = node.host.role.ports.get(port)?.operations[op]?.returns;
    const way = random.below(4);
    if (way === 3) return;
    const answer =
      way === 2
        ? ({ status: 'refused', why: 'the environment refuses' } as const)
        : ({ status: 'ok', value: returns?.initial() } as const);
    const event: Event = { kind: 'answer', port, op, answer, context };
    const arrival = this.time + this.network.outside(random);
    this.queue.add(arrival, ANSWER, node.host.id, node.life, event);
  }
}

interface Flushing {
  readonly image: Loose;
  readonly number: number;
}

/** Which things that may go wrong a run has (Groce et al., Swarm Testing, ISSTA 2012): each with even chance, or all. */
function swarmOf({ seed, swarm }: Plan): (what: string) => boolean {
  if (!swarm) return () => true;
  return (what) => Random.of(seed, `swarm ${what}`, 0).below(2) === 0;
}
