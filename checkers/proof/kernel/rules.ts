/**
 * The rules that proofs name, each an attempt to get the formula wanted from what is at hand, by calls
 * of the kernel. Not trusted: a rule that tried nonsense would be refused there.
 */
import type { Formula, FormulaOf, Free, Term } from '../../../engine/language/theory/logic.js';
import type { RuleName } from '../../../engine/language/theory/rules.js';
import {
  instantiate,
  occurs,
  sameFormula,
  sameTerm,
  substitute,
} from '../../../engine/language/theory/terms.js';
import {
  argumentsOf,
  congruence,
  sides,
  symmetry,
  transitivity,
  withArguments,
} from './equality.js';
import { instanceOf } from './instances.js';
import type { Kernel, Theorem } from './kernel.js';
import { matchFormula, NOTHING, patternVariable } from './matching.js';
import { Simplifier } from './rewriting.js';

/** A closed supposition: what was supposed, and the last thing that came of it. */
export interface Box {
  readonly supposed: Formula;
  /** Variables that the supposition introduced. */
  readonly fixed: readonly Free[];
  /** Null where its last step established nothing. */
  readonly last: Theorem | null;
}

/** What a rule is applied to. */
export interface AtHand {
  readonly facts: readonly Theorem[];
  readonly boxes: readonly Box[];
}

/** The theorem wanted, or null where the rule does not give it from what is at hand. */
type Rule = (kernel: Kernel, wanted: Formula, at: AtHand) => Theorem | null;

const find = (formula: Formula, { facts }: AtHand): Theorem | null =>
  facts.find(({ conclusion }) => sameFormula(conclusion, formula)) ?? null;

/** The first that is not null. */
function first<T, R>(items: readonly T[], attempt: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = attempt(item);
    if (found !== null) return found;
  }
  return null;
}

/** A box that supposes exactly this, with what came of it. */
function boxFrom(supposed: Formula, ends: Formula, { boxes }: AtHand): Theorem | null {
  return first(boxes, ({ supposed: a, last }) =>
    sameFormula(a, supposed) && last && sameFormula(last.conclusion, ends) ? last : null,
  );
}

/** Only for formulas of one form. */
const when =
  <K extends Formula['is']>(
    is: K,
    rule: (kernel: Kernel, wanted: FormulaOf<K>, at: AtHand) => Theorem | null,
  ): Rule =>
  (kernel, wanted, at) =>
    wanted.is === is ? rule(kernel, wanted as FormulaOf<K>, at) : null;

const FALSE: Formula = { is: 'false' };

const andElimination: Rule = (kernel, wanted, { facts }) => {
  const inside = (theorem: Theorem): Theorem | null => {
    if (theorem.conclusion.is !== 'and') return null;
    return first(['left', 'right'] as const, (side) => {
      const part = kernel.andElimination(theorem, side);
      return sameFormula(part.conclusion, wanted) ? part : inside(part);
    });
  };
  return first(facts, inside);
};

const orElimination: Rule = (kernel, wanted, at) =>
  first(at.facts, (either) => {
    const or = either.conclusion;
    if (or.is !== 'or') return null;
    const under = (supposed: Formula) => {
      const box = boxFrom(supposed, wanted, at);
      if (box) return box;
      const implication = find({ is: 'implies', left: supposed, right: wanted }, at);
      return implication && kernel.implicationElimination(implication, kernel.assume(supposed));
    };
    const left = under(or.left);
    const right = under(or.right);
    return left && right && kernel.orElimination(either, left, right);
  });

const implicationElimination: Rule = (kernel, wanted, at) =>
  first(at.facts, (implication) => {
    const { conclusion } = implication;
    if (conclusion.is !== 'implies' || !sameFormula(conclusion.right, wanted)) return null;
    const premise = find(conclusion.left, at);
    return premise && kernel.implicationElimination(implication, premise);
  });

/** From A and not A: false. */
const negationElimination: Rule = (kernel, wanted, at) =>
  wanted.is !== 'false'
    ? null
    : first(at.facts, (negation) => {
        if (negation.conclusion.is !== 'not') return null;
        const positive = find(negation.conclusion.of, at);
        return positive && kernel.negationElimination(negation, positive);
      });

const falseElimination: Rule = (kernel, wanted, at) => {
  const absurd = find(FALSE, at);
  return absurd && kernel.contradiction(wanted, absurd);
};

/** From not not A: A. */
const doubleNegation: Rule = (kernel, wanted, at) => {
  const negation: Formula = { is: 'not', of: wanted };
  const twice = find({ is: 'not', of: negation }, at);
  if (twice === null) return null;
  return kernel.contradiction(wanted, kernel.negationElimination(twice, kernel.assume(negation)));
};

