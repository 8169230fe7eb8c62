/**
 * Random scripts for random claims: what is accepted is true by a reading that knows nothing of proofs
 * (truth tables for propositions, calculation for numbers), and so nothing false ever is.
 */
import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../../engine/language/source.js';
import { formatFormula } from '../../../engine/language/theory/format.js';
import type { Formula, Free, Signature, Term } from '../../../engine/language/theory/logic.js';
import { RULES } from '../../../engine/language/theory/rules.js';
import type { Justification, ProofStep } from '../../../engine/language/theory/spec.js';
import { closure } from '../../../engine/language/theory/terms.js';
import { campaign } from '../../../test/campaign.js';
import { findProof, refute } from './automatic.js';
import { Kernel } from './kernel.js';
import { type Facts, runProof, StepFailed } from './script.js';
import { type Chance, chanceFrom, isTrue, type Model, pick } from './test-logic.js';

const span = { file: sourceFile('<random>', ''), start: 0, end: 0 };
const by = (name: string): Justification => ({ name, span, from: null });
const have = (formula: Formula, name: string): ProofStep => ({
  step: 'have',
  formula,
  by: by(name),
  labels: [],
  span,
});

function accepted(facts: Facts, claim: Formula, variables: readonly Free[], proof: ProofStep[]) {
  try {
    runProof(facts, { name: 'random', claim, variables, proof, span }, proof);
    return true;
  } catch (error) {
    if (error instanceof StepFailed) return false;
    throw error;
  }
}

// ---------------------------------------------------------------------------------- propositions

describe('scripts about propositions', () => {
  const names = ['p', 'q', 'r'];
  const signature: Signature = {
    sorts: [],
    functions: [],
    predicates: names.map((name) => ({ name, takes: [] })),
  };
  const facts: Facts = { kernel: new Kernel(signature, []), statements: new Map(), axioms: [] };
  const rows: Model[] = [...Array(8).keys()].map((row) => ({
    size: () => 0,
    apply: () => 0,
    holds: (symbol) => ((row >> names.indexOf(symbol)) & 1) === 1,
  }));
  const isTautology = (formula: Formula) => rows.every((row) => isTrue(row, formula, () => 0));

  function formula(chance: Chance, depth: number): Formula {
    if (depth === 0 || chance(4) === 0)
      return chance(6) === 0
        ? { is: 'false' }
        : { is: 'predicate', symbol: pick(chance, names), args: [] };
    if (chance(3) === 0) return { is: 'not', of: formula(chance, depth - 1) };
    const is = pick(chance, ['and', 'or', 'implies'] as const);
    return { is, left: formula(chance, depth - 1), right: formula(chance, depth - 1) };
  }

  /** What a rule might give from what is at hand; now and then, anything by any rule. */
  function next(chance: Chance, known: readonly Formula[]): [Formula, string] {
    if (known.length === 0 || chance(8) === 0) {
      const one = formula(chance, 1);
      if (chance(2) === 0) return [formula(chance, 2), pick(chance, RULES)];
      return [{ is: 'or', left: one, right: { is: 'not', of: one } }, 'excluded middle'];
    }
    const [one, other] = [pick(chance, known), pick(chance, known)];
    if (one.is === 'and' && chance(2) === 0)
      return [pick(chance, [one.left, one.right]), 'and elimination'];
    if (one.is === 'implies' && chance(2) === 0) return [one.right, 'implication elimination'];
    if (one.is === 'not' && one.of.is === 'not') return [one.of.of, 'double negation'];
    if (one.is === 'not' && chance(2) === 0) return [{ is: 'false' }, 'negation elimination'];
    if (one.is === 'false') return [formula(chance, 2), 'false elimination'];
    if (one.is === 'or' && chance(2) === 0) return [formula(chance, 1), 'or elimination'];
    const or = { is: 'or', left: one, right: formula(chance, 1) } as const;
    return pick<[Formula, string]>(chance, [
      [{ is: 'and', left: one, right: other }, 'and introduction'],
      [or, 'or introduction'],
      [one, 'assumption'],
    ]);
  }

  function steps(chance: Chance, known: readonly Formula[], depth: number): ProofStep[] {
    const found: ProofStep[] = [];
    const now = [...known];
    for (let i = 1 + chance(3); i > 0; i--) {
      if (depth > 0 && chance(2) === 0) {
        const supposed = formula(chance, 2);
        const inside = steps(chance, [...now, supposed], depth - 1);
        found.push({
          step: 'suppose',
          fixed: [],
          formula: supposed,
          steps: inside,
          labels: [],
          span,
        });
        const last = inside.at(-1);
        const ends = last?.step === 'have' ? last.formula : supposed;
        const [given, rule] = pick(chance, [
          [{ is: 'implies', left: supposed, right: ends }, 'implication introduction'],
          [{ is: 'not', of: supposed }, 'negation introduction'],
          [supposed.is === 'not' ? supposed.of : supposed, 'contradiction'],
        ] as [Formula, string][]);
        found.push(have(given, rule));
        now.push(given);
      } else {
        const [wanted, rule] = next(chance, now);
        found.push(have(wanted, rule));
        now.push(wanted);
      }
    }
    return found;
  }

  const { seed, runs } = campaign('scripts against truth tables', {
    sample: 20_000,
    deep: 1_000_000,
  });

  it('prove tautologies only', () => {
    let proved = 0;
    let falsifiable = 0;
    for (let run = 0; run < runs; run++) {
      const chance = chanceFrom(seed + run);
      const proof = steps(chance, [], 2);
      const last = proof.at(-1);
      if (last?.step !== 'have') continue;
      const tautology = isTautology(last.formula);
      if (!tautology) falsifiable++;
      if (!accepted(facts, last.formula, [], proof)) continue;
      proved++;
      expect(tautology, `seed ${seed + run}: ${formatFormula(last.formula)}`).toBe(true);
    }
    expect(proved).toBeGreaterThan(runs / 200);
    expect(falsifiable).toBeGreaterThan(runs / 4);
  });
});

