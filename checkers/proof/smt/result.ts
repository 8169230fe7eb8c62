/** A value and the condition under which it has one: `ok` is false where a partial operation fails. */
import type { Symbolic, SymbolicOf } from './symbolic.js';
import type { Term, Terms } from './terms.js';

export interface Result<S extends Symbolic = Symbolic> {
  readonly value: S;
  readonly ok: Term;
}

export const truthOf = (value: Symbolic): Term => part(value, 'boolean').term;
export const numberOf = (value: Symbolic): Term => part(value, 'number').term;

/** The value in the form that its type says. */
export function part<F extends Symbolic['form']>(value: Symbolic, form: F): SymbolicOf<F> {
  if (value.form !== form) throw new Error(`a ${value.form} where a ${form} is wanted`);
  return value as SymbolicOf<F>;
}

export const boolean = (term: Term): Symbolic => ({ form: 'boolean', term });
export const number = (term: Term): Symbolic => ({ form: 'number', term });

/** Is the boolean result both defined and true? */
export const holds = (terms: Terms, { value, ok }: Result): Term => terms.and(ok, truthOf(value));
