/** The points at which a search has been: keys of a fixed number of words, kept and compared whole. */

const FIRST_CAPACITY = 1 << 10;

export class Visited {
  /** Index of the key + 1; 0 is free. */
  private table = new Int32Array(2 * FIRST_CAPACITY);
  private keys: Int32Array;
  private capacity = FIRST_CAPACITY;
  count = 0;

  constructor(readonly words: number) {
    this.keys = new Int32Array(FIRST_CAPACITY * words);
  }

  get bytes(): number {
    return this.table.byteLength + this.keys.byteLength;
  }

  /** Was `key` not there? It is from now on. */
  add(key: Int32Array): boolean {
    const { table, keys, words } = this;
    const last = table.length - 1;
    let slot = hash(key, words) & last;
    for (let entry = table[slot]; entry !== 0; entry = table[slot]) {
      const from = (entry - 1) * words;
      let i = 0;
      while (i < words && keys[from + i] === key[i]) i++;
      if (i === words) return false;
      slot = (slot + 1) & last;
    }
    if (this.count === this.capacity) {
      this.grow();
      return this.add(key);
    }
    this.keys.set(key, this.count * words);
    table[slot] = ++this.count;
    return true;
  }

  /** Word `word` of the key that was added as number `index`. */
  wordOf(index: number, word: number): number {
    return this.keys[index * this.words + word];
  }

  private grow(): void {
    const { words, count } = this;
    this.capacity *= 2;
    const keys = new Int32Array(this.capacity * words);
    keys.set(this.keys);
    this.keys = keys;
    this.table = new Int32Array(2 * this.capacity);
    const last = this.table.length - 1;
    for (let index = 0; index < count; index++) {
      let slot = hash(keys.subarray(index * words, (index + 1) * words), words) & last;
      while (this.table[slot] !== 0) slot = (slot + 1) & last;
      this.table[slot] = index + 1;
    }
  }
}

/** Each word is mixed in as in MurmurHash3 (Appleby). */
function hash(key: Int32Array, words: number): number {
  let h = 0;
  for (let i = 0; i < words; i++) {
    let k = Math.imul(key[i], 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
