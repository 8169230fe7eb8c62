/**
 * Storage that may take one state for another, and what that costs. A search that keeps less than its states leaves
 * those out that look like one that it keeps, and what only they lead to. It can find, and what it finds is real;
 * it can never say that there is nothing to be found.
 *
 * - *compact* (Wolper and Leroy, Reliable hashing without collision detection, CAV 1993; Stern and Dill, Improved
 *   probabilistic verification by hash compaction, CHARME 1995): of a state, a hash of b bits is kept. A new state is
 *   left out with probability n / 2^b where n are kept.
 * - *bitstate* (Holzmann, An analysis of bitstate hashing, FMSD 1998; Dillinger and Manolios, Bloom filters in
 *   probabilistic verification, FMCAD 2004): k hashes of a state are the numbers of bits to set. A new state is left out with
 *   probability p^k where the share p of the bits is set.
 */

export const STORAGES = ['exact', 'compact', 'bitstate'] as const;
export type Storage = (typeof STORAGES)[number];

export interface Approximation {
  readonly storage: Exclude<Storage, 'exact'>;
  /** Which hash functions: another seed leaves other states out. */
  readonly seed: number;
  /** Of bits, in bytes: a power of two, at least 4. */
  readonly bitBytes: number;
  /** Bits of a hash that is kept; default: as many as cost no more. For tests. */
  readonly keyBits?: number;
}

/** The bits of a state whose hashes are a and b are a + f b for these f; b is odd, so they differ. */
export const BIT_FACTORS = [0, 1, 3] as const;
/** Bits that are set for a state. */
export const HASHES = BIT_FACTORS.length;

/** What a search may have left out. Hashes are taken to be as good as random. */
export interface Omission {
  readonly storage: Exclude<Storage, 'exact'>;
  /** States kept. */
  readonly states: number;
  /** Compact: of a hash. Bitstate: of the array. */
  readonly bits: number;
  /** Bitstate: the share of the bits that is set. */
  readonly filled?: number;
  /** States that were taken for others: how many are to be expected. States that only those lead to are not among
   * them. */
  readonly expected: number;
  /** The probability that any was. */
  readonly any: number;
}

/** n states with hashes of b bits: the i-th that is kept was preceded by i / (2^b − i) that looked like others. */
export function compactOmission(states: number, bits: number): Omission {
  const hashes = 2 ** bits;
  const expected =
    states < hashes ? integral((t) => odds((t * states) / hashes)) * states : Infinity;
  return { storage: 'compact', states, bits, expected, any: probability(expected) };
}

/**
 * The share of bits set grows with the states as 1 − (1 − filled)^t, t from 0 to 1, and of the states that come at a share p
 * those kept are 1 − p^k. (Dillinger and Manolios, section 3, for what is left out by the way.)
 */
export function bitstateOmission(states: number, bits: number, filled: number): Omission {
  const share = (t: number) => 1 - (1 - filled) ** t;
  const expected = states * integral((t) => odds(share(t) ** HASHES));
  return { storage: 'bitstate', states, bits, filled, expected, any: probability(expected) };
}

/** Left out, for each that is kept. */
const odds = (p: number): number => p / (1 - p);

const probability = (expected: number): number => -Math.expm1(-expected);

/** From 0 to 1, by the midpoints of a thousand parts. */
function integral(f: (t: number) => number): number {
  const PARTS = 1000;
  let sum = 0;
  for (let i = 0; i < PARTS; i++) sum += f((i + 0.5) / PARTS);
  return sum / PARTS;
}

/** The most for bits: their number must fit a word. */
const MOST_BYTES = 2 ** 29;

/** The largest power of two within half of what may be used; the rest is for states that wait. */
export function bitBytesWithin(maxMemoryBytes: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(4, Math.min(MOST_BYTES, maxMemoryBytes / 2))));
}
