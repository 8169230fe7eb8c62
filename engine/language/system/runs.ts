/** `runs:` of a system: how far each of its lives goes. */
import type { Context } from '../elaborate/context.js';
import { entriesOf } from '../elaborate/declarations.js';
import { exploreOf as boundOf } from '../elaborate/runs.js';
import { type Tree, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import { LIVES } from './mutants.js';
import { part, type Settings } from './settings.js';
import type { ExploreRun, Life, LiveRun, Setting, SimulateRun, TimerBudget } from './spec.js';

const SECOND = 1_000_000;

export function simulateOf(tree: Tree | undefined, settings: Settings): SimulateRun {
  const run = part(tree, 'simulate');
  return {
    seeds: settings.whole(part(run, 'seeds'), 100),
    for: settings.time(part(run, 'for'), 60 * SECOND),
    swarm: textOf(part(run, 'swarm')) === 'true',
    heal: settings.time(part(run, 'heal'), 0),
  };
}

export function liveOf(tree: Tree | undefined, settings: Settings): LiveRun {
  return { for: settings.time(part(part(tree, 'live'), 'for'), 10 * SECOND) };
}

/** The runs that are written down; where there are none, what says most for its time. */
export function namedRuns(tree: Tree | undefined): Life[] {
  const written = entriesOf(tree).flatMap(
    ({ key }) => LIVES.find((life) => life === key.text) ?? [],
  );
  return written.length === 0 ? ['simulate', 'explore'] : written;
}

const BUDGETS = ['crash', 'stop', 'drop', 'duplicate'] as const;

/** `ctx` is null where the protocol was not loaded: a bound over states is then left aside. */
export function exploreRun(
  tree: Tree | undefined,
  setting: Setting,
  ctx: Context | null,
  settings: Settings,
): ExploreRun {
  const run = part(tree, 'explore');
  const budget = { crash: 0, stop: 0, drop: 0, duplicate: 0 };
  for (const { key, value } of entriesOf(part(run, 'faults'))) {
    const name = BUDGETS.find((known) => known === key.text);
    if (name === undefined)
      settings.diagnostics.add(say.unknownBudget(key.span, key.text, BUDGETS));
    else budget[name] = settings.whole(value, 0);
  }
  const timers = timersOf(part(run, 'timers'), settings);
  const [tick, delivery] = [part(run, 'tick'), part(run, 'delivery')];
  if (tick !== undefined && timers.clock === 'none')
    settings.diagnostics.add(say.tickNeedsClock(tick.span, 'tick'));
  const prompt = textOf(delivery) === 'within a tick';
  if (delivery !== undefined && prompt && timers.clock === 'none')
    settings.diagnostics.add(say.tickNeedsClock(delivery.span, 'delivery'));
  return {
    setting,
    budget,
    timers,
    tick: settings.time(tick, null),
    delivery: prompt ? 'within a tick' : 'any time',
    ...(ctx === null ? {} : boundOf(ctx, tree)),
  };
}

function timersOf(tree: Tree | undefined, { diagnostics }: Settings): TimerBudget {
  const text = textOf(tree);
  if (tree === undefined || text === 'any time') return { clock: 'none', each: null, all: null };
  if (text === 'discrete clock') return { clock: 'discrete' };
  if (text === 'once each') return { clock: 'none', each: 1, all: null };
  const [, count, scope] = /^([0-9]{1,9}) (each|in all)$/.exec(text) ?? [];
  if (count === undefined) diagnostics.add(say.badTimers(tree.span));
  const times = Number(count ?? 0);
  return {
    clock: 'none',
    each: scope === 'each' ? times : null,
    all: scope === 'in all' ? times : null,
  };
}
