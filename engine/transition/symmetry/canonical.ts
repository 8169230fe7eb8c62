/**
 * One state for all that differ from it by renaming, and how many those are. The members of each type
 * are put into an order that only depends on how they look; those that look alike are told apart by
 * what they have to do with each other (colour refinement), and where that ends without an answer, one
 * after the other is made the first of them and the least outcome counts (McKay, Practical Graph
 * Isomorphism, 1981). Members that can be exchanged without changing the state need no trying.
 *
 * |orbit| = |group| / |stabiliser|, and the stabiliser is counted as it goes: as many orders as give the
 * same least outcome.
 */
import { Looks } from './looks.js';
import { mix } from './marks.js';
import type { Parts } from './parts.js';
import type { Swaps } from './swaps.js';

export class Canonical {
  /** The last renaming: what the representative calls each member of the state. */
  readonly renaming: Int32Array;
  private readonly looks: Looks;
  private readonly single: Int32Array;
  private readonly pairs: Int32Array;
  private readonly sums: Int32Array;
  /** All members, those that come first first. */
  private readonly order: Int32Array;
  private readonly best: Int32Array;
  private readonly trial: Int32Array;
  /** Orders that gave the best outcome. */
  private bestCount = 0n;
  /** The sizes of the cells of the last state where all in a cell were exchangeable; else null. */
  private cells: number[] | null = null;

  constructor(
    private readonly parts: Parts,
    private readonly swaps: Swaps,
  ) {
    const { count } = parts.members;
    this.looks = new Looks(parts);
    this.renaming = new Int32Array(count);
    this.single = new Int32Array(count);
    this.pairs = new Int32Array(count * count);
    this.sums = new Int32Array(count);
    this.order = new Int32Array(count);
    this.best = new Int32Array(parts.size);
    this.trial = new Int32Array(parts.size);
  }

  /** Replaces the state by its representative. */
  represent(flat: Int32Array): void {
    this.looks.single(flat, this.single);
    const colours = this.firstColours();
    const { order } = this;
    if (this.allTwins(flat, colours)) {
      this.name(order);
      this.swaps.rename(this.renaming, flat);
      this.cells = this.cellSizes(colours);
      return;
    }
    this.cells = null;
    this.looks.pairs(flat, this.pairs);
    this.bestCount = 0n;
    this.search(flat, this.refined(colours), 1n);
    flat.set(this.best);
  }

  /** How many renamings leave the last state as it is. */
  get stabiliser(): bigint {
    return this.cells === null ? this.bestCount : arrangements(this.cells);
  }

  /** Of each member, the place of its cell: cells of one type stand together, in the order of looks. */
  private firstColours(): Int32Array {
    const { types, count } = this.parts.members;
    const colours = new Int32Array(count);
    const { single, order } = this;
    for (const { first, size } of types) {
      // Insertion sort: few, and nearly in order.
      for (let i = first; i < first + size; i++) {
        let j = i;
        for (; j > first && single[order[j - 1]] > single[i]; j--) order[j] = order[j - 1];
        order[j] = i;
      }
      for (let i = first; i < first + size; i++) {
        const before = order[i - 1];
        colours[order[i]] = i > first && single[before] === single[order[i]] ? colours[before] : i;
      }
    }
    return colours;
  }

  /** Puts `order` in the order of colours (stable, by member). */
  private sortByColour(colours: Int32Array): void {
    const next = new Map<number, number>();
    for (let member = 0; member < colours.length; member++) {
      const place = next.get(colours[member]) ?? colours[member];
      this.order[place] = member;
      next.set(colours[member], place + 1);
    }
  }

  /** Are members of one colour all exchangeable? `order` must be sorted by colours. */
  private allTwins(flat: Int32Array, colours: Int32Array): boolean {
    const { order } = this;
    for (let i = 1; i < order.length; i++) {
      const a = order[i - 1];
      const b = order[i];
      if (colours[a] === colours[b] && !this.swaps.fixes(a, b, flat)) return false;
    }
    return true;
  }

