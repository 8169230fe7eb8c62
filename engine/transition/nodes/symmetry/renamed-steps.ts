/** Steps of a place as texts, and as they are at the place where it goes: two steps with one text are one step. */
import type { Observation } from '../observer.js';
import { hears } from '../observer.js';
import type { ListedStep, StepsTable } from '../steps-table.js';
import { plainOf, type Send, type World } from '../world.js';
import type { Renamer } from './renamer.js';

/** A step of this place. Null: under the names that there are. */
export function stepText(
  world: World,
  table: StepsTable,
  place: number,
  { after, cost, out, action }: ListedStep,
  renamer: Renamer | null,
): string {
  const { end, heard, sends } = table.outAt(out);
  // Errors are all different, and end the search.
  if (end < 0) return `${action} ${cost} error`;
  const slot = renamer === null ? after : renamer.slot(place, after);
  const said = heardText(world, table.heardAt(heard), renamer);
  return `${action} ${cost} ${slot} ${end} ${sendsText(world, sends, renamer)} ${said}`;
}

/** The label of the same step after the exchange: it is in the list of the place where the actor goes. */
export function renamedLabel(
  world: World,
  renamer: Renamer,
  table: StepsTable,
  label: Int32Array,
): Int32Array {
  const [action, list, index] = label;
  // Time passes for all.
  if (list === 0) return label;
  const { place, slot } = table.ownerOf(list);
  const wanted = stepText(world, table, place, table.stepsIn(list)[index], renamer);
  const to = renamer.to[place];
  const there = table.list(to, renamer.slot(place, slot));
  const found = table
    .stepsIn(there)
    .findIndex((other) => stepText(world, table, to, other, null) === wanted);
  if (found < 0)
    throw new Error('an exchange of nodes leads to no step: the protocol is not symmetric');
  return Int32Array.of(action, there, found);
}

/** In no order, but for what one link keeps in order. */
function sendsText(world: World, sends: readonly Send[], renamer: Renamer | null): string {
  const renamed = sends.map((send) =>
    renamer === null
      ? send
      : { to: renamer.to[send.to], envelope: renamer.envelope(send.to, send.envelope) },
  );
  const { order } = world.settings.network;
  const ordered = ({ to, envelope }: Send): boolean =>
    order === 'per link' && !world.spaces[to].isAsk(envelope);
  return renamed
    .sort((a, b) => a.to - b.to || (ordered(a) && ordered(b) ? 0 : a.envelope - b.envelope))
    .map(({ to, envelope }) => `${to}:${envelope}`)
    .join();
}

/** What observers hear, in order. */
function heardText(world: World, heard: readonly Observation[], renamer: Renamer | null): string {
  const { observers } = world.settings;
  return heard
    .filter((observation) => observers.some((observer) => hears(observer, observation)))
    .map((observation) => observationText(world, observation, renamer))
    .join();
}

function observationText(
  { cluster, nodes, settings }: World,
  observation: Observation,
  renamer: Renamer | null,
): string {
  const id = (node: number): number => (renamer === null ? node : renamer.to[node]);
  const client = (c: number): number => (renamer === null ? c : renamer.to[nodes + c] - nodes);
  const how = { id, call: client };
  if (observation.kind === 'emit') {
    const { node, event, fields } = observation;
    const shape = cluster.of[node].events.get(event);
    return `${id(node)} ${event}${shape?.text(shape.rewrite(fields as never, how))}`;
  }
  const { call } = observation;
  const said = `${observation.kind} ${client(call.client)} ${call.seq} ${call.op}`;
  const scripted = settings.clients.scripts[call.client][call.seq - 1];
  if (observation.kind === 'invoke') {
    const shape = cluster.of[observation.node].args.get(call.op);
    const args = shape?.text(shape.rewrite(observation.args as never, how));
    return `${said} ${id(observation.node)} ${args}`;
  }
  const { reply } = observation;
  if (reply.status !== 'ok') return `${said} ${JSON.stringify(plainOf(reply))}`;
  const shape = cluster.of[scripted.to].returns.get(call.op);
  return `${said} ${shape?.text(shape.rewrite(reply.value as never, how))}`;
}
