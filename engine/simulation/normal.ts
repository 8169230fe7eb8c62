/**
 * Standard normal numbers by the ziggurat (Marsaglia and Tsang, The Ziggurat Method for Generating Random Variables, 2000), with a layer and
 * a point drawn from bits of their own (Doornik, An Improved Ziggurat Method, 2005). The density exp(−x²/2) is covered by layers of equal area;
 * a point of a layer is nearly always below the density, and no logarithm is needed.
 */
import type { Random } from '../random.js';

const LAYERS = 128;
/** Where the tail begins, and the area of a layer, for 128 of them. */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;

const density = (x: number): number => Math.exp((-x * x) / 2);

/** Right ends of the layers, the widest first, and the density there. That of layer 0 is such that it holds the tail too. */
const ends = new Float64Array(LAYERS + 1);
const heights = new Float64Array(LAYERS + 1);
ends[0] = AREA / density(TAIL);
ends[1] = TAIL;
for (let i = 2; i < LAYERS; i++)
  ends[i] = Math.sqrt(-2 * Math.log(AREA / ends[i - 1] + density(ends[i - 1])));
for (let i = 0; i <= LAYERS; i++) heights[i] = density(ends[i]);

export function standardNormal(random: Random): number {
  for (;;) {
    const bits = random.next();
    const layer = bits & (LAYERS - 1);
    const sign = (bits & LAYERS) === 0 ? 1 : -1;
    const point = ((bits >>> 8) * 2 ** 29 + (random.next() >>> 3)) / 2 ** 53;
    const x = point * ends[layer];
    if (x < ends[layer + 1]) return sign * x;
    if (layer === 0) return sign * tail(random);
    const low = heights[layer];
    if (low + (heights[layer + 1] - low) * random.unit() < density(x)) return sign * x;
  }
}

/** Beyond the layers (Marsaglia 1964). */
function tail(random: Random): number {
  for (;;) {
    const x = -Math.log(1 - random.unit()) / TAIL;
    if (-2 * Math.log(1 - random.unit()) > x * x) return TAIL + x;
  }
}
