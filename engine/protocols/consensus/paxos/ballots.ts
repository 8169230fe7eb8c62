/** What all of Paxos shares: ballots, which are ordered and each belong to one server, and how many servers make a quorum. */
import { count, id, int, type Of, value } from '../../../node/kit.js';

/** Ordered by round, then by server. Round 0 is before all ballots. */
export const Ballot = value({ round: int, node: id('server') });
export type Ballot = Of<typeof Ballot>;

export const before = (a: Ballot, b: Ballot): boolean =>
  a.round < b.round || (a.round === b.round && a.node < b.node);

export const same = (a: Ballot, b: Ballot): boolean => a.round === b.round && a.node === b.node;

/** Howard, Malkhi and Spiegelman, Flexible Paxos, 2016: only quorums of different phases have to meet. */
export const quorumOptions = {
  prepareQuorum: count(0, 'servers that have to promise; 0: a majority'),
  acceptQuorum: count(0, 'servers that have to accept; 0: a majority'),
};

/** @param wanted the option; 0 stands for a majority */
export const quorumOf = (wanted: number, servers: number): number =>
  wanted === 0 ? Math.floor(servers / 2) + 1 : wanted;

/** Does each quorum that promises meet each that accepts? */
export const quorumsMeet = (
  options: { readonly prepareQuorum: number; readonly acceptQuorum: number },
  servers: number,
): boolean => {
  const prepare = quorumOf(options.prepareQuorum, servers);
  const accept = quorumOf(options.acceptQuorum, servers);
  return prepare + accept > servers && prepare <= servers && accept <= servers;
};
