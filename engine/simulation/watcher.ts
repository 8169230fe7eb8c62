/** Who looks on while a system runs: judges of properties, and writers of traces. Times in µs; nodes by number. */
import type { Ending, Operation } from '../history/history.js';
import type { Cluster } from '../node/cluster.js';
import type { CodePlace } from '../node/places.js';
import type { Call } from '../node/shapes/shape.js';
import type { Effect, Event, Loose, Tagged } from '../node/step.js';
import type { Lost } from './network.js';
import type { SimulatedNode } from './node.js';
import type { PlannedFault } from './schedule.js';

/** What a watcher may look at, and nothing more: it changes no run, but may end it. */
export interface Watched {
  readonly cluster: Cluster;
  readonly nodes: readonly SimulatedNode[];
  readonly time: number;
  stopped: boolean;
}

export interface Watcher {
  /** Before anything happens. */
  attach?(watched: Watched): void;
  /** A handler ran; its state is as after it. Its effects follow, as they happen. */
  ran?(time: number, node: number, event: Event, effects: readonly Effect[]): void;
  /** It went down; its state is what is left. */
  changed?(time: number, node: number): void;
  sent?(time: number, from: number, to: number, message: Tagged): void;
  /** Of a message that was sent, or of one of its copies. */
  lost?(time: number, from: number, to: number, message: Tagged, why: Lost): void;
  synced?(time: number, node: number): void;
  emitted?(time: number, node: number, event: string, fields: Loose): void;
  began?(time: number, fault: PlannedFault): void;
  ended?(time: number, fault: PlannedFault): void;
  restarted?(time: number, node: number): void;
  healed?(time: number): void;
  invoked?(time: number, call: Call, args: object, to: number): void;
  /** The operation is over for its client. */
  completed?(time: number, call: Call, ending: Ending, operation: () => Operation): void;
  failed?(time: number, node: number, why: string, place: CodePlace | null): void;
}

/** Several watchers as one; each is asked in turn. */
export function watchers(all: readonly Watcher[]): Watcher {
  const [first = {}] = all;
  if (all.length < 2) return first;
  return {
    attach: (...a) => {
      for (const w of all) w.attach?.(...a);
    },
    ran: (...a) => {
      for (const w of all) w.ran?.(...a);
    },
    changed: (...a) => {
      for (const w of all) w.changed?.(...a);
    },
    sent: (...a) => {
      for (const w of all) w.sent?.(...a);
    },
    lost: (...a) => {
      for (const w of all) w.lost?.(...a);
    },
    synced: (...a) => {
      for (const w of all) w.synced?.(...a);
    },
    emitted: (...a) => {
      for (const w of all) w.emitted?.(...a);
    },
    began: (...a) => {
      for (const w of all) w.began?.(...a);
    },
    ended: (...a) => {
      for (const w of all) w.ended?.(...a);
    },
    restarted: (...a) => {
      for (const w of all) w.restarted?.(...a);
    },
    healed: (...a) => {
      for (const w of all) w.healed?.(...a);
    },
    invoked: (...a) => {
      for (const w of all) w.invoked?.(...a);
    },
    completed: (...a) => {
      for (const w of all) w.completed?.(...a);
    },
    failed: (...a) => {
      for (const w of all) w.failed?.(...a);
    },
  };
}
