/** Lowering of expressions: which file knows what about each form. */
import type { Expr, ExprOf } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { binary, constant, isConstant, not, one, select, zero } from '../simplify.js';
import { lowerCoercion } from './coercion.js';
import { lowerCall, lowerCollection, lowerIn, lowerInterval } from './collections.js';
import { lowerGather } from './gather.js';
import { readLet } from './lets.js';
import type { Lowering } from './lowering.js';
import { lowerArithmetic, lowerUnary } from './numbers.js';
import { placeOf, read } from './places.js';
import { lowerReach } from './reach.js';
import {
  lowerField,
  lowerIndex,
  lowerIs,
  lowerRecord,
  lowerShape,
  lowerWith,
} from './structures.js';

/** The word for the value of an expression, in the representation of its type. */
export function lower(l: Lowering, expr: Expr): Ir {
  switch (expr.op) {
    case 'literal':
      return constant(l.program.runtime.codec.encode(l.representation(expr), expr.value));
    case 'variable':
      return readPlace(l, expr);
    case 'local':
      return lowerLocal(l, expr);
    case 'old':
      return lowerOld(l, expr);
    case 'stuck':
      return { ir: 'stuck' };
    case 'not':
      return not(lower(l, expr.of));
    case 'and':
      return lowerLazy(l, expr.left, (left) => [left, () => lower(l, expr.right), null]);
    case 'or':
      return lowerLazy(l, expr.left, (left) => [left, null, () => lower(l, expr.right)]);
    case 'implies':
      return lowerImplies(l, expr);
    case 'if':
      return choose(
        l,
        lower(l, expr.test),
        () => lower(l, expr.then),
        () => lower(l, expr.else),
      );
    case 'compare':
      return lowerCompare(l, expr);
    case 'arithmetic':
      return lowerArithmetic(l, expr);
    case 'negate':
    case 'abs':
    case 'log2':
      return lowerUnary(l, expr);
    case 'coerce':
      return lowerCoercion(l, expr);
    case 'in':
      return lowerIn(l, expr);
    case 'interval':
      return lowerInterval(l, expr);
    case 'collection':
      return lowerCollection(l, expr);
    case 'record':
      return lowerRecord(l, expr);
    case 'shape':
      return lowerShape(l, expr);
    case 'field':
      return readPlace(l, expr) ?? lowerField(l, expr);
    case 'is':
      return lowerIs(l, expr);
    case 'index':
      return readPlace(l, expr) ?? lowerIndex(l, expr);
    case 'gather':
      return lowerGather(l, expr);
    case 'reach':
      return lowerReach(l, expr);
    case 'call':
      return lowerCall(l, expr);
    case 'with':
      return lowerWith(l, expr);
  }
}

/** Several expressions, in the order of evaluation. */
export function lowerAll(l: Lowering, exprs: readonly Expr[]): Ir[] {
  return exprs.map((expr) => l.name(lower(l, expr)));
}

function readPlace(l: Lowering, expr: ExprOf<'variable'>): Ir;
function readPlace(l: Lowering, expr: Expr): Ir | undefined;
function readPlace(l: Lowering, expr: Expr): Ir | undefined {
  const place = placeOf(l, expr);
  return place && read(l, place);
}

function lowerLocal(l: Lowering, expr: ExprOf<'local'>): Ir {
  const bound = l.names.get(expr.local.id);
  if (bound === undefined) throw new Error(`${expr.local.name} is not bound`);
  return bound.kind === 'value' ? bound.ir : readLet(l, bound);
}

function lowerOld(l: Lowering, expr: ExprOf<'old'>): Ir {
  const outer = l.state;
  l.state = 'before';
  const value = lower(l, expr.of);
  l.state = outer;
  return value;
}

/** Evaluates one of two branches; statements that a branch needs run only with it. */
export function choose(l: Lowering, test: Ir, whenTrue: () => Ir, whenFalse: () => Ir): Ir {
  if (isConstant(test)) return test.value !== 0 ? whenTrue() : whenFalse();
  let yes = zero;
  let no = zero;
  const yesBody = l.collect(() => {
    yes = whenTrue();
  });
  const noBody = l.collect(() => {
    no = whenFalse();
  });
  if (yesBody.length === 0 && noBody.length === 0) return select(test, yes, no);
  const result = l.newLocal();
  l.emit({
    do: 'if',
    test,
    yes: [...yesBody, { do: 'set', local: result, value: yes }],
    no: [...noBody, { do: 'set', local: result, value: no }],
  });
  return { ir: 'local', local: result };
}

/** A connective that needs its right operand only after one answer of the left; null repeats that answer. */
function lowerLazy(
  l: Lowering,
  leftExpr: Expr,
  cases: (left: Ir) => readonly [Ir, (() => Ir) | null, (() => Ir) | null],
): Ir {
  const [left, whenTrue, whenFalse] = cases(lower(l, leftExpr));
  return choose(l, left, whenTrue ?? (() => one), whenFalse ?? (() => zero));
}

function lowerImplies(l: Lowering, expr: ExprOf<'and' | 'or' | 'implies'>): Ir {
  const right = () => {
    const site = l.siteOf?.(expr);
    if (site !== undefined) l.emit({ do: 'mark', site });
    return lower(l, expr.right);
  };
  return choose(l, lower(l, expr.left), right, () => one);
}

const operators = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const;

function lowerCompare(l: Lowering, expr: ExprOf<'compare'>): Ir {
  const left = lower(l, expr.left);
  return binary(operators[expr.relation], left, lower(l, expr.right));
}
