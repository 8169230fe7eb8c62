/** A state for people: what every node remembers, its timers, what is on its way, how far clients are, what is left of budgets. */
import { formatPlain, type Plain } from '../../plain.js';
import { momentText } from '../../time-text.js';
import { type Budget, brokenIn, budgetsLeft } from './budgets.js';
import { titleOf } from './envelope.js';
import type { Local } from './handlers.js';
import { isDiscrete, type NodesSettings } from './settings.js';
import type { StepsTable } from './steps-table.js';
import { plainField, roleFields } from './variables.js';
import type { World } from './world.js';

type Decode = (states: Int32Array, offset: number) => Readonly<Record<string, Plain>>;

export function decoder(world: World, table: StepsTable): Decode {
  const { cluster, settings } = world;
  const fields = cluster.roles
    .filter(({ name }) => cluster.nodes[name].length > 0)
    .flatMap(roleFields);
  const budgets = budgetsOf(settings);
  // A state has the same keys everywhere: what a run loses, or gains, is then seen to change.
  const { crashes, stops = 0 } = settings;
  const hasTimers = cluster.of.some((role) => role.onTimer.size > 0);
  return (states, offset) => {
    const localOf = (node: number): Local => {
      const space = world.space(node);
      return space.locals.values[space.localOf[states[offset + node]]];
    };
    const plain: Record<string, Plain> = {};
    for (const field of fields)
      plain[`${field.role.name}.${field.field}`] = plainField(world, field, localOf);
    const down = world.names.filter((_, n) => n < world.nodes && localOf(n).down !== undefined);
    if (crashes + stops > 0) plain['down'] = down;
    if (hasTimers) plain['timers'] = armed(world, localOf);
    plain['in flight'] = inFlight(world, states, offset);
    for (let c = 0; c < settings.clients.scripts.length; c++)
      plain[`client${c + 1}`] = clientText(world, c, states[offset + world.nodes + c]);
    const word = states[offset + world.places];
    for (const budget of budgets) plain[LEFT[budget]] = budgetsLeft(word, budget);
    settings.observers.forEach((observer, i) => {
      plain[observer.name] = observer.plain(states[offset + world.places + 1 + i]);
    });
    const broken = brokenIn(word);
    if (broken > 0) plain['failed'] = table.broken[broken];
    return plain;
  };
}

const LEFT: Readonly<Record<Budget, string>> = {
  crash: 'crashes left',
  drop: 'losses left',
  duplicate: 'duplicates left',
  timer: 'firings left',
  stop: 'stops left',
};

function budgetsOf({ crashes, stops, network, timers }: NodesSettings): Budget[] {
  const finite: readonly (readonly [Budget, unknown])[] = [
    ['crash', crashes],
    ['stop', stops],
    ['drop', network.loss],
    ['duplicate', network.duplicate],
    ['timer', isDiscrete(timers) ? null : timers.all],
  ];
  return finite.filter(([, n]) => typeof n === 'number' && n > 0).map(([budget]) => budget);
}

function armed(world: World, localOf: (node: number) => Local): Record<string, Plain> {
  const { cluster } = world;
  const { timers } = world.settings;
  const tick = isDiscrete(timers) ? timers.tick : 0;
  const entries = cluster.of.flatMap((role, node): [string, Plain][] => {
    const { state, left } = localOf(node);
    const texts = [...state.timers].map(([key, timer]) => {
      const { type, ...fields } = timer;
      const name = Object.keys(fields).length === 0 ? type : role.timers.text(timer);
      const ticks = left.get(key);
      return ticks === undefined ? name : `${name} ${momentText(ticks * tick)}`;
    });
    return texts.length === 0 ? [] : [[world.names[node], texts]];
  });
  return Object.fromEntries(entries);
}

function inFlight(world: World, states: Int32Array, offset: number): Plain {
  return world.names.flatMap((name, place) => {
    const space = world.spaces[place];
    const inbox = space.told(space.inboxOf[states[offset + place]]);
    return inbox.map((envelope) => {
      const { content, from } = space.envelopes.values[envelope];
      const { from: _, ...fields } = world.bindings({ to: place, envelope });
      const text = Object.keys(fields).length === 0 ? '' : ` ${formatPlain(fields)}`;
      return `${world.names[from]} → ${name}: ${titleOf(content)}${text}`;
    });
  });
}

function clientText(world: World, client: number, slot: number): string {
  const space = world.clientSpace;
  const { done, waiting } = space.locals.values[space.localOf[slot]];
  const script = world.settings.clients.scripts[client];
  if (waiting) return `waits for ${script[done].op}, call ${done + 1} of ${script.length}`;
  return `${done} of ${script.length} calls done`;
}
