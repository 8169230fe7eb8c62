/**
 * The traces inside evidence, outermost first, and the words that introduce each.
 */
import type { Evidence } from '../../checkers/verdict.js';
import type { Trace } from '../../engine/trace.js';
import { capitalised, countOf } from '../wording.js';

/** The trace of the evidence and, for a tree, those of its branches, depth first. */
export function tracesOf(evidence: Evidence): Trace[] {
  if (evidence.kind !== 'tree') return [evidence];
  return [evidence, ...evidence.branches.flatMap((branch) => tracesOf(branch.evidence))];
}

/** Where a run starts: at an initial state, or, inside a tree, at a step of the run above it. */
export interface Start {
  readonly fromStep: number | null;
}

export const INITIALLY: Start = { fromStep: null };

/** What to call the first row of a run's table. */
export function startWords(start: Start): string {
  return start.fromStep === null ? 'initial state' : `step ${start.fromStep} above`;
}

/**
 * The sentence above a run: what a tree says of it, or of a run inside another, which no claim speaks
 * of, `From step 3, a run of five steps that breaks it; from step 2 on it repeats for ever.`
 */
export function introduction(evidence: Evidence, start: Start): string | null {
  if (evidence.kind === 'tree' || evidence.kind === 'induction') {
    const from = start.fromStep === null ? '' : `From step ${start.fromStep}: `;
    return `${capitalised(`${from}${evidence.says}`)}.`;
  }
  if (start.fromStep === null) return null;
  const steps = evidence.steps.length - 1;
  const run = steps === 0 ? 'that state itself' : `a run of ${countOf(steps, 'step')} that`;
  const does = evidence.kind === 'witness' ? 'shows it' : 'breaks it';
  return `From step ${start.fromStep}, ${run} ${does}${lassoWords(evidence)}.`;
}

function lassoWords(trace: Trace): string {
  if (trace.loop === undefined) return '';
  const stays = trace.loop === trace.steps.length - 1 && trace.back === undefined;
  if (stays) return '; after it nothing changes any more';
  return trace.loop === 0
    ? '; it repeats for ever'
    : `; from its step ${trace.loop} on it repeats for ever`;
}
