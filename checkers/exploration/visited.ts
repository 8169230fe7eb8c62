/**
 * The set of states seen so far: exact (no hashing away of states), dense ids from 0 in the order of
 * discovery. Words lie in segments that never move; the index is one open-addressing table of 32-bit
 * slots with linear probing (Knuth, The Art of Computer Programming, vol. 3, 6.4, algorithm L), which
 * grows by hashing the stored words again in id order: one sequential pass. States of one word that fill their
 * numbers well enough are not hashed: each is its own slot.
 */

/** Words of a segment: 1 MiB, or one state where states are larger. */
const SEGMENT_WORDS = 1 << 18;
/** Slots of an empty table. */
const SLOTS = 1 << 10;
/** A state of one word is its own slot while there are at most so many slots a state, and at most so many in all. */
const DIRECT_SLOTS = 16;
const DIRECT_SLOTS_MAX = 1 << 26;
/** Below so many states all of the table is near anyway. */
const FEW = 1 << 14;

export class Visited {
  /** States held; ids run from 0 to count − 1. */
  count = 0;
  private readonly segments: Int32Array[] = [];
  /** A segment holds 2 ** shift states. */
  private readonly shift: number;
  private readonly mask: number;
  /** Slot → id + 1 in the low bits (as many as number the slots), and in the rest the same high bits of
   * the hash, so that a look at another state's words is rare. 0 is free. Where a state is its own slot: id + 1. */
  private slots = new Int32Array(SLOTS);
  private slotMask = SLOTS - 1;
  private direct = false;

  constructor(readonly words: number) {
    this.shift = Math.max(0, Math.floor(Math.log2(SEGMENT_WORDS / Math.max(1, words))));
    this.mask = (1 << this.shift) - 1;
  }

  /** The id of a new state, or ~id of a known one. */
  add(array: Int32Array, offset: number): number {
    if (this.direct && this.hasSlot(array[offset])) return this.addDirectly(array, offset);
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
    if (this.direct)
      return array[offset] >>> 0 < this.slots.length ? this.slots[array[offset]] - 1 : -1;
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

  /** Is this state `id`, which may not be there yet? */
  is(id: number, array: Int32Array, offset: number): boolean {
    if (id >= this.count) return false;
    const words = this.array(id);
    const at = this.offset(id);
    for (let i = 0; i < this.words; i++) if (words[at + i] !== array[offset + i]) return false;
    return true;
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

  /** Makes room for a state that is its own slot, or gives that up where there would be too much. */
  private hasSlot(state: number): boolean {
    const number = state >>> 0;
    if (number < this.slots.length) return true;
    if (number < this.directRoom()) {
      const slots = new Int32Array(powerAbove(number));
      slots.set(this.slots);
      this.slots = slots;
      return true;
    }
    this.direct = false;
    this.rehash(powerAbove(2 * this.count));
    return false;
  }

  private directRoom(): number {
    return Math.min(DIRECT_SLOTS * this.count, DIRECT_SLOTS_MAX);
  }

  private addDirectly(array: Int32Array, offset: number): number {
    const state = array[offset];
    const entry = this.slots[state];
    if (entry !== 0) return ~(entry - 1);
    const id = this.count++;
    this.store(id, array, offset);
    this.slots[state] = id + 1;
    return id;
  }

  private grow(): void {
    const mayBeDirect = this.words === 1 && this.count > FEW;
    const largest = mayBeDirect ? this.largest() : Number.POSITIVE_INFINITY;
    if (largest < this.directRoom()) {
      this.direct = true;
      this.slots = new Int32Array(powerAbove(largest));
      for (let id = 0; id < this.count; id++) this.slots[this.array(id)[this.offset(id)]] = id + 1;
    } else {
      this.rehash(2 * this.slots.length);
    }
  }

  /** Of states of one word. */
  private largest(): number {
    let largest = 0;
    for (let id = 0; id < this.count; id++)
      largest = Math.max(largest, this.array(id)[this.offset(id)] >>> 0);
    return largest;
  }

  private rehash(length: number): void {
    const slots = new Int32Array(length);
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

/** The least power of two that is greater. */
const powerAbove = (number: number): number => 2 ** Math.ceil(Math.log2(number + 1));

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
