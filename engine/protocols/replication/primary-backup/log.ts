/** The log of a replica: entries after a base, which is where its last snapshot, or a little before it, ends. Indices begin at 1. */
import type { Entry, Position, Replica } from './declaration.js';

export const lastIndex = (n: Replica): number => n.disk.base.index + n.disk.log.length;

export const entryAt = (n: Replica, index: number): Entry =>
  n.disk.log[index - n.disk.base.index - 1];

/** The epoch of an entry; -1 where there is none, or it is no longer known. */
export function epochAt(n: Replica, index: number): number {
  const { base, log } = n.disk;
  const at = index - base.index;
  if (at === 0) return base.epoch;
  return at > 0 && at <= log.length ? log[at - 1].epoch : -1;
}

export const positionAt = (n: Replica, index: number): Position => ({
  index,
  epoch: epochAt(n, index),
});
export const endOf = (n: Replica): Position => positionAt(n, lastIndex(n));

/** Does a log that ends at `a` have all that counts of one that ends at `b`, and more? */
export const isLater = (a: Position, b: Position): boolean =>
  a.epoch > b.epoch || (a.epoch === b.epoch && a.index > b.index);

/** Does the log have this entry? What is before the base is committed, and the same everywhere. */
export const agrees = (n: Replica, { index, epoch }: Position): boolean =>
  index < n.disk.base.index || epochAt(n, index) === epoch;

/** Drops the entries after `index`. */
export function truncate(n: Replica, index: number): undefined {
  n.disk.log.length = index - n.disk.base.index;
}

/** At most `many` entries after `index`. */
export function entriesAfter(n: Replica, index: number, many: number): Entry[] {
  const at = index - n.disk.base.index;
  return n.disk.log.slice(at, at + many);
}

/** The last entry up to `end` that a log which ends there may share: none of a later epoch than its last. */
export function lastShared(n: Replica, end: Position): number {
  let index = Math.min(end.index, lastIndex(n));
  while (index > n.disk.base.index && epochAt(n, index) > end.epoch) index--;
  return index;
}
