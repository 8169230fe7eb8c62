/** What one run is made of: a system in its surroundings, a seed, and how long. Equal plans are equal runs, byte for byte. */
import type { Setting } from '../language/system/spec.js';
import type { AnyProtocol } from '../node/protocol.js';
import type { Schedule } from './schedule.js';

export interface Plan {
  readonly protocol: AnyProtocol;
  readonly setting: Setting;
  /** Of the protocol, by name. */
  readonly mutants: readonly string[];
  /** From 0 to 2³² − 1. */
  readonly seed: number;
  /** µs with faults, and µs after them without. */
  readonly for: number;
  readonly heal: number;
  /** Does the seed draw which faults exist at all? */
  readonly swarm: boolean;
  /** Faults and calls of an earlier run instead of new ones. */
  readonly schedule?: Schedule;
}

/** Every node's name → how many nodes of its role; what `cluster` takes. */
export const countsOf = ({ roles }: Setting): Record<string, number> =>
  Object.fromEntries(roles.map(({ name, nodes }) => [name, nodes.length]));
