/**
 * A typed expression as a function: the interpreter, staged (Feeley and Lapalme, Using Closures for Code Generation, 1987). What does not depend on values is decided
 * once, so that a condition that is asked a million times costs a few calls a node. It means what the interpreter means, lack of a value included, which the
 * tests hold it against; what is rare is handed to the interpreter itself.
 */

import { convert } from './evaluate/convert.js';
import { arithmetic, checkedInteger } from './evaluate/numbers.js';
import { evaluate } from './evaluate.js';
import * as ill from './ill-defined.js';
import { IllDefined } from './ill-defined.js';
import type { Binder, Expr, ExprOf } from './typed.js';
import type { Value } from './value.js';
import { numberOf } from './values/numbered.js';
import { compareValues, equalValues, ordinal } from './values.js';

type Items = readonly Value[];

/** What an expression may read. */
export interface Frame extends Reading {
  /** By `Local.id`. */
  readonly locals: (Value | undefined)[];
  /** The state before the step, where a step is judged; its locals are the same. */
  readonly before?: Frame;
}

/** A state: by name, and, where it has such a list, by the numbers of its variables. */
export interface Reading {
  readonly state: (variable: string) => Value;
  readonly list?: readonly (Value | undefined)[];
}

export type Closure = (frame: Frame) => Value;

const made = new WeakMap<Expr, Closure>();

export function closure(expr: Expr): Closure {
  const known = made.get(expr);
  if (known !== undefined) return known;
  const fresh = closureOf(expr);
  made.set(expr, fresh);
  return fresh;
}

function closureOf(expr: Expr): Closure {
  switch (expr.op) {
    case 'literal': {
      const { value } = expr;
      return () => value;
    }
    case 'variable': {
      const { name } = expr;
      const number = numberOf(name);
      return ({ list, state }) => (list === undefined ? state(name) : (list[number] as Value));
    }
    case 'local': {
      const { id, name } = expr.local;
      return ({ locals }) => {
        const value = locals[id];
        if (value === undefined) throw new Error(`the local ${name} has no value here`);
        return value;
      };
    }
    case 'old': {
      const of = closure(expr.of);
      return ({ before }) => {
        if (before === undefined) throw new Error('`old` is asked where no step is judged');
        return of(before);
      };
    }
    case 'not': {
      const of = closure(expr.of);
      return (frame) => !of(frame);
    }
    case 'and':
    case 'or':
    case 'implies':
      return connective(expr);
    case 'if': {
      const [test, yes, no] = [closure(expr.test), closure(expr.then), closure(expr.else)];
      return (frame) => (test(frame) ? yes(frame) : no(frame));
    }
    case 'compare':
      return comparison(expr);
    case 'arithmetic':
      return calculation(expr);
    case 'coerce': {
      const of = closure(expr.of);
      const { type: from } = expr.of;
      const { type: to, span } = expr;
      return (frame) => convert(from, to, of(frame), span);
    }
    case 'in': {
      const [element, collection] = [closure(expr.element), closure(expr.collection)];
      return (frame) => {
        const wanted = element(frame);
        return (collection(frame) as Items).some((item) => equalValues(item, wanted));
      };
    }
    case 'record': {
      const fields = expr.fields.map(closure);
      return (frame) => fields.map((field) => field(frame));
    }
    case 'field':
      return fieldOf(expr);
    case 'index':
      return entryOf(expr);
    case 'gather':
      return quantifier(expr) ?? interpreted(expr);
    case 'call': {
      if (expr.function !== 'size') return interpreted(expr);
      const of = closure(expr.args[0]);
      return (frame) => (of(frame) as Items).length;
    }
    default:
      return interpreted(expr);
  }
}

function interpreted(expr: Expr): Closure {
  return (frame) => {
    const bound = new Map<number, Value>();
    for (const [id, value] of frame.locals.entries()) if (value !== undefined) bound.set(id, value);
    const { state, before } = frame;
    return evaluate(expr, { state, locals: bound, ...(before && { old: before.state }) });
  };
}

function connective({ op, left, right }: ExprOf<'and' | 'or' | 'implies'>): Closure {
  const [l, r] = [closure(left), closure(right)];
  if (op === 'and') return (frame) => l(frame) && r(frame);
  if (op === 'or') return (frame) => l(frame) || r(frame);
  return (frame) => !l(frame) || r(frame);
}

