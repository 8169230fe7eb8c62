/**
 * From a path formula to a very weak alternating automaton: the first half of Gastin and Oddoux, "Fast
 * LTL to Büchi automata translation" (2001). Its states are formulas; for each letter, a formula has
 * *ways*, each a set of formulas that the rest of the run must all satisfy. No run stays in one `until`
 * for ever (co-Büchi). Kept as decision diagrams, a way that asks more than another one for the same
 * letter is never made: exactly where q holds, `p until q` has the one way that asks nothing more.
 */
import type { PathFormula } from '../formula.js';
import { type Diagram, Diagrams } from './diagrams.js';

/** Numbers of formulas, ascending, each once: all of them must hold. */
export type Obligations = readonly number[];

/** Any of them will do. */
export type Ways = readonly Obligations[];

const NOTHING: Obligations = [];

export class Alternating {
  readonly diagrams: Diagrams<Ways>;
  /** The subformulas, by number: in reading order, for what stands first is evaluated first. */
  readonly formulas: readonly PathFormula[];
  private readonly numbers: ReadonlyMap<PathFormula, number>;
  private readonly ways = new Map<number, Diagram>();
  private readonly both: (a: Diagram, b: Diagram) => Diagram;
  private readonly either: (a: Diagram, b: Diagram) => Diagram;

  constructor(formula: PathFormula, nodesMax: number) {
    this.formulas = subformulas(formula);
    this.numbers = new Map(this.formulas.map((f, number) => [f, number]));
    this.diagrams = new Diagrams<Ways>((ways) => ways.join('|') + ways.length, nodesMax);
    const { diagrams } = this;
    this.both = diagrams.combining(diagrams, diagrams, (a, b) => least(unions(a, b)));
    this.either = diagrams.combining(diagrams, diagrams, (a, b) => least([...a, ...b]));
  }

  numberOf(subformula: PathFormula): number {
    return this.numbers.get(subformula) as number;
  }

  /** The formulas that together say what this one does. */
  obligations(formula: PathFormula): Obligations {
    if (formula.op === 'true') return NOTHING;
    if (formula.op === 'and') {
      return union(this.obligations(formula.left), this.obligations(formula.right));
    }
    return [this.numberOf(formula)];
  }

  waysOf(formula: PathFormula): Diagram {
    let ways = this.ways.get(formula.id);
    if (ways === undefined) {
      ways = this.make(formula);
      this.ways.set(formula.id, ways);
    }
    return ways;
  }

  private make(formula: PathFormula): Diagram {
    const { diagrams } = this;
    switch (formula.op) {
      case 'true':
        return diagrams.leaf([NOTHING]);
      case 'false':
        return diagrams.leaf([]);
      case 'literal': {
        const [yes, no] = [diagrams.leaf([NOTHING]), diagrams.leaf([])];
        const { proposition, positive } = formula;
        return positive ? diagrams.test(proposition, yes, no) : diagrams.test(proposition, no, yes);
      }
      case 'next':
        return diagrams.leaf([this.obligations(formula.of)]);
      case 'and':
        return this.both(this.waysOf(formula.left), this.waysOf(formula.right));
      case 'or':
        return this.either(this.waysOf(formula.left), this.waysOf(formula.right));
      case 'until':
      case 'release': {
        const again = diagrams.leaf([this.obligations(formula)]);
        const left = this.waysOf(formula.left);
        const right = this.waysOf(formula.right);
        return formula.op === 'until'
          ? this.either(right, this.both(left, again))
          : this.both(right, this.either(left, again));
      }
    }
  }
}

/** Each once, outer before inner, left before right. */
function subformulas(formula: PathFormula): PathFormula[] {
  const found = new Set<PathFormula>();
  const visit = (f: PathFormula) => {
    if (found.has(f)) return;
    found.add(f);
    if (f.op === 'next') visit(f.of);
    if ('left' in f) {
      visit(f.left);
      visit(f.right);
    }
  };
  visit(formula);
  return [...found];
}

/** Every way of the one with every way of the other. */
export const unions = (a: Ways, b: Ways): Ways => a.flatMap((x) => b.map((y) => union(x, y)));

const union = (a: Obligations, b: Obligations): Obligations =>
  [...new Set([...a, ...b])].sort((x, y) => x - y);

export const asksNoMore = (a: Obligations, b: Obligations): boolean =>
  a.every((number) => b.includes(number));

/** Without ways that ask more than another, in an order of their own. */
const least = (ways: Ways): Ways =>
  inOrder(ways).filter(
    (way, _, all) => !all.some((other) => other !== way && asksNoMore(other, way)),
  );

/** Each once. */
export const inOrder = (ways: Ways): Ways => {
  const byKey = new Map(ways.map((way) => [way.join(), way]));
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as Obligations);
};
