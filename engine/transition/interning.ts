/**
 * Hash consing: a table keeps each sequence of words once and names it by a number, so that equal
 * values have equal ids. (Open addressing, linear probing; ids are given out in order of arrival.)
 */

import { NoRoom } from './no-room.js';

const FIRST_SLOTS = 64;
/** Words of all values of a table: 4 GiB. Where a search has met that, a quarter more, each time, for what is still to be told. */
const MOST_WORDS = 2 ** 30;
/** Of more, one word could not tell where a value begins. */
const MOST_WORDS_EVER = 2 ** 31 - 1;

export class InternTable {
  count = 0;
  /** Value i is `words[starts[i]] … words[starts[i + 1] − 1]`. */
  words: Int32Array = new Int32Array(64);
  starts: Int32Array = new Int32Array(17);
  private slots: Int32Array = new Int32Array(FIRST_SLOTS).fill(-1);

  /** @param most words that there is room for */
  constructor(private most = MOST_WORDS) {}

  /** The id of the words `from[0] … from[length − 1]`. @throws NoRoom */
  intern(from: Int32Array, length: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(from, length) & mask;
    for (;;) {
      const id = this.slots[slot];
      if (id < 0) break;
      if (this.equals(id, from, length)) return id;
      slot = (slot + 1) & mask;
    }
    const id = this.append(from, length);
    this.slots[slot] = id;
    if (2 * this.count > this.slots.length) this.grow();
    return id;
  }

  size(id: number): number {
    return this.starts[id + 1] - this.starts[id];
  }

  component(id: number, i: number): number {
    return this.words[this.starts[id] + i];
  }

  private equals(id: number, from: Int32Array, length: number): boolean {
    const start = this.starts[id];
    if (this.starts[id + 1] - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.words[start + i] !== from[i]) return false;
    return true;
  }

  private append(from: Int32Array, length: number): number {
    const start = this.starts[this.count];
    if (start + length > this.words.length) this.makeRoom(start + length);
    for (let i = 0; i < length; i++) this.words[start + i] = from[i];
    const id = this.count++;
    if (this.count + 1 > this.starts.length)
      this.starts = enlarged(this.starts, 2 * this.starts.length);
    this.starts[this.count] = start + length;
    return id;
  }

  private makeRoom(length: number): void {
    const { most } = this;
    if (length > most) {
      this.most = Math.min(Math.floor(1.25 * most), MOST_WORDS_EVER);
      throw new NoRoom('the memory for values of one type');
    }
    this.words = enlarged(this.words, Math.min(most, Math.max(2 * this.words.length, length)));
  }

  private grow(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      const start = this.starts[id];
      const words = this.words.subarray(start, this.starts[id + 1]);
      let slot = hash(words, words.length) & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = id;
    }
  }
}

function hash(from: Int32Array, length: number): number {
  let h = length;
  for (let i = 0; i < length; i++) {
    h = Math.imul(h ^ from[i], 0x9e3779b1);
    h ^= h >>> 15;
  }
  h = Math.imul(h, 0x85ebca6b);
  return h ^ (h >>> 13);
}

export function enlarged(array: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