// -------------------------------------------------------------------------------------- numbers

describe('scripts about numbers', () => {
  const nat = (symbol: string, ...args: Term[]): Term => ({
    is: 'apply',
    symbol,
    args,
    sort: 'Nat',
  });
  const variable = (name: string): Free => ({ is: 'free', name, sort: 'Nat' });
  const [m, n, k] = [variable('m'), variable('n'), variable('k')];
  const signature: Signature = {
    sorts: [
      {
        name: 'Nat',
        constructors: [
          { name: 'zero', takes: [], gives: 'Nat' },
          { name: 'succ', takes: ['Nat'], gives: 'Nat' },
        ],
      },
    ],
    functions: [{ name: 'plus', takes: ['Nat', 'Nat'], gives: 'Nat' }],
    predicates: [],
  };
  const equal = (left: Term, right: Term): Formula => ({ is: 'equal', left, right });
  const zero = nat('zero');
  const axioms = [
    { name: 'plus zero', formula: closure([n], equal(nat('plus', zero, n), n)) },
    {
      name: 'plus succ',
      formula: closure(
        [m, n],
        equal(nat('plus', nat('succ', m), n), nat('succ', nat('plus', m, n))),
      ),
    },
  ];
  const kernel = new Kernel(signature, axioms);
  const given = axioms.map(({ name }) => kernel.axiom(name));
  const facts: Facts = {
    kernel,
    axioms: given,
    statements: new Map(axioms.map(({ name }, i) => [name, given[i]])),
  };

  const number = (term: Term, values: Readonly<Record<string, number>>): number => {
    if (term.is === 'free') return values[term.name];
    const args = term.is === 'apply' ? term.args.map((arg) => number(arg, values)) : [];
    const [a = 0, b = 0] = args;
    return term.is === 'apply' && term.symbol === 'zero' ? 0 : args.length === 1 ? a + 1 : a + b;
  };

  /** For all numbers up to six: equations between sums are true for all if they are for these. */
  const isTrueOfNumbers = (left: Term, right: Term) =>
    [...Array(49).keys()].every((i) => {
      const values = { m: i % 7, n: Math.floor(i / 7) };
      return number(left, values) === number(right, values);
    });

  function term(chance: Chance, variables: readonly Free[], depth: number): Term {
    if (depth === 0 || chance(4) === 0) return chance(3) === 0 ? zero : pick(chance, variables);
    return chance(2) === 0
      ? nat('succ', term(chance, variables, depth - 1))
      : nat('plus', term(chance, variables, depth - 1), term(chance, variables, depth - 1));
  }

  /** Steps that might show the goal for one value of m. */
  function caseSteps(chance: Chance, left: Term, right: Term, variables: readonly Free[]) {
    const names = ['plus zero', 'plus succ', 'induction hypothesis', ...RULES];
    const step = (): Justification => by(chance(2) === 0 ? 'simplification' : pick(chance, names));
    if (chance(2) === 0)
      return [{ step: 'have', formula: equal(left, right), by: step(), labels: [], span } as const];
    const between = Array.from({ length: chance(3) }, () => term(chance, variables, 2));
    const lines = [...between, right].map((to) => ({ term: to, by: step(), span }));
    return [{ step: 'calculate', start: left, lines, labels: [], span } as const];
  }

  function script(chance: Chance, left: Term, right: Term): ProofStep[] {
    if (chance(4) === 0) return caseSteps(chance, left, right, [m, n]);
    if (chance(3) === 0)
      return [{ step: 'induction', variable: m, cases: by('simplification'), labels: [], span }];
    const put = (of: Term, value: Term): Term =>
      of.is === 'apply'
        ? { ...of, args: of.args.map((arg) => put(arg, value)) }
        : of.is === 'free' && of.name === 'm'
          ? value
          : of;
    const one = (name: string, variables: Free[], value: Term) => ({
      constructor: name,
      variables,
      steps: caseSteps(chance, put(left, value), put(right, value), [n, ...variables]),
      span,
    });
    const cases = [one('zero', [], zero), one('succ', [k], nat('succ', k))];
    return [{ step: 'induction', variable: m, cases, labels: [], span }];
  }

  const { seed, runs } = campaign('scripts against numbers', { sample: 1000, deep: 100_000 });

  /** Equations of which a good part is true: often both sides are the same sum, put together differently. */
  function sidesOf(chance: Chance): [Term, Term] {
    const left = term(chance, [m, n], 2);
    if (chance(2) === 0) return [left, term(chance, [m, n], 2)];
    return chance(2) === 0
      ? [nat('plus', left, nat('succ', n)), nat('succ', nat('plus', left, n))]
      : [nat('plus', left, zero), left];
  }

  it('prove true equations only', () => {
    let [proved, wrong] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const chance = chanceFrom(seed + run);
      const [left, right] = sidesOf(chance);
      const claim = closure([m, n], equal(left, right));
      const isRight = isTrueOfNumbers(left, right);
      if (!isRight) wrong++;
      if (!accepted(facts, claim, [m, n], script(chance, left, right))) continue;
      proved++;
      expect(isRight, `seed ${seed + run}: ${formatFormula(claim)}`).toBe(true);
    }
    expect(proved).toBeGreaterThan(runs / 50);
    expect(wrong).toBeGreaterThan(runs / 10);
  });

  it('are found, or values that refute, as calculation says', () => {
    let [proved, refuted] = [0, 0];
    for (let run = 0; run < runs / 10; run++) {
      const chance = chanceFrom(seed + run);
      const [left, right] = sidesOf(chance);
      const claim = closure([m, n], equal(left, right));
      const isRight = isTrueOfNumbers(left, right);
      const where = `seed ${seed + run}: ${formatFormula(claim)}`;
      const proof = findProof(facts, { name: 'random', claim, variables: [m, n], span });
      const against = refute(facts, claim);
      if (proof) proved++;
      if (against) refuted++;
      if (proof) expect(isRight, where).toBe(true);
      // What is false of numbers is false of small ones.
      expect(against !== null, where).toBe(!isRight);
    }
    expect(Math.min(proved, refuted)).toBeGreaterThan(3);
  });
});
