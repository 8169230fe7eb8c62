/** Quantifiers, gathers and `reach`, written out over what their domains may have. */
import type { Binder, Expr, ExprOf } from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import { CannotExport } from '../refusal.js';
import { compacted, insert, itemsOf, type Offered } from './collections.js';
import { arithmeticOf } from './numbers.js';
import {
  and,
  any,
  arithmetic,
  choose,
  compare,
  constant,
  equal,
  FALSE,
  implies,
  isFalse,
  not,
  or,
  type Scalar,
  TRUE,
} from './scalar.js';
import {
  CASES_MAX,
  chooseBetween,
  copiesOf,
  gathered,
  listed,
  membersOf,
  type Symbolic,
  type SymbolicOf,
  scalar,
  scalarOf,
  zero,
} from './symbolic.js';
import type { Environment, Translator } from './translate.js';

/** One choice of all binders: when it exists, and what it binds. */
interface Choice {
  readonly there: Scalar;
  readonly env: Environment;
  readonly last: Symbolic;
}

export function gather(t: Translator, expr: ExprOf<'gather'>, env: Environment): Symbolic {
  switch (expr.gather) {
    case 'forall':
    case 'exists':
      return scalar(quantified(t, expr, env));
    case 'count':
      return scalar(
        bodies(t, expr, env)
          .map(({ there, value }) => choose(and(there, scalarOf(value)), constant(1), constant(0)))
          .reduce((a, b) => arithmetic('+', a, b), constant(0)),
      );
    case 'sum':
      return scalar(total(t, bodies(t, expr, env)));
    case 'min':
    case 'max':
      return scalar(extreme(t, expr.gather, bodies(t, expr, env)));
    case 'the':
      return theOne(t, expr, fitting(t, expr, env));
    case 'filter':
      return filtered(t, expr, env);
    case 'set':
    case 'bag': {
      const type = expr.type as TypeOf<'set'> | TypeOf<'bag'>;
      return bodies(t, expr, env).reduce<Symbolic>(
        (found, { there, value }) => insert(t, type, found, value, there),
        gathered(type, []),
      );
    }
    case 'sequence':
      return compacted((expr.type as TypeOf<'sequence'>).of, bodies(t, expr, env), t.names);
    case 'map':
      return { kind: 'map', entries: bodies(t, expr, env).map(({ value }) => value) };
  }
}

/** Left to right; what comes after the deciding body is not evaluated. */
function quantified(t: Translator, expr: ExprOf<'gather'>, env: Environment): Scalar {
  const forall = expr.gather === 'forall';
  let result: Scalar = forall ? TRUE : FALSE;
  walk(t, expr.binders, env, TRUE, ({ there, env: inner }) => {
    const open = forall ? result : not(result);
    if (isFalse(and(open, there))) return;
    const body = t.under(and(open, there), () => t.truth(expr.body, inner));
    result = forall ? and(result, implies(there, body)) : or(result, and(there, body));
  });
  return result;
}

function bodies(t: Translator, expr: ExprOf<'gather'>, env: Environment): Offered[] {
  const found: Offered[] = [];
  walk(t, expr.binders, env, TRUE, ({ there, env: inner }) => {
    found.push({ there, value: t.under(there, () => t.value(expr.body, inner)) });
  });
  return found;
}

/** Those items of the one binder for which the body holds. */
function fitting(t: Translator, expr: ExprOf<'gather'>, env: Environment): Offered[] {
  const found: Offered[] = [];
  walk(t, expr.binders, env, TRUE, ({ there, env: inner, last }) => {
    const body = t.under(there, () => t.truth(expr.body, inner));
    found.push({ there: and(there, body), value: last });
  });
  return found;
}

function walk(
  t: Translator,
  binders: readonly Binder[],
  env: Environment,
  there: Scalar,
  visit: (choice: Choice) => void,
  last?: Symbolic,
): void {
  const [binder, ...rest] = binders;
  if (binder === undefined) {
    visit({ there, env, last: last ?? scalar(FALSE) });
    return;
  }
  const domain = t.under(there, () => t.value(binder.over, env));
  const items = itemsOf(t, binder.over.type, domain);
  if (items.length > CASES_MAX)
    throw new CannotExport('a domain here is too large to be written out');
  for (const item of items) {
    if (isFalse(item.there)) continue;
    const locals = new Map(env.locals).set(binder.local.id, () => item.value);
    walk(t, rest, { ...env, locals }, and(there, item.there), visit, item.value);
  }
}

