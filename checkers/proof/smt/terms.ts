/**
 * Terms of first-order logic over booleans and integers: what a model is turned into for a solver.
 * They know no solver and no syntax. Equal terms are one object (hash-consing, Ershov 1958), so a
 * formula is a graph and may be exponentially smaller than its text.
 *
 * Every integer term knows an interval that holds its value *wherever the value is wanted*: behind a
 * check that failed it may be anything, and the condition of that check stands beside it. The
 * constructors use the intervals to simplify, the printer to choose the width of bit-vectors.
 */
import { grouped } from '../../../engine/grouped.js';
export type Operation =
  | 'constant'
  | 'variable'
  | 'not'
  | 'and'
  | 'or'
  | 'if'
  | 'equal'
  | 'less'
  | 'at most'
  | 'add'
  | 'subtract'
  | 'multiply'
  /** Floor division and its remainder; the divisor is positive wherever the value is wanted. */
  | 'divide'
  | 'remainder'
  /** The same number, now known to lie in the interval. */
  | 'narrow';

export interface Term {
  /** Terms are numbered in the order in which they were made: arguments before what uses them. */
  readonly id: number;
  readonly operation: Operation;
  readonly args: readonly Term[];
  /** Null for booleans. */
  readonly interval: Interval | null;
  /** Of a constant. */
  readonly value?: boolean | number;
  /** Of a variable. */
  readonly name?: string;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Something that the encoding cannot say, or not in a size that could be solved. */
export class CannotEncode extends Error {
  constructor(readonly what: string) {
    super(`cannot be put to the solver: ${what}`);
    this.name = 'CannotEncode';
  }
}

/** More terms than this are not made: no solver here would answer in time. */
const TERMS_AT_MOST = 1_500_000;

export class Terms {
  readonly true: Term;
  readonly false: Term;
  private readonly made = new Map<string, Term>();

  constructor(private readonly most = TERMS_AT_MOST) {
    this.true = this.make('constant', [], null, { value: true });
    this.false = this.make('constant', [], null, { value: false });
  }

  get size(): number {
    return this.made.size;
  }

  // ------------------------------------------------------------------------------------- leaves

  boolean(value: boolean): Term {
    return value ? this.true : this.false;
  }

  integer(value: number): Term {
    return this.make('constant', [], { low: value, high: value }, { value });
  }

  booleanVariable(name: string): Term {
    return this.make('variable', [], null, { name });
  }

  /** Nothing but the printed width keeps it in its interval: say so with `within`, too. */
  integerVariable(name: string, interval: Interval): Term {
    return this.make('variable', [], interval, { name });
  }

  // ----------------------------------------------------------------------------------- booleans

  not(of: Term): Term {
    if (of.operation === 'constant') return this.boolean(of.value !== true);
    if (of.operation === 'not') return of.args[0];
    return this.make('not', [of], null);
  }

  and(...all: readonly Term[]): Term {
    return this.junction('and', all, this.true, this.false);
  }

  or(...all: readonly Term[]): Term {
    return this.junction('or', all, this.false, this.true);
  }

  implies(left: Term, right: Term): Term {
    return this.or(this.not(left), right);
  }

  private junction(
    operation: 'and' | 'or',
    all: readonly Term[],
    neutral: Term,
    absorbing: Term,
  ): Term {
    const seen = new Set<Term>();
    for (const term of all) {
      if (term === absorbing) return absorbing;
      if (term !== neutral) seen.add(term);
    }
    for (const term of seen) {
      if (term.operation === 'not' && seen.has(term.args[0])) return absorbing;
    }
    if (seen.size === 0) return neutral;
    const args = [...seen].sort((a, b) => a.id - b.id);
    return args.length === 1 ? args[0] : this.make(operation, args, null);
  }

  /** Of two booleans, or of two integers. */
  if(test: Term, yes: Term, no: Term): Term {
    if (test === this.true || yes === no) return yes;
    if (test === this.false) return no;
    if (test.operation === 'not') return this.if(test.args[0], no, yes);
    if (yes.interval !== null && no.interval !== null)
      return this.make('if', [test, yes, no], hull(yes.interval, no.interval));
    if (yes === this.true) return this.or(test, no);
    if (yes === this.false) return this.and(this.not(test), no);
    if (no === this.true) return this.or(this.not(test), yes);
    if (no === this.false) return this.and(test, yes);
    return this.make('if', [test, yes, no], null);
  }

  // ---------------------------------------------------------------------------------- relations

  /** Of two booleans, or of two integers. */
  equal(left: Term, right: Term): Term {
    if (left === right) return this.true;
    if (left.id > right.id) return this.equal(right, left);
    if (left.interval === null || right.interval === null) return this.sameTruth(left, right);
    if (left.interval.high < right.interval.low || right.interval.high < left.interval.low)
      return this.false;
    if (isConstant(right)) return this.equalsConstant(left, right);
    return isConstant(left)
      ? this.equalsConstant(right, left)
      : this.make('equal', [left, right], null);
  }

  private sameTruth(left: Term, right: Term): Term {
    for (const [one, other] of [
      [left, right],
      [right, left],
    ]) {
      if (one === this.true) return other;
      if (one === this.false) return this.not(other);
    }
    return this.make('equal', [left, right], null);
  }

