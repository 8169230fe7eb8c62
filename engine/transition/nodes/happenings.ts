/**
 * What may happen to a node when a handler runs: all its paths of choices, and each of them cut short by a crash wherever that is
 * allowed.
 */
import type { Effect, Event, Role } from '../../node/index.js';
import { HandlerError, label } from '../../node/index.js';
import { type Actions, crashes, handles, restarts, stops } from './actions.js';
import { cutsOf, fallen, type Remains, risen, START } from './crash.js';
import { type Down, type Local, type Outcome, outcomes } from './handlers.js';
import type { Purity } from './purity.js';
import { Out, SILENT } from './step-list.js';
import type { Consequences, World } from './world.js';

/** What has happened to a node when a run of its handler is over: perhaps a crash. */
export interface Happening {
  readonly local: number;
  readonly out: Out;
  /** It went down: until a restart, or for ever. */
  readonly down: Down | null;
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

const NOTHING: Consequences = { sends: [], observations: [] };

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

  /** What a node that is down does when it starts again. */
  restarts(node: number, local: Local): readonly Happening[] {
    return this.handle(node, { local: risen(local), id: -1 }, START).happenings;
  }

  /** One handler's run, in all its ways, cut short wherever a crash may come. */
  handle(node: number, found: Found, event: Event, mayCrash = true): Handled {
    const handler = label(event);
    const happenings: Happening[] = [];
    for (const way of this.run(node, found.local, event)) {
      const whole = this.whole(node, way, handler, found);
      happenings.push(whole);
      if (mayCrash && this.mayFall && !ends(whole))
        happenings.push(...this.cut(node, found.local, way, handler));
    }
    return { handler, happenings };
  }

  /** A crash between two events that leaves this. */
  crash(node: number, before: Local, { disk, words }: Remains, down: Down): Happening {
    const told = `crashes${words}${down === 'stopped' ? ' and stays down' : ''}`;
    return this.falls(node, fallen(this.world.cluster.of[node], before, disk, down), NOTHING, told);
  }

  /** Ways in which a node may go down now, or in the middle of a handler that leads from one of these states to the other. */
  ways(node: number, before: Local, after = before): Down[] {
    const { crashes: most, stops: down = 0, victims } = this.world.settings;
    const may = ({ state }: Local) => victims === undefined || victims.now(node, state);
    if (most + down === 0 || !(may(before) || may(after))) return [];
    return [...(most > 0 ? ['crashed' as const] : []), ...(down > 0 ? ['stopped' as const] : [])];
  }

  /** A question that nobody can answer is an error of its asker. */
  unanswered(node: number, local: number, error: HandlerError): Handled {
    const { handler } = error;
    const out = new Out({ error });
    const action = this.action(node, handler);
    return { handler, happenings: [happening(local, out, [], false, action)] };
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
  ): Happening {
    const { world } = this;
    const action = this.action(node, handler);
    const failed = (why: HandlerError): Happening =>
      happening(Math.max(id, 0), new Out({ error: why }), choices, false, action);
    if (error) return failed(error);
    try {
      const local =
        id >= 0 && effects.length === 0 && isSame(world.cluster.of[node], found, after)
          ? id
          : world.local(node, after, handler, found.state);
      const out = effects.length === 0 ? SILENT : this.outOf(node, effects, handler);
      // A timer that is counted has then fired: apart from that, has anything changed?
      const same =
        compared === undefined
          ? local === id
          : world.local(node, { ...after, fired: compared.fired }, handler) === id;
      return happening(local, out, choices, same && isSilent(out), action);
    } catch (thrown) {
      if (thrown instanceof HandlerError) return failed(thrown);
      throw thrown;
    }
  }

  private outOf(node: number, effects: readonly Effect[], handler: string): Out {
    const { sends, observations } = this.world.consequences(node, effects, handler);
    const last = effects[effects.length - 1];
    return new Out({ sends, observations, broken: last.kind === 'must' ? last : null });
  }

  private cut(node: number, found: Local, way: Outcome, handler: string): Happening[] {
    const { world } = this;
    const falls = this.ways(node, found, way.local);
    if (falls.length === 0) return [];
    const role = world.cluster.of[node];
    const visible = (effect: Effect) => world.isVisible(effect);
    const cuts = cutsOf(role, found, way, world.settings.unsynced, visible);
    return cuts.flatMap(({ done: effects, remains }) => {
      const done = world.consequences(node, way.effects.slice(0, effects), handler);
      const words = `cut after ${effects} of ${way.effects.length} effects by a crash${remains.words}`;
      return falls.map((down) =>
        this.falls(
          node,
          fallen(role, found, remains.disk, down),
          done,
          down === 'stopped' ? `${words} for ever` : words,
        ),
      );
    });
  }

  private falls(node: number, fallen: Local, done: Consequences, words: string): Happening {
    const { down = null } = fallen;
    const local = this.world.local(node, fallen, 'start');
    const out = new Out(done);
    return { ...happening(local, out, [], false, this.action(node, down ?? '')), down, words };
  }

  /** The index of the action of a handler, or of going down so. The first start is no step: −1. */
  private action(node: number, handler: string): number {
    const known = this.actionsOf[node].get(handler);
    if (known !== undefined) return known;
    const role = this.world.cluster.of[node].name;
    const { crashes: most, victims } = this.world.settings;
    const falls = most > 0 && (victims === undefined || victims.ever(node));
    const names: Readonly<Record<string, string>> = {
      crashed: crashes(role),
      stopped: stops(role),
      start: restarts(role),
    };
    const index =
      handler === 'start' && !falls
        ? -1
        : this.actions.index(names[handler] ?? handles(role, handler));
    this.actionsOf[node].set(handler, index);
    return index;
  }
}

const happening = (
  local: number,
  out: Out,
  choices: readonly string[],
  noOp: boolean,
  action: number,
): Happening => ({ local, out, down: null, choices, words: '', noOp, action });

/** Has a run without effects changed nothing? */
function isSame({ disk, mem }: Role, before: Local, after: Local): boolean {
  const [a, b] = [before.state, after.state];
  try {
    return (
      before.left === after.left &&
      before.fired === after.fired &&
      a.timers.size === b.timers.size &&
      a.flushing.length === b.flushing.length &&
      a.owed.size + b.owed.size === 0 &&
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
