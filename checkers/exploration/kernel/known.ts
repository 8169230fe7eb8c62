/** What a search in the kernel's form has found so far, but for states and steps; plain data. */
import type { Sighting } from '../found.js';
import type { Watching } from './watchers.js';

/** The end of a run: a state, and the length of the shortest runs to it. */
export interface End {
  readonly words: Int32Array;
  readonly length: number;
}

/** What was found so far, but for states and steps; plain data. */
export interface Known {
  readonly decided: Map<number, Sighting>;
  readonly illDefined: Map<number, Sighting>;
  readonly ends: End[];
  readonly attempted: boolean[];
  failure: Sighting | null;
  /** The smallest state of this level in which something fails. */
  failing: { words: Int32Array; label: Int32Array | null; site: number } | null;
  initialFailure: number | null;
  initialStates: number;
  stuckStates: number;
  untaken: number;
  /** Levels expanded to the end. */
  expanded: number;
}

export const nothingKnown = (actions: number): Known => ({
  decided: new Map(),
  illDefined: new Map(),
  ends: [],
  attempted: Array.from({ length: actions }, () => false),
  failure: null,
  failing: null,
  initialFailure: null,
  initialStates: 0,
  stuckStates: 0,
  untaken: 0,
  expanded: 0,
});

export interface SavedSearch {
  readonly known: Known;
  readonly watching: readonly Watching[];
  /** Coverage. */
  readonly seen: readonly number[];
}
