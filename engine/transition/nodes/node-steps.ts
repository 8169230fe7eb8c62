/**
 * All steps of one node from one slot: what may arrive arrives, timers fire, flushes are done, it crashes. What its handlers do is
 * kept by (state, event), so that a state with another inbox runs nothing again.
 */
import { HandlerError } from '../../node/index.js';
import type { Answer } from '../../node/protocol.js';
import { type Actions, LOSES } from './actions.js';
import { FREE, packed } from './budgets.js';
import { leftOver, remainsAtRest } from './crash.js';
import type { Local } from './handlers.js';
import type { Handled, Happening, Happenings } from './happenings.js';
import { declaredAnswers } from './ports.js';
import {
  type Allowance,
  type Firings,
  isDiscrete,
  losesWhileDown,
  neverFires,
} from './settings.js';
import { SILENT, type StepList } from './step-list.js';
import type { Story } from './story.js';
import { PairTable } from './tables.js';
import type { Send, World } from './world.js';

/** What set a handler off, for people. */
type Cause =
  | { readonly arrived: Send }
  | { readonly bindings: Story['bindings']; readonly lost: readonly Send[] }
  | { readonly bindings: Story['bindings']; readonly timer?: string };

/** What a node may do without anything arriving. */
interface Unprompted {
  readonly handler: string;
  readonly happening: Happening;
  readonly cost: number;
  readonly cause: Cause;
}

/** What becomes of something that arrives. */
interface Arrival {
  /** It is never taken away. */
  readonly stays: boolean;
  /** It may arrive again. */
  readonly again: boolean;
  /** It is taken away also where it is ignored. */
  readonly consumesAll: boolean;
}
/** In place of what comes of an arrival: nothing. */
const IGNORED = 0;
const QUESTION: Arrival = { stays: false, again: false, consumesAll: true };

export class NodeSteps {
  private readonly handled: (readonly Handled[])[] = [[]];
  private readonly byEnvelope: readonly PairTable[];
  private readonly ownSteps: (readonly Unprompted[])[][];
  /** What nodes that are down do when they start again. */
  private readonly risings: (readonly Happening[])[][];
  private readonly message: Arrival;
  private readonly loses: boolean;
  private readonly lossCost: number;
  private readonly duplicateCost: number;

  constructor(
    private readonly world: World,
    private readonly actions: Actions,
    private readonly happenings: Happenings,
  ) {
    const { network } = world.settings;
    this.byEnvelope = world.cluster.of.map(() => new PairTable(10));
    this.ownSteps = world.cluster.of.map(() => []);
    this.risings = world.cluster.of.map(() => []);
    this.loses = losesWhileDown(world.settings);
    this.message = {
      stays: network.order === 'any' && network.duplicate === 'always possible',
      again: network.duplicate !== 'never' && network.duplicate !== 0,
      // Where order matters, what is ignored must still be taken from the head of its link.
      consumesAll: network.order === 'per link',
    };
    this.lossCost = costOf('drop', network.loss);
    this.duplicateCost = costOf('duplicate', network.duplicate);
  }

  steps(node: number, slot: number, list: StepList): void {
    const { world } = this;
    const space = world.space(node);
    const local = space.localOf[slot];
    const inbox = space.inboxOf[slot];
    const { down } = space.locals.values[local];
    if (down === 'crashed') this.restarts(node, local, inbox, list);
    if (down !== undefined) return;
    const { loss } = world.settings.network;
    const end = space.inboxes.end(inbox);
    for (let at = space.inboxes.begin(inbox); at < end; at++) {
      if (!space.mayArrive(inbox, at)) continue;
      this.arrivals(node, local, inbox, at, list);
      const envelope = space.inboxes.at(at);
      if (loss === 'never' || loss === 0 || space.isAsk(envelope)) continue;
      const after = space.slot(local, space.removed(inbox, at));
      const lost = { to: node, envelope };
      pushLoss(world, this.actions, lost, after, this.lossCost, list);
    }
    this.ownSteps[node][local] ??= this.unprompted(node, local);
    for (const { handler, happening, cost, cause } of this.ownSteps[node][local])
      if (this.push(node, inbox, happening, cost, list))
        this.tell(node, handler, happening, cause, list);
  }

  /** Is a message on its way to this node that does something when it arrives? */
  awaits(node: number, slot: number): boolean {
    const space = this.world.space(node);
    const local = space.localOf[slot];
    if (space.locals.values[local].down !== undefined) return false;
    const inbox = space.inboxOf[slot];
    const end = space.inboxes.end(inbox);
    for (let at = space.inboxes.begin(inbox); at < end; at++) {
      const envelope = space.inboxes.at(at);
      if (!space.mayArrive(inbox, at) || space.isAsk(envelope)) continue;
      const handled = this.handled[this.deliveries(node, local, envelope)];
      const does = handled.some(({ happenings }) =>
        happenings.some(({ noOp }) => !noOp || this.message.consumesAll),
      );
      if (does) return true;
    }
    return false;
  }

