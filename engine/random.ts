/**
 * A small seeded generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32. One
 * seed is one sequence on any machine: 32-bit integer arithmetic only. A long experiment has a
 * generator for each of its runs, so that a run is the same whoever does it, and whatever was done before.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    let state = seed | 0;
    const next = () => {
      state = (state + 0x9e3779b9) | 0;
      let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      return (z ^ (z >>> 16)) | 0;
    };
    this.a = next();
    this.b = next();
    this.c = next();
    for (let i = 0; i < 12; i++) this.next();
  }

  /** The generator of run `index` of those called `name`: three words of state, so no two runs share one. */
  static of(seed: number, name: string, index: number): Random {
    const random = new Random(seed);
    random.b ^= textHash(name);
    random.c ^= index;
    for (let i = 0; i < MIXING_ROUNDS; i++) random.next();
    return random;
  }

  /** An integer from 0 to 2³² − 1. */
  next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** An integer from 0 to `bound` − 1, each equally likely (Lemire's rejection, by remainder). */
  below(bound: number): number {
    const drawn = this.next();
    // What is so small need not be held against the exact limit.
    return drawn < 0x1_0000_0000 - bound ? drawn % bound : this.belowExactly(bound, drawn);
  }

  private belowExactly(bound: number, first: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let drawn = first;
    while (drawn >= limit) drawn = this.next();
    return drawn % bound;
  }

  /** A number from 0 to 1, and less than 1: a multiple of 2⁻⁵³, each equally likely. */
  unit(): number {
    const high = this.next() >>> 5;
    return (high * 2 ** 26 + (this.next() >>> 6)) / 2 ** 53;
  }
}

/** After so many rounds every bit of the state depends on every bit of the seed (PractRand: 15). */
const MIXING_ROUNDS = 15;

/** FNV-1a over UTF-16 units, mixed once more at the end (Appleby's finaliser of MurmurHash3). */
export function textHash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
