/** What is known once the runs of a study are done, or were stopped. */
import type { Measured } from './tally.js';

export interface Ran {
  /** In the order of the study's cells. */
  readonly cells: readonly RanCell[];
  /** Why not all runs were done: `--max-seconds 5`, `interrupted`. */
  readonly stoppedBy?: string;
}

export interface RanCell {
  readonly runs: number;
  /** In the order of the measures. */
  readonly measures: readonly {
    /** Null where the runs are not done, or some run did not decide it. */
    readonly number: Measured | null;
    /** In how many runs it was not decided. */
    readonly undecided: number;
  }[];
  /** Why nothing can be measured here, where that is so. */
  readonly failure?: string;
}
