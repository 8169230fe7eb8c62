/**
 * A protocol's own handlers as a transition system. A state has one word for each node (its state and what is on its way to it),
 * one for each client, one for what is left of budgets, and one for each observer.
 */

import { cluster as makeCluster } from '../../node/index.js';
import type { CodePlace } from '../../node/places.js';
import { languageNames } from '../../node/view.js';
import { bounded } from '../../node/watchdog.js';
import type { Failure, Successors, TransitionSystem } from '../system.js';
import { boundOf, propertiesOf, unbroken } from '../systems.js';
import { Actions, TIME_PASSES } from './actions.js';
import { lookingAtom, type NodesVariable } from './atoms.js';
import { brokenIn, isBeyond } from './budgets.js';
import { ClientSteps } from './client-steps.js';
import { Clock } from './clock.js';
import { decoder } from './decode.js';
import { Happenings } from './happenings.js';
import { initialStates } from './initial-states.js';
import { kernels } from './kernel/kernel.js';
import { NodeSteps } from './node-steps.js';
import { lackAtoms, lackProperties, openBound } from './open.js';
import { stateOrder } from './order.js';
import { Purity } from './purity.js';
import { checkSettings, isDiscrete, type NodesSettings } from './settings.js';
import { StepsTable } from './steps-table.js';
import type { Story } from './story.js';
import { symmetricForm } from './symmetry/form.js';
import { teller } from './teller.js';
import { clientVariable, fieldVariable } from './variables.js';
import { World } from './world.js';

export interface NodesSystem extends TransitionSystem {
  /** How much was computed, and not looked up. */
  effort(): { readonly handlerRuns: number; readonly localStates: number; readonly slots: number };
  /** Handlers that are wrong, as they were met. */
  errors(): readonly Error[];
  /** Where an assertion stands that has failed with these words; null where that is not known. */
  failedAt(why: string): CodePlace | null;
  /** Label words of a step, told. */
  story(labels: Int32Array, offset: number): Story;
}

const PATIENCE_MS = 30_000;
const LABEL_WORDS = 3;
const NO_MESSAGES = { sent: [], received: [] };

/** @throws ProtocolError, OptionError, RangeError where the settings fit no system */
export function compileNodes(settings: NodesSettings): NodesSystem {
  checkSettings(settings);
  const { observers, clients, open = [] } = settings;
  const { cluster, world, actions, happenings, clientSteps, table, ...parts } = machinery(settings);
  const { clock } = parts;
  const words = world.places + 1 + observers.length;
  const failures: Failure[] = [];
  const names = languageNames(cluster);
  const variables: readonly NodesVariable[] = [
    ...settings.fields.map((field) => fieldVariable(world, field, names)),
    ...clients.scripts.map((_, client) => clientVariable(world, client)),
    ...settings.observed,
  ];
  const layout = {
    variables,
    observed: world.places + 1,
    localOf: (place: number, slot: number) => world.spaces[place].localOf[slot],
    fail: (failure: Failure) => FAILED_ATOMS + failures.push(failure) - 1,
  };
  const time = clock === null ? -1 : actions.index(TIME_PASSES);
  const story = (labels: Int32Array, at: number): Story =>
    labels[at] === time
      ? { action: time, title: TIME_PASSES, bindings: {}, place: -1, ...NO_MESSAGES }
      : table.story(labels[at + 1], labels[at + 2]);
  const conditions = settings.atoms.map((atom) => lookingAtom(atom, layout));
  const { places } = world;
  const isBroken = (states: Int32Array, at: number): boolean => brokenIn(states[at + places]) > 0;
  const judged = [...conditions.map(({ compiled }) => compiled), unbroken(isBroken)];
  const atoms = [...judged, ...lackAtoms(places, open)];
  const guarded = <T>(work: () => T): T => bounded(work, settings.patience ?? PATIENCE_MS);
  const told = teller(world, actions, story);
  const system: NodesSystem = {
    name: settings.name,
    words,
    labelWords: LABEL_WORDS,
    actions: actions.all,
    guarded,
    initial: (out, portions) =>
      guarded(() => initialStates(world, happenings, clientSteps, table, out, portions)),
    successors: (states, offset, out) => {
      table.successors(states, offset, out);
      // After a failed `must` nothing goes on.
      const word = states[offset + places];
      if (clock !== null && brokenIn(word) === 0 && !isBeyond(word))
        passTime(clock, time, states, offset, out);
    },
    atoms,
    asks: true,
    order: stateOrder(world, table),
    kernel: kernels({ world, table, ...parts, time, atoms, looks: conditions.map((c) => c.look) }),
    ...openBound(settings, places, boundOf(settings, atoms)),
    properties: [
      ...propertiesOf(settings, 'protocol'),
      ...lackProperties(open, judged.length, settings.span),
    ],
    fairness: [fairness(settings, table, time)],
    finished: (states, offset) =>
      isBroken(states, offset) ||
      isBeyond(states[offset + places]) ||
      (clients.scripts.length > 0 &&
        clients.scripts.every((_, c) => clientSteps.isDone(c, states[offset + world.nodes + c]))),
    coverage: { sites: [], seen: new Uint8Array(0) },
    failure: (site) =>
      site >= FAILED_ATOMS
        ? failures[site - FAILED_ATOMS]
        : { message: table.errors[site].message, span: settings.span },
    decode: decoder(world, table),
    ...told,
    effort: () => ({
      handlerRuns: happenings.runs,
      localStates: sum(world, (s) => s.locals.values.length),
      slots: sum(world, (s) => s.localOf.length),
    }),
    errors: () => table.errors,
    failedAt: table.failedAt,
    story,
  };
  const failed = (message: string) => layout.fail({ message, span: settings.span });
  return { ...system, symmetric: () => symmetricForm(system, world, table, failed) };
}

