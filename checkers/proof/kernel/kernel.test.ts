import { describe, expect, it } from 'vitest';
import { formatFormula } from '../../../engine/language/theory/format.js';
import type { Formula, Free, Term } from '../../../engine/language/theory/logic.js';
import { closure, instantiate, quantified } from '../../../engine/language/theory/terms.js';
import { campaign } from '../../../test/campaign.js';
import { Kernel, type Theorem } from './kernel.js';
import {
  type Chance,
  chanceFrom,
  isTrue,
  pick,
  randomFormula,
  randomModel,
  randomTerm,
  SIGNATURE,
  VARIABLES,
} from './test-logic.js';
import { KernelError } from './well-formed.js';

const kernel = new Kernel(SIGNATURE, []);
const formula = (chance: Chance, depth: number) => randomFormula(chance, depth, quantified);
const text = (theorem: Theorem) =>
  `${theorem.assumptions.map(formatFormula).join('; ')} ⊢ ${formatFormula(theorem.conclusion)}`;

/** Rules of the kernel, each tried on theorems and formulas taken at random. */
const attempts: readonly ((chance: Chance, any: () => Theorem) => Theorem)[] = [
  (chance) => kernel.assume(formula(chance, 2)),
  () => kernel.truth(),
  (_, any) => kernel.andIntroduction(any(), any()),
  (chance, any) => kernel.andElimination(any(), pick(chance, ['left', 'right'])),
  (chance, any) => {
    const one = any();
    const side = pick(chance, ['left', 'right'] as const);
    const other = formula(chance, 1);
    const [left, right] = side === 'left' ? [one.conclusion, other] : [other, one.conclusion];
    return kernel.orIntroduction(one, { is: 'or', left, right }, side);
  },
  (_, any) => {
    const either = any();
    const { left, right } = either.conclusion as Formula & { is: 'or' };
    const ends = any();
    const cases = [left, right].map((side) =>
      kernel.andElimination(kernel.andIntroduction(ends, kernel.assume(side)), 'left'),
    );
    return kernel.orElimination(either, cases[0], cases[1]);
  },
  (chance, any) => {
    const then = any();
    const supposed =
      then.assumptions.length > 0 ? pick(chance, then.assumptions) : formula(chance, 1);
    return kernel.implicationIntroduction(supposed, then);
  },
  (_, any) => {
    const implication = any();
    const { left } = implication.conclusion as Formula & { is: 'implies' };
    return kernel.implicationElimination(implication, kernel.assume(left));
  },
  (chance, any) => {
    const one = any();
    // Two theorems that fit together by luck are rare.
    const implication =
      chance(2) === 0 ? any() : kernel.implicationIntroduction(one.conclusion, any());
    return kernel.implicationElimination(implication, one);
  },
  (_, any) => {
    const one = any();
    return kernel.negationElimination(kernel.assume({ is: 'not', of: one.conclusion }), one);
  },
  (chance, any) => {
    const absurd = any();
    return kernel.negationIntroduction(pick(chance, absurd.assumptions), absurd);
  },
  (chance, any) => {
    const absurd = any();
    const not = absurd.assumptions.find((a) => a.is === 'not');
    return kernel.contradiction(not?.is === 'not' ? not.of : formula(chance, 1), absurd);
  },
  (chance, any) => kernel.forallIntroduction(pick(chance, VARIABLES), any()),
  (chance, any) => {
    const all = any();
    const { sort } = all.conclusion as Formula & { is: 'forall' };
    return kernel.forallElimination(all, randomTerm(chance, sort, 1));
  },
  (chance, any) => {
    const one = any();
    const free = pick(chance, VARIABLES);
    const exists = quantified('exists', free, one.conclusion);
    return kernel.existsIntroduction(exists, free, one);
  },
  (chance) => {
    const free = pick(chance, VARIABLES);
    const witness = randomTerm(chance, free.sort, 1);
    const exists = quantified('exists', free, formula(chance, 2)) as Formula & { is: 'exists' };
    const instance = kernel.assume(instantiate(exists.body, witness));
    return kernel.existsIntroduction(exists, witness, instance);
  },
  (chance, any) => kernel.existsElimination(any(), pick(chance, VARIABLES), any()),
  (chance, any) => {
    const exists = any();
    const free = pick(chance, VARIABLES);
    const { body } = exists.conclusion as Formula & { is: 'exists' };
    const under = kernel.andIntroduction(any(), kernel.assume(instantiate(body, free)));
    return kernel.existsElimination(exists, free, kernel.andElimination(under, 'left'));
  },
  (chance) => kernel.reflexivity(randomTerm(chance, pick(chance, ['Bit', 'Pair', 'Thing']), 2)),
  (chance) => {
    const sort = pick(chance, ['Bit', 'Pair', 'Thing']);
    const [left, right] = [randomTerm(chance, sort, 2), randomTerm(chance, sort, 2)];
    return kernel.assume({ is: 'equal', left, right });
  },
  (chance, any) => {
    const equation = any();
    const { left } = equation.conclusion as Formula & { is: 'equal' };
    const hole: Free = { is: 'free', name: pick(chance, ['□', `x${left.sort}`]), sort: left.sort };
    const template = quantifiedOver(formula(chance, 2), hole, chance);
    const filled = instantiate(
      (quantified('forall', hole, template) as Formula & { is: 'forall' }).body,
      left,
    );
    return kernel.replacement(equation, kernel.assume(filled), hole, template);
  },
  (chance, any) => kernel.injectivity(any(), chance(2)),
  (chance, any) => {
    const [left, right] = [randomTerm(chance, 'Bit', 1), randomTerm(chance, 'Bit', 1)];
    return kernel.disjointness(
      chance(2) === 0 ? any() : kernel.assume({ is: 'equal', left, right }),
    );
  },
  (chance, any) => byCases(chance, pick(chance, ['Bit', 'Pair']), any),
];

