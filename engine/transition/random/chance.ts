/** A small seeded source of choices for test generators (mulberry32, Tommy Ettinger, public domain). */
export class Chance {
  /** @param packed values of one word each: no bags, no long sequences, no powers */
  constructor(
    private state: number,
    readonly packed = false,
  ) {}

  /** From 0 to below − 1. */
  below(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  list<T>(low: number, high: number, make: (i: number) => T): T[] {
    return Array.from({ length: this.between(low, high) }, (_, i) => make(i));
  }
}