  /** `order` must be sorted by colours. */
  private cellSizes(colours: Int32Array): number[] {
    const { order } = this;
    const sizes: number[] = [];
    for (let i = 0; i < order.length; i++) {
      const same = i > 0 && colours[order[i - 1]] === colours[order[i]];
      if (same) sizes[sizes.length - 1]++;
      else sizes.push(1);
    }
    return sizes;
  }

  private name(order: Int32Array): void {
    for (let place = 0; place < order.length; place++) this.renaming[order[place]] = place;
  }

  /** Splits cells by what their members have to do with members of each cell, until nothing splits. */
  private refined(colours: Int32Array): Int32Array {
    const { count } = this.parts.members;
    const { pairs, sums, order } = this;
    let now = colours;
    for (;;) {
      for (let a = 0; a < count; a++) {
        let sum = 0;
        for (let b = 0; b < count; b++) {
          if (b !== a) sum = (sum + mix(pairs[a * count + b], now[b])) | 0;
        }
        sums[a] = sum;
      }
      const before = now;
      order.set(
        Array.from(order, (_, i) => i).sort((a, b) => before[a] - before[b] || sums[a] - sums[b]),
      );
      const next = new Int32Array(count);
      let split = false;
      for (let i = 0; i < count; i++) {
        const a = order[i - 1];
        const b = order[i];
        const sameCell = i > 0 && before[a] === before[b];
        next[b] = sameCell && sums[a] === sums[b] ? next[a] : i;
        if (sameCell && next[b] === i) split = true;
      }
      if (!split) return before;
      now = next;
    }
  }

  private search(flat: Int32Array, colours: Int32Array, weight: bigint): void {
    this.sortByColour(colours);
    const cell = this.cellToSplit(flat, colours);
    if (cell === null) {
      this.offer(flat, weight * arrangements(this.cellSizes(colours)));
      return;
    }
    for (const { member, twins } of this.twinClasses(flat, cell)) {
      const next = Int32Array.from(colours);
      for (const other of cell) if (other !== member) next[other] = colours[member] + 1;
      this.search(flat, this.refined(next), weight * BigInt(twins));
    }
  }

  /** The first cell whose members are not all exchangeable. */
  private cellToSplit(flat: Int32Array, colours: Int32Array): number[] | null {
    const { order } = this;
    for (let i = 1; i < order.length; i++) {
      const colour = colours[order[i]];
      if (colour !== colours[order[i - 1]] || this.swaps.fixes(order[i - 1], order[i], flat)) {
        continue;
      }
      return Array.from(order).filter((member) => colours[member] === colour);
    }
    return null;
  }

  /** One member for all that can be exchanged with it, and how many those are. */
  private twinClasses(flat: Int32Array, cell: readonly number[]) {
    const classes: { member: number; twins: number }[] = [];
    for (const member of cell) {
      const known = classes.find((c) => this.swaps.fixes(c.member, member, flat));
      if (known) known.twins++;
      else classes.push({ member, twins: 1 });
    }
    return classes;
  }

  /** A complete order: is what it makes of the state less than all before? */
  private offer(flat: Int32Array, weight: bigint): void {
    const { trial, best, order } = this;
    const renaming = new Int32Array(order.length);
    for (let place = 0; place < order.length; place++) renaming[order[place]] = place;
    trial.set(flat);
    this.swaps.rename(renaming, trial);
    const difference = this.bestCount === 0n ? -1 : compare(trial, best);
    if (difference > 0) return;
    if (difference < 0) {
      best.set(trial);
      this.renaming.set(renaming);
      this.bestCount = 0n;
    }
    this.bestCount += weight;
  }
}

/** In how many orders the members of each cell can stand. */
function arrangements(sizes: readonly number[]): bigint {
  let result = 1n;
  for (const size of sizes) if (size > 1) result *= factorial(size);
  return result;
}

export function factorial(n: number): bigint {
  return n < 2 ? 1n : BigInt(n) * factorial(n - 1);
}

function compare(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}
