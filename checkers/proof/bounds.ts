/** How far a proof is tried, and what stops it. */
import type { Limits, Meters } from '../exploration/limits.js';

export interface ProofBounds {
  /** The greatest k of k-induction; bounded model checking goes as deep. */
  readonly depth: number;
  /** z3's count of its own work, for each question. */
  readonly resources: number;
}

/** About three seconds a question at most, and depths at which most questions take far less. */
export const PROOF_BOUNDS: ProofBounds = { depth: 5, resources: 3_000_000 };

/** Says why to stop, as the user would recognise it; undefined to go on. */
export function stopwatch(
  { maxSeconds, signal }: Limits,
  meters: Meters,
): () => string | undefined {
  const began = meters.clock();
  return () => {
    if (signal?.aborted) return 'interrupted';
    if (maxSeconds !== undefined && meters.clock() - began >= maxSeconds * 1000)
      return `--max-seconds ${maxSeconds}`;
    return undefined;
  };
}
