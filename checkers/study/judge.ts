/**
 * What a claim over measures comes to: judged in every cell that it speaks of, exactly, on the numbers that
 * were measured. What a number says of all the runs that could have been is for its interval to tell.
 */

import { type Rational, rational } from '../../engine/language/expression/numbers.js';
import type {
  CellExpr,
  Relation,
  StudyProperty,
  StudySpec,
} from '../../engine/language/study/spec.js';
import type { Ran } from './ran.js';

/** `open`: not measured. `nowhere`: no such combination is run. */
export type Truth = true | false | 'open' | 'nowhere';

type Value = Rational | 'open' | 'nowhere';

export interface Judged {
  /** Cells that the claim speaks of, one for each combination of what it depends on. */
  readonly considered: readonly number[];
  readonly holding: readonly number[];
  readonly failing: readonly number[];
  readonly open: readonly number[];
  /** Where it has no value. */
  readonly undefined: readonly number[];
  /**
   * Of comparisons, where it is told best: where it fails by most, or, if nowhere, where it is closest;
   * of a claim of some cell, where it holds by most. Null where nothing is compared.
   */
  readonly telling: Telling | null;
}

export interface Telling {
  readonly cell: number;
  readonly left: Rational;
  readonly right: Rational;
  readonly compared: CellExpr & { op: 'compare' };
}

export function judgeCells(spec: StudySpec, ran: Ran, property: StudyProperty): Judged {
  const world = new Cells(spec, ran);
  const groups: Record<'holding' | 'failing' | 'open' | 'undefined', number[]> = {
    holding: [],
    failing: [],
    open: [],
    undefined: [],
  };
  const considered: number[] = [];
  for (const cell of representatives(spec, property)) {
    const premise = property.whenever === null ? true : world.truth(property.whenever, cell);
    if (premise === false) continue;
    considered.push(cell);
    const truth = premise === true ? world.truth(property.condition, cell) : premise;
    if (truth === 'open') groups.open.push(cell);
    else if (truth === 'nowhere') groups.undefined.push(cell);
    else groups[truth ? 'holding' : 'failing'].push(cell);
  }
  const { holding, failing } = groups;
  const some = property.form === 'reachable' && holding.length > 0;
  const told = some || failing.length === 0 ? holding : failing;
  return { considered, ...groups, telling: tellingOf(world, property.condition, told, some) };
}

/** Of cells that differ only in what the claim does not depend on, the first. */
function representatives({ cells }: StudySpec, { axes }: StudyProperty): number[] {
  const first = new Map<string, number>();
  for (const [i, cell] of cells.entries()) {
    const key = axes.map((axis) => cell[axis]).join();
    if (!first.has(key)) first.set(key, i);
  }
  return [...first.values()];
}

class Cells {
  private readonly index: ReadonlyMap<string, number>;

  constructor(
    private readonly spec: StudySpec,
    private readonly ran: Ran,
  ) {
    this.index = new Map(spec.cells.map((cell, i) => [cell.join(), i]));
  }

  truth(expr: CellExpr, cell: number): Truth {
    return this.truthAt(expr, this.spec.cells[cell]);
  }

  number(expr: CellExpr, cell: number): Value {
    return this.valueAt(expr, this.spec.cells[cell]);
  }

  private truthAt(expr: CellExpr, at: readonly number[]): Truth {
    switch (expr.op) {
      case 'truth':
        return expr.value;
      case 'axis is':
        return expr.values.includes(at[expr.axis]);
      case 'at':
        return this.truthAt(expr.of, moved(at, expr.fixed));
      case 'not': {
        const of = this.truthAt(expr.of, at);
        return typeof of === 'boolean' ? !of : of;
      }
      case 'all':
      case 'some': {
        const decisive = expr.op === 'some';
        const truths = expr.of.map((one) => this.truthAt(one, at));
        if (truths.includes(decisive)) return decisive;
        if (truths.includes('nowhere')) return 'nowhere';
        return truths.includes('open') ? 'open' : !decisive;
      }
      case 'compare': {
        const [left, right] = [this.valueAt(expr.left, at), this.valueAt(expr.right, at)];
        if (left === 'nowhere' || right === 'nowhere') return 'nowhere';
        if (left === 'open' || right === 'open') return 'open';
        return related(expr.relation, left, right);
      }
      default:
        throw new Error(`${expr.op} is no condition`);
    }
  }

