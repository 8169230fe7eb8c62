/** What a strategy adds to a search: which state to expand next, and what it knows of depths. */

/** The order in which states are expanded. */
export interface Strategy {
  /** A state was found, from `parent` (−1: it is initial). */
  found(id: number, parent: number): void;
  /** The next state to expand, or −1. */
  next(): number;
  /** States found and not expanded. */
  readonly frontier: number;
  /** A number that grows when the runs to the states that come next are longer; constant where the
   * strategy knows no levels. */
  readonly level: number;
  /** States of each level all of whose states are found; none where the strategy knows no levels. */
  readonly doneLevels: readonly number[];
  /** The depth reached. */
  readonly depth: number;
  coverage(how: {
    readonly complete: boolean;
    /** The last expansion (or the list of initial states) was given up in the middle. */
    readonly abandoned: boolean;
  }): {
    readonly coveredDepth: number;
    readonly statesByDepth: readonly number[];
  };
}
