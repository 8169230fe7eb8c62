/**
 * Numbers for what is on its way to a place: sequences of envelopes, one after the other in one array, found by a hash of all that
 * they have (open addressing with linear probing; homes are high bits of the hash).
 */
import { doubled, Pool } from './tables.js';

export class Inboxes {
  private readonly pool = new Pool(0);
  /** Where each begins: it ends where the next begins. */
  private begins: Int32Array = new Int32Array(1 << 10);
  private hashes: Int32Array = new Int32Array(1 << 10);
  /** 1 + inbox, by hash. */
  private table: Int32Array = new Int32Array(1 << 11);
  private bits = 11;
  private count = 0;
  /** The sequence that is being put together. */
  private made: Int32Array = new Int32Array(1 << 6);

  constructor() {
    this.put(0);
  }

  /** The place of the first envelope of an inbox, for `at`. */
  begin(inbox: number): number {
    return this.begins[inbox];
  }

  end(inbox: number): number {
    return this.begins[inbox + 1];
  }

  at(place: number): number {
    return this.pool.words[place];
  }

  of(inbox: number): number[] {
    return [...this.pool.words.subarray(this.begins[inbox], this.begins[inbox + 1])];
  }

  number(envelopes: readonly number[]): number {
    this.reserve(envelopes.length);
    this.made.set(envelopes);
    return this.put(envelopes.length);
  }

  /** With an envelope more, the `index`-th. */
  with(inbox: number, index: number, envelope: number): number {
    const begin = this.begins[inbox];
    const length = this.begins[inbox + 1] - begin;
    this.reserve(length + 1);
    const { made } = this;
    const { words } = this.pool;
    for (let i = 0; i < index; i++) made[i] = words[begin + i];
    made[index] = envelope;
    for (let i = index; i < length; i++) made[i + 1] = words[begin + i];
    return this.put(length + 1);
  }

  /** Without its `index`-th envelope. */
  without(inbox: number, index: number): number {
    const begin = this.begins[inbox];
    const length = this.begins[inbox + 1] - begin;
    this.reserve(length);
    const { made } = this;
    const { words } = this.pool;
    for (let i = 0; i < index; i++) made[i] = words[begin + i];
    for (let i = index + 1; i < length; i++) made[i - 1] = words[begin + i];
    return this.put(length - 1);
  }

  /** The number of the first `length` that were made. */
  private put(length: number): number {
    const { made, hashes, table } = this;
    let hash = length;
    for (let i = 0; i < length; i++) {
      hash = Math.imul(hash ^ made[i], 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85ebca6b);
    const mask = table.length - 1;
    let home = hash >>> (32 - this.bits);
    for (let known = table[home]; known !== 0; known = table[home]) {
      if (hashes[known - 1] === hash && this.isMade(known - 1, length)) return known - 1;
      home = (home + 1) & mask;
    }
    return this.add(length, hash, home);
  }

  private isMade(inbox: number, length: number): boolean {
    const { made, begins } = this;
    const { words } = this.pool;
    const begin = begins[inbox];
    if (begins[inbox + 1] - begin !== length) return false;
    for (let i = 0; i < length; i++) if (words[begin + i] !== made[i]) return false;
    return true;
  }

  private add(length: number, hash: number, home: number): number {
    const inbox = this.count++;
    if (inbox + 1 === this.begins.length) {
      this.begins = doubled(this.begins);
      this.hashes = doubled(this.hashes);
    }
    this.pool.append(this.made, length);
    this.begins[inbox + 1] = this.pool.end;
    this.hashes[inbox] = hash;
    this.table[home] = inbox + 1;
    if (2 * this.count > this.table.length) this.grow();
    return inbox;
  }

  private grow(): void {
    this.bits++;
    const table = new Int32Array(1 << this.bits);
    const mask = table.length - 1;
    for (let inbox = 0; inbox < this.count; inbox++) {
      let home = this.hashes[inbox] >>> (32 - this.bits);
      while (table[home] !== 0) home = (home + 1) & mask;
      table[home] = inbox + 1;
    }
    this.table = table;
  }

  private reserve(length: number): void {
    while (length > this.made.length) this.made = doubled(this.made);
  }
}
