/**
 * The set of states seen so far: exact (no hashing away of states), dense ids from 0 in the order of
 * discovery. Words lie in segments that never move; the index is one open-addressing table of 32-bit
 * slots with linear probing (Knuth, The Art of Computer Programming, vol. 3, 6.4, algorithm L), which
 * grows by hashing the stored words again in id order: one sequential pass.
 */

/** Words of a segment: 1 MiB, or one state where states are larger. */
const SEGMENT_WORDS = 1 << 18;
/** Slots of an empty table. */
const SLOTS = 1 << 10;

export class Visited {
  /** States held; ids run from 0 to count − 1. */
  count = 0;
  private readonly segments: Int32Array[] = [];
  /** A segment holds 2 ** shift states. */
  private readonly shift: number;
  private readonly mask: number;
  /** Slot → id + 1 in the low bits (as many as number the slots), and in the rest the same high bits of
   * the hash, so that a look at another state's words is rare. 0 is free. */
  private slots = new Int32Array(SLOTS);
  private slotMask = SLOTS - 1;

  constructor(readonly words: number) {
    this.shift = Math.max(0, Math.floor(Math.log2(SEGMENT_WORDS / Math.max(1, words))));
    this.mask = (1 << this.shift) - 1;
  }

  /** The id of a new state, or ~id of a known one. */
  add(array: Int32Array, offset: number): number {
    const hash = hashOf(array, offset, this.words);
    const slot = this.probe(array, offset, hash);
    const entry = this.slots[slot];
    if (entry !== 0) return ~((entry & this.slotMask) - 1);
    const id = this.count++;
    this.store(id, array, offset);
    this.slots[slot] = (hash & ~this.slotMask) | (id + 1);
    // At most three slots in five are taken: longer probes cost more than the slots.
    if (this.count * 5 > this.slots.length * 3) this.grow();
    return id;
  }

  /** The id of a known state, or −1. */
  find(array: Int32Array, offset: number): number {
    const slot = this.probe(array, offset, hashOf(array, offset, this.words));
    return (this.slots[slot] & this.slotMask) - 1;
  }

  /** The array that holds state `id`, at `offset(id)`. */
  array(id: number): Int32Array {
    return this.segments[id >>> this.shift];
  }

  offset(id: number): number {
    return (id & this.mask) * this.words;
  }

  /** A copy of the words of state `id`. */
  copy(id: number): Int32Array {
    const at = this.offset(id);
    return this.array(id).slice(at, at + this.words);
  }

  /** Bytes of typed arrays held. */
  get bytes(): number {
    const segmentBytes = 4 * this.words * 2 ** this.shift;
    return this.segments.length * segmentBytes + this.slots.byteLength;
  }

  /** The slot of this state, or the free one where it belongs. */
  private probe(array: Int32Array, offset: number, hash: number): number {
    const { words, shift, mask, segments, slots, slotMask } = this;
    let slot = hash & slotMask;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      if (((entry ^ hash) & ~slotMask) === 0) {
        const id = (entry & slotMask) - 1;
        const segment = segments[id >>> shift];
        const at = (id & mask) * words;
        let i = 0;
        while (i < words && segment[at + i] === array[offset + i]) i++;
        if (i === words) break;
      }
      slot = (slot + 1) & slotMask;
    }
    return slot;
  }

  private store(id: number, array: Int32Array, offset: number): void {
    const { words, shift, mask, segments } = this;
    if (id >>> shift === segments.length) segments.push(new Int32Array(words * 2 ** shift));
    const segment = segments[id >>> shift];
    const at = (id & mask) * words;
    for (let i = 0; i < words; i++) segment[at + i] = array[offset + i];
  }

  private grow(): void {
    const slots = new Int32Array(2 * this.slots.length);
    const slotMask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      const hash = hashOf(this.array(id), this.offset(id), this.words);
      let slot = hash & slotMask;
      while (slots[slot] !== 0) slot = (slot + 1) & slotMask;
      slots[slot] = (hash & ~slotMask) | (id + 1);
    }
    this.slots = slots;
    this.slotMask = slotMask;
  }
}

/** Multiply and fold, word by word; a last round so that the low bits depend on all. */
export function hashOf(array: Int32Array, offset: number, words: number): number {
  let hash = 0x2545f491;
  for (let i = 0; i < words; i++) {
    hash = Math.imul(hash ^ array[offset + i], 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca77);
  return hash ^ (hash >>> 13);
}
