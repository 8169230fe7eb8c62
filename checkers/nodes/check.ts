/**
 * Explores the implementation that a system spec names, exhaustively within its budgets, and judges what is claimed of it. The search is
 * that of models; what only systems have is added: budgets in the claims, and handlers that are wrong.
 */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/index.js';
import { compileNodes, type NodesSystem } from '../../engine/transition/nodes/system.js';
import { type CheckOptions, type CheckResult, checkModel } from '../exploration/check.js';
import { withErrors } from '../systems/errors.js';
import { rangeText } from '../systems/range.js';
import { timedOf, untimed } from '../systems/timed.js';
import { boundsText } from './bounds.js';
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
    wholeHistory: options.expect !== undefined || options.reduce?.length === 0,
  });
  const system = compileNodes(settings);
  const over = rangeText(boundsText(settings), spec);
  const found = await checkModel(system, { ...options, over });
  const timed = timedOf(spec.properties);
  const verdicts = found.verdicts.map((verdict) => untimed(withErrors(verdict, system), timed));
  return { ...found, verdicts };
}

/** For mutants: without the whole history, which is kept where counts are compared. */
export const compiled =
  (protocol: AnyProtocol) =>
  (spec: SystemSpec, mutants: readonly string[]): NodesSystem =>
    compileNodes(explorationOf(spec, protocol, { mutants, wholeHistory: false }));
