/**
 * The proof kernel: many-sorted classical first-order logic with equality, and induction over the sorts
 * that constructors build. A theorem is a value that only the rules below can make, so whatever looks
 * for proofs outside this file can at worst fail to find one (R. Milner, LCF: a way of doing proofs
 * with a machine, 1979; J. Harrison, Handbook of Practical Logic and Automated Reasoning, 2009,
 * chapter 6). Rules of natural deduction: G. Gentzen, Untersuchungen über das logische Schliessen, 1935.
 *
 * Trusted, and all that is: this file, `well-formed.ts` beside it, and the forms of formulas, substitution
 * and the test for empty sorts in `engine/language/theory/{logic,terms,inhabited}.ts`. Proof scripts,
 * rewriting and calculation only call it.
 *
 * A theorem `A, B ⊢ C` says: in every interpretation in which every sort has a value, built sorts have
 * exactly the values that their constructors build, each in one way, and the axioms hold, C holds
 * wherever A and B do, whatever the free variables stand for.
 */
import type {
  Formula,
  FormulaOf,
  Free,
  Signature,
  Term,
} from '../../../engine/language/theory/logic.js';
import {
  instantiate,
  occurs,
  quantified,
  sameFormula,
  substitute,
} from '../../../engine/language/theory/terms.js';
import { KernelError, wellFormed } from './well-formed.js';

export interface Theorem {
  readonly assumptions: readonly Formula[];
  readonly conclusion: Formula;
  /** Names of the axioms that it rests on. */
  readonly axioms: readonly string[];
}

export type Kernel = ReturnType<typeof createKernel>;