/** ⊢ A or not A. */
const excludedMiddle = when('or', (kernel, or) => {
  const { left, right } = or;
  if (right.is !== 'not' || !sameFormula(right.of, left)) return null;
  const neither = kernel.assume({ is: 'not', of: or });
  const one = kernel.orIntroduction(kernel.assume(left), or, 'left');
  const not = kernel.negationIntroduction(left, kernel.negationElimination(neither, one));
  const other = kernel.orIntroduction(not, or, 'right');
  return kernel.contradiction(or, kernel.negationElimination(neither, other));
});

/** From false under not A: A. */
const contradiction: Rule = (kernel, wanted, at) => {
  const absurd = boxFrom({ is: 'not', of: wanted }, FALSE, at);
  return absurd && kernel.contradiction(wanted, absurd);
};

/** From A of a variable about which nothing is assumed: forall x, A. */
const forallIntroduction = when('forall', (kernel, forall, { facts }) =>
  first(facts, (theorem) => {
    const pattern = patternVariable(0, forall.sort);
    const bindings = matchFormula(instantiate(forall.body, pattern), theorem.conclusion, NOTHING);
    const free = bindings?.get(pattern.name) ?? {
      is: 'free',
      name: forall.name,
      sort: forall.sort,
    };
    if (!bindings || free.is !== 'free') return null;
    if (theorem.assumptions.some((assumption) => occurs(free, assumption))) return null;
    const found = kernel.forallIntroduction(free, theorem);
    return sameFormula(found.conclusion, forall) ? found : null;
  }),
);

const forallElimination: Rule = (kernel, wanted, { facts }) =>
  first(facts, (theorem) =>
    theorem.conclusion.is === 'forall' ? instanceOf(kernel, theorem, wanted, []) : null,
  );

/** From A of a term: exists x, A. */
const existsIntroduction = when('exists', (kernel, exists, { facts }) =>
  first(facts, (theorem) => {
    const pattern = patternVariable(0, exists.sort);
    const bindings = matchFormula(instantiate(exists.body, pattern), theorem.conclusion, NOTHING);
    const witness = bindings?.get(pattern.name);
    return witness ? kernel.existsIntroduction(exists, witness, theorem) : null;
  }),
);

/** From exists x, A, and C under A of a new variable: C. */
const existsElimination: Rule = (kernel, wanted, { facts, boxes }) =>
  first(facts, (theorem) => {
    const exists = theorem.conclusion;
    if (exists.is !== 'exists') return null;
    return first(boxes, ({ supposed, fixed: [free, ...more], last }) => {
      if (last === null || free === undefined || more.length > 0 || free.sort !== exists.sort)
        return null;
      if (!sameFormula(instantiate(exists.body, free), supposed)) return null;
      if (!sameFormula(last.conclusion, wanted) || occurs(free, wanted)) return null;
      return kernel.existsElimination(theorem, free, last);
    });
  });

// -------------------------------------------------------------------------------------- equality

const equations = ({ facts }: AtHand) =>
  facts.filter(({ conclusion }) => conclusion.is === 'equal');

/** As it stands, or turned round. */
function equationFor(kernel: Kernel, left: Term, right: Term, at: AtHand): Theorem | null {
  if (sameTerm(left, right)) return kernel.reflexivity(left);
  const forwards = find({ is: 'equal', left, right }, at);
  if (forwards) return forwards;
  const back = find({ is: 'equal', left: right, right: left }, at);
  return back && symmetry(kernel, back);
}

/** Along equations at hand, each used at most once, from one term to the other. */
const transitive = when('equal', (kernel, { left, right }, at) => {
  const all = equations(at);
  const seen: Term[] = [left];
  const search = (theorem: Theorem): Theorem | null => {
    const now = sides(theorem).right;
    if (sameTerm(now, right)) return theorem;
    seen.push(now);
    return first(all, (equation) => {
      const next = sides(equation);
      if (!sameTerm(next.left, now) || seen.some((term) => sameTerm(term, next.right))) return null;
      return search(transitivity(kernel, theorem, equation));
    });
  };
  return first(all, (equation) => (sameTerm(sides(equation).left, left) ? search(equation) : null));
});

/** Equal arguments: f(a) == f(b), or P(b) where P(a) is at hand. */
const congruent: Rule = (kernel, wanted, at) => {
  const one = (a: Term, b: Term) => equationFor(kernel, a, b, at);
  if (wanted.is === 'equal') {
    const { left, right } = wanted;
    if (left.is !== 'apply' || right.is !== 'apply' || left.symbol !== right.symbol) return null;
    const args = allOf(left.args.map((arg, i) => one(arg, right.args[i])));
    return args && congruence(kernel, left, args);
  }
  if (wanted.is !== 'predicate') return null;
  return first(at.facts, (fact) => {
    const { conclusion } = fact;
    if (conclusion.is !== 'predicate' || conclusion.symbol !== wanted.symbol) return null;
    const args = allOf(wanted.args.map((arg, i) => one(arg, argumentsOf(conclusion)[i])));
    return args && withArguments(kernel, fact, args);
  });
};

