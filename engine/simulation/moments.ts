/**
 * Chance that belongs to a moment: what is drawn is a function of a key, of the time, and of how much was drawn at that time before. What happens
 * on a link at some time stays the same when something else is taken out of a run, which is what makes smaller runs possible. A hash in
 * counter mode (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, 2011), with the finaliser of MurmurHash3 as its mixer.
 */
import { Random } from '../random.js';

export class MomentRandom extends Random {
  private moment = -1;
  private mixed = 0;
  private drawn = 0;
  private readonly key: number;

  constructor(seed: number, name: string, index: number) {
    super(seed);
    this.key = Random.of(seed, name, index).next();
  }

  /** What is drawn from now on is drawn at this time. */
  at(time: number): this {
    if (time === this.moment) return this;
    this.moment = time;
    this.drawn = 0;
    this.mixed = mix(mix(this.key ^ (time | 0)) + Math.imul(Math.floor(time / 2 ** 32), GOLDEN));
    return this;
  }

  override next(): number {
    // The generator below draws as it is made.
    if (this.key === undefined) return super.next();
    this.drawn = (this.drawn + 1) | 0;
    return mix(mix(this.mixed + Math.imul(this.drawn, GOLDEN)) ^ this.key) >>> 0;
  }
}

const GOLDEN = 0x9e3779b9;

function mix(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
