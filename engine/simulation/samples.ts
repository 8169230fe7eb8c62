/**
 * Which runs of handlers are looked at closely: shapes of all that goes out and of the state after, and the same step again in other
 * ways (`runChecked`). Decided by the seed and by counts alone, so that a run is the same whenever it is made: in one seed of fifty the first runs of
 * every handler, in all of them one run in some thousands.
 */
import { HandlerError } from '../node/errors.js';
import type { Host } from '../node/host.js';
import { type Rule, runChecked } from '../node/rerun.js';
import { type Effect, type Event, label, type Oracle } from '../node/step.js';

const SEEDS = 50;
const FIRST = 3;
/** A prime, so that what comes round after so many steps is not the same each time. */
const SPARSE = 4093;

export class Samples {
  /** Of each handler, in a seed that looks at the first runs. */
  private readonly seen: Map<string, number> | null;
  private readonly phase: number;

  constructor(seed: number) {
    this.seen = seed % SEEDS === 1 ? new Map() : null;
    this.phase = seed % SPARSE;
  }

  /** Is the run with this number, from 1, one of them? */
  has(step: number, { role }: Host, event: Event): boolean {
    if ((step + this.phase) % SPARSE === 0) return true;
    if (this.seen === null) return false;
    const handler = `${role.name} ${label(event)}`;
    const before = this.seen.get(handler) ?? 0;
    if (before === FIRST) return false;
    this.seen.set(handler, before + 1);
    return true;
  }
}

/** Symmetry, and what a clock shows, matter only to an exploration: a run has its nodes, and its clocks. */
const RULES: ReadonlySet<Rule> = new Set<Rule>(['repeatable', 'order']);

/** `host.run`, looked at closely. @throws HandlerError also where the handler is not what it should be */
export function runSample(host: Host, event: Event, oracle: Oracle): Effect[] {
  host.checking = true;
  try {
    const {
      effects,
      complaints: [first],
    } = runChecked(host, event, oracle, RULES);
    if (first === undefined) return effects;
    const { role, handler, why, differs } = first;
    const shown = differs === null ? '' : ` (${differs[0]}; then ${differs[1]})`;
    throw new HandlerError(role, handler, `${why}${shown}`, undefined, host.role.handler(handler));
  } finally {
    host.checking = false;
  }
}