const allOf = <T>(items: readonly (T | null)[]): T[] | null => {
  const found = items.filter((item): item is T => item !== null);
  return found.length === items.length ? found : null;
};

/** What an equation and another fact say: the fact with some, or all, of one side replaced. */
const substitution: Rule = (kernel, wanted, at) =>
  first(equations(at), (equation) =>
    first([equation, symmetry(kernel, equation)], (turned) =>
      first(at.facts, (fact) => replaced(kernel, turned, fact, wanted)),
    ),
  );

function replaced(kernel: Kernel, equation: Theorem, fact: Theorem, wanted: Formula) {
  const { left, right } = sides(equation);
  const hole: Free = { is: 'free', name: '□', sort: left.sort };
  const template = anti(fact.conclusion, wanted, left, right, hole);
  if (template === null || !occurs(hole, template)) return null;
  const fits = sameFormula(substitute(template, hole, left), fact.conclusion);
  return fits ? kernel.replacement(equation, fact, hole, template) : null;
}

/** A formula with holes that is `a` with `left` in them, and `b` with `right`. */
function anti(a: Formula, b: Formula, left: Term, right: Term, hole: Free): Formula | null {
  const terms = (x: Term, y: Term): Term | null => {
    if (sameTerm(x, y)) return x;
    if (sameTerm(x, left) && sameTerm(y, right)) return hole;
    if (x.is !== 'apply' || y.is !== 'apply' || x.symbol !== y.symbol) return null;
    const args = allOf(x.args.map((arg, i) => terms(arg, y.args[i])));
    return args && { ...x, args };
  };
  const inner = (x: Formula, y: Formula) => anti(x, y, left, right, hole);
  if (a.is === 'predicate' && b.is === 'predicate' && a.symbol === b.symbol) {
    const args = allOf(a.args.map((arg, i) => terms(arg, b.args[i])));
    return args && { ...a, args };
  }
  if (a.is === 'equal' && b.is === 'equal') {
    const both = allOf([terms(a.left, b.left), terms(a.right, b.right)]);
    return both && { is: 'equal', left: both[0], right: both[1] };
  }
  if (a.is === 'not' && b.is === 'not') {
    const of = inner(a.of, b.of);
    return of && { is: 'not', of };
  }
  if (a.is === 'and' || a.is === 'or' || a.is === 'implies') {
    const l = b.is === a.is ? inner(a.left, b.left) : null;
    const r = b.is === a.is ? inner(a.right, b.right) : null;
    return l && r && { is: a.is, left: l, right: r };
  }
  if ((a.is === 'forall' || a.is === 'exists') && b.is === a.is && a.sort === b.sort) {
    const body = inner(a.body, b.body);
    return body && { ...a, body };
  }
  return sameFormula(a, b) ? a : null;
}

// --------------------------------------------------------------------------------- constructors

const injective = when('equal', (kernel, wanted, at) =>
  first(equations(at), (equation) => {
    const { left, right } = sides(equation);
    if (left.is !== 'apply' || right.is !== 'apply' || left.symbol !== right.symbol) return null;
    if (!kernel.isConstructor(left.symbol)) return null;
    return first([...left.args.keys()], (i) => {
      const found = kernel.injectivity(equation, i);
      return sameFormula(found.conclusion, wanted) ? found : null;
    });
  }),
);

/** Two constructors: `zero != succ(n)`; or false, from `zero == succ(n)`. */
const disjoint: Rule = (kernel, wanted, at) => {
  if (wanted.is === 'not' && wanted.of.is === 'equal') {
    const absurd = clash(kernel, kernel.assume(wanted.of));
    return absurd && kernel.negationIntroduction(wanted.of, absurd);
  }
  return wanted.is === 'false' ? first(equations(at), (one) => clash(kernel, one)) : null;
};

/** False, from an equation between values that different constructors built; null where none is. */
export function clash(kernel: Kernel, equation: Theorem): Theorem | null {
  const { left, right } = sides(equation);
  if (left.is !== 'apply' || right.is !== 'apply') return null;
  if (!kernel.isConstructor(left.symbol) || !kernel.isConstructor(right.symbol)) return null;
  if (left.symbol !== right.symbol) return kernel.disjointness(equation);
  return first([...left.args.keys()], (i) => clash(kernel, kernel.injectivity(equation, i)));
}

