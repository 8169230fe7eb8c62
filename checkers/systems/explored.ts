/** What systems of nodes and of threads share when they are explored: the search of models, with what bounds a system in its claims. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { TransitionSystem } from '../../engine/transition/system.js';
import { type CheckOptions, type CheckResult, checkModel } from '../exploration/check.js';
import { type Asserting, withAssertion } from './assertion.js';
import { type Cuts, withCuts } from './cuts.js';
import { withErrors } from './errors.js';
import { rangeText } from './range.js';
import { timedOf, untimed } from './timed.js';

/** A system to be explored, and by what it is smaller than its spec. */
export interface Explorable<System = TransitionSystem> {
  readonly system: System;
  readonly cuts?: Cuts;
}

/** @param bounds what is explored, in the words of the claims */
export async function exploreCompiled(
  spec: SystemSpec,
  { system, cuts }: Explorable<TransitionSystem & Parameters<typeof withErrors>[1] & Asserting>,
  bounds: string,
  options: CheckOptions,
): Promise<CheckResult> {
  const settings = { ...options, over: rangeText(bounds, spec) };
  const all = await checkModel(system, settings);
  const found = cuts === undefined ? all : await withCuts(all, system, cuts, settings);
  const timed = timedOf(spec.properties);
  const verdicts = found.verdicts.map((verdict) =>
    untimed(withAssertion(withErrors(verdict, system), system), timed),
  );
  return { ...found, verdicts };
}
