/**
 * What an exploration of real handlers is asked to go through: a cluster, what clients do, what the network, the disks and the
 * timers may do, and what is watched. Plain data, so that specs, tests and studies can make it. Times in microseconds.
 */

import type { Span } from '../../language/source.js';
import type { SystemVariable } from '../../language/system/spec.js';
import type { NodeState, Setup } from '../../node/index.js';
import type { Answer } from '../../node/protocol.js';
import type { SystemProperty } from '../system.js';
import type { NodesAtom, ObservedVariable } from './atoms.js';
import type { Budget } from './budgets.js';
import type { Observer } from './observer.js';

/** How often something may happen in a run. */
export type Allowance = 'never' | 'always possible' | number;

export interface NetworkSettings {
  /** `any`: every message in flight may arrive next. `per link`: messages of one sender to one receiver arrive in order. */
  readonly order: 'any' | 'per link';
  /** May what arrives stay in flight, to arrive again? */
  readonly duplicate: Allowance;
  readonly loss: Allowance;
}

/** What a crash does to writes that were not synced. */
export type Unsynced = 'lost' | 'either' | 'kept';

/** Time in ticks: clocks are read relative to now, so that equal situations at different times are one state. */
export interface DiscreteClock {
  readonly tick: number;
  /** Instants further in the past than this are all alike. Greater than every time that handlers compare with. */
  readonly clamp: number;
  /** May time pass while a timer that has run out waits? */
  readonly late: boolean;
  /** Does time stand still while a message is on its way to a node that is up and would do something? */
  readonly prompt: boolean;
}

/** An armed timer may fire at any moment: `each` timer of each node so often in a run, `all` together so often; null: no limit. */
export interface Firings {
  readonly each: number | null;
  readonly all: number | null;
}
export type TimerSettings = Firings | DiscreteClock;

/** One call in a client's script. */
export interface ScriptedCall {
  readonly op: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The node that is asked. */
  readonly to: number;
}
export type Script = readonly ScriptedCall[];

export interface ClientSettings {
  /** Of each client: its calls, in order. */
  readonly scripts: readonly Script[];
  /** `eager`: the next call goes out in the step in which the last one returned. */
  readonly invoke: 'eager' | 'any time';
}

/** What an environment may answer where a port is bound to no system. */
export type PortAnswers = (
  port: string,
  op: string,
  args: object,
) => readonly Answer<unknown>[] | null;

export interface Victims {
  /** For people. */
  readonly text: string;
  /** In some state. */
  ever(node: number): boolean;
  now(node: number, state: NodeState): boolean;
}

export interface NodesSettings {
  readonly name: string;
  readonly cluster: Setup;
  readonly clients: ClientSettings;
  readonly network: NetworkSettings;
  readonly timers: TimerSettings;
  /** Crashes, each with a restart one day, in a run. */
  readonly crashes: number;
  /** Nodes that crash and stay down, in a run; absent: none. */
  readonly stops?: number;
  /** Who may crash; absent: everybody. */
  readonly victims?: Victims;
  readonly unsynced: Unsynced;
  /** null, and where this is absent: all values of the declared result where they can be listed. */
  readonly answers?: PortAnswers;
  /** Fields of nodes that conditions read. */
  readonly fields: readonly SystemVariable[];
  readonly observers: readonly Observer[];
  /** Variables that read what observers have found out. */
  readonly observed: readonly ObservedVariable[];
  readonly atoms: readonly NodesAtom[];
  readonly properties: readonly SystemProperty[];
  /** The bound: states in which this atom is false are judged, and not followed. */
  readonly within?: { readonly atom: number; readonly span: Span };
  /**
   * To find out what budgets cut: a step for which only these are spent leads to a state outside the bound, which is as before. Whether one
   * lacks a budget anywhere is a property of its own (`lackOf`).
   */
  readonly open?: readonly Budget[];
  /** Why what the property with this index claims depends on which node is which; undefined where it does not. */
  readonly asymmetry?: (property: number) => string | undefined;
  /** Where the system stands in a spec. */
  readonly span: Span;
  /** Of how many computed steps one is run again to see whether its handler is pure; 0: none. */
  readonly sample: number;
  /** Milliseconds after which what has not returned is taken to loop for ever: of many handlers together. Default: half a minute. */
  readonly patience?: number;
}

export const isDiscrete = (timers: TimerSettings): timers is DiscreteClock => 'tick' in timers;

/** Is there no budget for a single firing? */
export const neverFires = ({ timers, open }: Pick<NodesSettings, 'timers' | 'open'>): boolean =>
  !isDiscrete(timers) && timers.all === 0 && !open?.includes('timer');

/** The greatest budget that a state has room for. */
export const BUDGET_MAX = 31;
const STOPS_MAX = 3;

/**
 * Must what arrives at a node that is down be lost? Where nothing has to arrive, what is late for ever comes to the same: unless it holds
 * up what is behind it, or time, or somebody asks what happens one day.
 */
export const losesWhileDown = ({ network, timers, properties, atoms }: NodesSettings): boolean =>
  network.order === 'per link' ||
  (isDiscrete(timers) && timers.prompt) ||
  properties.some(({ claim }) => 'formula' in claim) ||
  atoms.some(({ kind }) => kind === 'stuck');

/** Throws a RangeError that says which setting is impossible. */
export function checkSettings({ crashes, stops = 0, network, timers }: NodesSettings): void {
  const budgets: readonly (readonly [string, unknown])[] = [
    ['crashes', crashes],
    ['network.duplicate', network.duplicate],
    ['network.loss', network.loss],
    ['timers in all', isDiscrete(timers) ? null : timers.all],
  ];
  for (const [name, budget] of budgets) {
    if (typeof budget !== 'number') continue;
    if (!Number.isInteger(budget) || budget < 0 || budget > BUDGET_MAX)
      throw new RangeError(`${name}: ${budget} should be a whole number from 0 to ${BUDGET_MAX}`);
  }
  if (!Number.isInteger(stops) || stops < 0 || stops > STOPS_MAX)
    throw new RangeError(`stops: ${stops} should be a whole number from 0 to ${STOPS_MAX}`);
  if (!isDiscrete(timers)) return;
  if (!(timers.tick >= 1) || !(timers.clamp >= timers.tick))
    throw new RangeError('timers: a tick is at least 1 us, and clamp at least a tick');
}