function total(t: Translator, offered: readonly Offered[]): Scalar {
  return offered.reduce<Scalar>(
    (sum, { there, value }) =>
      arithmeticOf(t, '+', sum, choose(there, scalarOf(value), constant(0))),
    constant(0),
  );
}

function extreme(t: Translator, which: 'min' | 'max', offered: readonly Offered[]): Scalar {
  t.demand(any(offered.map(({ there }) => there)));
  const better = which === 'min' ? '<' : '>';
  let found: Scalar = FALSE;
  let best: Scalar | undefined;
  for (const { there, value } of offered) {
    const here = scalarOf(value);
    const wins = best === undefined ? TRUE : or(not(found), compare(better, here, best));
    best = best === undefined ? here : choose(and(there, wins), here, best);
    found = or(found, there);
  }
  return best ?? constant(0);
}

function theOne(t: Translator, expr: Expr, offered: readonly Offered[]): Symbolic {
  const count = offered
    .map(({ there }) => choose(there, constant(1), constant(0)))
    .reduce((a, b) => arithmetic('+', a, b), constant(0));
  t.demand(equal(count, constant(1)));
  return (
    offered.reduceRight<Symbolic | undefined>(
      (rest, { there, value }) =>
        rest === undefined ? value : chooseBetween(expr.type, there, value, rest, t.names),
      undefined,
    ) ?? zero(expr.type, t.names)
  );
}

function filtered(t: Translator, expr: ExprOf<'gather'>, env: Environment): Symbolic {
  const offered = fitting(t, expr, env);
  const { type } = expr;
  if (type.kind === 'sequence') return compacted(type.of, offered, t.names);
  const of = type as TypeOf<'set'> | TypeOf<'bag'>;
  return offered.reduce<Symbolic>(
    (found, { there, value }) => insert(t, of, found, value, there),
    gathered(of, []),
  );
}

// ----------------------------------------------------------------------------------------- reach

/** As many rounds as there are values but one: every round follows the step from what is found. */
export function reach(t: Translator, expr: ExprOf<'reach'>, env: Environment): Symbolic {
  const type = expr.type as TypeOf<'set'>;
  const values = listed(type.of, 'the type of what is reached');
  let found = offeredBy(t, type, expr.start, t.value(expr.start, env), TRUE);
  for (let round = 1; round < values.length; round++) {
    const before = found;
    for (const value of values) {
      const there = copiesOf(before, value);
      if (isFalse(there)) continue;
      const item = t.constant(type.of, value);
      const locals = new Map(env.locals).set(expr.local.id, () => item);
      const next = t.under(there, () => t.value(expr.step, { ...env, locals }));
      const more = offeredBy(t, type, expr.step, next, there);
      found = gathered(type, [...members(found), ...members(more)]);
    }
  }
  // The last round finds nothing new, but its steps must make sense, too.
  for (const value of values) {
    const there = copiesOf(found, value);
    const item = t.constant(type.of, value);
    const locals = new Map(env.locals).set(expr.local.id, () => item);
    t.under(there, () => t.value(expr.step, { ...env, locals }));
  }
  return found;
}

const members = membersOf;

/** What a step or a start gives: one value, none or one, or a set of them. */
function offeredBy(
  t: Translator,
  type: TypeOf<'set'>,
  expr: Expr,
  value: Symbolic,
  there: Scalar,
): Symbolic {
  const given: Type = expr.type;
  if (given.kind === 'set' && type.of.kind !== 'set')
    return gathered(
      type,
      members(value).map((m) => ({ value: m.value, copies: and(there, m.copies) })),
    );
  if (given.kind === 'optional' && type.of.kind !== 'optional') {
    const { present, value: inner } = value as SymbolicOf<'optional'>;
    return insert(t, type, gathered(type, []), inner, and(there, present));
  }
  return insert(t, type, gathered(type, []), value, there);
}
