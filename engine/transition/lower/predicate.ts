/** Expressions as functions of a state (or a step): atoms, bounds, conditions, initial values. */
import type { Expr } from '../../language/typed.js';
import type { Ir, IrFunction } from '../ir.js';
import { select, sub, zero } from '../simplify.js';
import { newLowering } from './expression.js';
import type { Lowering, Program } from './lowering.js';
import { variablePlace } from './places.js';
import { store } from './writes.js';

export interface Lowered {
  readonly code: IrFunction;
  /** Is there a partial operation in it that is not known to be safe? */
  readonly fails: boolean;
}

interface Options {
  /** The coverage site of an expression. */
  readonly siteOf?: (expr: Expr) => number | undefined;
  /** Gives locals their values. */
  readonly bind?: (l: Lowering) => void;
}

/** A function that evaluates, and gives what `result` says, or ILL_DEFINED − site. */
function lowerFunction(program: Program, options: Options, evaluate: (l: Lowering) => Ir): Lowered {
  const l = newLowering(program);
  l.siteOf = options.siteOf;
  options.bind?.(l);
  let value: Ir = zero;
  const failure = l.attempt(() => {
    value = l.name(evaluate(l));
  });
  if (failure === null)
    return { code: { gives: 'word', locals: l.locals, body: l.body, result: value }, fails: false };
  const failed = l.local(failure);
  const result = select(failed, sub(zero, failed), value);
  return { code: { gives: 'word', locals: l.locals, body: l.body, result }, fails: true };
}

/** 0, 1, or ILL_DEFINED − site. */
export function lowerPredicate(program: Program, expr: Expr, options: Options = {}): Lowered {
  return lowerFunction(program, options, (l) => l.lower(expr));
}

/** Stores the value of an expression in a variable of the state it is given; 0, or ILL_DEFINED − site. */
export function lowerAssignment(program: Program, variable: string, expr: Expr): Lowered {
  return lowerFunction(program, {}, (l) => {
    store(l, variablePlace(l, variable), l.name(l.lower(expr)));
    return zero;
  });
}

/** Stores the word that is given as a label. */
export function lowerStore(program: Program, variable: string): IrFunction {
  return lowerFunction(program, {}, (l) => {
    store(l, variablePlace(l, variable), { ir: 'label', index: 0 });
    return zero;
  }).code;
}

/** The word of an expression of any type; `check` tells, as a predicate would, whether it has one. */
export function lowerWord(
  program: Program,
  expr: Expr,
): { check: IrFunction; word: IrFunction; fails: boolean } {
  const check = lowerFunction(program, {}, (l) => {
    l.lower(expr);
    return zero;
  });
  const l = newLowering(program);
  const value: { ir: Ir } = { ir: zero };
  l.attempt(() => {
    value.ir = l.name(l.lower(expr));
  });
  return {
    check: check.code,
    word: { gives: 'word', locals: l.locals, body: l.body, result: value.ir },
    fails: check.fails,
  };
}
