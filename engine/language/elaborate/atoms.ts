/**
 * Atoms: the conditions that claims and formulas speak of. Two that say the same, once names are
 * resolved and definitions written out, are one atom.
 */
import type { Atom, Expr, Local } from '../typed.js';
import { formatType } from '../types-format.js';
import type { Context } from './context.js';

/** The index of the atom, new or shared. */
export function atomOf(ctx: Context, kind: Atom['kind'], expr: Expr): number {
  const key = `${kind} ${expressionKey(expr)}`;
  const known = ctx.atomKeys.get(key);
  if (known !== undefined) return known;
  const index = ctx.atoms.length;
  ctx.atoms.push({ kind, expr });
  ctx.atomKeys.set(key, index);
  return index;
}

/** Long lists are told apart by identity: the set of all values of a type is one array. */
const LONG = 32;
const listNumbers = new WeakMap<object, string>();
let lists = 0;

function listNumber(list: readonly unknown[]): string {
  let number = listNumbers.get(list);
  if (number === undefined) {
    lists++;
    number = `#${lists}`;
    listNumbers.set(list, number);
  }
  return number;
}

/** A text that two expressions share exactly when they differ only in places and in names of binders. */
export function expressionKey(expr: Expr): string {
  const numbers = new Map<number, number>();
  const local = ({ id }: Local): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size);
    return numbers.size - 1;
  };
  return JSON.stringify(expr, (key, value: unknown) => {
    if (key === 'span') return undefined;
    if (key === 'local') return local(value as Local);
    if (key === 'value' && Array.isArray(value) && value.length > LONG) return listNumber(value);
    if (key === 'type') return formatType(value as Expr['type']);
    return value;
  });
}
