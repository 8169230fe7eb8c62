/** Majorities: of the voters, and while the configuration changes of the old and of the new ones (paper, section 6). */
import type { Configuration, Peer, Server } from './declaration.js';

/** Does a majority (of each set of voters) have it? */
export function quorum(n: Server, has: (server: Peer) => boolean): boolean {
  const { voters, outgoing } = n.mem.configuration;
  const extra = n.mutated('counts itself twice') ? 1 : 0;
  return majority(voters, has, extra) && (outgoing.size === 0 || majority(outgoing, has, extra));
}

function majority(
  voters: ReadonlySet<Peer>,
  has: (server: Peer) => boolean,
  extra: number,
): boolean {
  let count = extra;
  for (const server of voters) if (has(server)) count++;
  return 2 * count > voters.size;
}

export const isVoter = ({ voters, outgoing }: Configuration, server: Peer): boolean =>
  voters.has(server) || outgoing.has(server);

export const isMember = (configuration: Configuration, server: Peer): boolean =>
  isVoter(configuration, server) || configuration.learners.has(server);
