/**
 * From a path formula to an automaton, by the on-the-fly tableau of Gerth, Peled, Vardi and Wolper,
 * "Simple on-the-fly automatic verification of linear temporal logic" (1995), with acceptance on
 * transitions as in Couvreur, "On-the-fly verification of linear temporal logic" (1999): an automaton
 * state is the set of formulas that the rest of the run must satisfy; taking `p until q` by its second
 * way, `p and next(p until q)`, is a promise, and mark u occurs on every transition that does not make
 * the promise of until number u.
 *
 * The two ways of an `or`, `until` or `release` are kept apart where the first is decided by a literal
 * (a, or else not a and b): fewer choices for the product, and a guard protects what stands after it.
 */
import type { PathFormula, PathFormulas } from '../formula.js';
import { LimitHit, type TemporalLimits } from '../limits.js';
import {
  type Automaton,
  type AutomatonTransition,
  type GuardLiteral,
  MARKS_MAX,
} from './automaton.js';
import { simplified } from './simplify.js';

type Limits = Pick<TemporalLimits, 'automatonStates' | 'automatonTransitions'>;

/** The automaton of the runs that satisfy `formula`.
 * @throws LimitHit when the formula is too large. */
export function automatonOf(
  formula: PathFormula,
  formulas: PathFormulas,
  limits: Limits,
): Automaton {
  return new Tableau(formula, formulas, limits).automaton();
}

/** What is left to do for one transition. */
interface Branch {
  /** Formulas still to satisfy by this transition, first to last. */
  readonly todo: readonly PathFormula[];
  readonly seen: ReadonlySet<number>;
  readonly guard: readonly GuardLiteral[];
  readonly next: readonly PathFormula[];
  readonly promises: number;
}

class Tableau {
  private readonly numbers = new Map<string, number>();
  private readonly obligations: (readonly PathFormula[])[] = [];
  private readonly markOf = new Map<number, number>();
  private transitionCount = 0;

  constructor(
    formula: PathFormula,
    private readonly formulas: PathFormulas,
    private readonly limits: Limits,
  ) {
    this.number([formula]);
    this.collectUntils(formula);
  }

  automaton(): Automaton {
    const states: AutomatonTransition[][] = [];
    // `obligations` grows while states are expanded.
    for (let q = 0; q < this.obligations.length; q++) {
      states.push(this.expand(this.obligations[q]));
    }
    return simplified(states, this.allMarks());
  }

  private allMarks(): number {
    return 2 ** this.markOf.size - 1;
  }

  private collectUntils(formula: PathFormula): void {
    const seen = new Set<number>();
    const visit = (f: PathFormula) => {
      if (seen.has(f.id)) return;
      seen.add(f.id);
      if (f.op === 'until') this.markOf.set(f.id, this.markOf.size);
      if (f.op === 'next') visit(f.of);
      if ('left' in f) {
        visit(f.left);
        visit(f.right);
      }
    };
    visit(formula);
    if (this.markOf.size > MARKS_MAX) {
      throw new LimitHit(`the formula has more than ${MARKS_MAX} eventualities`);
    }
  }

  private number(obligations: readonly PathFormula[]): number {
    const sorted = [...obligations].sort((a, b) => a.id - b.id);
    const key = sorted.map(({ id }) => id).join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.obligations.length;
      if (number >= this.limits.automatonStates) {
        throw new LimitHit(
          `the automaton of the formula has more than ${this.limits.automatonStates} states`,
        );
      }
      this.numbers.set(key, number);
      this.obligations.push(sorted);
    }
    return number;
  }

  private expand(obligations: readonly PathFormula[]): AutomatonTransition[] {
    const transitions: AutomatonTransition[] = [];
    const empty = { seen: new Set<number>(), guard: [], next: [], promises: 0 };
    const branches: Branch[] = [{ ...empty, todo: obligations }];
    for (;;) {
      const branch = branches.pop();
      if (!branch) return transitions;
      if (branch.todo.length > 0) {
        // The first way is to come out first.
        branches.push(...this.step(branch).reverse());
        continue;
      }
      if (++this.transitionCount > this.limits.automatonTransitions) {
        throw new LimitHit(
          `the automaton of the formula has more than ${this.limits.automatonTransitions} transitions`,
        );
      }
      transitions.push({
        guard: branch.guard,
        target: this.number(branch.next),
        marks: this.allMarks() & ~branch.promises,
      });
    }
  }

  /** Takes the first formula apart: no branch if it cannot be satisfied, two if there is a choice. */
  private step(branch: Branch): Branch[] {
    const [formula, ...todo] = branch.todo;
    if (branch.seen.has(formula.id)) return [{ ...branch, todo }];
    const rest = { ...branch, todo, seen: new Set([...branch.seen, formula.id]) };
    const first = (...more: PathFormula[]) => ({ ...rest, todo: [...more, ...todo] });
    switch (formula.op) {
      case 'true':
        return [rest];
      case 'false':
        return [];
      case 'literal':
        return read(rest, formula);
      case 'next':
        return [{ ...rest, next: withFormula(rest.next, formula.of) }];
      case 'and':
        return [first(formula.left, formula.right)];
      case 'or':
        return [first(formula.left), first(...this.orElse(formula.left), formula.right)];
      case 'until': {
        const later = {
          ...first(...this.orElse(formula.right), formula.left),
          next: withFormula(rest.next, formula),
        };
        const promise = 1 << (this.markOf.get(formula.id) as number);
        return [first(formula.right), { ...later, promises: rest.promises | promise }];
      }
      case 'release': {
        const later = first(formula.right, ...this.orElse(formula.left));
        return [
          first(formula.right, formula.left),
          { ...later, next: withFormula(rest.next, formula) },
        ];
      }
    }
  }

  /** The second way is needed only where the first is not open. */
  private orElse(first: PathFormula): PathFormula[] {
    return first.op === 'literal'
      ? [this.formulas.literal(first.proposition, !first.positive)]
      : [];
  }
}

function read(branch: Branch, literal: GuardLiteral): Branch[] {
  const { proposition, positive } = literal;
  const known = branch.guard.find((l) => l.proposition === proposition);
  if (known) return known.positive === positive ? [branch] : [];
  return [{ ...branch, guard: [...branch.guard, { proposition, positive }] }];
}

const withFormula = (set: readonly PathFormula[], formula: PathFormula): readonly PathFormula[] =>
  set.includes(formula) ? set : [...set, formula];
