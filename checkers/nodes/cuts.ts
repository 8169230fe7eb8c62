/**
 * Where an exploration of nodes is smaller than its spec: the cluster and the clients, faults of the spec that are left out, and budgets, which may be spent or
 * not. In clauses for claims.
 */
import type { Often, Setting, SystemSpec } from '../../engine/language/system/spec.js';
import type { Budget } from '../../engine/transition/nodes/budgets.js';
import { lackOf } from '../../engine/transition/nodes/open.js';
import {
  isDiscrete,
  losesWhileDown,
  type NodesSettings,
} from '../../engine/transition/nodes/settings.js';
import { compileNodes } from '../../engine/transition/nodes/system.js';
import { listed } from '../exploration/claims.js';
import type { Cuts } from '../systems/cuts.js';
import { several } from '../systems/range.js';

export function cutsOf(spec: SystemSpec, settings: NodesSettings): Cuts {
  const budgets = budgetsIn(settings);
  const clauseOf = ([, clause]: readonly [Budget, string]): string => clause;
  const open = (some: typeof budgets) =>
    compileNodes({ ...settings, open: some.map(([budget]) => budget) });
  const timers = budgets.filter(([budget]) => budget === 'timer');
  const loss = losesWhileDown(settings);
  // What is late for ever comes to the same as what is lost, where that is all that is asked.
  const asked = budgets.filter(([budget]) => budget !== 'drop' || loss);
  return {
    smaller: smallerThan(spec, settings, loss),
    budgets: asked.map(([budget, clause]) => ({ property: lackOf(budget), clause })),
    open: () => open(asked),
    promises:
      timers.length === 0
        ? null
        : { clause: listed(timers.map(clauseOf)), open: () => open(timers) },
  };
}

/** Those that have an end, in words. */
function budgetsIn({ crashes, stops = 0, network, timers }: NodesSettings): [Budget, string][] {
  const { loss, duplicate } = network;
  const budgets: [Budget, string][] = [];
  if (!isDiscrete(timers)) {
    const { each, all } = timers;
    if (each === 0 || (each === null && all === 0)) budgets.push(['timer', 'no timer may fire']);
    else if (each !== null) budgets.push(['timer', `each timer may fire ${times(each)}`]);
    else if (all !== null) budgets.push(['timer', `timers may fire ${times(all)} in all`]);
  }
  if (crashes > 0) budgets.push(['crash', `nodes may crash ${times(crashes)}`]);
  if (stops > 0) budgets.push(['stop', `nodes may crash for ever ${times(stops)}`]);
  if (typeof loss === 'number') budgets.push(['drop', `messages may be lost ${times(loss)}`]);
  if (typeof duplicate === 'number')
    budgets.push(['duplicate', `messages may be duplicated ${times(duplicate)}`]);
  return budgets;
}

const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);

/** What is in the spec and nowhere in its exploration. */
function smallerThan(spec: SystemSpec, settings: NodesSettings, losesMatter: boolean): string[] {
  const { setting } = spec.runs.explore;
  const { network } = settings;
  const without = (kind: string): boolean => setting.faults.some((fault) => fault.kind === kind);
  const left = LEFT_OUT.filter(without);
  return [
    ...fewerOf(spec, setting),
    ...callsOf(setting),
    ...(settings.crashes + (settings.stops ?? 0) === 0 && without('crash')
      ? ['nobody crashes']
      : []),
    ...(losesMatter && network.loss === 'never' && isShare(setting.network.loss)
      ? ['no message is lost']
      : []),
    ...(network.duplicate === 'never' && isShare(setting.network.duplicate)
      ? ['no message is duplicated']
      : []),
    ...(isPrompt(settings) && mayBeLate(setting) ? ['messages arrive within a tick'] : []),
    ...(left.length > 0 ? [`there is no ${left.join(' and no ')}`] : []),
  ];
}

/** Faults that no order of messages amounts to. */
const LEFT_OUT = ['amnesia', 'full disk', 'bit rot', 'torn write', 'clock jump'] as const;
/** Faults that make messages late. */
const LATE: readonly string[] = ['pause', 'partition', 'clog', 'slow network'];

function fewerOf(spec: Setting, explored: Setting): string[] {
  const counts = spec.roles.map(({ name, nodes }) => {
    const count = explored.roles.find((role) => role.name === name)?.nodes.length ?? 0;
    return { name, count, all: nodes.length };
  });
  const clients = { name: 'client', count: explored.clients.count, all: spec.clients.count };
  const fewer = [...counts, clients].filter(({ count, all }) => count !== all);
  if (fewer.length === 0) return [];
  const texts = fewer.map(({ name, count, all }) => `${several(count, name)} instead of ${all}`);
  return [`there ${fewer[0].count === 1 ? 'is' : 'are'} ${listed(texts)}`];
}

/** A mix of operations has no end, and who waits no longer asks again. */
function callsOf({
  clients: { count, role, script, operations, retry, timeout },
}: Setting): string[] {
  if (count === 0 || role === null) return [];
  if (script !== null)
    return retry === null && timeout === null ? [] : ['clients wait for every answer'];
  const each = operations.filter(({ weight }) => weight > 0).length;
  return [`each client makes ${several(each, 'call')}`];
}

const isShare = (often: Often): boolean => often.is === 'share' && often.share > 0;

const isPrompt = ({ timers }: NodesSettings): boolean => isDiscrete(timers) && timers.prompt;

/** Is it not in the spec that messages are soon there? */
const mayBeLate = ({ network: { delay }, faults }: Setting): boolean =>
  !['constant', 'uniform'].includes(delay.name) || faults.some(({ kind }) => LATE.includes(kind));
