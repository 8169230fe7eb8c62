/**
 * Explores the implementation that a system spec names, exhaustively within its budgets, and judges what is claimed of it. The search is
 * that of models; what only systems have is added: budgets in the claims, and handlers that are wrong.
 */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/index.js';
import type { Plain } from '../../engine/plain.js';
import { timeText } from '../../engine/time-text.js';
import { isDiscrete, type NodesSettings } from '../../engine/transition/nodes/settings.js';
import { compileNodes, type NodesSystem } from '../../engine/transition/nodes/system.js';
import { type CheckOptions, type CheckResult, checkModel } from '../exploration/check.js';
import { withErrors } from '../systems/errors.js';
import { timedOf, untimed } from '../systems/timed.js';
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
  const constants = { ...options.constants, ...boundsOf(settings) };
  const found = await checkModel(system, { ...options, constants });
  const timed = timedOf(spec.properties);
  const verdicts = found.verdicts.map((verdict) => untimed(withErrors(verdict, system), timed));
  return { ...found, verdicts };
}

/** For mutants: without the whole history, which is kept where counts are compared. */
export const compiled =
  (protocol: AnyProtocol) =>
  (spec: SystemSpec, mutants: readonly string[]): NodesSystem =>
    compileNodes(explorationOf(spec, protocol, { mutants, wholeHistory: false }));

/** What bounds the exploration, and what a crash does, for the claims: `crashes = 1, timers = any time`. */
export function boundsOf(settings: NodesSettings): Readonly<Record<string, Plain>> {
  const { network, timers, crashes, stops = 0, victims, clients, cluster } = settings;
  const firing = isDiscrete(timers)
    ? `discrete clock (tick ${timeText(timers.tick)}, clamp ${timeText(timers.clamp)})${timers.prompt ? ', messages within a tick' : ''}`
    : timers.each !== null
      ? `${timers.each} each`
      : timers.all !== null
        ? `${timers.all} in all`
        : 'any time';
  const hasTimers = Object.values(cluster.protocol.declaration.roles).some(
    (role) => Object.keys(role.timers ?? {}).length > 0,
  );
  return {
    ...cluster.counts,
    ...(clients.scripts.length > 0 ? { clients: clients.scripts.length } : {}),
    order: network.order,
    loss: network.loss,
    duplicates: network.duplicate,
    crashes,
    ...(stops > 0 ? { 'crashes for ever': stops } : {}),
    ...(crashes + stops > 0 && victims ? { 'who crashes': victims.text } : {}),
    ...(crashes > 0 ? { 'messages to who is down': 'lost or late' } : {}),
    ...(crashes + stops > 0 ? { 'unsynced writes': settings.unsynced } : {}),
    ...(hasTimers ? { timers: firing } : {}),
  };
}
