/**
 * Actions: a loop for each binder, then the guard, then the effects. A failure is recorded with the
 * bindings made so far, and the other bindings go on.
 */
import type { Action, Expr } from '../../language/typed.js';
import type { Ir, IrFunction } from '../ir.js';
import { UNBOUND } from '../labels.js';
import { constant, not, zero } from '../simplify.js';
import { forEachItem } from './domain.js';
import { lowerEffects } from './effects.js';
import { newLowering } from './expression.js';
import { freeLocals } from './free-locals.js';
import { prepareLets } from './lets.js';
import type { Lowering, Program } from './lowering.js';

/** The function that appends the successors by one action. `labelWords`: of the whole model. */
export function lowerAction(
  program: Program,
  action: Action,
  index: number,
  labelWords: number,
): IrFunction {
  const l = newLowering(program);
  emitAction(l, action, index, labelWords);
  return { gives: 'successors', locals: l.locals, body: l.body, result: zero };
}

/** Emits what appends the successors. */
export function emitAction(l: Lowering, action: Action, index: number, labelWords: number): void {
  for (const { local, value } of action.lets)
    l.names.set(local.id, { kind: 'let', value, evaluated: null });
  const label = (bound: readonly Ir[]): Ir[] => [
    constant(index),
    ...bound,
    ...Array.from({ length: action.binders.length - bound.length }, () => constant(UNBOUND)),
    ...Array.from({ length: labelWords - 1 - action.binders.length }, () => zero),
  ];
  bindFrom(l, action, 0, [], 0, label);
}

type LabelOf = (bound: readonly Ir[]) => Ir[];

/** Binders from `at` on; conjuncts of the guard before `checked` are known to hold. */
function bindFrom(
  l: Lowering,
  action: Action,
  at: number,
  bound: readonly Ir[],
  checked: number,
  label: LabelOf,
): void {
  const failure = l.attempt(() => {
    l.block((leave) => {
      const require = (condition: Expr): void => {
        prepareLets(l, condition);
        l.if(not(l.lower(condition)), leave);
      };
      if (at === action.binders.length) {
        action.guard.slice(checked).forEach(require);
        lowerEffects(l, action.effects, label(bound));
        return;
      }
      const early = checked + decidableHere(l, action, at, checked);
      action.guard.slice(checked, early).forEach(require);
      const { local, over } = action.binders[at];
      prepareLets(l, over);
      forEachItem(l, over, true, (item) => {
        const value = l.name(item);
        l.bind(local, value);
        // Where the loop is written out, each item has abbreviations of its own.
        if (l.unrolls) for (const { local: name } of action.lets) forget(l, name.id);
        bindFrom(l, action, at + 1, [...bound, value], early, label);
      });
    });
  });
  if (failure !== null) {
    const site = l.local(failure);
    l.if(site, () =>
      l.emit({
        do: 'fail',
        label: label(bound),
        site: { ir: 'binary', operator: 'sub', left: site, right: constant(1) },
      }),
    );
  }
}

/** Abbreviations that have no value yet. */
function openLets(l: Lowering, action: Action): number[] {
  return action.lets.filter(({ local }) => isOpen(l, local.id)).map(({ local }) => local.id);
}

function isOpen(l: Lowering, id: number): boolean {
  const bound = l.names.get(id);
  return bound?.kind === 'let' && bound.evaluated === null;
}

function forget(l: Lowering, id: number): void {
  const bound = l.names.get(id);
  if (bound?.kind === 'let') bound.evaluated = null;
}

/**
 * How many more conjuncts can be decided before the next binder's loop: those that do not speak of
 * binders to come, in order, as long as neither they nor the domains to come can fail. (Then nobody
 * can tell that they are decided early.)
 */
function decidableHere(l: Lowering, action: Action, at: number, checked: number): number {
  if (l.unrolls) return 0;
  const later = new Set(action.binders.slice(at).map((b) => b.local.id));
  if (action.binders.slice(at).some((b) => canFail(l, action, b.over))) return 0;
  let count = 0;
  for (const condition of action.guard.slice(checked)) {
    const free = freeLocals(condition, action.lets);
    if ([...free].some((id) => later.has(id)) || canFail(l, action, condition)) break;
    count++;
  }
  return count;
}

/** Tries the lowering, with something in place of the locals that have no value yet. */
function canFail(l: Lowering, action: Action, expr: Expr): boolean {
  let fails = false;
  const open = openLets(l, action);
  const unbound = action.binders.filter((b) => !l.names.has(b.local.id));
  l.collect(() => {
    for (const b of unbound) l.bind(b.local, l.variable(zero).ir);
    fails =
      l.attempt(() => {
        prepareLets(l, expr);
        l.lower(expr);
      }) !== null;
  });
  for (const b of unbound) l.names.delete(b.local.id);
  for (const id of open) forget(l, id);
  return fails;
}
