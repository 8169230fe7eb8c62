/**
 * What exploration and simulation say of one property, side by side. Exploration is exhaustive within small bounds, simulation is neither: so whichever has found
 * something comes first. That nothing was found in some runs establishes nothing; that a state is nowhere within the bounds is no answer where a run has been there.
 */
import type { Verdict } from '../verdict.js';

/**
 * The explored verdicts, in their order, each with what was simulated of the same property; then those that were simulated alone.
 *
 * @param timed names of properties with a time, of which exploration knows only what breaks them
 */
export function withSimulation(
  explored: readonly Verdict[],
  simulated: readonly Verdict[],
  timed: ReadonlySet<string> = new Set(),
): Verdict[] {
  const both = explored.map((verdict) => {
    const other = simulated.find(({ property }) => property === verdict.property);
    return other === undefined ? verdict : combined(verdict, other, timed.has(verdict.property));
  });
  const known = new Set(explored.map(({ property }) => property));
  return [...both, ...simulated.filter(({ property }) => !known.has(property))];
}

function combined(explored: Verdict, simulated: Verdict, timed: boolean): Verdict {
  const missed = explored.status === 'violated' && explored.evidence === null;
  const reached = simulated.evidence?.kind === 'witness';
  const ahead = found(explored)
    ? found(simulated) && missed && reached
    : found(simulated) || (timed && explored.status === 'unknown');
  const first = ahead ? simulated : explored;
  return { ...first, also: [first === explored ? simulated : explored] };
}

/** Is there something to be shown: a run that breaks it, or that reaches it, or a handler that is wrong? */
const found = ({ status, evidence }: Verdict): boolean =>
  status === 'violated' || status === 'error' || evidence?.kind === 'witness';