  private valueAt(expr: CellExpr, at: readonly number[]): Value {
    switch (expr.op) {
      case 'number':
        return expr.value;
      case 'axis':
        return this.spec.axes[expr.axis].values[at[expr.axis]].quantity?.value ?? 'nowhere';
      case 'measure': {
        const cell = this.index.get(at.join());
        if (cell === undefined) return 'nowhere';
        return this.ran.cells[cell].measures[expr.measure].number?.value ?? 'open';
      }
      case 'at':
        return this.valueAt(expr.of, moved(at, expr.fixed));
      case 'abs': {
        const of = this.valueAt(expr.of, at);
        return typeof of !== 'string' && of.numerator < 0n ? minus(NOUGHT, of) : of;
      }
      case 'arithmetic': {
        const [left, right] = [this.valueAt(expr.left, at), this.valueAt(expr.right, at)];
        if (typeof left === 'string' || typeof right === 'string')
          return left === 'nowhere' || right === 'nowhere' ? 'nowhere' : 'open';
        return calculated(expr.operator, left, right);
      }
      default:
        throw new Error(`${expr.op} is no number`);
    }
  }
}

function moved(
  at: readonly number[],
  fixed: readonly { readonly axis: number; readonly value: number }[],
): number[] {
  const there = [...at];
  for (const { axis, value } of fixed) there[axis] = value;
  return there;
}

const NOUGHT = rational(0n);

const minus = (a: Rational, b: Rational): Rational =>
  rational(
    a.numerator * b.denominator - b.numerator * a.denominator,
    a.denominator * b.denominator,
  );

function calculated(operator: '+' | '-' | '*' | '/', a: Rational, b: Rational): Value {
  switch (operator) {
    case '+':
      return minus(a, minus(NOUGHT, b));
    case '-':
      return minus(a, b);
    case '*':
      return rational(a.numerator * b.numerator, a.denominator * b.denominator);
    case '/':
      return b.numerator === 0n
        ? 'nowhere'
        : rational(a.numerator * b.denominator, a.denominator * b.numerator);
  }
}

function related(relation: Relation, a: Rational, b: Rational): boolean {
  const { numerator } = minus(a, b);
  switch (relation) {
    case '==':
      return numerator === 0n;
    case '!=':
      return numerator !== 0n;
    case '<':
      return numerator < 0n;
    case '<=':
      return numerator <= 0n;
    case '>':
      return numerator > 0n;
    case '>=':
      return numerator >= 0n;
  }
}

/** Of these cells the one in which the one comparison of a claim holds by least, or by `most`. */
function tellingOf(
  world: Cells,
  condition: CellExpr,
  cells: readonly number[],
  most: boolean,
): Telling | null {
  if (condition.op !== 'compare') return null;
  let best: Telling | null = null;
  let extreme: Rational | null = null;
  for (const cell of cells) {
    const [left, right] = [world.number(condition.left, cell), world.number(condition.right, cell)];
    if (typeof left === 'string' || typeof right === 'string') continue;
    const gap = distance(left, right);
    // What fails, fails by most where the distance is greatest.
    const by = related(condition.relation, left, right) ? gap : minus(NOUGHT, gap);
    const better = extreme === null || (most ? exceeds(by, extreme) : exceeds(extreme, by));
    if (!better) continue;
    extreme = by;
    best = { cell, left, right, compared: condition };
  }
  return best;
}

const exceeds = (a: Rational, b: Rational): boolean => minus(a, b).numerator > 0n;

function distance(a: Rational, b: Rational): Rational {
  const gap = minus(a, b);
  return gap.numerator < 0n ? minus(NOUGHT, gap) : gap;
}
