/**
 * The traces inside evidence, outermost first, each with the words that introduce it.
 */
import type { Evidence } from '../../checkers/verdict.js';
import type { Trace } from '../../engine/trace.js';
import { countOf } from '../wording.js';

/** The trace of the evidence and, for a tree, those of its branches, depth first. */
export function tracesOf(evidence: Evidence): Trace[] {
  if (evidence.kind !== 'tree') return [evidence];
  return [evidence, ...evidence.branches.flatMap((branch) => tracesOf(branch.evidence))];
}

/** A sentence above the table: `A run of five steps that breaks it; from step 3 on it repeats for ever.` */
export function introduction(evidence: Evidence): string {
  const steps = evidence.steps.length - 1;
  const run = steps === 0 ? 'An initial state' : `A run of ${countOf(steps, 'step')}`;
  if (evidence.kind === 'tree') return `${run}${lassoWords(evidence)}: ${evidence.says}.`;
  const does = evidence.kind === 'witness' ? 'shows it' : 'breaks it';
  return `${run} that ${does}${lassoWords(evidence)}.`;
}

function lassoWords(trace: Trace): string {
  if (trace.loop === undefined) return '';
  const stays = trace.loop === trace.steps.length - 1 && trace.back === undefined;
  if (stays) return '; after it nothing changes any more';
  return trace.loop === 0
    ? '; it repeats for ever'
    : `; from step ${trace.loop} on it repeats for ever`;
}
