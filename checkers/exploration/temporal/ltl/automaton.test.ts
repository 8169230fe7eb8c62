/** Sizes of automata, which only get worse by accident, and their limits. The language of each is
 * compared on random lassos in ../temporal.test.ts. */
import { describe, expect, it } from 'vitest';
import { possibleSteps } from '../choices.js';
import { type PathFormula, PathFormulas } from '../formula.js';
import { defaultLimits, LimitHit } from '../limits.js';
import { FALSE } from '../propositions.js';
import { stepsOf } from './automaton.js';
import { automatonOf } from './index.js';
import { MEASURED, parsed } from './test-formulas.js';

const to = new PathFormulas();
const p = to.literal(0, true);
const q = to.literal(1, true);
const always = (f: PathFormula) => to.always(f);
const eventually = (f: PathFormula) => to.eventually(f);
const not = (proposition: number) => to.literal(proposition, false);

function sizes(formula: PathFormula) {
  const automaton = automatonOf(formula, defaultLimits);
  const transitions = automaton.states.flatMap(stepsOf).length;
  return [automaton.states.length, transitions, automaton.settled] as const;
}

function measure(text: string, positive: boolean): string {
  const { states, marks } = automatonOf(parsed(text, new PathFormulas(), positive), defaultLimits);
  return `${states.length} ${states.flatMap(stepsOf).length} ${Math.log2(marks + 1)}`;
}

describe('the automaton', () => {
  it('is small for the usual claims', () => {
    expect(sizes(p)).toEqual([2, 2, true]);
    expect(sizes(always(p))).toEqual([1, 1, false]);
    expect(sizes(eventually(p))).toEqual([2, 3, true]);
    expect(sizes(always(eventually(p)))).toEqual([1, 2, false]);
    expect(sizes(eventually(always(p)))).toEqual([2, 3, false]);
    // The negation of a leads-to claim: some p is never followed by q.
    expect(sizes(eventually(to.and(p, always(not(1)))))).toEqual([2, 3, false]);
    expect(sizes(to.until(p, q))).toEqual([2, 3, true]);
  });

  it.each(MEASURED)('of %s has %s states, transitions and marks; of its negation, %s', (...row) => {
    const [text, its, ofNegation] = row;
    expect([measure(text, true), measure(text, false)]).toEqual([its, ofNegation]);
  });

  it('asks for propositions in the order of the formula, and only as far as needed', () => {
    const asked = (formula: PathFormula) => {
      const [decision] = automatonOf(formula, defaultLimits).states;
      const order: number[] = [];
      const answer = (proposition: number) => {
        order.push(proposition);
        return FALSE;
      };
      possibleSteps(decision, answer, 'surely');
      return order;
    };
    expect(asked(to.or(q, p))).toEqual([1, 0]);
    expect(asked(to.and(q, p))).toEqual([1]);
    expect(asked(to.until(p, q))).toEqual([1, 0]);
    // What is promised for later is not looked at now.
    expect(asked(to.or(not(1), to.next(p)))).toEqual([1]);
    expect(asked(always(to.or(to.and(q, p), eventually(not(1)))))).toEqual([1]);
  });

  it('is settled by a beginning exactly for what can be seen in one', () => {
    expect(sizes(eventually(to.and(p, to.next(to.next(q)))))[2]).toBe(true);
    expect(sizes(to.or(eventually(p), always(eventually(q))))[2]).toBe(false);
  });

  it('accepts nothing where the formula contradicts itself', () => {
    const nothing = automatonOf(to.and(always(p), eventually(not(0))), defaultLimits);
    expect(nothing.states).toEqual([{ steps: [] }]);
  });

  it('of many fairness-like conditions stays one state', () => {
    const many = [0, 1, 2, 3, 4].map((i) => always(eventually(to.literal(i, true))));
    const all = many.reduce((a, b) => to.and(a, b));
    expect(automatonOf(all, defaultLimits).states.length).toBe(1);
  });

  it('of a claim about many things at once does not explode', () => {
    // The negation of: at last, every one of twelve stays true.
    const some = Array.from({ length: 12 }, (_, i) => eventually(not(i)));
    expect(sizes(always(some.reduce((a, b) => to.or(a, b))))[0]).toBe(1);
  });

  it('says when a formula is too large', () => {
    const many = Array.from({ length: 31 }, (_, i) => eventually(to.literal(i, true)));
    const all = many.reduce((a, b) => to.and(a, b));
    expect(() => automatonOf(all, defaultLimits)).toThrow(LimitHit);
    const few = many.slice(0, 12).reduce((a, b) => to.and(a, b));
    expect(() => automatonOf(few, { ...defaultLimits, automatonStates: 100 })).toThrow(
      'more than 100 states',
    );
  });
});

describe('formulas', () => {
  it('are simplified as they are made', () => {
    expect(always(always(p))).toBe(always(p));
    expect(eventually(always(eventually(p)))).toBe(always(eventually(p)));
    expect(always(eventually(always(p)))).toBe(eventually(always(p)));
    expect(to.and(p, not(0))).toBe(to.false);
    expect(to.or(not(0), p)).toBe(to.true);
    expect(to.until(p, to.false)).toBe(to.false);
    expect(to.release(to.true, q)).toBe(q);
    expect(to.next(to.true)).toBe(to.true);
    const both = to.and(p, q);
    const either = to.or(p, q);
    expect(to.and(always(p), always(q))).toBe(always(both));
    expect(to.and(eventually(always(p)), eventually(always(q)))).toBe(eventually(always(both)));
    expect(to.or(eventually(p), eventually(q))).toBe(eventually(either));
    expect(to.or(always(eventually(p)), always(eventually(q)))).toBe(always(eventually(either)));
    expect(to.and(to.next(p), to.next(q))).toBe(to.next(both));
  });
});
