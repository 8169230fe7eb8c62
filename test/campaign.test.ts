/** Campaigns are repeatable from the run's seed, apart from each other, and of the size asked for. */
import { expect, inject, it } from 'vitest';
import { campaign, drawn } from './campaign.js';

const size = { sample: 10, deep: 1000 };

it('gives the same campaign for the same name', () => {
  expect(campaign('a', size)).toEqual(campaign('a', size));
});

it('gives campaigns of different names different seeds', () => {
  const names = Array.from({ length: 1000 }, (_, i) => `campaign ${i}`);
  const seeds = new Set(names.map((name) => campaign(name, size).seed));
  expect(seeds.size).toBe(names.length);
});

it('gives seeds that fast-check takes', () => {
  for (const name of ['', 'a', 'ünïcode', 'x'.repeat(1000)]) {
    const { seed } = campaign(name, size);
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31).toBe(true);
  }
});

it('takes the seed of the run from ASSAY_SEED when it is set', () => {
  const given = process.env['ASSAY_SEED'];
  if (given !== undefined && given !== '') expect(inject('seed')).toBe(Number(given));
  else expect(inject('seed')).toBeGreaterThanOrEqual(0);
});

it('draws as many items as it is to, the same for the same name, all of them when asked for deep', () => {
  const items = Array.from({ length: 40 }, (_, i) => i);
  const some = drawn('a', items, 7);
  expect(some).toHaveLength(process.env['ASSAY_DEEP'] === '1' ? 40 : 7);
  expect(some).toEqual(drawn('a', items, 7));
  expect(some).toEqual(items.filter((item) => some.includes(item)));
  expect(drawn('a', items, 100)).toEqual(items);
  const all = new Set(items.flatMap((i) => drawn(`draw ${i}`, items, 7)));
  expect(all.size).toBeGreaterThan(30);
});

it('runs the sample, or all of it when asked for deep', () => {
  expect(campaign('a', size).runs).toBe(process.env['ASSAY_DEEP'] === '1' ? 1000 : 10);
});
