/**
 * From the alternating automaton to a generalised Büchi automaton with acceptance on transitions: the
 * second half of Gastin and Oddoux (2001), for one letter at a time. A state is a set of obligations.
 * A transition has mark u when the run does not put off `until` number u: it is not among the next
 * obligations, or they contain all that its right side would ask. (The latter is looked at only where the state
 * asks for the right side anyhow, so that no more propositions are asked for than the formula does; an
 * `until` that is put off for ever is an obligation all the time.) States that can do the same are one state
 * from the beginning.
 */
import type { PathFormula } from '../formula.js';
import { LimitHit, type TemporalLimits } from '../limits.js';
import {
  Alternating,
  asksNoMore,
  inOrder,
  type Obligations,
  unions,
  type Ways,
} from './alternating.js';
import { MARKS_MAX, type Step } from './automaton.js';
import { type Diagram, Diagrams } from './diagrams.js';
import { type Present, presentOf } from './order.js';

export type Limits = Pick<
  TemporalLimits,
  'automatonStates' | 'automatonTransitions' | 'automatonDecisions'
>;

/** An automaton whose transitions are still functions of letters. */
export interface Symbolic {
  readonly diagrams: Diagrams<readonly Step[]>;
  /** What each state does; state 0 is the initial one. */
  readonly states: readonly Diagram[];
  /** Of each state, the propositions in the order in which they are to be evaluated. */
  readonly orders: readonly (readonly number[])[];
  readonly marks: number;
}

type Until = Extract<PathFormula, { readonly left: PathFormula }>;

/** Next obligations, and marks. */
interface Way {
  readonly next: Obligations;
  readonly marks: number;
}

/** @throws LimitHit when the formula is too large */
export function generalised(formula: PathFormula, limits: Limits): Symbolic {
  return new Generalised(formula, limits).symbolic();
}

export const stepDiagrams = (nodesMax: number): Diagrams<readonly Step[]> =>
  new Diagrams((steps) => steps.map(({ target, marks }) => `${target}:${marks}`).join(), nodesMax);

class Generalised {
  private readonly alternating: Alternating;
  private readonly marked: Diagrams<readonly Way[]>;
  private readonly together: (a: Diagram, b: Diagram) => Diagram;
  /** By the number of a mark. */
  private readonly untils: readonly Until[];
  private readonly markings: readonly ((next: Diagram, fulfilled: Diagram) => Diagram)[];
  private readonly numbers = new Map<string, number>();
  private readonly numberOf = new Map<Diagram, number>();
  private readonly doing: Diagram[] = [];
  private readonly orders: (readonly number[])[] = [];
  private transitions = 0;

  constructor(
    private readonly formula: PathFormula,
    private readonly limits: Limits,
  ) {
    const { automatonDecisions } = limits;
    this.alternating = new Alternating(formula, automatonDecisions);
    this.marked = new Diagrams(
      (ways) => ways.map((w) => `${w.next}:${w.marks}`).join('|'),
      automatonDecisions,
    );
    const { diagrams, formulas } = this.alternating;
    // Not only the least: a way that asks more may have more marks.
    this.together = diagrams.combining(diagrams, diagrams, (a, b) => inOrder(unions(a, b)));
    this.untils = formulas.filter((f) => f.op === 'until') as Until[];
    if (this.untils.length > MARKS_MAX) {
      throw new LimitHit(`the formula has more than ${MARKS_MAX} eventualities`);
    }
    this.markings = this.untils.map((until, mark) => {
      const number = this.alternating.numberOf(until);
      return this.marked.combining(diagrams, this.marked, (ways, own) =>
        ways.map((way) => (fulfils(way.next, number, own) ? withMark(way, mark) : way)),
      );
    });
  }

  symbolic(): Symbolic {
    const diagrams = stepDiagrams(this.limits.automatonDecisions);
    this.number(this.alternating.obligations(this.formula));
    const states: Diagram[] = [];
    const toSteps = this.marked.mapping(diagrams, (ways) => this.steps(ways));
    // `doing` grows while steps are numbered.
    for (let q = 0; q < this.doing.length; q++) states.push(toSteps(this.doing[q]));
    return { diagrams, states, orders: this.orders, marks: 2 ** this.untils.length - 1 };
  }

  private number(next: Obligations): number {
    const needed = this.needed(next);
    const key = needed.join();
    let number = this.numbers.get(key);
    if (number === undefined) {
      const present = presentOf(needed.map((number) => this.alternating.formulas[number]));
      const doing = this.waysOf(needed, present);
      number = this.numberOf.get(doing) ?? this.add(doing, present);
      this.numbers.set(key, number);
    }
    return number;
  }

  private add(doing: Diagram, { order }: Present): number {
    const { automatonStates } = this.limits;
    if (this.doing.length >= automatonStates) {
      throw new LimitHit(`the automaton of the formula has more than ${automatonStates} states`);
    }
    this.numberOf.set(doing, this.doing.length);
    this.orders.push(order);
    return this.doing.push(doing) - 1;
  }

  /** Without what others imply, in that each of their ways is also a way to satisfy it. */
  private needed(next: Obligations): Obligations {
    const { formulas } = this.alternating;
    const has = (f: PathFormula) => next.includes(this.alternating.numberOf(f));
    const own = next.map((number) => formulas[number]);
    // The ways of (l release r) are ways of r.
    const insides = new Set(own.flatMap((f) => (f.op === 'release' ? [f.right] : [])));
    const isImplied = (f: PathFormula) =>
      insides.has(f) ||
      (f.op === 'until' && (has(f.right) || insides.has(f.right))) ||
      (f.op === 'or' && (has(f.left) || has(f.right)));
    return next.filter((number) => !isImplied(formulas[number]));
  }

  private waysOf(obligations: Obligations, present: Present): Diagram {
    const { alternating, marked, untils } = this;
    let ways = alternating.diagrams.leaf([[]]);
    for (const number of obligations) {
      ways = this.together(ways, alternating.waysOf(alternating.formulas[number]));
    }
    let result = alternating.diagrams.mapping(marked, (sets): readonly Way[] =>
      sets.map((next) => ({ next, marks: 0 })),
    )(ways);
    const unasked = alternating.diagrams.leaf([]);
    untils.forEach(({ right }, mark) => {
      const own = present.formulas.has(right) ? alternating.waysOf(right) : unasked;
      result = this.markings[mark](result, own);
    });
    return marked.mapping(marked, withoutWorse)(result);
  }

  private steps(ways: readonly Way[]): readonly Step[] {
    this.transitions += ways.length;
    const { automatonTransitions } = this.limits;
    if (this.transitions > automatonTransitions) {
      throw new LimitHit(
        `the automaton of the formula has more than ${automatonTransitions} transitions`,
      );
    }
    return ways.map(({ next, marks }) => ({ target: this.number(next), marks }));
  }
}

/** Does a step with these next obligations not put off the until? `own`: the ways of its right side. */
const fulfils = (next: Obligations, until: number, own: Ways): boolean =>
  !next.includes(until) || own.some((way) => asksNoMore(way, next));

const withMark = ({ next, marks }: Way, mark: number): Way => ({
  next,
  marks: marks | (1 << mark),
});

const withoutWorse = (ways: readonly Way[]): readonly Way[] =>
  ways.filter(
    (way) =>
      !ways.some(
        (other) =>
          other !== way &&
          asksNoMore(other.next, way.next) &&
          (other.marks & way.marks) === way.marks,
      ),
  );
