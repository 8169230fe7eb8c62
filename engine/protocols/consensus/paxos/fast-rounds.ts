/**
 * What all of Fast Paxos shares: rounds, which are numbered and each belong to one coordinator; which of them are fast; how many acceptors make a
 * quorum; and the rule by which a round finds out what an earlier one may have chosen. Lamport, Fast Paxos, Distributed Computing 19(2), 2006.
 *
 * Rounds come in series, each of one coordinator. The last round of a series is classic: its coordinator proposes one value. Those before are fast:
 * acceptors may vote for different values, and the round after recovers from that.
 */
import {
  type Call,
  call,
  choice,
  count,
  id,
  int,
  type Of,
  text,
  value,
} from '../../../node/kit.js';

/** What a client asked to be written. */
export const Proposal = value({ call, value: text });
export type Proposal = Of<typeof Proposal>;

/** An acceptor has at most one vote in each round. */
export const Vote = value({ round: int, proposal: Proposal });
export type Vote = Of<typeof Vote>;

const acceptor = id('acceptor');
const coordinator = id('coordinator');
type Acceptor = Of<typeof acceptor>;
type Coordinator = Of<typeof coordinator>;

/** Acceptors that were heard, and what each voted for last; null: nothing. */
export type Heard = ReadonlyMap<Acceptor, Vote | null>;

export const roundOptions = {
  prepareQuorum: count(0, 'acceptors that have to promise a round; 0: a majority'),
  acceptQuorum: count(0, 'acceptors whose votes choose in a classic round; 0: a majority'),
  fastQuorum: count(0, 'acceptors whose votes choose in a fast round; 0: as few as are safe'),
  recovery: choice(
    ['coordinated', 'uncoordinated', 'new round'],
    'who ends a fast round that is split: its coordinator, for whom votes are promises of the next round; acceptors, which hear one another and vote in the next round; its coordinator, which asks for promises of a new round',
  ),
};

export const roundMutants = {
  'takes a majority for a fast quorum': 'A majority chooses in a fast round, too.',
  'takes any reported value':
    'Of the values of the newest round that is heard of, any is proposed, not the one that may have been chosen.',
  'counts votes of all rounds':
    'What may have been chosen is told by how many votes are heard of, of whichever rounds.',
  'counts votes of different rounds': 'Who learns counts equal votes of whichever rounds.',
};

/** What a node must be to these functions. */
interface Node {
  readonly nodes: {
    readonly acceptor: readonly Acceptor[];
    readonly coordinator: readonly Coordinator[];
  };
  readonly options: {
    readonly prepareQuorum: number;
    readonly acceptQuorum: number;
    readonly fastQuorum: number;
    readonly recovery: 'coordinated' | 'uncoordinated' | 'new round';
  };
  mutated(name: keyof typeof roundMutants): boolean;
  must(condition: boolean, why: string): undefined;
  pick<T>(from: readonly T[]): T;
}

// ---- rounds

/** How many rounds a series has. Where acceptors recover by themselves, there is a second fast one in which they do. */
const series = ({ options }: Node): number => (options.recovery === 'uncoordinated' ? 3 : 2);

/** Rounds are numbered from 1. */
export const isFast = (n: Node, round: number): boolean => round % series(n) !== 0;

export function coordinatorOf(n: Node, round: number): Coordinator {
  const { coordinator } = n.nodes;
  return coordinator[(Math.ceil(round / series(n)) - 1) % coordinator.length];
}

/** The first round after this one with which this coordinator may begin: the fast one that begins a series, or the classic one that ends it. */
export function nextRound(n: Node, own: Coordinator, after: number, fast: boolean): number {
  let round = after + 1;
  while (coordinatorOf(n, round) !== own || round % series(n) !== (fast ? 1 : 0)) round++;
  return round;
}

// ---- quorums

const majority = (of: number): number => Math.floor(of / 2) + 1;

/** How many acceptors have to promise a round, or to be heard before one recovers. */
export const prepareQuorum = ({ options, nodes }: Node): number =>
  options.prepareQuorum || majority(nodes.acceptor.length);

/** How many equal votes choose in this round. */
export function quorum(n: Node, round: number): number {
  const of = n.nodes.acceptor.length;
  if (!isFast(n, round)) return n.options.acceptQuorum || majority(of);
  if (n.mutated('takes a majority for a fast quorum')) return majority(of);
  return n.options.fastQuorum || majority(2 * of - prepareQuorum(n));
}

/**
 * At the start of a node. Who prepares must meet each quorum of an earlier classic round and, lest two values look chosen, any two quorums of
 * a fast one together. Howard, Charapko and Mortier, Fast Flexible Paxos, 2021.
 */
