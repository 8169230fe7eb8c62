/**
 * What may happen to a node when a handler runs: all its paths of choices, and each of them cut short by crashes wherever the budget
 * allows, with the restarts.
 */
import type { Effect, Event, Role } from '../../node/index.js';
import { HandlerError, label } from '../../node/index.js';
import { type Actions, crashes, handles, stops } from './actions.js';
import { cutsOf, fallen, rebooted, START } from './crash.js';
import { type Local, type Outcome, outcomes } from './handlers.js';
import type { Purity } from './purity.js';
import { Out } from './step-list.js';
import type { Consequences, World } from './world.js';

/** What has happened to a node when a run of its handler is over: perhaps a crash, perhaps several. */
export interface Happening {
  readonly local: number;
  readonly out: Out;
  readonly crashes: number;
  /** It stays down. */
  readonly stopped: boolean;
  readonly choices: readonly string[];
  readonly words: string;
  /** The node is as before, and nobody has heard of it. */
  readonly noOp: boolean;
  /** The index of the action. */
  readonly action: number;
}

/** One event at one state. */
export interface Handled {
  readonly handler: string;
  readonly happenings: readonly Happening[];
}

/** What went before: crashes, what was done until then, and that in words. */
interface Before {
  readonly crashes: number;
  readonly done: Consequences;
  readonly words: string;
}

/** In place of a handler. */
const DOWN = ' ';
const NOTHING: Consequences = { sends: [], observations: [] };
const AT_REST: Before = { crashes: 0, done: NOTHING, words: '' };

/** The state that a handler finds. */
export interface Found {
  readonly local: Local;
  /** Its number; −1 where nothing is to be compared with it. */
  readonly id: number;
  /** What to compare with, where a timer that is counted has fired besides. */
  readonly compared?: Local;
}

export class Happenings {
  /** Handlers run, those of purity checks not counted. */
  runs = 0;
  private readonly actionsOf: Map<string, number>[];
  private readonly mayFall: boolean;

  constructor(
    private readonly world: World,
    private readonly actions: Actions,
    private readonly purity: Purity,
  ) {
    this.actionsOf = world.cluster.of.map(() => new Map());
    const { crashes: most, stops: down = 0 } = world.settings;
    this.mayFall = most > 0 || down > 0;
  }

  /** What a node does at its first start. */
  boots(node: number): readonly Happening[] {
    const role = this.world.cluster.of[node];
    const local: Local = { state: role.initial(), left: new Map(), fired: new Map() };
    return this.handle(node, { local, id: -1 }, START, false).happenings;
  }

  /** One handler's run, in all its ways, cut short wherever the budget of crashes allows. */
  handle(node: number, found: Found, event: Event, mayCrash = true): Handled {
    const handler = label(event);
    const happenings: Happening[] = [];
    for (const way of this.run(node, found.local, event)) {
      const whole = this.whole(node, way, handler, found, AT_REST);
      happenings.push(whole);
      if (mayCrash && this.mayFall && !ends(whole))
        happenings.push(...this.cut(node, found.local, way, handler, AT_REST));
    }
    return { handler, happenings };
  }

  /** A crash between two events that leaves this disk, and the restart. */
  crash(node: number, before: Local, disk: object, words: string): Happening[] {
    return this.restarts(node, before, disk, {
      crashes: 1,
      done: NOTHING,
      words: `crashes${words} and restarts`,
    });
  }

  /** A crash between two events that leaves this disk, and no restart. */
  stop(node: number, before: Local, disk: object, words: string): Happening {
    return this.falls(node, before, disk, {
      ...AT_REST,
      words: `crashes${words} and stays down`,
    });
  }

  /** A question that nobody can answer is an error of its asker. */
  unanswered(node: number, local: number, error: HandlerError): Handled {
    const { handler } = error;
    const out = new Out({ error });
    const action = this.action(node, handler);
    return { handler, happenings: [happening(local, out, AT_REST, [], false, action)] };
  }

  private run(node: number, before: Local, event: Event): readonly Outcome[] {
    const { cluster, settings } = this.world;
    const ways = outcomes(cluster, node, before, event, settings.timers);
    this.runs += ways.length;
    return this.purity.checked(node, before, event, ways);
  }

