/** Quantifiers and gathers: `forall`, `count`, `filter`, `set`, `map`, … over nested binders. */
import * as ill from '../ill-defined.js';
import { IllDefined } from '../ill-defined.js';
import type { Binder, Expr, ExprOf } from '../typed.js';
import type { TypeOf } from '../types.js';
import type { Value } from '../value.js';
import { bagOf, setOf } from '../values.js';
import { bind, type Environment, lookUp } from './environment.js';
import { checkedInteger } from './numbers.js';

type Items = readonly Value[];
type Evaluate = (expr: Expr, env: Environment) => Value;

export function gather(expr: ExprOf<'gather'>, env: Environment, evaluate: Evaluate): Value {
  switch (expr.gather) {
    case 'forall':
      return !someBody(expr, env, evaluate, (body) => body === false);
    case 'exists':
      return someBody(expr, env, evaluate, (body) => body === true);
    case 'count':
      return bodies(expr, env, evaluate).filter((body) => body === true).length;
    case 'sum':
      return (bodies(expr, env, evaluate) as number[]).reduce(
        (sum, body) => checkedInteger(sum + body, expr.span),
        0,
      );
    case 'min':
    case 'max':
      return extreme(expr.gather, bodies(expr, env, evaluate) as number[], expr);
    case 'the':
      return theOne(expr, fitting(expr, env, evaluate));
    case 'filter':
      return fitting(expr, env, evaluate);
    case 'set':
      return setOf((expr.type as TypeOf<'set'>).of, bodies(expr, env, evaluate));
    case 'bag':
      return bagOf((expr.type as TypeOf<'bag'>).of, bodies(expr, env, evaluate));
    case 'sequence':
    case 'map':
      return bodies(expr, env, evaluate);
  }
}

/** Is there a body, in order, that passes the test? The rest is not looked at. */
function someBody(
  { binders, body }: ExprOf<'gather'>,
  env: Environment,
  evaluate: Evaluate,
  test: (value: Value) => boolean,
): boolean {
  return walk(binders, env, evaluate, () => test(evaluate(body, env)));
}

function bodies(expr: ExprOf<'gather'>, env: Environment, evaluate: Evaluate): Value[] {
  const found: Value[] = [];
  walk(expr.binders, env, evaluate, () => {
    found.push(evaluate(expr.body, env));
    return false;
  });
  return found;
}

/** The items of the one binder for which the body is true, copies and order kept. */
function fitting(expr: ExprOf<'gather'>, env: Environment, evaluate: Evaluate): Value[] {
  const found: Value[] = [];
  const { local } = expr.binders[0];
  walk(expr.binders, env, evaluate, () => {
    if (evaluate(expr.body, env) === true) found.push(lookUp(env, local));
    return false;
  });
  return found;
}

/** Calls `visit` for every choice of the binders, the last one fastest, until it answers true. */
function walk(
  binders: readonly Binder[],
  env: Environment,
  evaluate: Evaluate,
  visit: () => boolean,
): boolean {
  if (binders.length === 0) return visit();
  const [{ local, over }, ...rest] = binders;
  return (evaluate(over, env) as Items).some((item) =>
    bind(env, local, item, () => walk(rest, env, evaluate, visit)),
  );
}

function extreme(which: 'min' | 'max', values: number[], { span }: Expr): number {
  if (values.length === 0) throw new IllDefined(ill.extremeOfNothing(which), span);
  return values.reduce((a, b) => Math[which](a, b));
}

function theOne({ span }: Expr, values: Items): Value {
  if (values.length === 0) throw new IllDefined(ill.theOfNone(), span);
  if (values.length > 1) throw new IllDefined(ill.theOfSeveral(), span);
  return values[0];
}
