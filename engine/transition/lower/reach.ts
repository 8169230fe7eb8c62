/** `reach(c in T, step, start)`: the least set that has the start and is closed under the step. */
import type { ExprOf } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { type Collection, isMask, type Representation } from '../representation.js';
import { add, binary, bit, constant, not, one, select, sub, zero } from '../simplify.js';
import { forEachItemOf } from './domain.js';
import type { Lowering } from './lowering.js';
import { isNone, toCode, toValue, unwrap } from './parts.js';

export function lowerReach(l: Lowering, expr: ExprOf<'reach'>): Ir {
  const r = l.representation(expr) as Collection;
  return isMask(r) ? reachMask(l, expr, r) : reachInterned(l, expr, r);
}

function reachMask(l: Lowering, expr: ExprOf<'reach'>, r: Collection): Ir {
  const start = l.name(asMask(l, l.representation(expr.start), l.name(l.lower(expr.start)), r));
  const seen = l.variable(start);
  const todo = l.variable(start);
  l.while(todo.ir, () => {
    const code = l.name({ ir: 'unary', operator: 'trailing', of: todo.ir });
    l.set(todo.local, binary('and', todo.ir, sub(todo.ir, one)));
    l.bind(expr.local, l.name(toValue(r.of, code)));
    const reached = asMask(l, l.representation(expr.step), l.name(l.lower(expr.step)), r);
    const fresh = l.name(binary('and', reached, binary('xor', seen.ir, constant(-1))));
    l.set(seen.local, binary('or', seen.ir, fresh));
    l.set(todo.local, binary('or', todo.ir, fresh));
  });
  return seen.ir;
}

/** A value, an option or a set, as a set. */
function asMask(l: Lowering, from: Representation, value: Ir, r: Collection): Ir {
  if (from.kind === 'set' && from.of.index === r.of.index) return value;
  if (from.kind !== 'optional' || from.of.index !== r.of.index) return bit(toCode(r.of, value));
  return select(isNone(l, from, value), zero, bit(toCode(r.of, unwrap(l, from, value))));
}

function reachInterned(l: Lowering, expr: ExprOf<'reach'>, r: Collection): Ir {
  const buffer = l.callNow('openBuffer');
  pushAll(l, l.representation(expr.start), l.name(l.lower(expr.start)), r, buffer);
  const i = l.variable(zero);
  l.while(binary('lt', i.ir, l.call('bufferSize', buffer)), () => {
    l.bind(expr.local, l.callNow('bufferItem', buffer, i.ir));
    pushAll(l, l.representation(expr.step), l.name(l.lower(expr.step)), r, buffer);
    l.set(i.local, add(i.ir, one));
  });
  return l.callNow('internSet', r.index, buffer);
}

function pushAll(l: Lowering, from: Representation, value: Ir, r: Collection, buffer: Ir): void {
  if (from.kind === 'set' && from.of.index === r.of.index) {
    forEachItemOf(l, from, value, false, (item) => l.effect('pushNew', buffer, item));
  } else if (from.kind === 'optional' && from.of.index === r.of.index) {
    l.if(not(isNone(l, from, value)), () => l.effect('pushNew', buffer, unwrap(l, from, value)));
  } else l.effect('pushNew', buffer, value);
}
