/**
 * What states forget, observers remember: pure folds over what clients see and what handlers emit, one word each in the explored
 * state. The history of clients is one; checkers give others.
 */

import type { Reply } from '../../node/index.js';
import type { Call } from '../../node/kit.js';
import type { Plain } from '../../plain.js';

// biome-ignore format: one line a kind
export type Observation =
  | { readonly kind: 'invoke'; readonly call: Call; readonly args: Readonly<Record<string, unknown>>; readonly node: number }
  | { readonly kind: 'return'; readonly call: Call; readonly reply: Exclude<Reply, { status: 'redirect' }> }
  | { readonly kind: 'emit'; readonly node: number; readonly event: string; readonly fields: object };

/** States are small integers; equal numbers are equal states, whatever came before. Methods change nothing that shows. */
export interface Observer {
  readonly name: string;
  /** Does it listen to calls and their answers? */
  readonly history: boolean;
  /** The events that it listens to. */
  readonly events: ReadonlySet<string>;
  start(): number;
  next(state: number, observation: Observation): number;
  /** What only this state is, in every run the same. */
  text(state: number): string;
  /** For people. */
  plain(state: number): Plain;
  /** The state in which nodes and clients have other names; absent: there is none. */
  rename?(
    state: number,
    node: (node: number) => number,
    client: (client: number) => number,
  ): number;
}

export const hears = (observer: Observer, { kind, ...rest }: Observation): boolean =>
  kind === 'emit' ? observer.events.has((rest as { event: string }).event) : observer.history;
