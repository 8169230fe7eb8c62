/** What a swarm did, for reports. */
import type { Ended } from './member.js';
import type { Order } from './plan.js';
import type { Union } from './sketch.js';

export interface SwarmReport {
  readonly seed: number;
  /** Searches that were asked for. */
  readonly members: number;
  /** Why not all of them were done: a limit, or that one found what is not as expected. */
  readonly stoppedBy?: string;
  /** Different states of all members together, by estimate. */
  readonly union: Union;
  /** Of the members that count. */
  readonly searches: readonly SwarmSearch[];
}

export interface SwarmSearch {
  /** Its number, from 1. */
  readonly member: number;
  readonly order: Order;
  /** Steps that its runs may have. */
  readonly stepsAtMost: number;
  readonly hashes: number;
  readonly bitBytes: number;
  /** Different states, but for those that were taken for others. */
  readonly states: number;
  readonly generated: number;
  /** Of its longest run. */
  readonly steps: number;
  readonly ended: Ended;
}
