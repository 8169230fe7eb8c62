/**
 * Which bits of a state an edge reads and writes, found by looking at each bit of the successor: is it the
 * same bit of the state, a known one, or a function of others? Two edges are *independent* when neither
 * writes what the other reads or writes, save the same known bits: then they commute, and neither enables nor
 * disables the other (Godefroid, Partial-Order Methods, 1996, definition 3.1).
 */
import type { Ir } from '../ir.js';

export interface Footprint {
  /** Of each word: bits on which it depends whether the edge is there, or what it writes. */
  readonly reads: Int32Array;
  /** Of each word: bits that may change. */
  readonly writes: Int32Array;
  /** Of those, the bits that become 0 or 1 whatever the state, and which. */
  readonly known: Int32Array;
  readonly values: Int32Array;
}

/** What is known of each bit of an expression. */
interface Bits {
  /** Bits that are those of a word of the state, each `shift` places up in it. */
  readonly word: number;
  readonly shift: number;
  readonly same: number;
  /** Bits that are constant, and their values. */
  readonly known: number;
  readonly value: number;
  /** Of each word: what the bits that are neither depend on. */
  readonly reads: Int32Array;
}

/** Footprints of expressions over states of so many words. */
export class Footprints {
  private readonly bits = new Map<Ir, Bits>();
  private readonly all = new Map<Ir, Int32Array>();
  private readonly nothing: Int32Array;

  constructor(private readonly words: number) {
    this.nothing = new Int32Array(words);
  }

  of(guard: Ir, words: readonly Ir[]): Footprint {
    const reads = Int32Array.from(this.reads(guard));
    const writes = new Int32Array(this.words);
    const known = new Int32Array(this.words);
    const values = new Int32Array(this.words);
    words.forEach((word, i) => {
      const bits = this.bitsOf(word);
      const kept = bits.word === i && bits.shift === 0 ? bits.same : 0;
      writes[i] = ~kept;
      known[i] = bits.known & ~kept;
      values[i] = bits.value & known[i];
      if ((~kept & ~known[i]) !== 0) {
        join(reads, bits.reads);
        if (bits.word >= 0 && kept === 0) join(reads, this.sourceBits(bits));
      }
    });
    return { reads, writes, known, values };
  }

  /** Of each word: the bits on which a value depends. */
  reads(ir: Ir): Int32Array {
    const known = this.all.get(ir);
    if (known !== undefined) return known;
    const bits = this.bitsOf(ir);
    const reads = Int32Array.from(bits.reads);
    join(reads, this.sourceBits(bits));
    this.all.set(ir, reads);
    return reads;
  }

  private sourceBits({ word, shift, same }: Bits): Int32Array {
    const reads = new Int32Array(this.words);
    if (word >= 0) reads[word] = shift >= 0 ? same << shift : same >>> -shift;
    return reads;
  }

  private bitsOf(ir: Ir): Bits {
    const known = this.bits.get(ir);
    if (known !== undefined) return known;
    const bits = this.look(ir);
    this.bits.set(ir, bits);
    return bits;
  }

  private look(ir: Ir): Bits {
    switch (ir.ir) {
      case 'const':
        return { ...this.mixed([]), known: -1, value: ir.value };
      case 'word':
        if (ir.index.ir !== 'const') return this.mixed([], this.everything());
        return { ...this.mixed([]), word: ir.index.value, same: -1 };
      case 'select':
        return this.lookSelect(ir);
      case 'binary':
        return this.lookBinary(ir);
      case 'unary':
        return this.low(this.mixed([ir.of]), ir.operator === 'not' ? 1 : 63);
      case 'table':
        return this.mixed([ir.index]);
      default:
        return this.mixed([], this.everything());
    }
  }

  /** Nothing is known but what it depends on. */
  private mixed(parts: readonly Ir[], reads: Int32Array = new Int32Array(this.words)): Bits {
    for (const part of parts) join(reads, this.reads(part));
    return { word: -1, shift: 0, same: 0, known: 0, value: 0, reads };
  }

  private everything(): Int32Array {
    return new Int32Array(this.words).fill(-1);
  }

  /** Only these bits may be set. */
  private low(bits: Bits, mask: number): Bits {
    return { ...bits, same: bits.same & mask, known: bits.known | ~mask, value: bits.value & mask };
  }

