/** From a typed system to what its exploration goes through: cluster, clients, network and budgets. */
import type { ExploreRun, Often, Setting, SystemSpec } from '../../engine/language/system/spec.js';
import { type AnyProtocol, cluster as makeCluster, type Setup } from '../../engine/node/index.js';
import type {
  Allowance,
  NodesSettings,
  TimerSettings,
  Unsynced,
} from '../../engine/transition/nodes/settings.js';
import { conditionsOf, type ExploreChoice, watchedBy } from '../systems/conditions.js';
import { scriptsOf } from '../systems/scripts.js';
import { asymmetryIn } from './asymmetry.js';
import { timesOf } from './times.js';
import { victimsOf } from './victims.js';

/** @throws ProtocolError, RangeError, NoSuchObject where the system cannot be explored; the message says why */
export function explorationOf(
  spec: SystemSpec,
  protocol: AnyProtocol,
  choice: ExploreChoice,
): NodesSettings {
  const { explore } = spec.runs;
  const { setting } = explore;
  const cluster = setupOf(setting, protocol, choice.mutants);
  const clients = scriptsOf(setting, protocol);
  const duplicate = allowance(setting.network.duplicate, explore.budget.duplicate);
  const { wholeHistory } = choice;
  const kept = { wholeHistory, twice: duplicate !== 'never' };
  const watched = watchedBy(setting, makeCluster(cluster), clients.length, kept);
  const conditions = conditionsOf(setting, explore, clients, watched);
  return {
    name: spec.name,
    cluster,
    clients: { scripts: clients, invoke: setting.clients.invoke },
    network: {
      order: setting.network.order,
      loss: allowance(setting.network.loss, explore.budget.drop),
      duplicate,
    },
    timers: timersOf(explore, protocol),
    crashes: explore.budget.crash,
    stops: explore.budget.stop,
    ...victimsOf(setting, makeCluster(cluster)),
    unsynced: UNSYNCED[setting.storage.lose],
    fields: setting.variables.filter(({ from }) => from.is === 'field' || from.is === 'built-in'),
    observers: watched.observers,
    observed: watched.observed,
    ...conditions,
    asymmetry: asymmetryIn(setting),
    span: spec.span,
    sample: 128,
  };
}

const UNSYNCED: Readonly<Record<Setting['storage']['lose'], Unsynced>> = {
  unsynced: 'lost',
  either: 'either',
  nothing: 'kept',
};

/** A share is for chance; of what is explored only the budget counts. */
function allowance(often: Often, budget: number): Allowance {
  if (budget > 0) return budget;
  if (often.is === 'times') return often.times;
  return often.is === 'share' ? 'never' : often.is;
}

function setupOf(setting: Setting, protocol: AnyProtocol, mutants: readonly string[]): Setup {
  const counts = Object.fromEntries(setting.roles.map(({ name, nodes }) => [name, nodes.length]));
  const liars = setting.faults.filter(({ kind }) => kind === 'liar');
  const nodes = setting.roles.flatMap((role) =>
    role.nodes.map((name) => ({ name, role: role.name })),
  );
  const byzantine = new Map<number, string>();
  for (const { node, as } of liars) {
    const place = nodes.findIndex(
      ({ name, role }) =>
        node.is === 'any' ||
        (node.is === 'role' && node.role === role) ||
        (node.is === 'node' && node.node === name),
    );
    if (place >= 0 && as !== null) byzantine.set(place, as);
  }
  return { protocol, counts, values: setting.options, mutants, byzantine };
}

function timersOf(
  { timers, tick, delivery, setting }: ExploreRun,
  protocol: AnyProtocol,
): TimerSettings {
  if (timers.clock === 'none') return { each: timers.each, all: timers.all };
  const prompt = delivery === 'within a tick';
  return { ...timesOf(protocol, setting.options, tick), late: false, prompt };
}
