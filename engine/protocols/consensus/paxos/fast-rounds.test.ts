/** The rule by which a round finds out what an earlier one may have chosen, beside its definition; and which quorums will do. */
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../../test/campaign.js';
import { Random } from '../../../random.js';
import {
  checkQuorums,
  choosable,
  coordinatorOf,
  favourite,
  type Heard,
  isFast,
  isSame,
  isSplit,
  nextRound,
  type Proposal,
  prepareQuorum,
  quorum,
  type Vote,
  votersOf,
} from './fast-rounds.js';

type Mutant = Parameters<Parameters<typeof quorum>[0]['mutated']>[0];

/** A node among so many acceptors. */
function among(acceptors: number, options: object = {}, mutant: Mutant | null = null) {
  const failed: string[] = [];
  const range = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i);
  const node = {
    nodes: { acceptor: range(0, acceptors), coordinator: range(100, 2) },
    options: {
      prepareQuorum: 0,
      acceptQuorum: 0,
      fastQuorum: 0,
      recovery: 'coordinated',
      ...options,
    },
    mutated: (name: Mutant) => name === mutant,
    must(condition: boolean, why: string) {
      if (!condition) failed.push(why);
      return undefined;
    },
    pick: <T>(from: readonly T[]) => from[from.length - 1],
    failed,
  };
  return node as typeof node & Parameters<typeof quorum>[0];
}

const proposal = (client: number): Proposal => ({
  call: { client, seq: 1, op: 'put' },
  value: `${client}`,
});
const vote = (round: number, client: number): Vote => ({ round, proposal: proposal(client) });
const heard = (...votes: (Vote | null)[]): Heard =>
  new Map(votes.map((one, a) => [a, one])) as unknown as Heard;
const clientOf = (found: Proposal | null) => found?.call.client ?? null;

describe('quorums', () => {
  it('are majorities, and for fast rounds as few as are safe: three quarters', () => {
    const sizes = [3, 4, 5, 6, 7, 8].map((n) => {
      const node = among(n);
      return [prepareQuorum(node), quorum(node, 2), quorum(node, 1)];
    });
    expect(sizes).toEqual([
      [2, 2, 3],
      [3, 3, 3],
      [3, 3, 4],
      [4, 4, 5],
      [4, 4, 6],
      [5, 5, 6],
    ]);
    expect(quorum(among(5, {}, 'takes a majority for a fast quorum'), 1)).toBe(3);
  });

  /** By sets: a prepare quorum meets each accept quorum, and any two fast ones together. */
  const meet = (of: number, prepare: number, accept: number, fast: number): boolean => {
    const sets = (size: number) =>
      Array.from({ length: 1 << of }, (_, bits) => bits).filter(
        (bits) => bits.toString(2).replaceAll('0', '').length === size,
      );
    return sets(prepare).every(
      (q) =>
        sets(accept).every((r) => (q & r) !== 0) &&
        sets(fast).every((r) => sets(fast).every((s) => (q & r & s) !== 0)),
    );
  };

  it('are refused where they need not meet', () => {
    for (const of of [1, 2, 3, 4, 5])
      for (let prepareQuorum = 1; prepareQuorum <= of; prepareQuorum++)
        for (let acceptQuorum = 1; acceptQuorum <= of; acceptQuorum++)
          for (let fastQuorum = 1; fastQuorum <= of; fastQuorum++) {
            const node = among(of, { prepareQuorum, acceptQuorum, fastQuorum });
            checkQuorums(node);
            const sound = meet(of, prepareQuorum, acceptQuorum, fastQuorum);
            expect(node.failed.length === 0, JSON.stringify(node.options)).toBe(sound);
          }
    const large = among(3, { fastQuorum: 4 });
    checkQuorums(large);
    expect(large.failed).toEqual(['no quorum is more than all acceptors']);
  });
});

describe('rounds', () => {
  it('come in series of one coordinator, the last of which is classic', () => {
    const two = among(3);
    const three = among(3, { recovery: 'uncoordinated' });
    const rounds = [1, 2, 3, 4, 5, 6];
    expect(rounds.map((r) => isFast(two, r))).toEqual([true, false, true, false, true, false]);
    expect(rounds.map((r) => isFast(three, r))).toEqual([true, true, false, true, true, false]);
    expect(rounds.map((r) => coordinatorOf(two, r))).toEqual([100, 100, 101, 101, 100, 100]);
    expect(rounds.map((r) => coordinatorOf(three, r))).toEqual([100, 100, 100, 101, 101, 101]);
  });

  it('are begun by whom they belong to, fast or classic', () => {
    const [one, other] = among(3).nodes.coordinator;
    expect(nextRound(among(3), one, 1, false)).toBe(2);
    expect(nextRound(among(3), one, 2, false)).toBe(6);
    expect(nextRound(among(3), other, 2, true)).toBe(3);
    // Never with the second fast round, in which acceptors recover.
    expect(nextRound(among(3, { recovery: 'uncoordinated' }), one, 1, true)).toBe(7);
  });
});

