import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import type { ModelSpec } from '../../language/typed.js';
import { compileModel } from '../compile.js';
import { renamings, symmetricModel } from '../random/symmetric.js';
import { Successors, type SymmetricForm, type TransitionSystem } from '../system.js';
import { membersOf } from './asymmetry.js';

type Form = Exclude<SymmetricForm, { refused: string }>;

function formOf(spec: ModelSpec): Form | undefined {
  const form = compileModel(spec).symmetric?.();
  return form === undefined || 'refused' in form ? undefined : form;
}

/** The first states that are found, breadth first. */
function statesOf(system: TransitionSystem, most: number): Int32Array[] {
  const { words } = system;
  const seen = new Map<string, Int32Array>();
  const take = (out: Successors) => {
    for (let i = 0; i < out.count && seen.size < most; i++) {
      const state = out.states.slice(i * words, (i + 1) * words);
      if (!seen.has(state.join())) seen.set(state.join(), state);
    }
  };
  const first = new Successors(words, system.labelWords);
  system.initial(first);
  take(first);
  for (const state of seen.values()) {
    const out = new Successors(words, system.labelWords);
    system.successors(state, 0, out);
    take(out);
  }
  return [...seen.values()];
}

const stepsOf = (system: TransitionSystem, state: Int32Array) => {
  const { words, labelWords } = system;
  const out = new Successors(words, labelWords);
  system.successors(state, 0, out);
  const steps = Array.from({ length: out.count }, (_, i) => ({
    label: out.labels.slice(i * labelWords, (i + 1) * labelWords),
    state: out.states.slice(i * words, (i + 1) * words),
  }));
  return { steps, failures: out.failureCount };
};

const key = (words: Int32Array) => words.join();

describe('random models', () => {
  const { seed, runs } = campaign('renaming', { sample: 250, deep: 10_000 });
  const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  let asked = 0;

  it('a representative is one for all renamings, and orbits are counted exactly', () => {
    fc.assert(
      fc.property(seeds, (s) => {
        const spec = symmetricModel(s);
        const form = formOf(spec);
        if (form === undefined) return;
        const { system, symmetry } = form;
        const group = renamings(membersOf(spec));
        const out = () => new Int32Array(system.words);
        for (const state of statesOf(system, 12)) {
          asked++;
          const images = group.map((renaming) => {
            const image = out();
            symmetry.rename(renaming, state, 0, image, 0);
            return image;
          });
          const representatives = images.map((image) => {
            const representative = out();
            symmetry.represent(image, 0, representative, 0);
            // The renaming that it tells leads there.
            const again = out();
            symmetry.rename(symmetry.renaming(), image, 0, again, 0);
            expect(key(again)).toBe(key(representative));
            expect(symmetry.orbit()).toBe(BigInt(new Set(images.map(key)).size));
            return key(representative);
          });
          expect(new Set(representatives).size).toBe(1);
          expect(images.map(key)).toContain(representatives[0]);
        }
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
    expect(asked).toBeGreaterThan(runs / 10);
  });

  it('the steps of a renamed state are its steps, renamed', () => {
    fc.assert(
      fc.property(seeds, fc.nat(), (s, pick) => {
        const spec = symmetricModel(s);
        const form = formOf(spec);
        if (form === undefined) return;
        const { system, symmetry } = form;
        const group = renamings(membersOf(spec));
        for (const [i, state] of statesOf(system, 8).entries()) {
          const renaming = group[(pick + i) % group.length];
          const renamed = (from: Int32Array) => {
            const image = new Int32Array(system.words);
            symmetry.rename(renaming, from, 0, image, 0);
            return image;
          };
          const own = stepsOf(system, state);
          const other = stepsOf(system, renamed(state));
          expect(other.failures).toBe(own.failures);
          expect(other.steps.map(({ label, state: to }) => `${label} → ${to}`).sort()).toEqual(
            own.steps
              .map((s) => `${symmetry.renameLabel(renaming, s.label)} → ${renamed(s.state)}`)
              .sort(),
          );
        }
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
  });
});
