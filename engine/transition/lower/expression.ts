/**
 * Lowering of expressions: which file knows what about each form. Those files come back here through
 * `l.lower`, so that none of them needs to import this one.
 */
import type { Expr, ExprOf } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { binary, constant, not, one, zero } from '../simplify.js';
import { lowerCoercion } from './coercion.js';
import { lowerCall, lowerCollection, lowerIn, lowerInterval } from './collections.js';
import { lowerGather } from './gather.js';
import { readLet } from './lets.js';
import { Lowering, type Program } from './lowering.js';
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

/** A lowering of one function of the program. */
export function newLowering(program: Program): Lowering {
  return new Lowering(program, lowerExpression);
}

/** The word for the value of an expression, by whatever lowering. */
export function lowerExpression(l: Lowering, expr: Expr): Ir {
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
      return not(l.lower(expr.of));
    case 'and':
      return l.choose(
        l.lower(expr.left),
        () => l.lower(expr.right),
        () => zero,
      );
    case 'or':
      return l.choose(
        l.lower(expr.left),
        () => one,
        () => l.lower(expr.right),
      );
    case 'implies':
      return lowerImplies(l, expr);
    case 'if':
      return l.choose(
        l.lower(expr.test),
        () => l.lower(expr.then),
        () => l.lower(expr.else),
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
      return l.gather(expr) ?? lowerGather(l, expr);
    case 'reach':
      return lowerReach(l, expr);
    case 'call':
      return lowerCall(l, expr);
    case 'with':
      return lowerWith(l, expr);
  }
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
  const value = l.lower(expr.of);
  l.state = outer;
  return value;
}

function lowerImplies(l: Lowering, expr: ExprOf<'and' | 'or' | 'implies'>): Ir {
  const right = () => {
    const site = l.siteOf?.(expr);
    if (site !== undefined) l.emit({ do: 'mark', site });
    return l.lower(expr.right);
  };
  return l.choose(l.lower(expr.left), right, () => one);
}

const operators = { '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const;

function lowerCompare(l: Lowering, expr: ExprOf<'compare'>): Ir {
  const left = l.lower(expr.left);
  return binary(operators[expr.relation], left, l.lower(expr.right));
}