function comparison({ relation, left, right }: ExprOf<'compare'>): Closure {
  const [l, r] = [closure(left), closure(right)];
  const { type } = left;
  const plain = type.kind === 'integer' || type.kind === 'range';
  const order = plain
    ? (a: Value, b: Value): number => (a as number) - (b as number)
    : (a: Value, b: Value): number => compareValues(type, a, b);
  switch (relation) {
    case '==':
      return (frame) => equalValues(l(frame), r(frame));
    case '!=':
      return (frame) => !equalValues(l(frame), r(frame));
    case '<':
      return (frame) => order(l(frame), r(frame)) < 0;
    case '<=':
      return (frame) => order(l(frame), r(frame)) <= 0;
    case '>':
      return (frame) => order(l(frame), r(frame)) > 0;
    case '>=':
      return (frame) => order(l(frame), r(frame)) >= 0;
  }
}

function calculation(expr: ExprOf<'arithmetic'>): Closure {
  const [l, r] = [closure(expr.left), closure(expr.right)] as ((frame: Frame) => number)[];
  const { span } = expr;
  switch (expr.operator) {
    case '+':
      return (frame) => checkedInteger(l(frame) + r(frame), span);
    case '-':
      return (frame) => checkedInteger(l(frame) - r(frame), span);
    case 'min':
      return (frame) => Math.min(l(frame), r(frame));
    case 'max':
      return (frame) => Math.max(l(frame), r(frame));
    default:
      return (frame) => arithmetic(expr, l(frame), r(frame));
  }
}

function fieldOf(expr: ExprOf<'field'>): Closure {
  const { type } = expr.of;
  if (type.kind !== 'record') return interpreted(expr);
  const of = closure(expr.of);
  const at = type.fields.findIndex(({ name }) => name === expr.field);
  return (frame) => (of(frame) as Items)[at];
}

function entryOf(expr: ExprOf<'index'>): Closure {
  const [of, key] = [closure(expr.of), closure(expr.key)];
  const { type } = expr.of;
  const { span } = expr;
  if (type.kind === 'map') {
    const { key: keys } = type;
    if (keys.kind !== 'enum')
      return (frame) => {
        const items = of(frame) as Items;
        return items[ordinal(keys, key(frame))];
      };
    const places = new Map(keys.members.map((name, i) => [name as Value, i]));
    // Loops ask for one key again and again.
    let last: Value = null;
    let at = 0;
    return (frame) => {
      const items = of(frame) as Items;
      const wanted = key(frame);
      if (wanted !== last) [last, at] = [wanted, places.get(wanted) as number];
      return items[at];
    };
  }
  return (frame) => {
    const items = of(frame) as Items;
    const i = key(frame) as number;
    if (i >= 1 && i <= items.length) return items[i - 1];
    throw new IllDefined(ill.indexOutside(String(i), String(items.length)), span);
  };
}

/** Null for what is no quantifier. */
function quantifier({ gather, binders, body }: ExprOf<'gather'>): Closure | null {
  if (gather !== 'forall' && gather !== 'exists') return null;
  const decisive = gather === 'exists';
  const of = closure(body);
  let walk: (frame: Frame) => boolean = (frame) => of(frame) === decisive;
  for (const binder of [...binders].reverse()) walk = someItem(binder, walk);
  return decisive ? walk : (frame) => !walk(frame);
}

function someItem({ local: { id }, over }: Binder, visit: (frame: Frame) => boolean) {
  if (over.op === 'interval') {
    const [from, to] = [closure(over.from), closure(over.to)];
    const { span } = over;
    return (frame: Frame): boolean => {
      const [first, last] = [from(frame) as number, to(frame) as number];
      if (last - first >= ill.INTERVAL_OF_AT_MOST)
        throw new IllDefined(ill.intervalTooLong(), span);
      for (let i = first; i <= last; i++) {
        frame.locals[id] = i;
        if (visit(frame)) return true;
      }
      return false;
    };
  }
  const items = closure(over);
  return (frame: Frame): boolean => {
    for (const item of items(frame) as Items) {
      frame.locals[id] = item;
      if (visit(frame)) return true;
    }
    return false;
  };
}
