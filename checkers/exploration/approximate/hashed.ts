/**
 * States of which only a hash is kept, or bits; and those that wait to be expanded, which are forgotten afterwards. For the
 * run to a state two numbers are kept: its predecessor, and which successor of it the state is.
 */
import { Successors, type TransitionSystem } from '../../../engine/transition/system.js';
import { GrowingInts } from '../growing.js';
import type { Visited } from '../visited.js';
import {
  type Approximation,
  BIT_FACTORS,
  bitstateOmission,
  compactOmission,
  HASHES,
  type Omission,
} from './storage.js';

interface HashedSet {
  /** True: no such state was known, as far as one can tell. */
  add(states: Int32Array, offset: number): boolean;
  has(states: Int32Array, offset: number): boolean;
  readonly bytes: number;
  omission(states: number): Omission;
}

/** The id of a known state: which one it is nobody knows. */
const KNOWN = 2 ** 31 - 2;
/** States of a segment, which is dropped as a whole. */
const SEGMENT = 4096;

/** In place of `Visited`, for a search that expands states in the order of their ids. */
export class Forgetful {
  count = 0;
  /** Of each state: which of the successors of its predecessor (or of the initial states) it was. */
  readonly via = new GrowingInts();
  private readonly known: HashedSet;
  private readonly segments: (Int32Array | undefined)[] = [];

  constructor(
    readonly words: number,
    approximation: Approximation,
  ) {
    this.known =
      approximation.storage === 'compact'
        ? new Hashes(words, approximation)
        : new Bits(words, approximation);
  }

  /** The id of a new state, or ~KNOWN. */
  add(states: Int32Array, offset: number): number {
    if (!this.known.add(states, offset)) return ~KNOWN;
    const id = this.count++;
    const segment = Math.floor(id / SEGMENT);
    this.segments[segment] ??= new Int32Array(SEGMENT * this.words);
    const words = states.subarray(offset, offset + this.words);
    this.segments[segment].set(words, this.offset(id));
    return id;
  }

  find(states: Int32Array, offset: number): number {
    return this.known.has(states, offset) ? KNOWN : -1;
  }

  /** No state before this one is asked for again. */
  forgetBefore(id: number): void {
    if (id % SEGMENT === 0 && id > 0) this.segments[id / SEGMENT - 1] = undefined;
  }

  /** Of a state that is not forgotten. */
  array(id: number): Int32Array {
    const segment = this.segments[Math.floor(id / SEGMENT)];
    if (segment === undefined) throw new Error('a forgotten state was asked for');
    return segment;
  }

  offset(id: number): number {
    return (id % SEGMENT) * this.words;
  }

  get bytes(): number {
    return this.known.bytes;
  }

  get omission(): Omission {
    return this.known.omission(this.count);
  }

  /** The states of a path, forgotten or not: its steps are taken again. */
  replay(system: TransitionSystem, path: readonly number[]): Int32Array[] {
    const out = new Successors(system.words, system.labelWords);
    const states: Int32Array[] = [];
    for (const id of path) {
      out.clear();
      const before = states.at(-1);
      if (before) system.successors(before, 0, out);
      else system.initial(out);
      const at = this.via.at(id) * this.words;
      states.push(out.states.slice(at, at + this.words));
    }
    return states;
  }
}

/** Two hashes of 32 bits, by multipliers of their own: what is the same to one is not to the other. */
export class Hasher {
  a = 0;
  b = 0;
  private readonly seedA: number;
  private readonly seedB: number;

  constructor(
    private readonly words: number,
    seed: number,
  ) {
    this.seedA = seedOf(seed, 0);
    this.seedB = seedOf(seed, 1);
  }

  hash(states: Int32Array, offset: number): void {
    let { seedA: a, seedB: b } = this;
    for (let i = 0; i < this.words; i++) {
      const word = states[offset + i];
      a = Math.imul(a ^ Math.imul(word, MULTIPLIERS.a[0]), MULTIPLIERS.a[1]);
      a ^= a >>> 15;
      b = Math.imul(b ^ Math.imul(word, MULTIPLIERS.b[0]), MULTIPLIERS.b[1]);
      b ^= b >>> 16;
    }
    this.a = finish(a);
    this.b = finish(b);
  }
}

/** Odd numbers without a pattern. */
export const MULTIPLIERS = {
  a: [0xcc9e2d51, 0x9e3779b1],
  b: [0x27d4eb2f, 0x165667b1],
  /** Of the last rounds, so that every bit depends on all. */
  last: [0x85ebca6b, 0xc2b2ae35],
} as const;

