/**
 * Expressions of programs on concrete values, exactly. Quantifiers look at every value, also where one
 * has decided already: an annotation with a part that has no value is not true (as the conditions that
 * are proved say it).
 */
import { spanText } from '../source.js';
import { calculate } from './arithmetic.js';
import type { Fits, ProgramExpr, ProgramExprOf, Relation } from './spec.js';
import {
  appended,
  Failure,
  itemAt,
  type ProgramValue,
  type Scalar,
  type Sequence,
  sameValue,
  sequence,
  TooLarge,
} from './values.js';

export interface Environment {
  readonly variables: ReadonlyMap<string, ProgramValue>;
  /** Parameters as they were at the call. */
  readonly entry: ReadonlyMap<string, ProgramValue>;
  readonly locals: ReadonlyMap<number, ProgramValue>;
  /** Values that quantifiers may still look at. */
  readonly budget: { left: number };
}

/** @throws Failure where it has no value; TooLarge where it would take too long */
export function evaluate(expr: ProgramExpr, env: Environment): ProgramValue {
  switch (expr.op) {
    case 'literal':
      return expr.value;
    case 'variable':
      return found(env.variables.get(expr.name), expr.name);
    case 'entry':
      return found(env.entry.get(expr.name), expr.name);
    case 'local':
      return found(env.locals.get(expr.local.id), expr.local.name);
    case 'not':
      return !truth(expr.of, env);
    case 'and':
      return truth(expr.left, env) && truth(expr.right, env);
    case 'or':
      return truth(expr.left, env) || truth(expr.right, env);
    case 'implies':
      return !truth(expr.left, env) || truth(expr.right, env);
    case 'if':
      return evaluate(truth(expr.test, env) ? expr.then : expr.else, env);
    case 'compare':
      return compared(expr.relation, evaluate(expr.left, env), evaluate(expr.right, env));
    case 'arithmetic': {
      const [left, right] = [integer(expr.left, env), integer(expr.right, env)];
      const value = calculate(expr.operator, left, right);
      if (value === null)
        throw new Failure('divisionByZero', expr.span, `\`${words(expr)}\` divides ${left} by 0`);
      return fitted(value, expr, expr.fits);
    }
    case 'negate':
      return fitted(-integer(expr.of, env), expr, expr.fits);
    case 'abs': {
      const of = integer(expr.of, env);
      return fitted(of < 0n ? -of : of, expr, expr.fits);
    }
    case 'item':
      return item(expr, env);
    case 'size':
      return fitted(items(expr.of, env).size, expr, expr.fits);
    case 'items':
      return sequence(expr.items.map((one) => evaluate(one, env) as Scalar));
    case 'append':
      return appended(items(expr.of, env), evaluate(expr.item, env) as Scalar);
    case 'forall':
    case 'exists':
      return quantified(expr, env);
  }
}

export const truth = (expr: ProgramExpr, env: Environment): boolean =>
  evaluate(expr, env) as boolean;

const integer = (expr: ProgramExpr, env: Environment): bigint => evaluate(expr, env) as bigint;

const items = (expr: ProgramExpr, env: Environment): Sequence => evaluate(expr, env) as Sequence;

export const words = ({ span }: Pick<ProgramExpr, 'span'>): string =>
  spanText(span).replace(/\s+/g, ' ').trim();

function found(value: ProgramValue | undefined, name: string): ProgramValue {
  if (value === undefined) throw new Error(`${name} has no value`);
  return value;
}

function compared(relation: Relation, a: ProgramValue, b: ProgramValue): boolean {
  switch (relation) {
    case '==':
      return sameValue(a, b);
    case '!=':
      return !sameValue(a, b);
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function fitted(value: bigint, expr: ProgramExpr, fits: Fits): bigint {
  if (fits === null || (fits.low <= value && value <= fits.high)) return value;
  throw new Failure('overflow', expr.span, overflowWords(words(expr), value, fits));
}

export function overflowWords(what: string, value: bigint, fits: NonNullable<Fits>): string {
  const end = value > fits.high ? `more than ${fits.high}` : `less than ${fits.low}`;
  return `\`${what}\` is ${value}, which is ${end}`;
}

function item(expr: ProgramExprOf<'item'>, env: Environment): Scalar {
  const of = items(expr.of, env);
  const index = integer(expr.index, env);
  if (1n <= index && index <= of.size) return itemAt(of, index);
  throw new Failure('outOfBounds', expr.span, outsideWords(words(expr), index, of.size));
}

export const outsideWords = (what: string, index: bigint, size: bigint): string =>
  `\`${what}\` has index ${index}, of ${size === 1n ? 'one item' : `${size} items`}`;

function quantified(expr: ProgramExprOf<'forall' | 'exists'>, env: Environment): boolean {
  const from = integer(expr.over.from, env);
  const to = integer(expr.over.to, env);
  const all = expr.op === 'forall';
  let result = all;
  for (let i = from; i <= to; i++) {
    if (--env.budget.left < 0) throw new TooLarge();
    const value = expr.over.type.kind === 'boolean' ? i === 1n : i;
    const locals = new Map([...env.locals, [expr.local.id, value]]);
    if (truth(expr.body, { ...env, locals }) !== all) result = !all;
  }
  return result;
}
