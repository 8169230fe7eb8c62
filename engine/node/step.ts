/**
 * The seam between a protocol and its lives: an event goes in, effects come out, an oracle answers in between. A life is
 * only who makes events, who answers the oracle, and what becomes of effects.
 */

import type { Owing } from './owing.js';
import type { CodePlace } from './places.js';
import type { Answer } from './protocol.js';
import type { Call, Duration, DurationRange } from './shapes/shape.js';

/** A message, or a timer with its key. The name of a mounted protocol comes first: `log.append`. */
export interface Tagged {
  readonly type: string;
  readonly [field: string]: unknown;
}
export type Loose = Record<string, unknown>;

/** What can happen to a node. */
// biome-ignore format: one line an event
export type Event =
  | { readonly kind: 'start' }
  | { readonly kind: 'message'; readonly from: number; readonly message: Tagged }
  | { readonly kind: 'timer'; readonly timer: Tagged }
  | { readonly kind: 'call'; readonly call: Call; readonly args: object }
  | { readonly kind: 'answer'; readonly port: string; readonly op: string; readonly answer: Answer<unknown>; readonly context: object }
  | { readonly kind: 'flushed' };

/** How a call ended, as far as its node says. A node that says nothing leaves it unknown. */
export type Reply =
  | { readonly status: 'ok'; readonly value: unknown }
  | { readonly status: 'refused'; readonly why: string }
  | { readonly status: 'redirect'; readonly to: number };

/**
 * What a handler did, in the order of its program. `image` is the disk as it is to become durable: it shares with the image
 * before every field that did not change, so that a life can write the difference. `must` is always the last.
 */
// biome-ignore format: one line an effect
export type Effect =
  | { readonly kind: 'send'; readonly to: number; readonly message: Tagged }
  | { readonly kind: 'sync'; readonly image: Loose }
  | { readonly kind: 'flush'; readonly tag: unknown; readonly image: Loose }
  | { readonly kind: 'arm'; readonly timer: Tagged; readonly key: string; readonly after: Duration | DurationRange }
  | { readonly kind: 'disarm'; readonly timer: Tagged; readonly key: string }
  | { readonly kind: 'reply'; readonly call: Call; readonly reply: Reply }
  | { readonly kind: 'ask'; readonly port: string; readonly op: string; readonly args: object; readonly context: object }
  | { readonly kind: 'emit'; readonly event: string; readonly fields: object }
  | { readonly kind: 'must'; readonly why: string; readonly place: CodePlace | null };

/** Answers while a handler runs. Times in microseconds. */
export interface Oracle {
  now(): number;
  wall(): number;
  wallBounds(): { readonly earliest: number; readonly latest: number };
  /** A number from 0 to ways − 1; ways is at least 2. */
  pick(ways: number): number;
  /** p is greater than 0 and less than 1. */
  chance(p: number): boolean;
}

/** An asynchronous write under way. */
export interface Flush {
  readonly tag: unknown;
  /** The part that asked for it, as `log.`; '' for the role itself. */
  readonly part: string;
  readonly image: Loose;
}

/** All that a node is between two events. */
export interface NodeState {
  readonly disk: Loose;
  /** The disk as it is after a crash. Never changed in place. */
  readonly durable: Loose;
  readonly mem: Loose;
  /** Timers that are armed, by key. */
  readonly timers: ReadonlyMap<string, Tagged>;
  /** Oldest first. */
  readonly flushing: readonly Flush[];
  /** Calls that came to it in this life, and how they stand; nothing is known of others. */
  readonly owed: Owing;
}

/** The handler that an event goes to, as people find it in the code. */
export function label(event: Event): string {
  switch (event.kind) {
    case 'start':
      return 'start';
    case 'message':
      return `on.${event.message.type}`;
    case 'timer':
      return `timers.${event.timer.type}`;
    case 'call':
      return `calls.${event.call.op}`;
    case 'answer':
      return `answers.${event.port}`;
    case 'flushed':
      return 'on.flushed';
  }
}
