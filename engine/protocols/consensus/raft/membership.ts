/**
 * Changes of membership, by joint consensus (paper, section 6) or one server at a time (thesis, chapter 4). A configuration is in
 * force as soon as it is in the log. A change waits for the one before it to be committed and for an entry of the leader's own
 * term: without that, two leaders can change one configuration so that majorities do not meet (Ongaro, raft-dev, July 2015).
 */
import type { Configuration, Peer, Progress, Server } from './declaration.js';
import { stepDown } from './follower.js';
import { isVoter } from './quorum.js';
import { broadcast, propose } from './replication.js';

/** `learn`: be sent the log without a vote. In joint consensus one may be removed as another is added. */
export type Change =
  | { readonly learn: Peer }
  | { readonly add: Peer | null; readonly remove: Peer | null };

export function mayChange(n: Server): boolean {
  const { role, transferee, configuredAt, commit, termStart } = n.mem;
  return (
    role === 'leader' &&
    transferee === null &&
    (configuredAt <= commit || n.mutated('changes twice at once')) &&
    (termStart <= commit || n.mutated('changes before its no-op'))
  );
}

/** Begins a change, which then goes on by itself. The leader asks `mayChange` first. */
export function change(n: Server, asked: Change): undefined {
  n.must(mayChange(n), 'a change waits for the last one, and for an entry of its term');
  const { voters, outgoing, learners } = n.mem.configuration;
  if ('learn' in asked)
    return configure(n, { voters, outgoing, learners: changed(learners, asked.learn, null) });
  const next = changed(voters, asked.add, asked.remove);
  const direct = n.options.membership === 'single' || n.mutated('changes in one step');
  configure(n, {
    voters: next,
    outgoing: direct ? new Set() : voters,
    learners: changed(learners, null, asked.add),
  });
}

function changed(
  servers: ReadonlySet<Peer>,
  add: Peer | null,
  remove: Peer | null,
): ReadonlySet<Peer> {
  const next = new Set(servers);
  if (add !== null) next.add(add);
  if (remove !== null) next.delete(remove);
  return next;
}

function configure(n: Server, configuration: Configuration): undefined {
  propose(n, { type: 'configuration', configuration }, null);
  // Also to new members, of which nothing is known yet.
  broadcast(n);
}

/**
 * Goes on when a configuration is committed: from the joint one to the new one; and a leader that is not in it leaves.
 * @returns whether there is a new entry, which may be committed at once
 */
export function continueChange(n: Server): boolean {
  const { role, configuration, configuredAt, commit } = n.mem;
  if (role !== 'leader' || configuredAt > commit) return false;
  const { voters, outgoing, learners } = configuration;
  if (outgoing.size > 0) {
    configure(n, { voters, outgoing: new Set(), learners });
    return true;
  }
  if (!voters.has(n.id)) stepDown(n, n.disk.term);
  return false;
}

/** A learner that has all that is committed gets its vote. */
export function promote(n: Server, peer: Peer, { match }: Progress): undefined {
  const { configuration, commit } = n.mem;
  if (configuration.learners.has(peer) && match >= commit && mayChange(n)) {
    change(n, { add: peer, remove: null });
  }
}

/** All that an operator might ask for now. */
export function possibleChanges(n: Server): Change[] {
  const { membership, learners, fewestVoters } = n.options;
  if (membership === 'fixed' || !mayChange(n)) return [];
  const { configuration } = n.mem;
  const { voters } = configuration;
  const outside = n.nodes.server.filter(
    (s) => !isVoter(configuration, s) && !configuration.learners.has(s),
  );
  const inside = n.nodes.server.filter((s) => voters.has(s));
  const additions = outside.map(
    (s): Change => (learners ? { learn: s } : { add: s, remove: null }),
  );
  const removals = inside.map((s): Change => ({ add: null, remove: s }));
  const replacements = outside.flatMap((add) => inside.map((remove): Change => ({ add, remove })));
  return [
    ...additions,
    ...(voters.size > fewestVoters ? removals : []),
    ...(membership === 'joint' ? replacements : []),
  ];
}