export function checkQuorums(n: Node): undefined {
  const of = n.nodes.acceptor.length;
  const prepare = prepareQuorum(n);
  const [fast, accept] = [1, series(n)].map((round) => quorum(n, round));
  n.must(Math.max(prepare, fast, accept) <= of, 'no quorum is more than all acceptors');
  n.must(
    prepare + accept > of,
    'prepareQuorum and acceptQuorum together are more than all acceptors',
  );
  n.must(
    n.mutated('takes a majority for a fast quorum') || prepare + 2 * fast > 2 * of,
    'prepareQuorum and twice fastQuorum together are more than twice all acceptors',
  );
}

// ---- votes

/** A proposal is told by the call that it serves. */
export const isSame = (a: { readonly call: Call }, b: { readonly call: Call }): boolean =>
  a.call.client === b.call.client && a.call.seq === b.call.seq;

/** Each proposal that these votes are for, with their number: most first, then by client. */
function tally(votes: readonly Vote[]): { readonly proposal: Proposal; readonly votes: number }[] {
  const found: { proposal: Proposal; votes: number }[] = [];
  for (const { proposal } of votes) {
    const known = found.find((other) => isSame(other.proposal, proposal));
    if (known === undefined) found.push({ proposal, votes: 1 });
    else known.votes++;
  }
  return found.sort(
    (a, b) =>
      b.votes - a.votes ||
      a.proposal.call.client - b.proposal.call.client ||
      a.proposal.call.seq - b.proposal.call.seq,
  );
}

/** The votes of the newest round in which one is known. */
function newest(heard: Heard): readonly Vote[] {
  const votes = [...heard.values()].filter((vote) => vote !== null);
  const round = Math.max(...votes.map((vote) => vote.round));
  return votes.filter((vote) => vote.round === round);
}

/**
 * The value that may have been chosen in a round before one that these acceptors have promised: it must be proposed. null: none was, and
 * none will be.
 *
 * Only the newest round in which any of them has voted counts: had an older one chosen a value, all votes of this one would be for it. In a classic round
 * all votes are for one value in any case. In a fast round a value may have a quorum if it has one once all who were not heard have voted for it, too
 * (Lamport's rule O4); as quorums meet, that is so of one value at most. Where all votes are for one value, that is taken without counting.
 */
export function choosable(n: Node, heard: Heard): Proposal | null {
  const all = n.mutated('counts votes of all rounds');
  const votes = all ? [...heard.values()].filter((vote) => vote !== null) : newest(heard);
  if (votes.length === 0) return null;
  const proposals = tally(votes);
  if (n.mutated('takes any reported value'))
    return n.pick(proposals.map(({ proposal }) => proposal));
  const silent = n.nodes.acceptor.length - heard.size;
  const [first] = proposals;
  const needed = quorum(n, Math.max(...votes.map(({ round }) => round)));
  return proposals.length === 1 || first.votes + silent >= needed ? first.proposal : null;
}

/** What all who hear the same propose where nothing was chosen: what has most votes in the newest round. null: nobody has voted. */
export const favourite = (heard: Heard): Proposal | null =>
  tally(newest(heard))[0]?.proposal ?? null;

/** Remembers the newest vote of an acceptor. */
export function keep(known: Map<Acceptor, Vote>, from: Acceptor, vote: Vote): undefined {
  if (vote.round >= (known.get(from)?.round ?? 0)) known.set(from, vote);
}

/** The acceptors whose newest vote is of this round. */
export const votersOf = (votes: ReadonlyMap<Acceptor, Vote>, round: number): Map<Acceptor, Vote> =>
  new Map([...votes].filter(([, vote]) => vote.round === round));

/** The vote of a quorum, as far as there is one. What an older vote may have chosen is voted for in newer rounds, too. */
export function chosen(n: Node, known: ReadonlyMap<Acceptor, Vote>): Vote | null {
  const votes = [...known.values()].sort((a, b) => b.round - a.round);
  const mixed = n.mutated('counts votes of different rounds');
  const alike = (a: Vote, b: Vote) =>
    isSame(a.proposal, b.proposal) && (mixed || a.round === b.round);
  return votes.find((a) => votes.filter((b) => alike(a, b)).length >= quorum(n, a.round)) ?? null;
}

/** Have enough voted in a fast round to end it, and not all for one value? */
export const isSplit = (n: Node, voters: ReadonlyMap<Acceptor, Vote>): boolean =>
  voters.size >= prepareQuorum(n) && tally([...voters.values()]).length > 1;