/** Everything that makes steps. */
function machinery(settings: NodesSettings) {
  const { observers, timers } = settings;
  const cluster = makeCluster(settings.cluster);
  const actions = new Actions(cluster, settings);
  const parts: { table?: StepsTable; clock?: Clock } = {};
  const world = new World(cluster, settings, (place, slots) => {
    parts.table?.grow(place, slots);
    parts.clock?.grow(place, slots);
  });
  const purity = new Purity(cluster, settings.sample, isDiscrete(timers));
  const happenings = new Happenings(world, actions, purity);
  const nodeSteps = new NodeSteps(world, actions, happenings);
  const clientSteps = new ClientSteps(world, actions);
  const table = new StepsTable(world, observers, (place, slot, list) =>
    place < world.nodes
      ? nodeSteps.steps(place, slot, list)
      : clientSteps.steps(place - world.nodes, slot, list),
  );
  const clock = isDiscrete(timers)
    ? new Clock(world, timers, (node, slot) => nodeSteps.awaits(node, slot))
    : null;
  parts.table = table;
  if (clock) parts.clock = clock;
  return { cluster, world, actions, happenings, clientSteps, table, clock, purity };
}

/** Failures of atoms are numbered above those of handlers. */
const FAILED_ATOMS = 1 << 20;

const sum = (world: World, of: (space: World['spaces'][number]) => number): number =>
  [...new Set(world.spaces)].reduce((n, space) => n + of(space), 0);

/** What is due one day happens, unless it is not due any more: messages arrive, timers fire, clients call, time passes. */
function fairness(
  { span }: NodesSettings,
  table: StepsTable,
  time: number,
): TransitionSystem['fairness'][number] {
  const known = new Map<number, readonly (string | null)[]>();
  return {
    strength: 'weak',
    group: (labels, at) => {
      if (labels[at] === time) return 'time';
      const list = labels[at + 1];
      const dues = known.get(list) ?? table.dues(list);
      known.set(list, dues);
      return dues[labels[at + 2]] ?? undefined;
    },
    span,
  };
}

function passTime(
  clock: Clock,
  action: number,
  states: Int32Array,
  offset: number,
  out: Successors,
): void {
  out.reserve();
  const at = out.count * out.words;
  for (let i = 0; i < out.words; i++) out.states[at + i] = states[offset + i];
  if (!clock.tick(states, offset, out.states, at)) return;
  const label = out.count * out.labelWords;
  out.labels[label] = action;
  out.labels[label + 1] = 0;
  out.labels[label + 2] = 0;
  out.count++;
}