// -------------------------------------------------------------------------------- simplification

/** Both sides of equations and arguments of predicates in their simplest form; then what is plain to see. */
export const simplification: Rule = (kernel, wanted, at) => {
  const simplifier = new Simplifier(kernel, at.facts);
  const inner = (formula: Formula): Theorem | null => simplification(kernel, formula, at);
  switch (wanted.is) {
    case 'true':
      return kernel.truth();
    case 'forall': {
      const free: Free = {
        is: 'free',
        name: `${wanted.name}'${depthOf(wanted)}`,
        sort: wanted.sort,
      };
      const body = inner(instantiate(wanted.body, free));
      return body && kernel.forallIntroduction(free, body);
    }
    case 'and': {
      const left = inner(wanted.left);
      const right = left && inner(wanted.right);
      return left && right && kernel.andIntroduction(left, right);
    }
    case 'implies': {
      const facts = [kernel.assume(wanted.left), ...at.facts];
      const then = simplification(kernel, wanted.right, { ...at, facts });
      return then && kernel.implicationIntroduction(wanted.left, then);
    }
    case 'not':
      return find(wanted, at) ?? unequal(kernel, wanted, simplifier);
    case 'predicate':
    case 'equal': {
      const terms = argumentsOf(wanted).map((term) => simplifier.simplify(term));
      const plain = terms.map((equation) => sides(equation).right);
      const simple = obvious(kernel, wanted, plain, at);
      return simple && withArguments(kernel, simple, terms);
    }
    default:
      return find(wanted, at);
  }
};

function obvious(kernel: Kernel, wanted: Formula, terms: readonly Term[], at: AtHand) {
  if (wanted.is === 'equal') {
    const [left, right] = terms;
    if (sameTerm(left, right)) return kernel.reflexivity(left);
    return find({ is: 'equal', left, right }, at);
  }
  if (wanted.is !== 'predicate') return null;
  return first(at.facts, (fact) => instanceOf(kernel, fact, { ...wanted, args: terms }, []));
}

/** a != b, where the simplest forms are built differently. */
function unequal(kernel: Kernel, wanted: FormulaOf<'not'>, simplifier: Simplifier) {
  if (wanted.of.is !== 'equal') return null;
  const left = simplifier.simplify(wanted.of.left);
  const right = simplifier.simplify(wanted.of.right);
  const supposed = kernel.assume(wanted.of);
  const plain = transitivity(kernel, symmetry(kernel, left), transitivity(kernel, supposed, right));
  const absurd = clash(kernel, plain);
  return absurd && kernel.negationIntroduction(wanted.of, absurd);
}

/** How many quantifiers stand within: tells the variables of nested ones apart. */
function depthOf(formula: Formula): number {
  return formula.is === 'forall' || formula.is === 'exists' ? 1 + depthOf(formula.body) : 0;
}

export const RULE: Readonly<Record<RuleName, Rule>> = {
  assumption: (_, wanted, at) => find(wanted, at),
  'and introduction': when('and', (kernel, { left, right }, at) => {
    const [a, b] = [find(left, at), find(right, at)];
    return a && b && kernel.andIntroduction(a, b);
  }),
  'and elimination': andElimination,
  'or introduction': when('or', (kernel, or, at) =>
    first(['left', 'right'] as const, (side) => {
      const one = find(or[side], at);
      return one && kernel.orIntroduction(one, or, side);
    }),
  ),
  'or elimination': orElimination,
  'implication introduction': when('implies', (kernel, { left, right }, at) => {
    const then = boxFrom(left, right, at);
    return then && kernel.implicationIntroduction(left, then);
  }),
  'implication elimination': implicationElimination,
  'negation introduction': when('not', (kernel, { of }, at) => {
    const absurd = boxFrom(of, FALSE, at);
    return absurd && kernel.negationIntroduction(of, absurd);
  }),
  'negation elimination': negationElimination,
  'false elimination': falseElimination,
  'double negation': doubleNegation,
  'excluded middle': excludedMiddle,
  contradiction,
  'forall introduction': forallIntroduction,
  'forall elimination': forallElimination,
  'exists introduction': existsIntroduction,
  'exists elimination': existsElimination,
  reflexivity: when('equal', (kernel, { left, right }) =>
    sameTerm(left, right) ? kernel.reflexivity(left) : null,
  ),
  symmetry: when('equal', (kernel, { left, right }, at) => {
    const back = find({ is: 'equal', left: right, right: left }, at);
    return back && symmetry(kernel, back);
  }),
  transitivity: transitive,
  congruence: congruent,
  substitution,
  injectivity: injective,
  disjointness: disjoint,
  simplification,
};
