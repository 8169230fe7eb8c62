/**
 * Crashes: what a disk may hold afterwards, where a handler may be cut short, and what is lost of what was on its way to the node. A
 * crash and the restart are two steps, and everything else goes on between them. While a node is down nothing of it happens: what
 * would have arrived meanwhile is taken out at the restart, which comes to the same, since nobody sees what is on its way.
 *
 * Cuts lie after every effect that somebody outside may see, as long as another such effect would have followed: else the crash may
 * as well come before or after the step. Writes that were not synced are kept, where the setting allows it, at a cut just before a sync:
 * the sync names them. (Kept before a send, they differ from a crash after the step only in messages that nobody need receive.)
 */
import type { Effect, Event, NodeState, Role } from '../../node/index.js';
import type { Down, Local, Outcome } from './handlers.js';
import type { Unsynced } from './settings.js';

type Disk = NodeState['durable'];

/** What a crash may leave, and what it does to writes that were not synced. */
export interface Remains {
  readonly disk: Disk;
  /** '' where there were none. */
  readonly words: string;
}

const LOST = ' losing unsynced writes';
const KEPT = ' keeping unsynced writes';
const FLUSHED = ' with a flush done';

/** Of a node between two events. */
export function remainsAtRest(
  role: Role,
  { disk, durable, flushing }: NodeState,
  unsynced: Unsynced,
) {
  const images = flushing.map(({ image }) => image);
  return remains(role, durable, images, disk, unsynced);
}

function remains(
  role: Role,
  durable: Disk,
  flushing: readonly Disk[],
  kept: Disk | null,
  unsynced: Unsynced,
): Remains[] {
  const lost = kept !== null && !role.disk.equal(durable, kept) ? LOST : '';
  const all: Remains[] = [];
  if (unsynced !== 'kept' || kept === null) {
    all.push({ disk: durable, words: lost });
    for (const image of flushing) all.push({ disk: image, words: FLUSHED });
  }
  if (kept !== null && unsynced !== 'lost')
    all.push({ disk: kept, words: lost === '' ? '' : KEPT });
  return all.filter(
    ({ disk }, i) => all.findIndex((other) => role.disk.equal(other.disk, disk)) === i,
  );
}

/** A handler cut short: this many of its effects are done. */
export interface Cut {
  readonly done: number;
  readonly remains: Remains;
}

export function cutsOf(
  role: Role,
  before: Local,
  { effects, local }: Outcome,
  unsynced: Unsynced,
  isVisible: (effect: Effect) => boolean,
): Cut[] {
  let { durable } = before.state;
  let flushing = before.state.flushing.map(({ image }) => image);
  const cuts: Cut[] = [];
  for (let done = 1; done < effects.length; done++) {
    const last = effects[done - 1];
    if (last.kind === 'sync') {
      durable = last.image;
      flushing = flushing.map(() => last.image);
    }
    if (last.kind === 'flush') flushing = [...flushing, last.image];
    if (!isVisible(last) || !effects.slice(done).some(isVisible)) continue;
    const kept = keptAt(effects, done, unsynced, local.state.disk);
    for (const left of remains(role, durable, flushing, kept, unsynced))
      cuts.push({ done, remains: left });
  }
  return cuts;
}

function keptAt(effects: readonly Effect[], done: number, unsynced: Unsynced, end: Disk) {
  const writes = (e: Effect) => e.kind === 'sync' || e.kind === 'flush';
  const next = unsynced === 'kept' ? effects.slice(done).find(writes) : effects[done];
  if (next?.kind === 'sync' || next?.kind === 'flush') return next.image;
  return unsynced === 'kept' ? end : null;
}

/** The node as it lies there, with what it has on disk: until a restart, or for ever. */
export const fallen = (role: Role, local: Local, disk: Disk, down: Down): Local => ({
  state: role.boot(disk),
  left: new Map(),
  fired: local.fired,
  down,
});

/** The node as its restart finds it. */
export function risen({ down: _, ...local }: Local): Local {
  return local;
}

export const START: Event = { kind: 'start' };

/**
 * What may be left, when a node starts again, of what was on its way to it: of each way (a link with an order, or equal messages in no
 * order) what came first is lost.
 *
 * @param inbox what is on its way, those of one way one after the other, the first first
 * @param wayOf which way something is on
 */
export function leftOver<T>(inbox: readonly T[], wayOf: (envelope: T) => number): readonly T[][] {
  let all: T[][] = [[]];
  for (let begin = 0; begin < inbox.length; ) {
    const way = wayOf(inbox[begin]);
    let end = begin + 1;
    while (end < inbox.length && wayOf(inbox[end]) === way) end++;
    const [from, to] = [begin, end];
    all = all.flatMap((left) =>
      Array.from({ length: to - from + 1 }, (_, lost) => [
        ...left,
        ...inbox.slice(from + lost, to),
      ]),
    );
    begin = end;
  }
  return all;
}
