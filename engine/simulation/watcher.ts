/** Who looks on while a system runs: judges of properties, and writers of traces. Times in µs; nodes by number. */
import type { Operation } from '../history/history.js';
import type { CodePlace } from '../node/places.js';
import type { Call } from '../node/shapes/shape.js';
import type { Effect, Event, Loose, Tagged } from '../node/step.js';
import type { Lost } from './network.js';
import type { PlannedFault } from './schedule.js';

export interface Watcher {
  /** A handler ran; its state is as after it. Its effects follow, as they happen. */
  ran?(time: number, node: number, event: Event, effects: readonly Effect[]): void;
  /** It took its turn without being run: it went down, or its clock was set. */
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
  completed?(time: number, call: Call, operation: Operation): void;
  failed?(time: number, node: number, why: string, place: CodePlace | null): void;
}
