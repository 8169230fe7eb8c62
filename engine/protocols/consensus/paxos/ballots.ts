/**
 * What all of Paxos shares: ballots, which are ordered and each belong to one server; how many servers make a quorum; that whatever is told
 * of a promise or of what was accepted is on disk before; and the mistakes in these.
 */
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

export const acceptorMutants = {
  'forgets its promise': 'After a crash a server knows neither promise nor what it accepted.',
  'promises before the disk': 'A promise leaves before it is synced.',
  'accepts before the disk': 'A server says that it accepted before that is synced.',
  'accepts below its promise': 'A server accepts whatever it is sent.',
  'quorums that do not meet': 'A quorum is one server fewer than a majority.',
  'takes any reported value': 'Who leads takes some value that it hears of, not the newest.',
};

/** What a server of Paxos must be to these functions. */
interface Server {
  readonly id: Ballot['node'];
  readonly nodes: { readonly server: readonly Ballot['node'][] };
  readonly options: { readonly prepareQuorum: number; readonly acceptQuorum: number };
  mutated(name: keyof typeof acceptorMutants): boolean;
  must(condition: boolean, why: string): undefined;
  sync(): undefined;
}

/** The ballot of this server that comes after all that it knows of. */
export const nextBallot = (n: Server, known: Ballot): Ballot => ({
  round: known.round + 1,
  node: n.id,
});

export const noBallot = (n: Server): Ballot => ({ round: 0, node: n.nodes.server[0] });

/** How many servers make a quorum of this phase. */
export const quorum = (n: Server, phase: 'prepareQuorum' | 'acceptQuorum'): number =>
  quorumOf(n.options[phase], n.nodes.server.length) -
  (n.mutated('quorums that do not meet') ? 1 : 0);

/** At the start of a server. */
export const checkQuorums = (n: Server): undefined =>
  n.must(
    quorumsMeet(n.options, n.nodes.server.length),
    'prepareQuorum and acceptQuorum together are more than all servers',
  );

/** Is what one reports newer than what is known so far, so that its value must be proposed? */
export const isNewer = (
  n: Server,
  reported: { readonly ballot: Ballot },
  known: { readonly ballot: Ballot } | null | undefined,
): boolean =>
  known === null ||
  known === undefined ||
  before(known.ballot, reported.ballot) ||
  n.mutated('takes any reported value');

/** Tells what was changed on disk, once it is there. */
export function tellOf(
  n: Server,
  what: 'promises before the disk' | 'accepts before the disk',
  tell: () => undefined,
): undefined {
  if (!n.mutated(what)) n.sync();
  tell();
  n.sync();
}

/** @param wanted the option; 0 stands for a majority */
const quorumOf = (wanted: number, servers: number): number =>
  wanted === 0 ? Math.floor(servers / 2) + 1 : wanted;

/** Does each quorum that promises meet each that accepts? */
const quorumsMeet = (
  options: { readonly prepareQuorum: number; readonly acceptQuorum: number },
  servers: number,
): boolean => {
  const prepare = quorumOf(options.prepareQuorum, servers);
  const accept = quorumOf(options.acceptQuorum, servers);
  return prepare + accept > servers && prepare <= servers && accept <= servers;
};
