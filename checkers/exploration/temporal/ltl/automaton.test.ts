/** Sizes of automata, which only get worse by accident, and their limits. The language of each is
 * compared on random lassos in ../temporal.test.ts. */
import { describe, expect, it } from 'vitest';
import { type PathFormula, PathFormulas } from '../formula.js';
import { defaultLimits, LimitHit } from '../limits.js';
import { automatonOf } from './tableau.js';

const to = new PathFormulas();
const p = to.literal(0, true);
const q = to.literal(1, true);
const always = (f: PathFormula) => to.always(f);
const eventually = (f: PathFormula) => to.eventually(f);
const not = (proposition: number) => to.literal(proposition, false);

function sizes(formula: PathFormula) {
  const automaton = automatonOf(formula, to, defaultLimits);
  const transitions = automaton.states.reduce((sum, ts) => sum + ts.length, 0);
  return [automaton.states.length, transitions, automaton.settled] as const;
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

  it('has these states and transitions for formulas that are often measured', () => {
    const [fp, fq] = [eventually(p), eventually(q)];
    const r = to.literal(2, true);
    const nexts = to.until(to.next(p), to.next(q));
    const sizeOf = (formula: PathFormula) => sizes(formula).slice(0, 2);
    expect({
      'p U q': sizeOf(to.until(p, q)),
      'p U (q U r)': sizeOf(to.until(p, to.until(q, r))),
      '!(p U (q U r))': sizeOf(to.release(not(0), to.release(not(1), not(2)))),
      'GFp -> GFq': sizeOf(to.or(eventually(always(not(0))), always(fq))),
      'Fp U Gq': sizeOf(to.until(fp, always(q))),
      'Gp U q': sizeOf(to.until(always(p), q)),
      '!(FFp <-> Fp)': sizeOf(
        to.or(to.and(eventually(fp), always(not(0))), to.and(fp, always(always(not(0))))),
      ),
      '!(GFp -> GFq)': sizeOf(to.and(always(fp), eventually(always(not(1))))),
      '!(GFp <-> GFq)': sizeOf(
        to.or(
          to.and(always(fp), eventually(always(not(1)))),
          to.and(always(fq), eventually(always(not(0)))),
        ),
      ),
      'p R (p or q)': sizeOf(to.release(p, to.or(p, q))),
      '(Xp U Xq) or !X(p U q)': sizeOf(to.or(nexts, to.next(to.release(not(0), not(1))))),
    }).toEqual({
      'p U q': [2, 3],
      'p U (q U r)': [3, 6],
      '!(p U (q U r))': [3, 7],
      'GFp -> GFq': [4, 9],
      'Fp U Gq': [4, 10],
      'Gp U q': [4, 6],
      '!(FFp <-> Fp)': [1, 0],
      '!(GFp -> GFq)': [2, 6],
      '!(GFp <-> GFq)': [5, 20],
      'p R (p or q)': [2, 3],
      '(Xp U Xq) or !X(p U q)': [5, 9],
    });
  });

  it('is settled by a beginning exactly for what can be seen in one', () => {
    expect(sizes(eventually(to.and(p, to.next(to.next(q)))))[2]).toBe(true);
    expect(sizes(to.or(eventually(p), always(eventually(q))))[2]).toBe(false);
  });

  it('accepts nothing where the formula contradicts itself', () => {
    const nothing = automatonOf(to.and(always(p), eventually(not(0))), to, defaultLimits);
    expect(nothing.states).toEqual([[]]);
  });

  it('of many fairness-like conditions stays one state', () => {
    const many = [0, 1, 2, 3, 4].map((i) => always(eventually(to.literal(i, true))));
    const all = many.reduce((a, b) => to.and(a, b));
    expect(automatonOf(all, to, defaultLimits).states.length).toBe(1);
  });

  it('of a claim about many things at once does not explode', () => {
    // The negation of: at last, every one of twelve stays true.
    const some = Array.from({ length: 12 }, (_, i) => eventually(not(i)));
    expect(sizes(always(some.reduce((a, b) => to.or(a, b))))[0]).toBe(1);
  });

  it('says when a formula is too large', () => {
    const many = Array.from({ length: 31 }, (_, i) => eventually(to.literal(i, true)));
    const all = many.reduce((a, b) => to.and(a, b));
    expect(() => automatonOf(all, to, defaultLimits)).toThrow(LimitHit);
    const few = many.slice(0, 12).reduce((a, b) => to.and(a, b));
    expect(() => automatonOf(few, to, { ...defaultLimits, automatonStates: 100 })).toThrow(
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
