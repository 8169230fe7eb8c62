/** `if` as an expression and as an effect. (`then` is the word of the language; no promise is meant.) */
import type { Effect, Expr } from '../typed.js';
import type { Type } from '../types.js';

type Span = Expr['span'];

export function conditional(
  test: Expr,
  yes: Expr,
  no: Expr,
  { type, span }: { readonly type: Type; readonly span: Span },
): Expr {
  // biome-ignore lint/suspicious/noThenProperty: the word of the language.
  return { op: 'if', type, span, test, then: yes, else: no };
}

export function conditionalEffect(
  test: Expr,
  yes: readonly Effect[],
  no: readonly Effect[],
): Extract<Effect, { effect: 'if' }> {
  // biome-ignore lint/suspicious/noThenProperty: the word of the language.
  return { effect: 'if', test, then: yes, else: no };
}
