/**
 * The sentences of proof: what exactly was established, for which constants, resting on what. No
 * sentence says more than the solver's answers do.
 */

import { spanText } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { counted, listed } from '../exploration/claims.js';
import type { Finding } from './induction.js';
import type { Invariant } from './questions.js';

export interface ProofScope {
  /** `N = 3`, or nothing. */
  readonly constants: string;
  /** The bound that the spec sets to exploration, in its words. */
  readonly bound?: string;
  /** Is there an operation in a step that may have no value? */
  readonly mayFail: boolean;
}

export function boundOf({ explore }: ModelSpec): { readonly bound?: string } {
  if (explore.while === undefined) return {};
  return { bound: spanText(explore.while.span).replace(/\s+/g, ' ') };
}

type FindingOf<F extends Finding['finding']> = Extract<Finding, { finding: F }>;

export function inductiveText(finding: FindingOf<'inductive'>, scope: ProofScope): string {
  const { k } = finding;
  const others = named(finding.with);
  const body =
    k > 1
      ? `${k}-inductive: no run of fewer than ${counted(k, 'step')} breaks it, nor does a step after ${k} different states in a row where it holds${others === '' ? '' : `, given ${others} (inductive)`}`
      : others === ''
        ? 'inductive: it holds initially and every step keeps it'
        : `inductive together with ${others}: they hold initially and every step keeps them all`;
  return `${body}${scopeText(scope)}`;
}

export function openText(finding: FindingOf<'open'>, scope: ProofScope): string {
  const { step, depth, stopped } = finding;
  const parts = [
    step === null ? 'not proved' : notInductive(step.k),
    ...(depth < 0 ? [] : [`no run of at most ${counted(depth, 'step')} breaks it`]),
    ...(stopped === null
      ? []
      : [stopped.startsWith('cannot be') ? stopped : `stopped at ${stopped}`]),
  ];
  return `${parts.join('; ')}${scopeText(scope)}`;
}

/** A step that breaks it begins in a state that need not be reachable. */
function notInductive(k: number): string {
  const stronger = k === 1 ? '' : ` (nor k-inductive for any k up to ${k})`;
  return `not inductive${stronger}: a step leads from a state where it holds to one where it does not, which says nothing about reachable states`;
}

/** Above the path on which induction failed. */
export const STEP_SAYS =
  'the counterexample to induction, whose first state the solver chose: it may be unreachable';

function scopeText({ constants, bound, mayFail }: ProofScope): string {
  return [
    constants === '' ? '' : `, for ${constants}`,
    bound === undefined ? '' : `; steps begin inside the bound \`${bound}\``,
    mayFail ? '; steps in which an operation has no value are no steps' : '',
  ].join('');
}

const named = (invariants: readonly Invariant[]): string =>
  listed(invariants.map(({ name }) => `“${name}”`));
