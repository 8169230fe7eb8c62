/**
 * Random quantities. Normal: see normal.ts; gamma: Marsaglia and Tsang 2000; the others by inversion. Mathematical functions
 * are V8's own software, so that a seed draws the same on any machine.
 *
 * | written | |
 * |---|---|
 * | `uniform(a, b)`, `a..b` | both ends included, whole numbers |
 * | `loguniform(a, b)` | its logarithm is uniform |
 * | `normal(mean, deviation)` | below 0: 0 |
 * | `lognormal(mean, deviation)` | mean and deviation are those of the quantity itself |
 * | `exponential(mean)` | |
 * | `pareto(least, shape)`, `weibull(scale, shape)`, `gamma(scale, shape)` | |
 */
import type { Distribution } from '../language/system/spec.js';
import type { Random } from '../random.js';
import { standardNormal } from './normal.js';

/** Draws from it: whole numbers, not negative. */
export type Draw = (random: Random) => number;

/** 50 days in µs: what a heavy tail may come to. */
const LONGEST = 2 ** 42;

const whole = (x: number): number => (x > 0 ? Math.round(Math.min(x, LONGEST)) : 0);

/** A number greater than 0 and at most 1, fit for a logarithm. */
const positive = (random: Random): number => 1 - random.unit();

export function drawing({ name, parameters: [a = 0, b = a] }: Distribution): Draw {
  switch (name) {
    case 'constant': {
      const value = whole(a);
      return () => value;
    }
    case 'uniform':
      return range(a, b);
    case 'loguniform':
      return (random) => whole(a * (b / a) ** random.unit());
    case 'normal':
      return (random) => whole(a + b * standardNormal(random));
    case 'lognormal': {
      const variance = Math.log(1 + (b / a) ** 2);
      const [middle, deviation] = [Math.log(a) - variance / 2, Math.sqrt(variance)];
      return (random) => whole(Math.exp(middle + deviation * standardNormal(random)));
    }
    case 'exponential':
      return (random) => whole(-a * Math.log(positive(random)));
    case 'pareto':
      return (random) => whole(a * positive(random) ** (-1 / b));
    case 'weibull':
      return (random) => whole(a * (-Math.log(positive(random))) ** (1 / b));
    case 'gamma':
      return (random) => whole(a * standardGamma(b, random));
    case 'zipf':
      throw new Error('zipf picks one of several things; it is no time');
  }
}

function range(low: number, high: number): Draw {
  const [from, to] = [whole(low), whole(high)];
  return from === to ? () => from : (random) => between(from, to, random);
}

/** Whole steps from `low` on, none beyond `high`, each equally likely. */
export function between(low: number, high: number, random: Random): number {
  const ways = Math.max(1, Math.floor(high - low) + 1);
  return low + (ways < 2 ** 32 ? random.below(ways) : Math.floor(random.unit() * ways));
}

function standardGamma(shape: number, random: Random): number {
  if (shape < 1) return standardGamma(shape + 1, random) * positive(random) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(positive(random)) < (x * x) / 2 + d - d * v + d * Math.log(v))
      return d * v;
  }
}

/** One of `ways` things, by number: each equally likely, or the kth with weight 1 / k^exponent. */
export function picking(ways: number, { name, parameters: [exponent = 1] }: Distribution): Draw {
  if (name !== 'zipf') return (random) => random.below(ways);
  const sums: number[] = [];
  for (let k = 1; k <= ways; k++) sums.push((sums.at(-1) ?? 0) + k ** -exponent);
  return weighted(sums);
}

/** By sums of weights: the first of them that is above a random point. */
export function weighted(sums: readonly number[]): Draw {
  const total = sums[sums.length - 1];
  return (random) => {
    const point = random.unit() * total;
    let at = 0;
    while (at < sums.length - 1 && point >= sums[at]) at++;
    return at;
  };
}
