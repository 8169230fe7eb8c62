/**
 * How many different states several searches have seen together, from a few numbers of each: the smallest hashes of its states
 * (Bar-Yossef, Jayram, Kumar, Sivakumar and Trevisan, Counting distinct elements in a data stream, RANDOM 2002; the
 * estimator and its error are of Beyer, Haas, Reinwald, Sismanis and Gemulla, On synopses for distinct-value estimation under
 * multiset operations, SIGMOD 2007). If the k-th smallest of all hashes, as a number from 0 to 1, is u, then (k − 1) / u
 * is an unbiased estimate, with a relative standard error of at most 1 / √(k − 2). Up to k states are counted, not estimated.
 *
 * Each search that has seen one of the k smallest has it in its own sketch, so that it is also known how many have.
 */
import { Hasher } from '../approximate/hashed.js';

/** The k: a standard error of 1.6 %. */
const SKETCH = 4096;

/** Takes the states of one search, each once. */
export class Sketch {
  private kept: Float64Array;
  private count = 0;
  /** Hashes from here on are not among the smallest. */
  private limit = 1;
  private readonly hasher: Hasher;

  constructor(
    words: number,
    private readonly size = SKETCH,
  ) {
    this.kept = new Float64Array(2 * size);
    this.hasher = new Hasher(words, SEED);
  }

  add(states: Int32Array, offset: number): void {
    this.hasher.hash(states, offset);
    this.take(unit(this.hasher.a, this.hasher.b));
  }

  /** A hash from 0 to 1. */
  take(hash: number): void {
    if (hash >= this.limit) return;
    this.kept[this.count++] = hash;
    if (this.count === this.kept.length) this.prune();
  }

  /** In ascending order. */
  smallest(): Float64Array {
    this.prune();
    return this.kept.slice(0, this.count);
  }

  private prune(): void {
    const sorted = this.kept.subarray(0, this.count).sort();
    this.count = Math.min(this.size, sorted.length);
    if (this.count === this.size) this.limit = sorted[this.size - 1];
  }
}

/** The same hash for all searches, whatever their seeds. */
const SEED = 0x5a17;

/** Two hashes of 32 bits as 53 bits of a number from 0 to 1. */
const unit = (a: number, b: number): number => ((a >>> 0) * 2 ** 21 + (b >>> 11)) / 2 ** 53;

export interface Union {
  /** Different states; exact where `exact`. */
  readonly states: number;
  /** With a probability of 95 %, between these. */
  readonly low: number;
  readonly high: number;
  readonly exact: boolean;
  /** The share of them that one search alone has seen. */
  readonly seenOnce: number;
}

/** Standard errors to either side that hold 95 % of a normal distribution. */
const Z = 1.96;

export function unionOf(sketches: readonly Float64Array[], size = SKETCH): Union {
  const times = new Map<number, number>();
  for (const sketch of sketches)
    for (const hash of sketch) times.set(hash, (times.get(hash) ?? 0) + 1);
  const smallest = Float64Array.from(times.keys()).sort().subarray(0, size);
  let once = 0;
  for (const hash of smallest) if (times.get(hash) === 1) once++;
  const seenOnce = smallest.length === 0 ? 0 : once / smallest.length;
  // A sketch that is not full has all the states of its search.
  if (times.size < size) {
    return { states: times.size, low: times.size, high: times.size, exact: true, seenOnce };
  }
  const states = Math.round((size - 1) / smallest[size - 1]);
  const error = Z / Math.sqrt(size - 2);
  return {
    states,
    low: Math.round(states / (1 + error)),
    high: Math.round(states / (1 - error)),
    exact: false,
    seenOnce,
  };
}

/** One search knows how many it has seen. */
export const unionOfOne = (states: number): Union => ({
  states,
  low: states,
  high: states,
  exact: true,
  seenOnce: 1,
});
