/**
 * One handler, run on a copy of a node's state once for every path of choices that it can make. Everything a handler may ask is
 * answered here: `pick` and `chance` by enumeration, clocks only where time is discrete.
 */
import type { Cluster, Effect, Event, NodeState, Oracle, Role } from '../../node/index.js';
import { HandlerError, label } from '../../node/index.js';
import { timeText } from '../../time-text.js';
import { isDiscrete, type TimerSettings } from './settings.js';

/** A node between two events, with what exploration knows besides. */
export interface Local {
  readonly state: NodeState;
  /** Ticks until each armed timer fires; empty where time is not explored. */
  readonly left: ReadonlyMap<string, number>;
  /** How often timers have fired in this run, where each may only so often. */
  readonly fired: ReadonlyMap<string, number>;
  readonly down?: Down;
}

/** It has crashed: it starts again one day, or never. */
export type Down = 'crashed' | 'stopped';

export interface Outcome {
  readonly choices: readonly string[];
  /** The same as numbers, in the order in which they were asked for. */
  readonly answers: readonly number[];
  readonly local: Local;
  readonly effects: readonly Effect[];
  /** The handler threw, or did what handlers may not; `local` is then the state before. */
  readonly error?: HandlerError;
}

/** More paths than these are a mistake: nobody wants them explored. */
const OPEN_PATHS_MAX = 256;

/** Paths of choices, depth first, in the order of the choices. */
class Paths implements Oracle {
  readonly open: number[][] = [[]];
  private path: number[] = [];
  private depth = 0;
  private texts: string[] = [];

  constructor(
    private readonly handler: string,
    private readonly timers: TimerSettings,
  ) {}

  /** False when there is none left. */
  next(): boolean {
    const path = this.open.pop();
    if (path === undefined) return false;
    this.path = path;
    this.depth = 0;
    this.texts = [];
    return true;
  }

  get choices(): readonly string[] {
    return this.texts;
  }

  get answers(): readonly number[] {
    return this.path;
  }

  pick(ways: number): number {
    const chosen = this.choose(ways);
    this.texts.push(`choice ${chosen + 1} of ${ways}`);
    return chosen;
  }

  chance(p: number): boolean {
    const happens = this.choose(2) === 0;
    this.texts.push(`a chance of ${p} ${happens ? 'comes' : 'does not come'} true`);
    return happens;
  }

  /** How long until a timer fires: every number of ticks in its range. */
  ticks(from: number, to: number, tick: number): number {
    const chosen = from + (to > from ? this.choose(to - from + 1) : 0);
    if (to > from) this.texts.push(`a timer runs ${timeText(chosen * tick)}`);
    return chosen;
  }

  /** Is there room for a choice of so many ways? */
  mayChoose(ways: number): boolean {
    return this.depth < this.path.length || this.open.length + ways <= OPEN_PATHS_MAX;
  }

  now(): number {
    return this.clock('n.now()');
  }

  wall(): number {
    return this.clock('n.wall()');
  }

  wallBounds(): { earliest: number; latest: number } {
    const now = this.clock('n.wallBounds()');
    return { earliest: now, latest: now };
  }

  private clock(asked: string): number {
    if (isDiscrete(this.timers)) return 0;
    throw new Error(
      `${asked} reads a clock, and this exploration has none: explore it with \`timers: discrete clock\``,
    );
  }

  private choose(ways: number): number {
    if (this.depth === this.path.length) {
      if (!this.mayChoose(ways))
        throw new Error(
          `${this.handler} has more than ${OPEN_PATHS_MAX} paths of choices; choose from less, or in several steps`,
        );
      for (let other = ways - 1; other > 0; other--) this.open.push([...this.path, other]);
      this.path = [...this.path, 0];
    }
    return this.path[this.depth++];
  }
}

/** All outcomes of an event at a node; `local` is not changed. */
export function outcomes(
  cluster: Cluster,
  node: number,
  local: Local,
  event: Event,
  timers: TimerSettings,
): Outcome[] {
  const host = cluster.hosts[node];
  const { role } = host;
  const paths = new Paths(label(event), timers);
  const found: Outcome[] = [];
  while (paths.next()) {
    host.load(begun(role, local.state));
    try {
      const effects = host.run(event, paths);
      const left = leftAfter(role, local.left, event, effects, timers, paths);
      const state = host.state();
      const { choices, answers } = paths;
      found.push({ choices, answers, effects, local: { state, left, fired: local.fired } });
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error;
      const { choices, answers } = paths;
      found.push({ choices, answers, effects: [], local, error });
      // Paths that it opened are beyond the error.
      if (paths.open.length > OPEN_PATHS_MAX / 2) break;
    }
  }
  return found;
}

/** A state for a host to change, which takes copies of timers and flushes itself. */
const begun = ({ disk, mem }: Role, state: NodeState): NodeState => ({
  disk: disk.copy(state.disk),
  durable: state.durable,
  mem: mem.copy(state.mem),
  timers: state.timers,
  flushing: state.flushing,
  owed: state.owed,
});

/** @throws HandlerError where timers may run very many different times */
function leftAfter(
  role: Role,
  before: ReadonlyMap<string, number>,
  event: Event,
  effects: readonly Effect[],
  timers: TimerSettings,
  paths: Paths,
): ReadonlyMap<string, number> {
  if (!isDiscrete(timers)) return before;
  const left = new Map(event.kind === 'start' ? [] : before);
  if (event.kind === 'timer') left.delete(role.timerKey(event.timer));
  for (const effect of effects) {
    if (effect.kind === 'disarm') left.delete(effect.key);
    if (effect.kind !== 'arm') continue;
    const { after } = effect;
    const [min, max] = typeof after === 'number' ? [after, after] : [after.min, after.max];
    const { tick } = timers;
    const [from, to] = [Math.ceil(min / tick), Math.ceil(max / tick)];
    if (!paths.mayChoose(to - from + 1))
      throw new HandlerError(
        role.name,
        label(event),
        `a timer may run ${from} to ${to} ticks, which are more than ${OPEN_PATHS_MAX} paths of choices; take a longer tick`,
      );
    left.set(effect.key, paths.ticks(from, to, tick));
  }
  return left;
}
