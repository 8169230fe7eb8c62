/**
 * Records are the entries of a search: the words of a state, which are its key, and the edge that found it. Here they are
 * compared and sorted. The order is that of `compareWords`: word by word, as unsigned numbers.
 */

export interface RecordShape {
  /** Words of a state. */
  readonly words: number;
  /** Words of a record. */
  readonly stride: number;
  /** The bits of each word that are ever set. */
  readonly usedBits: Int32Array;
}

/** Negative, zero or positive, as the state at `a[i…]` is before, the same as or after that at `b[j…]`. */
export function compareAt(
  a: Int32Array,
  i: number,
  b: Int32Array,
  j: number,
  words: number,
): number {
  for (let w = 0; w < words; w++) {
    const x = a[i + w];
    const y = b[j + w];
    if (x !== y) return x >>> 0 < y >>> 0 ? -1 : 1;
  }
  return 0;
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const counts = new Int32Array(DIGITS);

/**
 * Sorts records between the two areas of one array, each with room for them all, that begin at `at` and `other`: by
 * digits, the last first (Knuth, The Art of Computer Programming 3, 5.2.5). Returns where they are then.
 */
export function sortRecords(
  array: Int32Array,
  at: number,
  other: number,
  count: number,
  { words, stride, usedBits }: RecordShape,
): number {
  let from = at;
  let to = other;
  for (let word = words - 1; word >= 0; word--) {
    const bits = 32 - Math.clz32(usedBits[word]);
    for (let shift = 0; shift < bits; shift += DIGIT_BITS) {
      if (!place(array, from, to, count, { word, shift, stride })) continue;
      [from, to] = [to, from];
    }
  }
  return from;
}

/** Moves records to their places by one digit; false where all have the same, and nothing was moved. */
function place(
  array: Int32Array,
  from: number,
  to: number,
  count: number,
  { word, shift, stride }: { word: number; shift: number; stride: number },
): boolean {
  const end = from + count * stride;
  counts.fill(0);
  for (let at = from + word; at < end; at += stride) counts[(array[at] >>> shift) & (DIGITS - 1)]++;
  let next = to;
  for (let digit = 0; digit < DIGITS; digit++) {
    const many = counts[digit];
    if (many === count) return false;
    counts[digit] = next;
    next += many * stride;
  }
  for (let at = from; at < end; at += stride) {
    const digit = (array[at + word] >>> shift) & (DIGITS - 1);
    const target = counts[digit];
    counts[digit] = target + stride;
    for (let w = 0; w < stride; w++) array[target + w] = array[at + w];
  }
  return true;
}
