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
  FunctionSymbol,
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
import { KernelError, WellFormed } from './well-formed.js';

export interface Theorem {
  readonly assumptions: readonly Formula[];
  readonly conclusion: Formula;
  /** Names of the axioms that it rests on. */
  readonly axioms: readonly string[];
}

export class Kernel {
  readonly #check: WellFormed;
  readonly #given: ReadonlyMap<string, Formula>;
  readonly #theorems = new WeakSet<Theorem>();

  /** @throws KernelError if the signature or an axiom makes no sense */
  constructor(
    signature: Signature,
    axioms: readonly { readonly name: string; readonly formula: Formula }[],
  ) {
    this.#check = new WellFormed(signature);
    this.#given = new Map(axioms.map(({ name, formula }) => [name, formula]));
    for (const formula of this.#given.values()) this.#check.formula(formula);
    Object.freeze(this);
  }

  /** The one place where theorems come from. */
  #make(conclusion: Formula, assumptions: readonly Formula[], names: readonly string[]) {
    this.#check.formula(conclusion);
    const theorem: Theorem = Object.freeze({
      conclusion,
      assumptions: Object.freeze(distinct(assumptions)),
      axioms: Object.freeze([...new Set(names)]),
    });
    this.#theorems.add(theorem);
    return theorem;
  }