/** A formula that mentions the hole: some variable of its sort becomes it. */
function quantifiedOver(body: Formula, hole: Free, chance: Chance): Formula {
  const variable = pick(
    chance,
    VARIABLES.filter((v) => v.sort === hole.sort),
  );
  const all = quantified('forall', variable, body) as Formula & { is: 'forall' };
  return instantiate(all.body, hole);
}

/** Induction over a sort without recursion, from cases that are assumed, or among theorems. */
function byCases(chance: Chance, sort: string, any: () => Theorem): Theorem {
  const free = pick(
    chance,
    VARIABLES.filter((v) => v.sort === sort),
  );
  const claim = quantified('forall', free, formula(chance, 2)) as Formula & { is: 'forall' };
  const constructors = SIGNATURE.sorts.find((s) => s.name === sort)?.constructors ?? [];
  const cases = constructors.map(({ name, takes }) => {
    const variables = takes.map((taken, i): Free => {
      const own = { is: 'free', name: `new${i}`, sort: taken } as const;
      return chance(8) === 0
        ? pick(
            chance,
            VARIABLES.filter((v) => v.sort === taken),
          )
        : own;
    });
    const value: Term = { is: 'apply', symbol: name, args: variables, sort };
    const body = instantiate(claim.body, value);
    if (chance(4) === 0) return { variables, theorem: any() };
    // What holds for all arguments, holds for these.
    const general = kernel.assume(closure(variables, body));
    const theorem = variables.reduce((t, v) => kernel.forallElimination(t, v), general);
    return { variables, theorem };
  });
  return kernel.induction(claim, cases);
}

function attempt(rule: () => Theorem): Theorem | null {
  try {
    return rule();
  } catch (error) {
    if (error instanceof KernelError || error instanceof TypeError) return null;
    throw error;
  }
}

describe('a theorem of the kernel', () => {
  const { seed, runs } = campaign('the kernel against small models', { sample: 200, deep: 6000 });

  it('has no countermodel among small models, whatever rules made it', () => {
    const made = new Map<number, number>();
    for (let run = 0; run < runs; run++) {
      const chance = chanceFrom(seed + run);
      const pool: Theorem[] = [kernel.truth(), kernel.assume({ is: 'false' })];
      const any = () => pick(chance, pool);
      for (let i = 0; i < 150; i++) {
        const which = chance(attempts.length);
        const theorem = attempt(() => attempts[which](chance, any));
        if (theorem === null || formatFormula(theorem.conclusion).length > 200) continue;
        made.set(which, (made.get(which) ?? 0) + 1);
        pool.push(theorem);
      }
      for (const theorem of pool) refuteInModels(theorem, chance, `seed ${seed + run}`);
    }
    // Every rule has had its chance to be wrong.
    const idle = attempts.flatMap((_, i) => ((made.get(i) ?? 0) > 0 ? [] : [i]));
    expect(idle).toEqual([]);
  });

  function refuteInModels(theorem: Theorem, chance: Chance, where: string): void {
    for (let i = 0; i < 12; i++) {
      const model = randomModel(chance);
      const values = new Map<string, number>();
      const free = ({ name, sort }: Free) => {
        const value = values.get(name) ?? chance(model.size(sort));
        values.set(name, value);
        return value;
      };
      const assumed = theorem.assumptions.every((a) => isTrue(model, a, free));
      if (assumed && !isTrue(model, theorem.conclusion, free))
        throw new Error(`${where}: ${text(theorem)} fails in a model`);
    }
  }
});

