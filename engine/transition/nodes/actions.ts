/** The actions of an exploration: every handler that may run, and what the world around may do. Known before anything runs. */

import type { Span } from '../../language/source.js';
import type { Cluster, Role } from '../../node/index.js';
import type { ActionInfo } from '../system.js';
import { isDiscrete, type NodesSettings, neverFires } from './settings.js';

export const LOSES = 'the network loses a message';
export const TIME_PASSES = 'time passes';
export const invokes = (op: string): string => `a client calls ${op}`;
export const IS_ANSWERED = 'a client is answered';
export const crashes = (role: string): string => `${role} crashes`;
export const restarts = (role: string): string => `${role} restarts`;
export const stops = (role: string): string => `${role} crashes and stays down`;
export const handles = (role: string, handler: string): string => `${role} ${handler}`;

export class Actions {
  readonly all: readonly ActionInfo[];
  private readonly indices: ReadonlyMap<string, number>;

  constructor(cluster: Cluster, settings: NodesSettings) {
    const names = [
      ...cluster.roles
        .filter(({ name }) => cluster.nodes[name].length > 0)
        .flatMap((role) => actionsOf(role, cluster.nodes[role.name], settings)),
      ...clientActions(settings),
      ...(settings.network.loss === 'never' || settings.network.loss === 0 ? [] : [LOSES]),
      ...(isDiscrete(settings.timers) ? [TIME_PASSES] : []),
    ];
    const ignorable = arrivalsIn(cluster, settings);
    this.all = names.map((name) => actionInfo(name, settings.span, ignorable.has(name)));
    this.indices = new Map(names.map((name, i) => [name, i]));
  }

  index(name: string): number {
    const index = this.indices.get(name);
    if (index === undefined) throw new Error(`no action '${name}'`);
    return index;
  }
}

function actionsOf(role: Role, nodes: readonly number[], settings: NodesSettings): string[] {
  const { crashes: most, stops: down = 0, victims, clients } = settings;
  const fall = victims === undefined || nodes.some((node) => victims.ever(node));
  const { name } = role;
  const called = new Set(clients.scripts.flatMap((script) => script.map(({ op }) => op)));
  return [
    ...[...role.on.keys()].map((type) => handles(name, `on.${type}`)),
    ...(neverFires(settings)
      ? []
      : [...role.onTimer.keys()].map((t) => handles(name, `timers.${t}`))),
    ...[...role.calls.keys()]
      .filter((op) => called.has(op))
      .map((op) => handles(name, `calls.${op}`)),
    ...[...role.answers.keys()].map((port) => handles(name, `answers.${port}`)),
    ...(role.flushed.size > 0 ? [handles(name, 'on.flushed')] : []),
    ...(fall && most > 0 ? [crashes(name), restarts(name)] : []),
    ...(fall && down > 0 ? [stops(name)] : []),
  ];
}

function clientActions({ clients }: NodesSettings): string[] {
  const { scripts, invoke } = clients;
  const ops = invoke === 'eager' ? [] : scripts.flatMap((script) => script.map(({ op }) => op));
  return [...[...new Set(ops)].map(invokes), ...(scripts.length > 0 ? [IS_ANSWERED] : [])];
}

/** Where messages overtake one another, one that changes nothing where it arrives is left in flight: its arrival is no step. */
function arrivalsIn({ roles }: Cluster, { network }: NodesSettings): ReadonlySet<string> {
  if (network.order !== 'any') return new Set();
  return new Set(
    roles.flatMap(({ name, on }) => [...on.keys()].map((type) => handles(name, `on.${type}`))),
  );
}

const actionInfo = (name: string, span: Span, skipsIdle: boolean): ActionInfo => ({
  name,
  title: name,
  binders: [],
  guard: [],
  span,
  ...(skipsIdle ? { skipsIdle } : {}),
});