  private lookSelect({ test, yes, no }: Extract<Ir, { ir: 'select' }>): Bits {
    const a = this.bitsOf(yes);
    const b = this.bitsOf(no);
    const agree = a.word === b.word && a.shift === b.shift;
    const known = a.known & b.known & ~(a.value ^ b.value);
    const same = agree ? a.same & b.same : 0;
    const reads = Int32Array.from(this.reads(test));
    join(reads, this.reads(yes));
    join(reads, this.reads(no));
    if (agree && a.word >= 0) {
      // A bit that stays in both branches is not read for it, unless others are mixed from it.
      const rest = Int32Array.from(this.reads(test));
      join(rest, a.reads);
      join(rest, b.reads);
      join(rest, this.sourceBits({ ...a, same: a.same & ~same }));
      join(rest, this.sourceBits({ ...b, same: b.same & ~same }));
      return { word: a.word, shift: a.shift, same, known, value: a.value & known, reads: rest };
    }
    return { word: -1, shift: 0, same: 0, known, value: a.value & known, reads };
  }

  private lookBinary(ir: Extract<Ir, { ir: 'binary' }>): Bits {
    const { operator, left, right } = ir;
    const a = this.bitsOf(left);
    const b = this.bitsOf(right);
    switch (operator) {
      case 'and':
        return this.combine(
          a,
          b,
          a.known & ~a.value,
          b.known & ~b.value,
          a.known & a.value,
          b.known & b.value,
        );
      case 'or':
        return this.combine(
          a,
          b,
          a.known & a.value,
          b.known & b.value,
          a.known & ~a.value,
          b.known & ~b.value,
          -1,
        );
      case 'xor': {
        if (b.known !== -1) return this.mixed([left, right]);
        const flipped = b.value & a.same;
        const reads = Int32Array.from(a.reads);
        join(reads, this.sourceBits({ ...a, same: flipped }));
        return { ...a, same: a.same & ~b.value, value: (a.value ^ b.value) & a.known, reads };
      }
      case 'shl':
      case 'shr':
        return right.ir === 'const' && right.value >= 0 && right.value < 32
          ? this.shifted(a, operator, right.value)
          : this.mixed([left, right]);
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'mod':
      case 'floorDiv':
      case 'floorMod':
        return this.mixed([left, right]);
      default:
        return this.low(this.mixed([left, right]), 1);
    }
  }

  /**
   * And, or: `x` decides where it is known to be the dominant value, and passes the other through where
   * it is known to be the neutral one.
   */
  private combine(
    a: Bits,
    b: Bits,
    aDecides: number,
    bDecides: number,
    aNeutral: number,
    bNeutral: number,
    dominant = 0,
  ): Bits {
    const decided = aDecides | bDecides;
    const known = decided | (a.known & b.known);
    const value = (decided & dominant) | (~decided & a.known & b.known & ~dominant);
    // Where one is neutral the bit is the other's.
    const fromA = bNeutral & a.same & ~decided;
    const fromB = aNeutral & b.same & ~decided;
    const aligned = a.word === b.word && a.shift === b.shift;
    const keepA = aligned || fromB === 0 || popcount(fromA) >= popcount(fromB);
    const base = keepA ? a : b;
    const same = aligned ? fromA | fromB : keepA ? fromA : fromB;
    const reads = Int32Array.from(this.nothing);
    const open = ~known & ~same;
    if ((open & (keepA ? fromB : fromA)) !== 0)
      join(reads, this.sourceBits(keepA ? { ...b, same: fromB } : { ...a, same: fromA }));
    const mixedBits = open & ~fromA & ~fromB;
    if (mixedBits !== 0) {
      join(reads, a.reads);
      join(reads, b.reads);
      join(reads, this.sourceBits({ ...a, same: a.same & mixedBits }));
      join(reads, this.sourceBits({ ...b, same: b.same & mixedBits }));
    }
    return {
      word: same === 0 ? -1 : base.word,
      shift: base.shift,
      same,
      known,
      value: value & known,
      reads,
    };
  }

  private shifted(a: Bits, operator: 'shl' | 'shr', by: number): Bits {
    const move = (bits: number): number => (operator === 'shl' ? bits << by : bits >>> by) | 0;
    const filled = ~move(-1);
    return {
      word: a.word,
      shift: a.shift + (operator === 'shl' ? -by : by),
      same: move(a.same),
      known: move(a.known) | filled,
      value: move(a.value),
      reads: a.reads,
    };
  }
}

function join(into: Int32Array, more: Int32Array): void {
  for (let i = 0; i < into.length; i++) into[i] |= more[i];
}

function popcount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** May the two edges be taken in either order, with the same result, wherever both are there? */
export function independent(a: Footprint, b: Footprint): boolean {
  for (let i = 0; i < a.reads.length; i++) {
    if ((a.writes[i] & b.reads[i]) !== 0 || (b.writes[i] & a.reads[i]) !== 0) return false;
    const both = a.writes[i] & b.writes[i];
    if ((both & ~(a.known[i] & b.known[i])) !== 0) return false;
    if (((a.values[i] ^ b.values[i]) & both) !== 0) return false;
  }
  return true;
}
