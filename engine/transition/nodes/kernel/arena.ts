/**
 * Tables that WebAssembly reads and JavaScript fills, in one stretch of a search's memory. What grows is made anew, twice as large,
 * and its address in the head changes; the old one is left behind.
 *
 * One thread fills them, others may read them meanwhile, without a lock: an entry is published by its last word, atomically, so
 * that whoever looks finds it whole or finds nothing. Who reads by an old address misses what is new, and nothing else.
 */

import { NoRoom } from '../../no-room.js';

export class Arena {
  private end: number;

  /** From one byte address (a multiple of 32) to another; `words` is the whole memory. */
  constructor(
    readonly words: Int32Array,
    readonly from: number,
    private readonly to: number,
  ) {
    this.end = from;
  }

  /** The byte address of so many words, all 0: a multiple of 32. @throws NoRoom */
  take(words: number): number {
    const at = this.end;
    const end = at + Math.ceil(words / 8) * 32;
    if (end > this.to)
      throw new NoRoom('what the nodes can be does not fit the memory of a search');
    this.end = end;
    return at;
  }

  get bytes(): number {
    return this.end - this.from;
  }
}

const FIRST_WORDS = 1 << 10;

/** Index → word, 0 where there is nothing yet. The address of index 0 is in the head, at `head`. */
export class ArenaWords {
  private at: number;
  private length = FIRST_WORDS;

  constructor(
    private readonly arena: Arena,
    private readonly head: number,
  ) {
    this.at = arena.take(FIRST_WORDS);
    this.tell();
  }

  /** Makes room for so many words. */
  grow(length: number): void {
    if (length <= this.length) return;
    const { words } = this.arena;
    const larger = Math.max(length, 2 * this.length);
    const to = this.arena.take(larger);
    words.copyWithin(to >>> 2, this.at >>> 2, (this.at >>> 2) + this.length);
    this.at = to;
    this.length = larger;
    this.tell();
  }

  set(index: number, word: number): void {
    this.grow(index + 1);
    Atomics.store(this.arena.words, (this.at >>> 2) + index, word);
  }

  private tell(): void {
    Atomics.store(this.arena.words, this.head >>> 2, this.at);
  }
}

/** Words of an entry of a table of pairs: a + 1 (0 where it is free), b, what they lead to, and one for the round size. */
export const PAIR_WORDS = 4;
/** What the two are multiplied with, and what mixes their sum. */
export const PAIR_HASH = { a: 0x9e3779b1, b: 0x85ebca6b, mix: 0x2c1b3c6d } as const;

/** The home of a pair is in the high bits of this. */
export function pairHash(a: number, b: number): number {
  const sum = (Math.imul(a, PAIR_HASH.a) + Math.imul(b, PAIR_HASH.b)) | 0;
  return Math.imul(sum ^ (sum >>> 15), PAIR_HASH.mix);
}

/**
 * (a, b) → number, for a ≥ 0. At each of `heads` stands where it is: the address, and in the five bits that are 0 there how far a
 * hash is shifted to be a place. Both are one word, since nobody may see the one without the other.
 */
export class ArenaPairs {
  private at: number;
  private bits = 10;
  private count = 0;

  constructor(
    private readonly arena: Arena,
    private readonly heads: readonly number[],
  ) {
    this.at = arena.take(PAIR_WORDS << this.bits);
    this.tell();
  }

  /** For a pair that is not there. */
  set(a: number, b: number, to: number): void {
    if (4 * ++this.count > 3 << this.bits) this.grow();
    this.place(a + 1, b, to);
  }

  private place(key: number, b: number, to: number): void {
    const { words } = this.arena;
    const mask = (1 << this.bits) - 1;
    let slot = pairHash(key - 1, b) >>> (32 - this.bits);
    while (words[(this.at >>> 2) + PAIR_WORDS * slot] !== 0) slot = (slot + 1) & mask;
    const place = (this.at >>> 2) + PAIR_WORDS * slot;
    words[place + 1] = b;
    words[place + 2] = to;
    Atomics.store(words, place, key);
  }

  private grow(): void {
    const { words } = this.arena;
    const from = this.at >>> 2;
    const end = from + (PAIR_WORDS << this.bits);
    const to = this.arena.take(PAIR_WORDS << (this.bits + 1));
    this.bits++;
    this.at = to;
    for (let i = from; i < end; i += PAIR_WORDS)
      if (words[i] !== 0) this.place(words[i], words[i + 1], words[i + 2]);
    this.tell();
  }

  private tell(): void {
    const { words } = this.arena;
    for (const head of this.heads) Atomics.store(words, head >>> 2, this.at | (32 - this.bits));
  }
}
