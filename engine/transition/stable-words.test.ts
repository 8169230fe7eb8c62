/** Words that mean the same in two systems of one spec, in which values were interned in different orders. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaign } from '../../test/campaign.js';
import { loadSpecs } from '../language/index.js';
import type { ModelSpec } from '../language/typed.js';
import { compileModel } from './compile.js';
import { randomModel } from './random/model.js';
import { Successors } from './system.js';

/** Stable words of some states, by the states as people see them. */
function seen(spec: ModelSpec, most: number, backwards: boolean): Map<string, string> {
  const system = compileModel(spec);
  const { words, stableWords } = system;
  const found = new Map<string, string>();
  const pile: Int32Array[] = [];
  const out = new Successors(words, system.labelWords);
  const into = new Int32Array(words);
  const put = () => {
    const states = Array.from({ length: out.count }, (_, i) =>
      out.states.slice(i * words, (i + 1) * words),
    );
    pile.push(...(backwards ? states.reverse() : states));
    out.clear();
  };
  system.initial(out);
  put();
  for (let state = pile.pop(); state !== undefined && found.size < most; state = pile.pop()) {
    const key = JSON.stringify(system.decode(state, 0));
    if (found.has(key)) continue;
    if (stableWords) stableWords(state, 0, into);
    else into.set(state);
    found.set(key, into.join());
    system.successors(state, 0, out);
    put();
  }
  return found;
}

/** The states that both orders came by. */
function compare(spec: ModelSpec, most: number): number {
  const [one, other] = [seen(spec, most, false), seen(spec, most, true)];
  let both = 0;
  for (const [state, words] of one) {
    if (!other.has(state)) continue;
    both++;
    expect(other.get(state), state).toBe(words);
  }
  // Different states, different words: hashes of 32 bits are told apart among so few.
  expect(new Set(one.values()).size).toBe(one.size);
  return both;
}

test('of messages in a set', () => {
  const { specs } = loadSpecs('specs/consensus/paxos.yaml');
  const spec = specs[0]?.spec;
  if (spec?.kind !== 'model') throw new Error('paxos is a model');
  expect(compileModel(spec).stableWords).toBeDefined();
  expect(compare(spec, 5000)).toBeGreaterThan(3000);
});

test('of random models', () => {
  const { seed, runs } = campaign('stable words', { sample: 150, deep: 10_000 });
  let interning = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (s) => {
      const spec = randomModel(s);
      if (compileModel(spec).stableWords) interning++;
      compare(spec, 200);
    }),
    { seed, numRuns: runs },
  );
  expect(interning).toBeGreaterThan(runs / 20);
});
