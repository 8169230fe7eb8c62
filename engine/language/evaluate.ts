/**
 * The interpreter of typed expressions: the meaning of the language, slow and plain. It evaluates
 * constants while a spec is read, and it is the oracle for the compiler. A partial operation throws
 * `IllDefined`; operands are evaluated left to right, all of them, except where the language decides
 * early (`and or implies if forall exists`).
 */
import { applyFunction } from './evaluate/collections.js';
import { convert } from './evaluate/convert.js';
import { bind, type Environment, lookUp, NO_STATE } from './evaluate/environment.js';
import { gather } from './evaluate/gather.js';
import { arithmetic, checkedInteger, floorLog2 } from './evaluate/numbers.js';
import * as ill from './ill-defined.js';
import { IllDefined } from './ill-defined.js';
import type { Expr, ExprOf } from './typed.js';
import type { Type, TypeOf } from './types.js';
import type { ShapeValue, Value } from './value.js';
import { bagOf, compareValues, equalValues, ordinal, setOf } from './values.js';

export type { Environment } from './evaluate/environment.js';

type Items = readonly Value[];

/** The value of an expression. Without an environment it may read no state and no outer locals. */
export function evaluate(expr: Expr, env: Environment = NO_STATE()): Value {
  switch (expr.op) {
    case 'literal':
      return expr.value;
    case 'variable':
      return env.state(expr.name);
    case 'local':
      return lookUp(env, expr.local);
    case 'old':
      return evaluate(expr.of, stateBefore(env));
    case 'stuck':
      if (env.stuck === undefined) throw new Error('`stuck` is asked of no state');
      return env.stuck;
    case 'not':
      return !truth(expr.of, env);
    case 'and':
      return truth(expr.left, env) && truth(expr.right, env);
    case 'or':
      return truth(expr.left, env) || truth(expr.right, env);
    case 'implies':
      return !truth(expr.left, env) || truth(expr.right, env);
    case 'if':
      return truth(expr.test, env) ? evaluate(expr.then, env) : evaluate(expr.else, env);
    case 'compare':
      return compare(expr, evaluate(expr.left, env), evaluate(expr.right, env));
    case 'arithmetic':
      return arithmetic(
        expr,
        evaluate(expr.left, env) as number,
        evaluate(expr.right, env) as number,
      );
    case 'negate':
      return checkedInteger(-(evaluate(expr.of, env) as number), expr.span);
    case 'abs':
      return checkedInteger(Math.abs(evaluate(expr.of, env) as number), expr.span);
    case 'log2':
      return floorLog2(evaluate(expr.of, env) as number, expr.span);
    case 'coerce':
      return convert(expr.of.type, expr.type, evaluate(expr.of, env), expr.span);
    case 'in': {
      const element = evaluate(expr.element, env);
      return (evaluate(expr.collection, env) as Items).some((item) => equalValues(item, element));
    }
    case 'interval':
      return interval(expr, evaluate(expr.from, env) as number, evaluate(expr.to, env) as number);
    case 'collection':
      return collect(expr.type, all(expr.items, env), expr);
    case 'record':
      return all(expr.fields, env);
    case 'shape':
      return { shape: expr.shape, fields: all(expr.fields, env) };
    case 'field': {
      const of = evaluate(expr.of, env);
      return fieldsOf(of)[fieldIndex(expr.of.type, of, expr.field, expr)];
    }
    case 'is':
      return (evaluate(expr.of, env) as ShapeValue).shape === expr.shape;
    case 'index':
      return entry(expr, evaluate(expr.of, env) as Items, evaluate(expr.key, env));
    case 'gather':
      return checkBound(gather(expr, env, evaluate), expr);
    case 'reach':
      return reach(expr, env);
    case 'call':
      return checkBound(applyFunction(expr, all(expr.args, env)), expr);
    case 'with':
      return withChanges(
        expr,
        evaluate(expr.of, env),
        all(
          expr.changes.map((c) => c.value),
          env,
        ),
      );
  }
}

function truth(expr: Expr, env: Environment): boolean {
  return evaluate(expr, env) as boolean;
}

