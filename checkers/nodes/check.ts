/**
 * Explores the implementation that a system spec names, exhaustively within its budgets, and judges what is claimed of it. The search is
 * that of models; what only systems have is added: budgets in the claims, and handlers that are wrong.
 */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/index.js';
import type { NodesSettings } from '../../engine/transition/nodes/settings.js';
import { compileNodes, type NodesSystem } from '../../engine/transition/nodes/system.js';
import type { CheckOptions, CheckResult } from '../exploration/check.js';
import { type Explorable, exploreCompiled } from '../systems/explored.js';
import { boundsText } from './bounds.js';
import { cutsOf } from './cuts.js';
import { explorationOf } from './settings.js';

/**
 * Explores the system, with the mutants of its protocol that are `on`; `expect` of the options is compared with the space that keeps whole histories.
 * @throws ProtocolError, RangeError, NoSuchObject where the system cannot be explored; the message says why
 */
export async function exploreSystem(
  spec: SystemSpec,
  protocol: AnyProtocol,
  options: CheckOptions & { readonly on?: readonly string[] },
): Promise<CheckResult> {
  const settings = explorationOf(spec, protocol, {
    mutants: options.on ?? [],
    wholeHistory: options.expect !== undefined || keepsCounts(options.reduce),
  });
  return exploreCompiled(spec, explorable(spec, settings), boundsText(settings), options);
}

/** Is nothing asked for that leaves states out? Sleep sets leave steps out that would lead to known states. */
const keepsCounts = (reduce: CheckOptions['reduce']): boolean =>
  typeof reduce === 'object' && reduce.every((reduction) => reduction === 'sleep');

const explorable = (spec: SystemSpec, settings: NodesSettings): Explorable<NodesSystem> => ({
  system: compileNodes(settings),
  cuts: cutsOf(spec, settings),
});

/** For mutants: without the whole history, which is kept where counts are compared. */
export const compiled =
  (protocol: AnyProtocol) =>
  (spec: SystemSpec, mutants: readonly string[]): Explorable =>
    explorable(spec, explorationOf(spec, protocol, { mutants, wholeHistory: false }));
