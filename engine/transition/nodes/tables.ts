/** Numbers for texts and for pairs of numbers: small, dense and never taken back. */

/** Text → number, with a value beside it. */
export class Interner<T> {
  readonly values: T[] = [];
  private readonly ids = new Map<string, number>();

  /** `make` is asked where the text is new. */
  put(text: string, make: () => T): number {
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const value = make();
    const id = this.values.length;
    this.ids.set(text, id);
    this.values.push(value);
    return id;
  }
}

const ENTRY = 3;

/** (a, b) → number, for a, b ≥ 0: open addressing with linear probing; homes are high bits of the hash. */
export class PairTable {
  count = 0;
  private bits: number;
  private slots: Int32Array;

  constructor(bits = 8) {
    this.bits = bits;
    this.slots = new Int32Array(ENTRY << bits);
  }

  /** −1 where the pair is unknown. */
  get(a: number, b: number): number {
    const { slots, bits } = this;
    const last = slots.length - ENTRY;
    let at = ENTRY * (mix(a, b) >>> (32 - bits));
    for (let key = slots[at]; key !== 0; key = slots[at]) {
      if (key === a + 1 && slots[at + 1] === b) return slots[at + 2];
      at = at === last ? 0 : at + ENTRY;
    }
    return -1;
  }

  /** For a pair that is unknown. */
  set(a: number, b: number, value: number): void {
    if (4 * ++this.count > 3 << this.bits) this.grow();
    this.place(a + 1, b, value);
  }

  private place(key: number, b: number, value: number): void {
    const { slots, bits } = this;
    const last = slots.length - ENTRY;
    let at = ENTRY * (mix(key - 1, b) >>> (32 - bits));
    while (slots[at] !== 0) at = at === last ? 0 : at + ENTRY;
    slots[at] = key;
    slots[at + 1] = b;
    slots[at + 2] = value;
  }

  private grow(): void {
    const old = this.slots;
    this.bits++;
    this.slots = new Int32Array(ENTRY << this.bits);
    for (let at = 0; at < old.length; at += ENTRY)
      if (old[at] !== 0) this.place(old[at], old[at + 1], old[at + 2]);
  }
}

function mix(a: number, b: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** Integers one after the other in one array that grows. */
export class Pool {
  words: Int32Array = new Int32Array(1 << 12);

  /** @param end the first free place */
  constructor(public end = 1) {}

  append(values: ArrayLike<number>, count = values.length): void {
    while (this.end + count > this.words.length) this.words = doubled(this.words);
    for (let i = 0; i < count; i++) this.words[this.end + i] = values[i];
    this.end += count;
  }
}

export function doubled(words: Int32Array): Int32Array {
  const larger = new Int32Array(2 * words.length);
  larger.set(words);
  return larger;
}
