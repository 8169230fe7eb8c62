/**
 * Campaigns: tests over many random inputs. A normal run takes a sample with a fresh seed; `npm run
 * test:deep` (ASSAY_DEEP=1) takes the long one. The seed of the run is printed once (test/seed.ts);
 * ASSAY_SEED repeats it.
 *
 *     const { seed, runs } = campaign('reachability against the oracle', { sample: 500, deep: 50_000 });
 *     fc.assert(fc.property(model, (m) => …), { seed, numRuns: runs });
 *
 * What there is a fixed number of, as the specs of the library, is drawn from: `drawn('TLC', models, 10)`.
 */
import { inject } from 'vitest';

export interface Campaign {
  /** From 0 to 2³¹ − 1: fit for fast-check's `seed` and for any 32-bit generator. */
  readonly seed: number;
  /** How many inputs to try. */
  readonly runs: number;
}

/** The seed and the size of the campaign `name`. The same run seed and name give the same campaign. */
export function campaign(
  name: string,
  runs: { readonly sample: number; readonly deep: number },
): Campaign {
  const deep = process.env['ASSAY_DEEP'] === '1';
  return { seed: derive(inject('seed'), name), runs: deep ? runs.deep : runs.sample };
}

/**
 * For what is rare: takes a sample, with a seed of its own each time, and others as long as something that a campaign is to be about has
 * not come up. Twenty at most, so that what has become impossible is noticed, and bad luck is none.
 */
export async function untilSeen(
  seed: number,
  lacking: () => boolean,
  sample: (seed: number) => void | Promise<void>,
): Promise<void> {
  for (let round = 0; round === 0 || (round < 20 && lacking()); round++)
    await sample(round === 0 ? seed : derive(seed, `round ${round}`));
}

/** Milliseconds that a test with a campaign may take: a long one hours, on a slow machine. A hang must still end. */
export const patience = (sample: number): number =>
  process.env['ASSAY_DEEP'] === '1' ? 6 * 3_600_000 : sample;

/** `sample` of the items, others each run; all of them in the long one. In their own order. */
export function drawn<T>(name: string, items: readonly T[], sample: number): T[] {
  const { seed, runs } = campaign(name, { sample, deep: items.length });
  const keys = items.map((_, i) => derive(seed, `${i}`));
  const last = [...keys].sort((a, b) => a - b)[Math.min(runs, items.length) - 1];
  return items.filter((_, i) => keys[i] <= last);
}

/** FNV-1a over the name, begun with the run's seed, so that no two campaigns walk in step. */
function derive(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
