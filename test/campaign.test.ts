/** Campaigns are repeatable from the run's seed, apart from each other, and of the size asked for. */
import { expect, inject, it } from 'vitest';
import { campaign } from './campaign.js';

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

it('runs the sample, or all of it when asked for deep', () => {
  expect(campaign('a', size).runs).toBe(process.env['ASSAY_DEEP'] === '1' ? 1000 : 10);
});
