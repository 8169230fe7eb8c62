/** When a search has seen what it was asked for. */
import type { SystemProperty } from '../../engine/transition/system.js';

/** What is known of the property with this index, whatever is still to be seen. */
export type Decided = (index: number) => 'holds' | 'violated' | undefined;

export interface Enough {
  /** Not before so many distinct states. */
  readonly states: number;
  /** Why the search then stopped, as the user would recognise it. */
  readonly why: string;
  /** @param failed did a partial operation fail? */
  readonly when: (decided: Decided, failed: boolean) => boolean;
}

/** Why a search stopped that had nothing left to find. */
export const ALL_DECIDED = 'every property decided';

/** What a single state or step can decide of a property of states or steps. */
export const decidedAs = ({ claim }: SystemProperty): 'holds' | 'violated' =>
  claim.form === 'reachable' ? 'holds' : 'violated';

/** One property that does not come out as expected is enough. */
export const firstFailure = (properties: readonly SystemProperty[]): Enough => ({
  states: 0,
  why: '--fail-fast',
  when: (decided, failed) =>
    failed ||
    properties.some(({ expect }, index) => {
      const status = decided(index);
      return status !== undefined && status !== expect;
    }),
});
