/** The parts by themselves: the queue against sorting, distributions against their means, shapes of partitions. */
import { expect, it } from 'vitest';
import { campaign } from '../../test/campaign.js';
import type { Distribution } from '../language/system/spec.js';
import { Random } from '../random.js';
import { drawing, picking } from './distributions.js';
import { standardNormal } from './normal.js';
import { partition } from './partitions.js';
import { EventQueue } from './queue.js';

it('gives events in the order of time, those of the world first and by rank, else as they came', () => {
  const { seed, runs } = campaign('event queue', { sample: 200, deep: 5_000 });
  for (let run = 0; run < runs; run++) {
    const random = Random.of(seed, 'queue', run);
    const queue = new EventQueue(2);
    const waiting: { time: number; rank: number; number: number }[] = [];
    // Within a span of the queue, over all of them, beyond; from the beginning as well as from what was taken last.
    const reach = [20, 700, 20_000, 300_000][run % 4];
    let now = 0;
    for (let step = 0; step < 300; step++) {
      if (waiting.length === 0 || random.below(5) < 3) {
        const rank = random.below(12);
        const time = (run % 3 === 0 ? 0 : now) + random.below(random.below(2) === 0 ? 20 : reach);
        waiting.push({ time, rank: Math.min(rank, 3), number: step });
        if (rank < 3) queue.addOfWorld(time, rank, 1, 0, step);
        else queue.add(time, 1, 0, 0, step);
        continue;
      }
      const before = (a: (typeof waiting)[0], b: (typeof waiting)[0]): number =>
        a.time - b.time || a.rank - b.rank || a.number - b.number;
      const [first] = waiting.sort(before);
      waiting.shift();
      now = first.time;
      expect(queue.next).toBe(now);
      expect(queue.what[queue.take()]).toBe(first.number);
    }
    expect(queue.size).toBe(waiting.length);
  }
});

it('draws quantities with the mean and deviation that they are to have', () => {
  const { seed } = campaign('distributions', { sample: 1, deep: 1 });
  const n = 40_000;
  const cases: readonly [Distribution['name'], readonly number[], number, number][] = [
    ['constant', [500], 500, 0],
    ['uniform', [0, 1_200], 600, 1_201 / Math.sqrt(12)],
    ['loguniform', [100, 1_000], 900 / Math.log(10), 245.6],
    ['normal', [5_000, 500], 5_000, 500],
    ['lognormal', [5_000, 2_000], 5_000, 2_000],
    ['exponential', [3_000], 3_000, 3_000],
    ['pareto', [1_000, 5], 1_250, 1_000 * Math.sqrt(5 / (16 * 3))],
    ['weibull', [2_000, 2], 1_000 * Math.sqrt(Math.PI), 2_000 * Math.sqrt(1 - Math.PI / 4)],
    ['gamma', [1_000, 3], 3_000, 1_000 * Math.sqrt(3)],
    ['gamma', [1_000, 0.5], 500, 1_000 * Math.sqrt(0.5)],
  ];
  for (const [name, parameters, mean, deviation] of cases) {
    const random = Random.of(seed, name, 0);
    const draw = drawing({ name, parameters });
    const drawn = Array.from({ length: n }, () => draw(random));
    const found = drawn.reduce((a, b) => a + b) / n;
    const spread = Math.sqrt(drawn.reduce((a, b) => a + (b - found) ** 2, 0) / n);
    // Five deviations of the mean; rounding to whole numbers is less than one.
    expect(Math.abs(found - mean), name).toBeLessThanOrEqual((5 * deviation) / Math.sqrt(n) + 0.5);
    expect(Math.abs(spread - deviation), name).toBeLessThanOrEqual(0.08 * deviation + 0.5);
    expect(drawn.every((x) => Number.isInteger(x) && x >= 0)).toBe(true);
  }
});

it('draws normal numbers on both sides, in the middle and in the tails, as often as they are', () => {
  const random = Random.of(campaign('normal', { sample: 1, deep: 1 }).seed, 'normal', 0);
  const n = 400_000;
  const drawn = Array.from({ length: n }, () => standardNormal(random));
  // Beyond 3.44 comes the tail, which is drawn otherwise.
  const beyond: readonly [number, number][] = [
    [0, 0.5],
    [0.5, 0.308538],
    [1, 0.158655],
    [2, 0.02275],
    [3, 0.00135],
    [3.5, 0.000232629],
  ];
  for (const [x, share] of beyond)
    for (const side of [1, -1]) {
      const found = drawn.filter((z) => side * z > x).length;
      expect(Math.abs(found - n * share), `${side * x}`).toBeLessThan(6 * Math.sqrt(n * share));
    }
});

it('keeps to both ends of a range', () => {
  const draw = drawing({ name: 'uniform', parameters: [3, 5] });
  const random = new Random(1);
  const drawn = new Set(Array.from({ length: 200 }, () => draw(random)));
  expect([...drawn].sort()).toEqual([3, 4, 5]);
});

it('picks keys evenly, or by their rank', () => {
  const count = (draw: ReturnType<typeof picking>): number[] => {
    const random = new Random(7);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 12_000; i++) counts[draw(random)]++;
    return counts;
  };
  for (const times of count(picking(4, { name: 'uniform', parameters: [] })))
    expect(Math.abs(times - 3_000)).toBeLessThan(240);
  const weights = [1, 1 / 2, 1 / 3, 1 / 4];
  const total = weights.reduce((a, b) => a + b);
  for (const [i, times] of count(picking(4, { name: 'zipf', parameters: [1] })).entries())
    expect(Math.abs(times - (12_000 * weights[i]) / total)).toBeLessThan(280);
});

it('cuts links as the shape of a partition says', () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new Random(seed);
    const nodes = 3 + (seed % 5);
    const hears = (links: ReturnType<typeof partition>, from: number) =>
      Array.from({ length: nodes }, (_, to) => to).filter(
        (to) => to !== from && !links.some(([a, b]) => a === from && b === to),
      );
    const all = Array.from({ length: nodes }, (_, i) => i);
    const degree = (shape: Parameters<typeof partition>[0]) => {
      const links = partition(shape, nodes, [1], random);
      return all.map((node) => hears(links, node).length).sort((a, b) => a - b);
    };
    const half = Math.floor(nodes / 2);
    expect(degree('halves')).toEqual(all.map((_, i) => (i < half ? half : nodes - half) - 1));
    expect(degree('isolate one')).toEqual(all.map((_, i) => (i === 0 ? 0 : nodes - 2)));
    expect(degree('ring')).toEqual(all.map(() => 2));
    expect(degree('bridge').at(-1)).toBe(nodes - 1);
    expect(degree('bridge')[0]).toBe(Math.floor((nodes - 1) / 2));
    const oneWay = partition('one way', nodes, [1], random);
    expect(oneWay).toHaveLength(nodes - 1);
    expect([0, 1].some((end) => oneWay.every((link) => link[end] === 1))).toBe(true);
  }
});
