/**
 * The compiler against the interpreter: on thousands of random models, the same initial states, the
 * same successors in the same order, the same failures in the same places, the same truth of atoms.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaign } from '../../test/campaign.js';
import { disagreement } from './random/compare.js';
import { randomModel } from './random/model.js';

test('compiled models do what the interpreter does', () => {
  const { seed, runs } = campaign('compiler against interpreter', { sample: 900, deep: 50_000 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (s) => {
      expect(disagreement(randomModel(s), 25)).toBeUndefined();
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
});