  #from(
    conclusion: Formula,
    premises: readonly Theorem[],
    drop?: readonly (Formula | undefined)[],
  ) {
    const assumptions = premises.flatMap((premise, i) => without(premise, drop?.[i]));
    return this.#make(
      conclusion,
      assumptions,
      premises.flatMap((premise) => premise.axioms),
    );
  }

  /** The conclusion of what must be one of our theorems. */
  #of(theorem: Theorem): Formula {
    if (!this.#theorems.has(theorem)) throw new KernelError('this is no theorem of this kernel');
    return theorem.conclusion;
  }

  #form<K extends Formula['is']>(theorem: Theorem, is: K): FormulaOf<K> {
    return formed(this.#of(theorem), is);
  }

  isConstructor(name: string): boolean {
    return this.#check.isConstructor(name);
  }

  constructorsOf(sort: string): readonly FunctionSymbol[] | null {
    return this.#check.constructorsOf(sort);
  }

  /** ⊢ A, for an axiom A of the theory. */
  axiom(name: string): Theorem {
    const formula = this.#given.get(name);
    if (formula === undefined) throw new KernelError(`there is no axiom ${name}`);
    return this.#make(formula, [], [name]);
  }

  /** A ⊢ A. */
  assume(formula: Formula): Theorem {
    this.#check.formula(formula);
    return this.#make(formula, [formula], []);
  }

  /** ⊢ true. */
  truth(): Theorem {
    return this.#make({ is: 'true' }, [], []);
  }

  /** From A and B, A and B. */
  andIntroduction(left: Theorem, right: Theorem): Theorem {
    return this.#from({ is: 'and', left: this.#of(left), right: this.#of(right) }, [left, right]);
  }

  /** From A and B, A (or B). */
  andElimination(both: Theorem, side: 'left' | 'right'): Theorem {
    return this.#from(this.#form(both, 'and')[side], [both]);
  }

  /** From A (or B), `or`: A or B. */
  orIntroduction(one: Theorem, or: Formula, side: 'left' | 'right'): Theorem {
    this.#check.formula(or);
    require(sameFormula(formed(or, 'or')[side], this.#of(one)), 'the other side');
    return this.#from(or, [one]);
  }

  /** From A or B, C under A and C under B: C. */
  orElimination(either: Theorem, left: Theorem, right: Theorem): Theorem {
    const or = this.#form(either, 'or');
    require(sameFormula(this.#of(left), this.#of(right)), 'the cases end differently');
    return this.#from(this.#of(left), [either, left, right], [undefined, or.left, or.right]);
  }

  /** From B, perhaps under A: A implies B. */
  implicationIntroduction(supposed: Formula, then: Theorem): Theorem {
    this.#check.formula(supposed);
    return this.#from({ is: 'implies', left: supposed, right: this.#of(then) }, [then], [supposed]);
  }

  /** From A implies B and A: B. */
  implicationElimination(implication: Theorem, premise: Theorem): Theorem {
    const { left, right } = this.#form(implication, 'implies');
    require(sameFormula(left, this.#of(premise)), 'the premise is another');
    return this.#from(right, [implication, premise]);
  }

  /** From false, perhaps under A: not A. */
  negationIntroduction(supposed: Formula, absurd: Theorem): Theorem {
    this.#check.formula(supposed);
    this.#form(absurd, 'false');
    return this.#from({ is: 'not', of: supposed }, [absurd], [supposed]);
  }

  /** From not A and A: false. */
  negationElimination(negation: Theorem, positive: Theorem): Theorem {
    require(sameFormula(
      this.#form(negation, 'not').of,
      this.#of(positive),
    ), 'the negation is of another');
    return this.#from({ is: 'false' }, [negation, positive]);
  }

  /** From false, perhaps under not A: A. */
  contradiction(formula: Formula, absurd: Theorem): Theorem {
    this.#check.formula(formula);
    this.#form(absurd, 'false');
    return this.#from(formula, [absurd], [{ is: 'not', of: formula }]);
  }

  /** From A, where no assumption speaks of x: forall x, A. */
  forallIntroduction(free: Free, theorem: Theorem): Theorem {
    this.#check.term(free);
    require(free.is === 'free', 'a variable');
    const formula = this.#of(theorem);
    require(!theorem.assumptions.some((a) => occurs(free, a)), 'an assumption is about it');
    return this.#from(quantified('forall', free, formula), [theorem]);
  }

  /** From forall x, A: A of a term. */
  forallElimination(theorem: Theorem, term: Term): Theorem {
    this.#check.term(term);
    const { sort, body } = this.#form(theorem, 'forall');
    require(term.sort === sort, 'a term of another sort');
    return this.#from(instantiate(body, term), [theorem]);
  }

  /** From A of a term, `exists`: exists x, A. */
  existsIntroduction(exists: Formula, witness: Term, theorem: Theorem): Theorem {
    this.#check.formula(exists);
    this.#check.term(witness);
    const { sort, body } = formed(exists, 'exists');
    require(witness.sort === sort, 'a witness of another sort');
    require(sameFormula(instantiate(body, witness), this.#of(theorem)), 'the witness does not fit');
    return this.#from(exists, [theorem]);
  }

  /** From exists x, A, and C under A of a variable that is nowhere else: C. */
  existsElimination(exists: Theorem, free: Free, then: Theorem): Theorem {
    this.#check.term(free);
    const { sort, body } = this.#form(exists, 'exists');
    const formula = this.#of(then);
    const supposed = instantiate(body, free);
    require(free.is === 'free' && free.sort === sort, 'a variable of another sort');
    const elsewhere = [formula, this.#of(exists), ...without(then, supposed)];
    require(!elsewhere.some((f) => occurs(free, f)), 'the variable occurs elsewhere');
    return this.#from(formula, [exists, then], [undefined, supposed]);
  }

  /** ⊢ t == t. */
  reflexivity(term: Term): Theorem {
    this.#check.term(term);
    return this.#make({ is: 'equal', left: term, right: term }, [], []);
  }

  /** From a == b and `template` with a for the variable: the template with b (Leibniz). */
  replacement(equation: Theorem, theorem: Theorem, hole: Free, template: Formula): Theorem {
    this.#check.term(hole);
    this.#check.formula(template);
    const { left, right } = this.#form(equation, 'equal');
    require(hole.is === 'free' && left.sort === hole.sort, 'a hole of another sort');
    require(sameFormula(substitute(template, hole, left), this.#of(theorem)), 'the template');
    return this.#from(substitute(template, hole, right), [equation, theorem]);
  }

  /** From c(a, …) == c(b, …) for a constructor c: a == b, at one argument (from 0). */
  injectivity(equation: Theorem, argument: number): Theorem {
    const { left, right } = this.#form(equation, 'equal');
    const built = left.is === 'apply' && right.is === 'apply' && left.symbol === right.symbol;
    require(built && this.#check.isConstructor(left.symbol), 'no constructor on both sides');
    if (!built || left.args[argument] === undefined) throw new KernelError('no such argument');
    return this.#from({ is: 'equal', left: left.args[argument], right: right.args[argument] }, [
      equation,
    ]);
  }

  /** From c(…) == d(…) for two constructors: false. */
  disjointness(equation: Theorem): Theorem {
    const { left, right } = this.#form(equation, 'equal');
    const two = left.is === 'apply' && right.is === 'apply' && left.symbol !== right.symbol;
    require(two &&
      this.#check.isConstructor(left.symbol) &&
      this.#check.isConstructor(right.symbol), 'no two constructors');
    return this.#from({ is: 'false' }, [equation]);
  }

  /**
   * Structural induction: `claim` is forall x, P(x) over a built sort. For each constructor c, in
   * order, a theorem P(c(y, …)) with variables y that occur nowhere else, perhaps under P of those
   * that have the sort of x.
   */
  induction(
    claim: Formula,
    cases: readonly { readonly variables: readonly Free[]; readonly theorem: Theorem }[],
  ): Theorem {
    this.#check.formula(claim);
    const { sort, body } = formed(claim, 'forall');
    const constructors = this.#check.constructorsOf(sort);
    if (constructors === null) throw new KernelError(`${sort} is not built from constructors`);
    require(cases.length === constructors.length, 'a case for each constructor');
    const assumptions = cases.flatMap(({ variables, theorem }, i) => {
      const { name, takes } = constructors[i];
      const term: Term = { is: 'apply', symbol: name, args: variables, sort };
      this.#check.term(term);
      require(variables.length === takes.length, 'a variable for each argument');
      require(sameFormula(instantiate(body, term), this.#of(theorem)), `the case ${name}`);
      const hypotheses = variables.filter((v) => v.sort === sort).map((v) => instantiate(body, v));
      const others = theorem.assumptions.filter((a) => !hypotheses.some((h) => sameFormula(h, a)));
      for (const [j, variable] of variables.entries()) {
        require(variable.is === 'free', 'a variable');
        const again = variables.slice(0, j).some((v) => v.name === variable.name);
        require(!again, 'variables that differ');
        require(![claim, ...others].some((f) => occurs(variable, f)), 'a new variable');
      }
      return others;
    });
    return this.#make(
      claim,
      assumptions,
      cases.flatMap(({ theorem }) => theorem.axioms),
    );
  }
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
