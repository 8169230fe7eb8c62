/** What an exhaustive search is asked to do. */
import type { Successors, SystemProperty } from '../../engine/transition/system.js';
import type { Approximation } from './approximate/storage.js';
import type { Enough } from './enough.js';
import type { Watch } from './limits.js';
import type { OnProgress } from './progress.js';
import type { PartialOrder } from './reductions/partial-order.js';
import type { Representatives } from './reductions/representatives.js';
import type { Run } from './trace.js';
import type { LookAtRuns } from './whole-runs.js';

export interface SearchOptions {
  /** Those that are safety properties are judged; the others are for the graph. */
  readonly properties: readonly SystemProperty[];
  readonly keepGraph: boolean;
  /** Keep less than the states: breadth first, without graph and representatives. */
  readonly approximation?: Approximation;
  /** Keep these instead of the states that are found; not with a graph. */
  readonly representatives?: Representatives;
  /** Makes a run of representatives' steps one of the system. */
  readonly restore?: (run: Run) => Run;
  /** The initial states, where they are known already. */
  readonly initial?: Successors;
  /** Takes, where that is enough, only some of a state's steps. Breadth first only; not with
   * representatives, a bound or properties of steps. */
  readonly partialOrder?: PartialOrder;
  /** Give up, without an answer, when there are more states than these. */
  readonly outgrows?: number;
  /** Give up with more than these, where a level is larger by a third than the one before: many are to come. */
  readonly outgrowsWhileGrowing?: number;
  /** Go to the end even when every property is decided. */
  readonly toTheEnd: boolean;
  /** Stop early, once so many states are known and this is true of what is decided. */
  readonly enough?: Enough;
  /** Looks at whole runs while the graph grows, where the search may stop early. */
  readonly wholeRuns?: LookAtRuns;
  readonly watch: Watch;
  readonly onProgress?: OnProgress;
}
