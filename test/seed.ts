/**
 * One seed for a whole test run, chosen afresh unless ASSAY_SEED names one, printed once before the
 * first test and handed to every test file. Campaigns (test/campaign.ts) derive theirs from it.
 */
import { randomInt } from 'node:crypto';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    seed: number;
  }
}

/** The largest seed plus one: seeds are positive signed 32-bit integers, as fast-check wants them. */
const SEED_LIMIT = 2 ** 31;

export default function setup(project: TestProject): void {
  const seed = chooseSeed(process.env['ASSAY_SEED']);
  project.provide('seed', seed);
  console.log(`seed ${seed} (ASSAY_SEED=${seed} npm test repeats this run)`);
}

function chooseSeed(given: string | undefined): number {
  if (given === undefined || given === '') return randomInt(SEED_LIMIT);
  const seed = Number(given);
  if (!Number.isInteger(seed) || seed < 0 || seed >= SEED_LIMIT) {
    throw new Error(`ASSAY_SEED must be an integer from 0 to ${SEED_LIMIT - 1}, not "${given}"`);
  }
  return seed;
}