function all(exprs: readonly Expr[], env: Environment): Items {
  return exprs.map((expr) => evaluate(expr, env));
}

function stateBefore(env: Environment): Environment {
  if (env.old === undefined) throw new Error('`old` is asked where no step is judged');
  return { state: env.old, locals: env.locals };
}

function compare(expr: ExprOf<'compare'>, left: Value, right: Value): boolean {
  if (expr.relation === '==') return equalValues(left, right);
  if (expr.relation === '!=') return !equalValues(left, right);
  const order = compareValues(expr.left.type, left, right);
  switch (expr.relation) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function interval({ span }: Expr, from: number, to: number): Items {
  if (to - from >= ill.INTERVAL_OF_AT_MOST) throw new IllDefined(ill.intervalTooLong(), span);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

// ------------------------------------------------------------------------------------ collections

/** Items as a collection of the type, in its one form. */
function collect(type: Type, items: Items, expr: Expr): Value {
  switch (type.kind) {
    case 'set':
      return checkBound(setOf(type.of, items), expr);
    case 'bag':
      return checkBound(bagOf(type.of, items), expr);
    case 'sequence':
      return checkBound(items, expr);
    default:
      throw new Error(`a collection of type ${type.kind}`);
  }
}

/** A collection is never larger than its type allows. */
function checkBound(value: Value, { type, span }: Expr): Value {
  if (type.kind !== 'set' && type.kind !== 'bag' && type.kind !== 'sequence') return value;
  if (type.bound !== undefined && (value as Items).length > type.bound) {
    throw new IllDefined(ill.overBound(type.bound, type.kind), span);
  }
  return value;
}

function entry(expr: ExprOf<'index'>, items: Items, key: Value): Value {
  const { type } = expr.of;
  if (type.kind === 'map') return items[ordinal(type.key, key)];
  const i = key as number;
  if (i < 1 || i > items.length) {
    throw new IllDefined(ill.indexOutside(String(i), String(items.length)), expr.span);
  }
  return items[i - 1];
}

/** Breadth first; every value found is followed once. */
function reach(expr: ExprOf<'reach'>, env: Environment): Value {
  const { of } = expr.type as TypeOf<'set'>;
  const found = new Map<string, Value>();
  const waiting: Value[] = [];
  const visit = (e: Expr): void => {
    for (const value of offered(e, evaluate(e, env), expr.local.type)) {
      const key = JSON.stringify(value);
      if (found.has(key)) continue;
      found.set(key, value);
      waiting.push(value);
    }
  };
  visit(expr.start);
  for (let i = 0; i < waiting.length; i++) {
    bind(env, expr.local, waiting[i], () => visit(expr.step));
  }
  return setOf(of, [...found.values()]);
}

/** What a step or a start gives: one value, none or one, or a set of them. */
function offered(expr: Expr, value: Value, item: Type): Items {
  if (expr.type.kind === 'set' && item.kind !== 'set') return value as Items;
  if (expr.type.kind === 'optional' && value === null) return [];
  return [value];
}

// --------------------------------------------------------------------------------------- records

function fieldsOf(value: Value): Items {
  return Array.isArray(value) ? value : (value as ShapeValue).fields;
}

/** Where a field stands in a value of a record or variant. */
function fieldIndex(type: Type, value: Value, field: string, expr: Expr): number {
  if (type.kind === 'record') return type.fields.findIndex((f) => f.name === field);
  const { shape } = value as ShapeValue;
  const fields = (type as TypeOf<'variant'>).shapes.find((s) => s.name === shape)?.fields ?? [];
  const index = fields.findIndex((f) => f.name === field);
  if (index < 0) throw new IllDefined(ill.fieldOfOtherShape(field, shape), expr.span);
  return index;
}

function withChanges(expr: ExprOf<'with'>, of: Value, values: Items): Value {
  const fields = [...fieldsOf(of)];
  expr.changes.forEach(({ field }, i) => {
    fields[fieldIndex(expr.of.type, of, field, expr)] = values[i];
  });
  return Array.isArray(of) ? fields : { shape: (of as ShapeValue).shape, fields };
}