export const seedOf = (seed: number, which: 0 | 1): number =>
  finish(Math.imul(2 * seed + which + 1, 0x2545f491));

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), MULTIPLIERS.last[0]);
  h = Math.imul(h ^ (h >>> 13), MULTIPLIERS.last[1]);
  return h ^ (h >>> 16);
}

/** Bits of a key: one more says that a slot is taken. */
const KEY_BITS = 63;
const TAKEN = 0x80000000 | 0;

/** An open-addressing table of hashes. */
class Hashes implements HashedSet {
  private slots = new Int32Array(2 << 12);
  private taken = 0;
  private readonly hasher: Hasher;
  private readonly bits: number;
  private readonly masks: readonly [low: number, high: number];

  constructor(words: number, { seed, keyBits = KEY_BITS }: Approximation) {
    this.hasher = new Hasher(words, seed);
    this.bits = Math.min(keyBits, KEY_BITS);
    this.masks = [ones(this.bits), ones(this.bits - 32)];
  }

  add(states: Int32Array, offset: number): boolean {
    const slot = this.slotOf(states, offset);
    if (this.slots[slot + 1] !== 0) return false;
    this.slots[slot] = this.hasher.a & this.masks[0];
    this.slots[slot + 1] = (this.hasher.b & this.masks[1]) | TAKEN;
    // At most three slots in five are taken.
    if (++this.taken * 10 > this.slots.length * 3) this.grow();
    return true;
  }

  has(states: Int32Array, offset: number): boolean {
    return this.slots[this.slotOf(states, offset) + 1] !== 0;
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  omission(states: number): Omission {
    return compactOmission(states, this.bits);
  }

  private slotOf(states: Int32Array, offset: number): number {
    this.hasher.hash(states, offset);
    const low = this.hasher.a & this.masks[0];
    return this.probe(low, (this.hasher.b & this.masks[1]) | TAKEN);
  }

  private probe(low: number, high: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = (low << 1) & mask;
    while (slots[slot + 1] !== 0 && (slots[slot] !== low || slots[slot + 1] !== high))
      slot = (slot + 2) & mask;
    return slot;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(2 * old.length);
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue;
      const slot = this.probe(old[i], old[i + 1]);
      this.slots[slot] = old[i];
      this.slots[slot + 1] = old[i + 1];
    }
  }
}

/** So many low bits. */
const ones = (bits: number): number => (bits >= 32 ? -1 : bits <= 0 ? 0 : 2 ** bits - 1);

/** An array of bits; which are a state's is found by double hashing (Dillinger and Manolios). */
export class Bits implements HashedSet {
  private readonly array: Int32Array;
  private readonly mask: number;
  private readonly hasher: Hasher;
  private set = 0;

  /** @param hashes bits of a state, at most as many as there are factors */
  constructor(
    words: number,
    { seed, bitBytes }: Pick<Approximation, 'seed' | 'bitBytes'>,
    private readonly hashes: number = HASHES,
  ) {
    this.array = new Int32Array(bitBytes / 4);
    this.mask = (8 * bitBytes - 1) | 0;
    this.hasher = new Hasher(words, seed);
  }

  add(states: Int32Array, offset: number): boolean {
    let fresh = false;
    this.hasher.hash(states, offset);
    for (let i = 0; i < this.hashes; i++) {
      const bit = this.bit(i);
      const mask = 1 << bit;
      if ((this.array[bit >>> 5] & mask) !== 0) continue;
      this.array[bit >>> 5] |= mask;
      this.set++;
      fresh = true;
    }
    return fresh;
  }

  has(states: Int32Array, offset: number): boolean {
    this.hasher.hash(states, offset);
    for (let i = 0; i < this.hashes; i++) {
      const bit = this.bit(i);
      if ((this.array[bit >>> 5] & (1 << bit)) === 0) return false;
    }
    return true;
  }

  get bytes(): number {
    return this.array.byteLength;
  }

  omission(states: number): Omission {
    const bits = 8 * this.array.byteLength;
    return bitstateOmission(states, bits, this.set / bits);
  }

  private bit(i: number): number {
    const { a, b } = this.hasher;
    return (a + Math.imul(BIT_FACTORS[i], b | 1)) & this.mask;
  }
}

/** What a search asks of the states that it knows. */
export type StateStore = Pick<Visited, keyof Visited & keyof Forgetful>;