  private arrivals(node: number, local: number, inbox: number, at: number, list: StepList): void {
    const space = this.world.space(node);
    const envelope = space.inboxes.at(at);
    const delivered = this.deliveries(node, local, envelope);
    if (delivered === IGNORED) return;
    const { stays, again, consumesAll } = space.isAsk(envelope) ? QUESTION : this.message;
    const rest = stays ? inbox : space.removed(inbox, at);
    for (const { handler, happenings } of this.handled[delivered]) {
      for (const h of happenings) {
        let asked = false;
        if (!stays && (!h.noOp || consumesAll)) asked = this.push(node, rest, h, FREE, list);
        if (again && !h.noOp) asked = this.push(node, inbox, h, this.duplicateCost, list) || asked;
        if (asked) this.tell(node, handler, h, { arrived: { to: node, envelope } }, list);
      }
    }
  }

  /** Where every handler's run is that an arrival may lead to; or that nothing comes of it. */
  private deliveries(node: number, local: number, envelope: number): number {
    const table = this.byEnvelope[node];
    const known = table.get(local, envelope);
    if (known >= 0) return known;
    const handled = this.delivered(node, local, envelope);
    const nothing = handled.every(({ happenings }) => happenings.every(({ noOp }) => noOp));
    const ignored = nothing && this.world.settings.network.order === 'any';
    const at =
      ignored && !this.world.space(node).isAsk(envelope) ? IGNORED : this.handled.push(handled) - 1;
    table.set(local, envelope, at);
    return at;
  }

  /** A question to a port may be answered in several ways. */
  private delivered(node: number, local: number, envelope: number): Handled[] {
    const { happenings } = this;
    const space = this.world.space(node);
    const { content } = space.envelopes.values[envelope];
    const found = { local: space.locals.values[local], id: local };
    if (content.kind === 'event') return [happenings.handle(node, found, content.event)];
    if (content.kind === 'reply') return [];
    const answers = this.answers(node, content);
    if (answers instanceof HandlerError) return [happenings.unanswered(node, local, answers)];
    return answers.map((answer) =>
      happenings.handle(node, found, { ...content, kind: 'answer', answer }),
    );
  }

  private answers(
    node: number,
    { port, op, args }: { readonly port: string; readonly op: string; readonly args: object },
  ): readonly Answer<unknown>[] | HandlerError {
    const { cluster, settings } = this.world;
    const given = settings.answers?.(port, op, args);
    if (given) return given;
    const role = cluster.of[node];
    const { returns } = role.ports.get(port)!.operations[op];
    try {
      return declaredAnswers(port, op, returns);
    } catch (error) {
      return new HandlerError(role.name, `answers.${port}`, (error as Error).message);
    }
  }

  /** Timers, flushes and crashes: they depend on the state alone. */
  private unprompted(node: number, local: number): Unprompted[] {
    const state = this.world.space(node).locals.values[local];
    return [
      ...this.timers(node, local, state),
      ...this.flushes(node, local, state),
      ...this.crashes(node, state),
    ];
  }

  private timers(node: number, id: number, state: Local): Unprompted[] {
    const { settings } = this.world;
    const { timers } = settings;
    if (neverFires(settings)) return [];
    const opens = settings.open?.includes('timer') === true;
    return [...state.state.timers].flatMap(([key, timer]) => {
      const spent = !isDiscrete(timers) && hasFired(timers, state, key);
      const waits = isDiscrete(timers) ? (state.left.get(key) ?? 0) > 0 : spent && !opens;
      if (waits) return [];
      // Where each timer has a budget of its own, there is none for all: one that is spent lacks it.
      const costs = spent || (!isDiscrete(timers) && timers.all !== null);
      const cost = packed(costs ? { timer: 1 } : {});
      const counted = !isDiscrete(timers) && timers.each !== null && !spent;
      const fired = new Map(state.fired).set(key, 1 + (state.fired.get(key) ?? 0));
      const found = counted
        ? { local: { ...state, fired }, id, compared: state }
        : { local: state, id };
      const { type: _, ...fields } = timer;
      const cause: Cause = { bindings: fields as Story['bindings'], timer: key };
      const { handler, happenings } = this.happenings.handle(node, found, { kind: 'timer', timer });
      return happenings
        .filter(({ noOp }) => !noOp)
        .map((happening) => ({ handler, happening, cost, cause }));
    });
  }

  private flushes(node: number, id: number, local: Local): Unprompted[] {
    if (local.state.flushing.length === 0) return [];
    const { handler, happenings } = this.happenings.handle(node, { local, id }, FLUSHED);
    const cause: Cause = { bindings: {}, timer: '' };
    return happenings.map((happening) => ({ handler, happening, cost: FREE, cause }));
  }