/** @throws KernelError if the signature or an axiom makes no sense */
export function createKernel(
  signature: Signature,
  axioms: readonly { readonly name: string; readonly formula: Formula }[],
) {
  const check = wellFormed(signature);
  const given = new Map(axioms.map(({ name, formula }) => [name, formula]));
  for (const formula of given.values()) check.formula(formula);
  const theorems = new WeakSet<Theorem>();

  /** The one place where theorems come from. */
  function make(conclusion: Formula, assumptions: readonly Formula[], names: readonly string[]) {
    check.formula(conclusion);
    const theorem: Theorem = Object.freeze({
      conclusion,
      assumptions: Object.freeze(distinct(assumptions)),
      axioms: Object.freeze([...new Set(names)]),
    });
    theorems.add(theorem);
    return theorem;
  }

  function from(
    conclusion: Formula,
    premises: readonly Theorem[],
    drop?: readonly (Formula | undefined)[],
  ) {
    const assumptions = premises.flatMap((premise, i) => without(premise, drop?.[i]));
    return make(
      conclusion,
      assumptions,
      premises.flatMap((premise) => premise.axioms),
    );
  }

  /** The conclusion of what must be one of our theorems. */
  function of(theorem: Theorem): Formula {
    if (!theorems.has(theorem)) throw new KernelError('this is no theorem of this kernel');
    return theorem.conclusion;
  }

  function form<K extends Formula['is']>(theorem: Theorem, is: K): FormulaOf<K> {
    return formed(of(theorem), is);
  }

  return Object.freeze({
    isTheorem: (theorem: Theorem) => theorems.has(theorem),
    isConstructor: check.isConstructor,
    constructorsOf: check.constructorsOf,

    /** ⊢ A, for an axiom A of the theory. */
    axiom(name: string): Theorem {
      const formula = given.get(name);
      if (formula === undefined) throw new KernelError(`there is no axiom ${name}`);
      return make(formula, [], [name]);
    },

    /** A ⊢ A. */
    assume(formula: Formula): Theorem {
      check.formula(formula);
      return make(formula, [formula], []);
    },

    /** ⊢ true. */
    truth: (): Theorem => make({ is: 'true' }, [], []),

    /** From A and B, A and B. */
    andIntroduction(left: Theorem, right: Theorem): Theorem {
      return from({ is: 'and', left: of(left), right: of(right) }, [left, right]);
    },

    /** From A and B, A (or B). */
    andElimination(both: Theorem, side: 'left' | 'right'): Theorem {
      return from(form(both, 'and')[side], [both]);
    },

    /** From A (or B), `or`: A or B. */
    orIntroduction(one: Theorem, or: Formula, side: 'left' | 'right'): Theorem {
      check.formula(or);
      require(sameFormula(formed(or, 'or')[side], of(one)), 'the other side');
      return from(or, [one]);
    },

    /** From A or B, C under A and C under B: C. */
    orElimination(either: Theorem, left: Theorem, right: Theorem): Theorem {
      const or = form(either, 'or');
      require(sameFormula(of(left), of(right)), 'the cases end differently');
      return from(of(left), [either, left, right], [undefined, or.left, or.right]);
    },

    /** From B, perhaps under A: A implies B. */
    implicationIntroduction(supposed: Formula, then: Theorem): Theorem {
      check.formula(supposed);
      return from({ is: 'implies', left: supposed, right: of(then) }, [then], [supposed]);
    },

    /** From A implies B and A: B. */
    implicationElimination(implication: Theorem, premise: Theorem): Theorem {
      const { left, right } = form(implication, 'implies');
      require(sameFormula(left, of(premise)), 'the premise is another');
      return from(right, [implication, premise]);
    },

    /** From false, perhaps under A: not A. */
    negationIntroduction(supposed: Formula, absurd: Theorem): Theorem {
      check.formula(supposed);
      form(absurd, 'false');
      return from({ is: 'not', of: supposed }, [absurd], [supposed]);
    },

    /** From not A and A: false. */
    negationElimination(negation: Theorem, positive: Theorem): Theorem {
      require(sameFormula(form(negation, 'not').of, of(positive)), 'the negation is of another');
      return from({ is: 'false' }, [negation, positive]);
    },

    /** From false, perhaps under not A: A. */
    contradiction(formula: Formula, absurd: Theorem): Theorem {
      check.formula(formula);
      form(absurd, 'false');
      return from(formula, [absurd], [{ is: 'not', of: formula }]);
    },

    /** From A, where no assumption speaks of x: forall x, A. */
    forallIntroduction(free: Free, theorem: Theorem): Theorem {
      check.term(free);
      require(free.is === 'free', 'a variable');
      const formula = of(theorem);
      require(!theorem.assumptions.some((a) => occurs(free, a)), 'an assumption is about it');
      return from(quantified('forall', free, formula), [theorem]);
    },

    /** From forall x, A: A of a term. */
    forallElimination(theorem: Theorem, term: Term): Theorem {
      check.term(term);
      const { sort, body } = form(theorem, 'forall');
      require(term.sort === sort, 'a term of another sort');
      return from(instantiate(body, term), [theorem]);
    },

    /** From A of a term, `exists`: exists x, A. */
    existsIntroduction(exists: Formula, witness: Term, theorem: Theorem): Theorem {
      check.formula(exists);
      check.term(witness);
      const { sort, body } = formed(exists, 'exists');
      require(witness.sort === sort, 'a witness of another sort');
      require(sameFormula(instantiate(body, witness), of(theorem)), 'the witness does not fit');
      return from(exists, [theorem]);
    },

    /** From exists x, A, and C under A of a variable that is nowhere else: C. */
    existsElimination(exists: Theorem, free: Free, then: Theorem): Theorem {
      check.term(free);
      const { sort, body } = form(exists, 'exists');
      const formula = of(then);
      const supposed = instantiate(body, free);
      require(free.is === 'free' && free.sort === sort, 'a variable of another sort');
      const elsewhere = [formula, of(exists), ...without(then, supposed)];
      require(!elsewhere.some((f) => occurs(free, f)), 'the variable occurs elsewhere');
      return from(formula, [exists, then], [undefined, supposed]);
    },

    /** ⊢ t == t. */
    reflexivity(term: Term): Theorem {
      check.term(term);
      return make({ is: 'equal', left: term, right: term }, [], []);
    },

    /** From a == b and `template` with a for the variable: the template with b (Leibniz). */
    replacement(equation: Theorem, theorem: Theorem, hole: Free, template: Formula): Theorem {
      check.term(hole);
      check.formula(template);
      const { left, right } = form(equation, 'equal');
      require(hole.is === 'free' && left.sort === hole.sort, 'a hole of another sort');
      require(sameFormula(substitute(template, hole, left), of(theorem)), 'the template');
      return from(substitute(template, hole, right), [equation, theorem]);
    },

    /** From c(a, …) == c(b, …) for a constructor c: a == b, at one argument (from 0). */
    injectivity(equation: Theorem, argument: number): Theorem {
      const { left, right } = form(equation, 'equal');
      const built = left.is === 'apply' && right.is === 'apply' && left.symbol === right.symbol;
      require(built && check.isConstructor(left.symbol), 'no constructor on both sides');
      if (!built || left.args[argument] === undefined) throw new KernelError('no such argument');
      return from({ is: 'equal', left: left.args[argument], right: right.args[argument] }, [
        equation,
      ]);
    },

    /** From c(…) == d(…) for two constructors: false. */
    disjointness(equation: Theorem): Theorem {
      const { left, right } = form(equation, 'equal');
      const two = left.is === 'apply' && right.is === 'apply' && left.symbol !== right.symbol;
      require(two &&
        check.isConstructor(left.symbol) &&
        check.isConstructor(right.symbol), 'no two constructors');
      return from({ is: 'false' }, [equation]);
    },

    /**
     * Structural induction: `claim` is forall x, P(x) over a built sort. For each constructor c, in
     * order, a theorem P(c(y, …)) with variables y that occur nowhere else, perhaps under P of those
     * that have the sort of x.
     */
    induction(
      claim: Formula,
      cases: readonly { readonly variables: readonly Free[]; readonly theorem: Theorem }[],
    ): Theorem {
      check.formula(claim);
      const { sort, body } = formed(claim, 'forall');
      const constructors = check.constructorsOf(sort);
      if (constructors === null) throw new KernelError(`${sort} is not built from constructors`);
      require(cases.length === constructors.length, 'a case for each constructor');
      const assumptions = cases.flatMap(({ variables, theorem }, i) => {
        const { name, takes } = constructors[i];
        const term: Term = { is: 'apply', symbol: name, args: variables, sort };
        check.term(term);
        require(variables.length === takes.length, 'a variable for each argument');
        require(sameFormula(instantiate(body, term), of(theorem)), `the case ${name}`);
        const hypotheses = variables
          .filter((v) => v.sort === sort)
          .map((v) => instantiate(body, v));
        const others = theorem.assumptions.filter(
          (a) => !hypotheses.some((h) => sameFormula(h, a)),
        );
        for (const [j, variable] of variables.entries()) {
          require(variable.is === 'free', 'a variable');
          const again = variables.slice(0, j).some((v) => v.name === variable.name);
          require(!again, 'variables that differ');
          require(![claim, ...others].some((f) => occurs(variable, f)), 'a new variable');
        }
        return others;
      });
      return make(
        claim,
        assumptions,
        cases.flatMap(({ theorem }) => theorem.axioms),
      );
    },
  });
}

function formed<K extends Formula['is']>(formula: Formula, is: K): FormulaOf<K> {
  if (formula.is !== is) throw new KernelError(`\`${is}\` was wanted, but this is ${formula.is}`);
  return formula as FormulaOf<K>;
}

function require(condition: boolean, what: string): void {
  if (!condition) throw new KernelError(what);
}

function without({ assumptions }: Theorem, formula: Formula | undefined): readonly Formula[] {
  return formula ? assumptions.filter((a) => !sameFormula(a, formula)) : assumptions;
}

function distinct(formulas: readonly Formula[]): Formula[] {
  return formulas.filter((a, i) => !formulas.slice(0, i).some((b) => sameFormula(a, b)));
}
