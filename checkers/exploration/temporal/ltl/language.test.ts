/** Automata of formulas and of their negations have nothing in common, and are no larger than Spin's. (That
 * each accepts what it should is tested on random lassos, in ../temporal.test.ts.) */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../../test/campaign.js';
import { needs } from '../../../../test/needs.js';
import { possibleSteps } from '../choices.js';
import { PathFormulas } from '../formula.js';
import { defaultLimits } from '../limits.js';
import { FALSE, TRUE } from '../propositions.js';
import type { Automaton, Step } from './automaton.js';
import { automatonOf } from './index.js';
import { automatonParts, liveStates } from './parts.js';
import { MEASURED, parsed } from './test-formulas.js';

const automaton = (text: string, positive: boolean) =>
  automatonOf(parsed(text, new PathFormulas(), positive), defaultLimits);

/** Is there a word that both accept? `letters`: how many propositions. */
function meet(a: Automaton, b: Automaton, letters: number): boolean {
  const width = b.states.length;
  const shift = Math.log2(a.marks + 1);
  const steps = a.states.flatMap((own) =>
    b.states.map((other) =>
      Array.from({ length: 2 ** letters }, (_, letter) => letter).flatMap((letter): Step[] => {
        const answer = (n: number) => (((letter >> n) & 1) === 1 ? TRUE : FALSE);
        return possibleSteps(own, answer, 'surely').flatMap((left) =>
          possibleSteps(other, answer, 'surely').map((right) => ({
            target: left.target * width + right.target,
            marks: left.marks | (right.marks << shift),
          })),
        );
      }),
    ),
  );
  const marks = a.marks | (b.marks << shift);
  return liveStates(steps, automatonParts(steps, marks))[0];
}

const formula = (depth: number): fc.Arbitrary<string> => {
  const letter = fc.constantFrom('p', 'q', 'r', '! p', '! q', '! r');
  if (depth === 0) return letter;
  const inner = formula(depth - 1);
  const unary = fc.tuple(fc.constantFrom('!', 'X', '[]', '<>', '[] <>', '<> []'), inner);
  const binary = fc.tuple(inner, fc.constantFrom('&&', '||', 'U', 'V', '->', '<->'), inner);
  return fc.oneof(
    letter,
    unary.map(([op, of]) => `${op} (${of})`),
    binary.map(([left, op, right]) => `((${left}) ${op} (${right}))`),
  );
};

describe('the automaton of a formula and that of its negation', () => {
  it('have nothing in common, for formulas that are often measured', () => {
    for (const [text] of MEASURED.filter(([letters]) => !/[s-v]/.test(letters))) {
      expect(meet(automaton(text, true), automaton(text, false), 3), text).toBe(false);
    }
    // Such a word is found where there is one.
    expect(meet(automaton('[] <> p', true), automaton('[] <> ! p', true), 3)).toBe(true);
    expect(meet(automaton('p U q', true), automaton('[] ! q', true), 3)).toBe(false);
  });

  it('have nothing in common, for random formulas', () => {
    const { seed, runs } = campaign('disjoint automata', { sample: 1000, deep: 100_000 });
    const property = fc.property(formula(3), (text) => {
      expect(meet(automaton(text, true), automaton(text, false), 3)).toBe(false);
    });
    fc.assert(property, { seed, numRuns: runs });
  });
});

describe('Spin', () => {
  /** Without `next`, which Debian's Spin is built without; but for one on which it takes minutes. */
  const texts = MEASURED.flatMap(([text]) => [text, `! (${text})`]).filter(
    (text) => !text.includes('X') && !text.startsWith('[] <> p && [] <> q && [] <> r'),
  );

  it('has no fewer states for any formula that is often measured', () => {
    const spin = needs('spin');
    expect(texts.length).toBeGreaterThan(80);
    for (const text of texts) {
      const claim = execFileSync(spin, ['-f', text], { encoding: 'utf8', stdio: 'pipe' });
      const states = claim.match(/^\w+:$/gm)?.length ?? 0;
      expect(automaton(text, true).states.length, text).toBeLessThanOrEqual(states);
    }
  });
});
