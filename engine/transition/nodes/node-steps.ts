/**
 * All steps of one node from one slot: what may arrive arrives, timers fire, flushes are done, it crashes. Runs of handlers are
 * kept by (state, event), so that a state with another inbox runs nothing again.
 */
import type { Effect, Event } from '../../node/index.js';
import { HandlerError, label } from '../../node/index.js';
import type { Answer } from '../../node/protocol.js';
import { type Actions, crashes, handles, LOSES } from './actions.js';
import { cutsOf, rebooted, remainsAtRest, START } from './crash.js';
import { type Local, type Outcome, outcomes } from './handlers.js';
import { declaredAnswers } from './ports.js';
import type { Purity } from './purity.js';
import { type Allowance, type Firings, isDiscrete, neverFires } from './settings.js';
import type { Story } from './story.js';
import { PairTable } from './tables.js';
import type { Consequences, Send, World } from './world.js';

export type Budget = 'crash' | 'drop' | 'duplicate' | 'timer';
/** What a step takes of each budget. */
export type Cost = Partial<Readonly<Record<Budget, number>>>;

/** What a step does besides changing its own place. Shared by all steps that do the same for the same reason. */
export interface Out extends Consequences {
  /** `n.must` failed: why. */
  readonly broken: string | null;
  /** The handler is wrong: there is no state after. */
  readonly error: HandlerError | null;
}

/** One way in which a place can go on, whatever the others are. */
export interface LocalStep {
  readonly slot: number;
  readonly out: Out;
  readonly cost: Cost;
  /** Index of the action. */
  readonly action: number;
  /** Told when somebody asks: most steps are only taken. */
  readonly story: () => Story;
}

/** What has happened to a node when a run of its handler is over: perhaps a crash, perhaps several. */
export interface Happening {
  readonly local: number;
  readonly unchanged: boolean;
  readonly out: Out;
  readonly crashes: number;
  readonly choices: readonly string[];
  readonly words: string;
}

/** What set a handler off, for people. */
type Cause =
  | { readonly arrived: Send }
  | { readonly bindings: Story['bindings']; readonly timer?: string };

/** One event at one state. */
interface Handled {
  readonly handler: string;
  readonly happenings: readonly Happening[];
}

const NOTHING: Consequences = { sends: [], observations: [] };
const FREE: Cost = {};
export const SILENT: Out = { ...NOTHING, broken: null, error: null };

export class NodeSteps {
  /** Handlers run, those of purity checks not counted. */
  runs = 0;
  private readonly handled: Handled[][] = [];
  private readonly byEnvelope: PairTable[];
  private readonly actionsOf: Map<string, number>[];

  constructor(
    private readonly world: World,
    private readonly actions: Actions,
    private readonly purity: Purity,
  ) {
    this.byEnvelope = world.cluster.of.map(() => new PairTable(10));
    this.actionsOf = world.cluster.of.map(() => new Map());
  }

  /** What a node does at its first start. */
  boots(node: number): readonly Happening[] {
    const role = this.world.cluster.of[node];
    const first: Local = { state: role.initial(), left: new Map(), fired: new Map() };
    return this.handle(node, first, START, false).happenings;
  }

  steps(node: number, slot: number): LocalStep[] {
    const space = this.world.space(node);
    const local = space.localOf[slot];
    const inbox = space.inboxOf[slot];
    const found: LocalStep[] = [];
    for (const envelope of space.arriving(inbox)) {
      this.arrivals(node, local, inbox, envelope, found);
      this.losses(node, local, inbox, envelope, found);
    }
    this.timers(node, local, inbox, found);
    this.flushes(node, local, inbox, found);
    this.crashes(node, local, inbox, found);
    return found;
  }