  private whole(
    node: number,
    { local: after, effects, choices, error }: Outcome,
    handler: string,
    { local: found, id, compared }: Found,
    before: Before,
  ): Happening {
    const { world } = this;
    const action = this.action(node, before.crashes > 0 ? '' : handler);
    const failed = (why: HandlerError): Happening =>
      happening(Math.max(id, 0), new Out({ error: why }), before, choices, false, action);
    if (error) return failed(error);
    try {
      const local =
        id >= 0 && effects.length === 0 && isSame(world.cluster.of[node], found, after)
          ? id
          : world.local(node, after, handler, found.state);
      const done = joined(before.done, world.consequences(node, effects, handler));
      const last = effects.at(-1);
      const broken = last?.kind === 'must' ? last.why : null;
      const out = new Out({ ...done, broken });
      // A timer that is counted has then fired: apart from that, has anything changed?
      const same =
        compared === undefined
          ? local === id
          : world.local(node, { ...after, fired: compared.fired }, handler) === id;
      const noOp = same && before.crashes === 0 && isSilent(out);
      return happening(local, out, before, choices, noOp, action);
    } catch (thrown) {
      if (thrown instanceof HandlerError) return failed(thrown);
      throw thrown;
    }
  }

  private cut(
    node: number,
    found: Local,
    way: Outcome,
    handler: string,
    before: Before,
  ): Happening[] {
    const { world } = this;
    const { crashes: most, stops: down = 0, unsynced } = world.settings;
    const restarts = before.crashes < most;
    if (!restarts && down === 0) return [];
    const role = world.cluster.of[node];
    const visible = (effect: Effect) => world.isVisible(effect);
    return cutsOf(role, found, way, unsynced, visible).flatMap(({ done: effects, remains }) => {
      const done = joined(
        before.done,
        world.consequences(node, way.effects.slice(0, effects), handler),
      );
      const words = `${before.words}cut after ${effects} of ${way.effects.length} effects by a crash${remains.words}`;
      const crash = { crashes: before.crashes + 1, done, words: `${words}, and restart` };
      const stop = { crashes: before.crashes, done, words: `${words} for ever` };
      return [
        ...(restarts ? this.restarts(node, found, remains.disk, crash) : []),
        ...(down > 0 ? [this.falls(node, found, remains.disk, stop)] : []),
      ];
    });
  }

  private falls(node: number, found: Local, disk: object, so: Before): Happening {
    const { world } = this;
    const local = world.local(node, fallen(world.cluster.of[node], found, disk as never), 'start');
    const out = new Out(so.done);
    const action = this.action(node, DOWN);
    return { ...happening(local, out, so, [], false, action), stopped: true };
  }

  private restarts(node: number, found: Local, disk: object, so: Before): Happening[] {
    const from = rebooted(this.world.cluster.of[node], found, disk as never);
    return this.run(node, from, START).flatMap((way) => {
      const whole = this.whole(node, way, 'start', { local: from, id: -1 }, so);
      if (ends(whole)) return [whole];
      const again = { ...so, words: `${so.words}, ` };
      return [whole, ...this.cut(node, from, way, 'start', again)];
    });
  }

  /** The index of the action of a handler; '' for crashes, DOWN for those without a restart. The first start is no step: −1. */
  private action(node: number, handler: string): number {
    if (handler === 'start') return -1;
    const known = this.actionsOf[node].get(handler);
    if (known !== undefined) return known;
    const role = this.world.cluster.of[node].name;
    const index = this.actions.index(
      handler === '' ? crashes(role) : handler === DOWN ? stops(role) : handles(role, handler),
    );
    this.actionsOf[node].set(handler, index);
    return index;
  }
}

const happening = (
  local: number,
  out: Out,
  { crashes: crashed, words }: Before,
  choices: readonly string[],
  noOp: boolean,
  action: number,
): Happening => ({ local, out, crashes: crashed, stopped: false, choices, words, noOp, action });

/** Has a run without effects changed nothing? */
function isSame({ disk, mem }: Role, before: Local, after: Local): boolean {
  const [a, b] = [before.state, after.state];
  try {
    return (
      before.left === after.left &&
      before.fired === after.fired &&
      a.timers.size === b.timers.size &&
      a.flushing.length === b.flushing.length &&
      disk.equal(a.disk, b.disk) &&
      mem.equal(a.mem, b.mem)
    );
  } catch {
    // It is not of its shape, and will be told so.
    return false;
  }
}

const ends = ({ out }: Happening): boolean => out.error !== null || out.broken !== null;

const isSilent = ({ broken, sends, observations }: Out): boolean =>
  broken === null && sends.length === 0 && observations.length === 0;

const joined = (a: Consequences, b: Consequences): Consequences =>
  a.sends.length + a.observations.length === 0
    ? b
    : { sends: [...a.sends, ...b.sends], observations: [...a.observations, ...b.observations] };