describe('what may have been chosen', () => {
  it('is nothing where nobody has voted', () => {
    expect(choosable(among(4), heard(null, null, null))).toBe(null);
    expect(favourite(heard(null))).toBe(null);
  });

  it('has so many votes that those who were not heard make a quorum of it', () => {
    expect(clientOf(choosable(among(4), heard(vote(1, 2), vote(1, 1), vote(1, 2))))).toBe(2);
    expect(choosable(among(4), heard(vote(1, 1), vote(1, 1), vote(1, 2), vote(1, 2)))).toBe(null);
    expect(choosable(among(3), heard(vote(1, 1), vote(1, 2)))).toBe(null);
    const any = among(4, {}, 'takes any reported value');
    expect(clientOf(choosable(any, heard(vote(1, 2), vote(1, 1), vote(1, 2))))).toBe(1);
  });

  it('is told by the newest round alone', () => {
    const votes = heard(vote(1, 1), vote(1, 1), vote(2, 2));
    expect(clientOf(choosable(among(5), votes))).toBe(2);
    expect(clientOf(choosable(among(5, {}, 'counts votes of all rounds'), votes))).toBe(1);
  });

  it('leaves a choice, which all who hear the same make alike: most votes, then the first client', () => {
    expect(clientOf(favourite(heard(vote(1, 2), vote(1, 1), vote(1, 2))))).toBe(2);
    expect(clientOf(favourite(heard(vote(1, 2), null, vote(1, 1))))).toBe(1);
  });

  it('is asked once enough have voted, and not alike', () => {
    const votes = new Map(heard(vote(1, 1), vote(1, 2), vote(2, 1))) as Map<never, Vote>;
    expect(votersOf(votes, 1).size).toBe(2);
    expect(isSplit(among(3), votersOf(votes, 1))).toBe(true);
    expect(isSplit(among(4), votersOf(votes, 1))).toBe(false);
    expect(isSplit(among(3), new Map(heard(vote(1, 1), vote(1, 1))) as never)).toBe(false);
  });
});

/** Rule O4 as it is defined: each value for which some quorum is such that all of it that were heard have voted for it. */
function byDefinition(node: ReturnType<typeof among>, votes: Heard): Proposal[] {
  const { acceptor } = node.nodes;
  const newest = Math.max(...[...votes.values()].map((one) => one?.round ?? 0));
  if (newest === 0) return [];
  const of = (a: number) => votes.get(a as never);
  const proposals = [1, 2, 3]
    .map(proposal)
    .filter((p) =>
      [...votes.values()].some((one) => one?.round === newest && isSame(one.proposal, p)),
    );
  return proposals.filter((p) =>
    Array.from({ length: 1 << acceptor.length }, (_, bits) => bits).some((bits) => {
      const members = acceptor.filter((_, i) => (bits >> i) & 1);
      const agree = members.every((a) => {
        const known = of(a);
        if (known === undefined) return true;
        return known?.round === newest && isSame(known.proposal, p);
      });
      return members.length === quorum(node, newest) && agree;
    }),
  );
}

it('is what rule O4 defines, and never two values', () => {
  const { seed, runs } = campaign('rule O4', { sample: 2000, deep: 200_000 });
  const random = new Random(seed);
  let bound = 0;
  for (let run = 0; run < runs; run++) {
    const of = 2 + random.below(5);
    const node = among(of);
    const size = prepareQuorum(node) + random.below(of - prepareQuorum(node) + 1);
    const rounds = [0, 1, 3, 3, 3, 3];
    const votes = heard(
      ...Array.from({ length: size }, () => {
        const round = rounds[random.below(6)];
        return round === 0 ? null : vote(round, 1 + random.below(3));
      }),
    );
    const defined = byDefinition(node, votes);
    expect(defined.length, `run ${run} of seed ${seed}`).toBeLessThan(2);
    const found = choosable(node, votes);
    if (defined.length === 1) {
      expect(clientOf(found), `run ${run} of seed ${seed}`).toBe(clientOf(defined[0]));
      bound++;
    } else if (found !== null) {
      // Free: it is the only value that there is.
      const newest = Math.max(...[...votes.values()].map((one) => one?.round ?? 0));
      const values = [...votes.values()].filter((one) => one?.round === newest);
      expect(new Set(values.map((one) => one?.proposal.value)).size).toBe(1);
    }
  }
  expect(bound).toBeGreaterThan(runs / 10);
});