describe('the kernel refuses', () => {
  const x: Free = { is: 'free', name: 'xThing', sort: 'Thing' };
  const good = (term: Term): Formula => ({ is: 'predicate', symbol: 'good', args: [term] });
  const p: Formula = { is: 'predicate', symbol: 'p', args: [] };
  const q: Formula = { is: 'predicate', symbol: 'q', args: [] };
  const bit = (name: 'off' | 'on'): Term => ({ is: 'apply', symbol: name, args: [], sort: 'Bit' });

  it.each<[string, (k: Kernel) => unknown]>([
    [
      'what is no theorem',
      (k) =>
        k.andElimination(
          { assumptions: [], conclusion: { is: 'and', left: p, right: q }, axioms: [] },
          'left',
        ),
    ],
    [
      'a theorem of another kernel',
      (k) => k.andIntroduction(new Kernel(SIGNATURE, []).truth(), k.truth()),
    ],
    ['an axiom that there is not', (k) => k.axiom('anything')],
    ['to generalise what is assumed', (k) => k.forallIntroduction(x, k.assume(good(x)))],
    [
      'another premise',
      (k) => k.implicationElimination(k.assume({ is: 'implies', left: p, right: q }), k.assume(q)),
    ],
    [
      'a witness that does not fit',
      (k) =>
        k.existsIntroduction(
          quantified('exists', x, good(x)),
          { is: 'apply', symbol: 'next', args: [x], sort: 'Thing' },
          k.assume(good(x)),
        ),
    ],
    [
      'an instance of another sort',
      (k) => k.forallElimination(k.assume(quantified('forall', x, good(x))), bit('on')),
    ],
    [
      'a variable that gets out of its exists',
      (k) => k.existsElimination(k.assume(quantified('exists', x, good(x))), x, k.assume(good(x))),
    ],
    ['a predicate of another sort', (k) => k.assume(good(bit('on')))],
    [
      'a variable that nothing binds',
      (k) => k.assume(good({ is: 'bound', index: 0, sort: 'Thing' })),
    ],
    [
      'injectivity of what is no constructor',
      (k) => {
        const next: Term = { is: 'apply', symbol: 'next', args: [x], sort: 'Thing' };
        return k.injectivity(k.reflexivity(next), 0);
      },
    ],
    ['disjointness of one constructor', (k) => k.disjointness(k.reflexivity(bit('on')))],
    [
      'a template that does not fit',
      (k) =>
        k.replacement(k.reflexivity(bit('on')), k.assume(p), { ...x, name: '□', sort: 'Bit' }, q),
    ],
    [
      'cases that end differently',
      (k) => k.orElimination(k.assume({ is: 'or', left: p, right: q }), k.assume(p), k.assume(q)),
    ],
    [
      'induction without a case',
      (k) =>
        k.induction(quantified('forall', { ...x, sort: 'Bit' }, p), [
          { variables: [], theorem: k.assume(p) },
        ]),
    ],
    ['induction over what is not built', (k) => k.induction(quantified('forall', x, p), [])],
  ])('%s', (_, forbidden) => {
    expect(() => forbidden(kernel)).toThrow(KernelError);
  });

  it('a theorem that was changed afterwards', () => {
    const theorem = kernel.assume(p);
    expect(Object.isFrozen(theorem) && Object.isFrozen(theorem.conclusion)).toBe(true);
    expect(() => Object.assign(theorem, { assumptions: [] })).toThrow();
    expect(() => kernel.andIntroduction({ ...theorem, assumptions: [] }, theorem)).toThrow(
      KernelError,
    );
  });

  it('a sort that is empty', () => {
    const loop = { name: 'S', constructors: [{ name: 'c', takes: ['S'], gives: 'S' }] };
    const signature = { sorts: [loop], functions: [], predicates: [] };
    expect(() => new Kernel(signature, [])).toThrow(KernelError);
  });
});

describe('induction with a hypothesis', () => {
  const nat = {
    sorts: [
      {
        name: 'Nat',
        constructors: [
          { name: 'zero', takes: [], gives: 'Nat' },
          { name: 'succ', takes: ['Nat'], gives: 'Nat' },
        ],
      },
    ],
    functions: [],
    predicates: [{ name: 'even', takes: ['Nat'] }],
  };
  const k = new Kernel(nat, []);
  const n: Free = { is: 'free', name: 'n', sort: 'Nat' };
  const zero: Term = { is: 'apply', symbol: 'zero', args: [], sort: 'Nat' };
  const succ = (of: Term): Term => ({ is: 'apply', symbol: 'succ', args: [of], sort: 'Nat' });
  const even = (term: Term): Formula => ({ is: 'predicate', symbol: 'even', args: [term] });
  const claim = quantified('forall', n, even(n));
  const step = (from: Term, to: Term) =>
    k.implicationElimination(
      k.forallElimination(
        k.assume(quantified('forall', n, { is: 'implies', left: even(n), right: even(succ(n)) })),
        from,
      ),
      k.assume(even(from)),
    ) ?? to;
  const base = { variables: [], theorem: k.assume(even(zero)) };

  it('discharges it, and nothing else', () => {
    const proved = k.induction(claim, [base, { variables: [n], theorem: step(n, n) }]);
    expect(proved.assumptions).toHaveLength(2);
    expect(proved.assumptions.map(formatFormula)).not.toContain('even(n)');
  });

  it('keeps an assumption about another value, and is refused where it is about this one', () => {
    const m: Free = { is: 'free', name: 'm', sort: 'Nat' };
    expect(() => k.induction(claim, [base, { variables: [n], theorem: step(m, n) }])).toThrow();
    const about = k.assume(even(succ(n)));
    expect(() => k.induction(claim, [base, { variables: [n], theorem: about }])).toThrow(
      KernelError,
    );
  });
});
