/**
 * Chance that belongs to a moment: what is drawn is a function of a key, of the time, and of how much was drawn at that time before. What happens
 * on a link at some time stays the same when something else is taken out of a run, which is what makes smaller runs possible. A hash of
 * key and time, from which a Weyl sequence goes on, mixed (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, 2014), with the
 * finaliser of MurmurHash3 as mixer.
 */
import { Random } from '../random.js';

export class MomentRandom extends Random {
  private moment = -1;
  private state = 0;
  private readonly key: number;
  /** Odd, and of the key: no two keys walk the same way. */
  private readonly step: number;

  constructor(seed: number, name: string, index: number) {
    super(seed);
    const random = Random.of(seed, name, index);
    this.key = random.next() | 0;
    this.step = random.next() | 1;
  }

  /** What is drawn from now on is drawn at this time. */
  at(time: number): this {
    if (time === this.moment) return this;
    this.moment = time;
    this.state = mix(mix(this.key ^ (time | 0)) + Math.imul(Math.floor(time / 2 ** 32), GOLDEN));
    return this;
  }

  override next(): number {
    // The generator below draws as it is made.
    if (this.key === undefined) return super.next();
    this.state = (this.state + this.step) | 0;
    return mix(this.state) >>> 0;
  }
}

const GOLDEN = 0x9e3779b9;

function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