  private arrivals(
    node: number,
    local: number,
    inbox: number,
    envelope: number,
    found: LocalStep[],
  ): void {
    const { world } = this;
    const space = world.space(node);
    const cause = { arrived: { to: node, envelope } };
    const { content } = space.envelopes.values[envelope];
    const network = world.settings.network;
    const isAsk = content.kind === 'ask';
    const consumed = space.remove(inbox, envelope);
    for (const { handler, happenings } of this.deliveries(node, local, envelope)) {
      for (const h of happenings) {
        const noOp = isNoOp(h);
        const stays = !isAsk && network.order === 'any' && network.duplicate === 'always possible';
        // Where order matters, what is ignored must still be taken from the head of its link.
        if (!stays && (!noOp || network.order === 'per link' || isAsk))
          found.push(this.step(node, handler, consumed, h, FREE, cause));
        if (isAsk || noOp || network.duplicate === 'never' || network.duplicate === 0) continue;
        const cost = costOf('duplicate', network.duplicate);
        found.push(this.step(node, handler, inbox, h, cost, cause));
      }
    }
  }

  /** Every handler's run that an arrival may lead to; a question to a port may be answered in several ways. */
  private deliveries(node: number, local: number, envelope: number): readonly Handled[] {
    const table = this.byEnvelope[node];
    const known = table.get(local, envelope);
    if (known >= 0) return this.handled[known];
    const space = this.world.space(node);
    const { content } = space.envelopes.values[envelope];
    const state = space.locals.values[local];
    const answers = content.kind === 'ask' ? this.answers(node, content) : [];
    const events: readonly Event[] =
      content.kind === 'event'
        ? [content.event]
        : content.kind === 'ask' && !(answers instanceof HandlerError)
          ? answers.map((answer) => ({ ...content, kind: 'answer', answer }))
          : [];
    const handled = events.map((event) => this.handle(node, state, event, true, local));
    if (answers instanceof HandlerError) handled.push(unanswered(local, answers));
    table.set(local, envelope, this.handled.length);
    this.handled.push(handled);
    return handled;
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

  private losses(
    node: number,
    local: number,
    inbox: number,
    envelope: number,
    found: LocalStep[],
  ): void {
    const { world } = this;
    const { loss } = world.settings.network;
    const space = world.space(node);
    if (loss === 'never' || loss === 0) return;
    if (space.envelopes.values[envelope].content.kind === 'ask') return;
    found.push(
      lossStep(
        world,
        this.actions,
        { to: node, envelope },
        space.slot(local, space.remove(inbox, envelope)),
      ),
    );
  }

  private timers(node: number, local: number, inbox: number, found: LocalStep[]): void {
    const { timers } = this.world.settings;
    if (neverFires(timers)) return;
    const state = this.world.space(node).locals.values[local];
    for (const [key, timer] of state.state.timers) {
      if (isDiscrete(timers) ? (state.left.get(key) ?? 0) > 0 : hasFired(timers, state, key))
        continue;
      const { handler, happenings } = this.timer(node, local, key, { kind: 'timer', timer });
      const { type, ...fields } = timer;
      const cost = isDiscrete(timers) || timers.all === null ? {} : { timer: 1 };
      for (const h of happenings) {
        if (isNoOp(h)) continue;
        const bindings = fields as Story['bindings'];
        found.push(this.step(node, handler, inbox, h, cost, { bindings, timer: key }));
      }
    }
  }

  private readonly timersHandled = new Map<string, Handled>();

  private timer(node: number, local: number, key: string, event: Event): Handled {
    const memo = `${node} ${local} ${key}`;
    const known = this.timersHandled.get(memo);
    if (known) return known;
    const before = this.world.space(node).locals.values[local];
    const { timers } = this.world.settings;
    const counted = event.kind === 'timer' && !isDiscrete(timers) && timers.each !== null;
    const fired = new Map(before.fired).set(key, 1 + (before.fired.get(key) ?? 0));
    const state = counted ? { ...before, fired } : before;
    const handled = this.handle(node, state, event, true, local, counted ? before : undefined);
    this.timersHandled.set(memo, handled);
    return handled;
  }

  private flushes(node: number, local: number, inbox: number, found: LocalStep[]): void {
    const state = this.world.space(node).locals.values[local];
    if (state.state.flushing.length === 0) return;
    const { handler, happenings } = this.timer(node, local, '', { kind: 'flushed' });
    for (const h of happenings)
      found.push(this.step(node, handler, inbox, h, FREE, { bindings: {}, timer: '' }));
  }

  private crashes(node: number, local: number, inbox: number, found: LocalStep[]): void {
    const { world } = this;
    const { crashes: most, unsynced } = world.settings;
    if (most === 0) return;
    const role = world.cluster.of[node];
    const state = world.space(node).locals.values[local];
    for (const { disk, words } of remainsAtRest(role, state.state, unsynced)) {
      const happenings = this.restarts(
        node,
        state,
        disk,
        1,
        NOTHING,
        `crashes${words} and restarts`,
      );
      for (const h of happenings)
        found.push(this.step(node, 'start', inbox, h, FREE, { bindings: {} }));
    }
  }

  /** One handler's run, in all its ways, cut short wherever the budget of crashes allows. */
  private handle(
    node: number,
    before: Local,
    event: Event,
    mayCrash: boolean,
    beforeId = -1,
    compared?: Local,
  ): Handled {
    const handler = label(event);
    const ways = this.run(node, before, event);
    const happenings = ways.flatMap((way) => {
      const whole = this.whole(node, way, handler, beforeId, compared);
      if (!mayCrash || ends(whole)) return [whole];
      return [whole, ...this.cut(node, before, way, handler, 0, NOTHING, '')];
    });
    return { handler, happenings };
  }

  private run(node: number, before: Local, event: Event): readonly Outcome[] {
    const { cluster, settings } = this.world;
    const ways = outcomes(cluster, node, before, event, settings.timers);
    this.runs += ways.length;
    return this.purity.checked(node, before, event, ways);
  }

  private whole(
    node: number,
    way: Outcome,
    handler: string,
    beforeId: number,
    compared: Local | undefined,
    so: { crashes: number; done: Consequences; words: string } = {
      crashes: 0,
      done: NOTHING,
      words: '',
    },
  ): Happening {
    const { world } = this;
    const rest = { crashes: so.crashes, choices: way.choices, words: so.words };
    const failed = (error: HandlerError): Happening => ({
      ...rest,
      local: Math.max(beforeId, 0),
      unchanged: false,
      out: { ...SILENT, error },
    });
    if (way.error) return failed(way.error);
    try {
      const local = world.local(node, way.local, handler);
      const done = joined(so.done, world.consequences(node, way.effects, handler));
      const last = way.effects.at(-1);
      const broken = last?.kind === 'must' ? last.why : null;
      // A timer that is counted has then fired: apart from that, has anything changed?
      const same =
        compared === undefined
          ? local === beforeId
          : world.local(node, { ...way.local, fired: compared.fired }, handler) === beforeId;
      const unchanged = same && so.crashes === 0;
      return { ...rest, local, unchanged, out: { ...done, broken, error: null } };
    } catch (error) {
      if (error instanceof HandlerError) return failed(error);
      throw error;
    }
  }

  private cut(
    node: number,
    before: Local,
    way: Outcome,
    handler: string,
    crashed: number,
    done: Consequences,
    words: string,
  ): Happening[] {
    const { world } = this;
    const { crashes: most, unsynced } = world.settings;
    if (crashed >= most) return [];
    const role = world.cluster.of[node];
    const visible = (effect: Effect) => world.isVisible(effect);
    return cutsOf(role, before, way, unsynced, visible).flatMap(({ done: effects, remains }) => {
      const before_ = joined(
        done,
        world.consequences(node, way.effects.slice(0, effects), handler),
      );
      const told = `${words}cut after ${effects} of ${way.effects.length} effects by a crash${remains.words}, and restart`;
      return this.restarts(node, before, remains.disk, crashed + 1, before_, told);
    });
  }

  private restarts(
    node: number,
    before: Local,
    disk: object,
    crashed: number,
    done: Consequences,
    words: string,
  ): Happening[] {
    const from = rebooted(this.world.cluster.of[node], before, disk as never);
    return this.run(node, from, START).flatMap((way) => {
      const so = { crashes: crashed, done, words };
      const whole = this.whole(node, way, 'start', -1, undefined, so);
      if (ends(whole)) return [whole];
      return [whole, ...this.cut(node, from, way, 'start', crashed, done, `${words}, `)];
    });
  }

  private step(
    node: number,
    handler: string,
    inbox: number,
    h: Happening,
    cost: Cost,
    cause: Cause,
  ): LocalStep {
    const space = this.world.space(node);
    const crashed = h.crashes > 0;
    const action = this.action(node, crashed ? '' : handler);
    return {
      // The questions of a process that is no more are answered to nobody.
      slot: space.slot(h.local, crashed ? space.without(inbox, 'ask') : inbox),
      out: h.out,
      cost: crashed ? { ...cost, crash: h.crashes } : cost,
      action,
      story: () => this.story(node, handler, action, h, cause),
    };
  }

  /** The index of the action of a handler; '' for crashes. */
  private action(node: number, handler: string): number {
    const known = this.actionsOf[node].get(handler);
    if (known !== undefined) return known;
    const role = this.world.cluster.of[node].name;
    const index = this.actions.index(handler === '' ? crashes(role) : handles(role, handler));
    this.actionsOf[node].set(handler, index);
    return index;
  }

  private story(
    node: number,
    handler: string,
    action: number,
    { words, choices, out, crashes: crashed }: Happening,
    cause: Cause,
  ): Story {
    const { world } = this;
    const arrived = 'arrived' in cause ? cause.arrived : null;
    const isAnswer = arrived !== null && world.envelope(arrived).content.kind === 'ask';
    const what = words === '' ? handler : handler === 'start' ? words : `${handler}, ${words}`;
    return {
      action,
      due: crashed > 0 ? null : dueOf(node, cause),
      title: `${world.names[node]} ${what}`,
      bindings: {
        ...('bindings' in cause ? cause.bindings : world.bindings(cause.arrived)),
        ...(choices.length === 0 ? {} : { chosen: choices.join(', ') }),
      },
      place: node,
      received: arrived === null || isAnswer ? [] : [world.passage(arrived)],
      sent: out.sends.map((send) => world.passage(send)),
      ...(crashed > 0 ? { crashed: true } : {}),
    };
  }
}

/** One timer, or one message, for fairness. */
function dueOf(node: number, cause: Cause): string | null {
  if ('arrived' in cause) return `arrives ${node} ${cause.arrived.envelope}`;
  return cause.timer === undefined ? null : `fires ${node} ${cause.timer}`;
}

const unanswered = (local: number, error: HandlerError): Handled => {
  const out = { ...SILENT, error };
  const happening = { local, unchanged: false, out, crashes: 0, choices: [], words: '' };
  return { handler: error.handler, happenings: [happening] };
};

const hasFired = ({ each }: Firings, { fired }: Local, key: string): boolean =>
  each !== null && (fired.get(key) ?? 0) >= each;

const ends = ({ out }: Happening): boolean => out.error !== null || out.broken !== null;

const isNoOp = ({ unchanged, out }: Happening): boolean =>
  unchanged &&
  out.broken === null &&
  out.error === null &&
  out.sends.length === 0 &&
  out.observations.length === 0;

/** What has no end costs nothing. */
export function costOf(budget: Budget, allowance: Allowance): Cost {
  return typeof allowance === 'number' ? { [budget]: 1 } : {};
}

const joined = (a: Consequences, b: Consequences): Consequences => ({
  sends: [...a.sends, ...b.sends],
  observations: [...a.observations, ...b.observations],
});

/** The network loses what is on its way. */
export function lossStep(world: World, actions: Actions, lost: Send, slot: number): LocalStep {
  const action = actions.index(LOSES);
  return {
    slot,
    out: SILENT,
    cost: costOf('drop', world.settings.network.loss),
    action,
    story: () => ({
      action,
      due: null,
      title: `the network loses ${world.passage(lost).title} to ${world.names[lost.to]}`,
      bindings: world.bindings(lost),
      place: lost.to,
      received: [],
      lost: [world.passage(lost)],
      sent: [],
    }),
  };
}