  /** A chain of choices among constants is asked choice by choice. */
  private equalsConstant(term: Term, constant: Term): Term {
    if (isConstant(term)) return this.boolean(term.value === constant.value);
    if (term.operation === 'if' && isConstant(term.args[1])) {
      const [test, yes, no] = term.args;
      return this.if(test, this.boolean(yes === constant), this.equal(no, constant));
    }
    return this.make('equal', [term, constant], null);
  }

  less(left: Term, right: Term): Term {
    const [a, b] = [intervalOf(left), intervalOf(right)];
    if (a.high < b.low) return this.true;
    if (a.low >= b.high) return this.false;
    return left === right ? this.false : this.make('less', [left, right], null);
  }

  atMost(left: Term, right: Term): Term {
    const [a, b] = [intervalOf(left), intervalOf(right)];
    if (a.high <= b.low) return this.true;
    if (a.low > b.high) return this.false;
    return left === right ? this.true : this.make('at most', [left, right], null);
  }

  within(term: Term, { low, high }: Interval): Term {
    return this.and(this.atMost(this.integer(low), term), this.atMost(term, this.integer(high)));
  }

  /** As `within`, but not simplified by the very interval that it is to establish: of variables. */
  declared(variable: Term, { low, high }: Interval): Term {
    const [least, most] = [this.integer(low), this.integer(high)];
    return this.and(
      this.make('at most', [least, variable], null),
      this.make('at most', [variable, most], null),
    );
  }

  // --------------------------------------------------------------------------------- arithmetic

  add(left: Term, right: Term): Term {
    const [a, b] = [intervalOf(left), intervalOf(right)];
    if (isZero(left)) return right;
    if (isZero(right)) return left;
    return this.number('add', left, right, { low: a.low + b.low, high: a.high + b.high });
  }

  subtract(left: Term, right: Term): Term {
    const [a, b] = [intervalOf(left), intervalOf(right)];
    if (isZero(right)) return left;
    return this.number('subtract', left, right, { low: a.low - b.high, high: a.high - b.low });
  }

  multiply(left: Term, right: Term): Term {
    const [a, b] = [intervalOf(left), intervalOf(right)];
    const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
    // Turns −0 into 0.
    const interval = { low: Math.min(...corners) + 0, high: Math.max(...corners) + 0 };
    return this.number('multiply', left, right, interval);
  }

  divide(left: Term, right: Term): Term {
    const a = intervalOf(left);
    const most = Math.max(Math.abs(a.low), Math.abs(a.high));
    return this.number('divide', left, right, { low: a.low < 0 ? -most : 0, high: most });
  }

  remainder(left: Term, right: Term): Term {
    const high = Math.max(0, intervalOf(right).high - 1);
    return this.number('remainder', left, right, { low: 0, high });
  }

  negate(of: Term): Term {
    return this.subtract(this.integer(0), of);
  }

  /** `term`, of which a check beside it says that it lies in the interval. */
  narrow(term: Term, interval: Interval): Term {
    const own = intervalOf(term);
    if (own.low >= interval.low && own.high <= interval.high) return term;
    const low = Math.max(own.low, interval.low);
    const high = Math.min(own.high, interval.high);
    // Nothing is left: the check fails, and the value is nobody's.
    if (low > high) return this.integer(interval.low);
    return this.make('narrow', [term], { low, high });
  }

  private number(
    operation: 'add' | 'subtract' | 'multiply' | 'divide' | 'remainder',
    left: Term,
    right: Term,
    interval: Interval,
  ): Term {
    if (isConstant(left) && isConstant(right)) {
      const value = calculate(operation, Number(left.value), Number(right.value));
      if (Number.isSafeInteger(value)) return this.integer(value);
    }
    return this.make(operation, [left, right], interval);
  }

  private make(
    operation: Operation,
    args: readonly Term[],
    interval: Interval | null,
    leaf: { readonly value?: boolean | number; readonly name?: string } = {},
  ): Term {
    const range = interval === null ? '' : `${interval.low},${interval.high}`;
    const key = `${operation} ${leaf.value ?? leaf.name ?? ''} ${range} ${args.map((a) => a.id).join()}`;
    const known = this.made.get(key);
    if (known !== undefined) return known;
    if (this.made.size >= this.most)
      throw new CannotEncode(`the formula has more than ${grouped(this.most)} parts`);
    const term: Term = { id: this.made.size, operation, args, interval, ...leaf };
    this.made.set(key, term);
    return term;
  }
}

export const isConstant = (term: Term): boolean => term.operation === 'constant';
const isZero = (term: Term): boolean => isConstant(term) && term.value === 0;

export function intervalOf(term: Term): Interval {
  if (term.interval === null) throw new Error('a boolean where an integer is wanted');
  return term.interval;
}

const hull = (a: Interval, b: Interval): Interval => ({
  low: Math.min(a.low, b.low),
  high: Math.max(a.high, b.high),
});

/** Division by what is not positive has no meaning here: 0. */
export function calculate(
  operation: 'add' | 'subtract' | 'multiply' | 'divide' | 'remainder',
  left: number,
  right: number,
): number {
  switch (operation) {
    case 'add':
      return left + right;
    case 'subtract':
      return left - right;
    case 'multiply':
      return left * right + 0;
    case 'divide':
      return right > 0 ? Math.floor(left / right) + 0 : 0;
    case 'remainder':
      return right > 0 ? left - right * Math.floor(left / right) + 0 : 0;
  }
}
