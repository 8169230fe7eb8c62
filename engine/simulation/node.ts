/**
 * One node in simulation: its host, what its disk really holds, its clocks and timers, and the events that wait while it writes to
 * its disk or is paused. It answers the questions of its handlers.
 */
import type { Cluster } from '../node/cluster.js';
import type { Host } from '../node/host.js';
import type { DurationRange } from '../node/shapes/shape.js';
import type { Effect, Loose, Oracle, Tagged } from '../node/step.js';
import { Random } from '../random.js';
import type { NodeClocks } from './clocks.js';
import { between } from './distributions.js';

/** A timer of a node under its key. Arming it again later moves `due`; the event that is in the queue already looks again then. */
export interface TimerSlot {
  readonly timer: Tagged;
  armed: boolean;
  due: number;
  /** When its event in the queue comes; −1: there is none. */
  queued: number;
}

export class SimulatedNode implements Oracle {
  up = false;
  /** Faults that pause it now. */
  paused = 0;
  /** Is it writing to its disk? */
  busy = false;
  /** Paused when its write was done, it does not know yet. */
  late = false;
  /** Times of syncs are so many times as long. */
  slow = 1;
  /** Is there no room on its disk? */
  full = 0;
  /** Starts so far: what belongs to another one is nothing any more. */
  life = 0;
  /** What a crash leaves. */
  image: Loose;
  /** Of `image`: writes are numbered as they were asked for, and an older one changes nothing. */
  written = 0;
  asked = 0;
  /** What is on its way to the disk, and the effects that wait for it. */
  writing: Loose | null = null;
  rest: readonly Effect[] = [];
  restAt = 0;
  /** Events that wait: kind, sender, what; from `head` on. */
  readonly inbox: unknown[] = [];
  head = 0;
  readonly timers = new Map<string, TimerSlot>();
  readonly disk: Random;
  private readonly choices: Random;
  private readonly jitter: Random;

  constructor(
    readonly cluster: Cluster,
    readonly host: Host,
    readonly clocks: NodeClocks,
    seed: number,
    private readonly clock: { readonly time: number },
  ) {
    const { id, role } = host;
    this.disk = Random.of(seed, 'disk', id);
    this.choices = Random.of(seed, 'choices', id);
    this.jitter = Random.of(seed, 'timers', id);
    const first = role.initial();
    host.load(first);
    this.image = first.durable;
  }

  get available(): boolean {
    return this.up && !this.busy && this.paused === 0;
  }

  /** Everything but the disk is lost. `image`: what that holds. */
  fall(image: Loose): void {
    this.up = this.busy = this.late = false;
    this.life++;
    this.writing = null;
    this.rest = [];
    this.inbox.length = this.head = 0;
    for (const slot of this.timers.values()) slot.armed = false;
    this.timers.clear();
    this.image = image;
    this.written = this.asked;
    this.host.load(this.host.role.boot(image));
  }

  rise(): void {
    this.up = true;
    this.clocks.boot(this.clock.time);
  }

  /** True time until a timer is due that is armed for so long. */
  after(after: number | DurationRange): number {
    const local = typeof after === 'number' ? after : between(after.min, after.max, this.jitter);
    return this.clocks.lasts(local);
  }

  // ---- what handlers ask ---------------------------------------------------------------------------------------

  now(): number {
    return this.clocks.steady(this.clock.time);
  }

  wall(): number {
    return this.clocks.wall(this.clock.time);
  }

  wallBounds(): { readonly earliest: number; readonly latest: number } {
    return this.clocks.bounds(this.clock.time);
  }

  pick(ways: number): number {
    return this.choices.below(ways);
  }

  chance(p: number): boolean {
    return this.choices.unit() < p;
  }
}