  private crashes(node: number, local: Local): Unprompted[] {
    const { happenings } = this;
    const { cluster, settings } = this.world;
    const ways = happenings.ways(node, local);
    if (ways.length === 0) return [];
    const cause: Cause = { bindings: {} };
    return remainsAtRest(cluster.of[node], local.state, settings.unsynced).flatMap((remains) =>
      ways.map((down) => ({
        ...{ handler: 'start', cost: FREE, cause },
        happening: happenings.crash(node, local, remains, down),
      })),
    );
  }

  /** It starts again, and what arrived while it was down is lost. */
  private restarts(node: number, local: number, inbox: number, list: StepList): void {
    const space = this.world.space(node);
    this.risings[node][local] ??= this.happenings.restarts(node, space.locals.values[local]);
    const all = space.inboxes.of(inbox);
    for (const left of this.loses ? leftOver(all, (e) => space.way(e)) : [all]) {
      const kept = space.inboxes.number(left);
      for (const happening of this.risings[node][local]) {
        if (!this.push(node, kept, happening, FREE, list)) continue;
        const lost = missing(space.told(inbox), left).map((envelope) => ({ to: node, envelope }));
        this.tell(node, 'start', happening, { bindings: {}, lost }, list);
      }
    }
  }

  /** True where something is to be told of this step. */
  private push(node: number, inbox: number, h: Happening, cost: number, list: StepList): boolean {
    const space = this.world.space(node);
    const { down } = h;
    // The questions of a process that is no more are answered to nobody.
    const kept = down === null ? inbox : space.without(inbox, 'ask');
    const falls = down === null ? 0 : packed(down === 'crashed' ? { crash: 1 } : { stop: 1 });
    return list.push(space.slot(h.local, kept), h.out, cost + falls, h.action);
  }

  private tell(node: number, handler: string, h: Happening, cause: Cause, list: StepList): void {
    // It may go down again at once, and has started all the same.
    const happens = h.down === null || 'lost' in cause;
    const due = happens ? dueOf(node, cause) : null;
    list.tell(due, () => this.story(node, handler, h, cause));
  }

  private story(
    node: number,
    handler: string,
    { words, choices, out, down, action }: Happening,
    cause: Cause,
  ): Story {
    const { world } = this;
    const arrived = 'arrived' in cause ? cause.arrived : null;
    const lost = 'lost' in cause ? cause.lost : [];
    const rises = 'lost' in cause;
    const isAnswer = arrived !== null && world.envelope(arrived).content.kind === 'ask';
    const done = rises ? 'restarts' : handler;
    const what = words === '' ? done : handler === 'start' && !rises ? words : `${done}, ${words}`;
    return {
      action,
      title: `${world.names[node]} ${what}`,
      bindings: {
        ...('bindings' in cause ? cause.bindings : world.bindings(cause.arrived)),
        ...(choices.length === 0 ? {} : { chosen: choices.join(', ') }),
      },
      place: node,
      received: arrived === null || isAnswer ? [] : [world.passage(arrived)],
      lost: lost.map((send) => world.passage(send)),
      sent: out.sends.map((send) => world.passage(send)),
      ...(down === null ? (rises ? { goes: 'up' } : {}) : { goes: 'down' }),
    };
  }
}

/** What of the first is not in the second, as often. */
function missing(all: readonly number[], left: readonly number[]): number[] {
  const rest = [...left];
  return all.filter((envelope) => {
    const at = rest.indexOf(envelope);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

const FLUSHED = { kind: 'flushed' } as const;

/** One timer, one message, or one restart, for fairness. */
function dueOf(node: number, cause: Cause): string | null {
  if ('arrived' in cause) return `arrives ${node} ${cause.arrived.envelope}`;
  if ('lost' in cause) return `restarts ${node}`;
  return cause.timer === undefined ? null : `fires ${node} ${cause.timer}`;
}

const hasFired = ({ each }: Firings, { fired }: Local, key: string): boolean =>
  each !== null && (fired.get(key) ?? 0) >= each;

/** What has no end costs nothing. */
export const costOf = (budget: 'drop' | 'duplicate', allowance: Allowance): number =>
  typeof allowance === 'number' ? packed({ [budget]: 1 }) : FREE;

/** The network loses what is on its way. */
export function pushLoss(
  world: World,
  actions: Actions,
  lost: Send,
  slot: number,
  cost: number,
  list: StepList,
): void {
  const action = actions.index(LOSES);
  if (!list.push(slot, SILENT, cost, action)) return;
  list.tell(null, () => ({
    action,
    title: `the network loses ${world.passage(lost).title} to ${world.names[lost.to]}`,
    bindings: world.bindings(lost),
    place: lost.to,
    received: [],
    lost: [world.passage(lost)],
    sent: [],
  }));
}
