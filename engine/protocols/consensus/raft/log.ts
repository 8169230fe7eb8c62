/**
 * The log: entries after a base, which is where the last snapshot (or a little before it) ends. Indices begin at 1. The newest
 * configuration in the log is in force, so whoever changes the log keeps `mem.configuration` with it.
 */
import type { Configuration, Entry, Server } from './declaration.js';

export const lastIndex = (n: Server): number => n.disk.base.index + n.disk.log.length;
export const lastTerm = (n: Server): number => termAt(n, lastIndex(n));

export const entryAt = (n: Server, index: number): Entry =>
  n.disk.log[index - n.disk.base.index - 1];

/** The term of an entry; -1 where there is none, or it is no longer known. */
export function termAt(n: Server, index: number): number {
  const { base, log } = n.disk;
  const at = index - base.index;
  if (at === 0) return n.mutated('forgets the boundary term') && index > 0 ? 0 : base.term;
  return at > 0 && at <= log.length ? log[at - 1].term : -1;
}

/** At most `many` entries from `index` on. */
export function entriesFrom(n: Server, index: number, many: number): Entry[] {
  const at = index - n.disk.base.index - 1;
  return n.disk.log.slice(at, at + many);
}

/** Puts an entry at the end. It is not synced here. */
export function push(n: Server, entry: Entry): undefined {
  n.disk.log.push(entry);
  if (entry.command.type === 'configuration') enforce(n, entry.command.configuration, lastIndex(n));
}

/** Drops the entries after `index`. */
export function truncate(n: Server, index: number): undefined {
  n.disk.log.length = index - n.disk.base.index;
  if (n.mem.configuredAt > index) findConfiguration(n);
}

function enforce(n: Server, configuration: Configuration, index: number): undefined {
  n.mem.configuration = configuration;
  n.mem.configuredAt = index;
}

/** Takes up the newest configuration that the log or the snapshot has. */
export function findConfiguration(n: Server): undefined {
  const { configuration, index } = configurationAt(n, lastIndex(n));
  enforce(n, configuration, index);
}

/**
 * The configuration after the entry `index`, which is not before the snapshot: in the log, else in the snapshot, else the one
 * that the cluster began with.
 */
export function configurationAt(
  n: Server,
  index: number,
): { readonly configuration: Configuration; readonly index: number } {
  const { base, snapshot } = n.disk;
  for (let i = index; i > base.index; i--) {
    const { command } = entryAt(n, i);
    if (command.type === 'configuration') return { configuration: command.configuration, index: i };
  }
  const configuration = snapshot.index === 0 ? founders(n) : snapshot.configuration;
  return { configuration, index: snapshot.index };
}

/** A cluster begins with all its servers as voters. */
const founders = (n: Server): Configuration => ({
  voters: new Set(n.nodes.server),
  outgoing: new Set(),
  learners: new Set(),
});

/**
 * The last entry up to `index` whose term is at most `term`: two logs that differ at an entry can agree, at most, up to
 * where each of them has a term that the other may have had.
 */
export function lastOfTerm(n: Server, index: number, term: number): number {
  let i = Math.min(index, lastIndex(n));
  while (i > n.disk.base.index && termAt(n, i) > term) i--;
  return i;
}

/** Is a log that ends so at least as new as this server's? (paper, 5.4.1) */
export function upToDate(n: Server, other: { lastTerm: number; lastIndex: number }): boolean {
  const mine = lastTerm(n);
  if (other.lastTerm !== mine) return other.lastTerm > mine;
  return other.lastIndex >= lastIndex(n);
}
