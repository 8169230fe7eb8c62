/** What an expression reads: for people who ask why it is true or false in some state. */
import type { Expr, Local } from '../language/typed.js';
import { forEachChild } from './lower/children.js';

export interface Reads {
  /** State variables, each once, in the order of reading. */
  readonly variables: readonly string[];
  /** Names bound outside the expression (by `for:`). */
  readonly bindings: readonly string[];
}

/** `lets` are read through; `binders` are those whose values a step tells. */
export function readsOf(
  expr: Expr,
  binders: readonly Local[] = [],
  lets: readonly { readonly local: Local; readonly value: Expr }[] = [],
): Reads {
  const variables = new Set<string>();
  const bindings = new Set<string>();
  const visit = (part: Expr): void => {
    if (part.op === 'variable') variables.add(part.name);
    if (part.op === 'local') {
      const { id, name } = part.local;
      if (binders.some((local) => local.id === id)) bindings.add(name);
      const value = lets.find(({ local }) => local.id === id)?.value;
      if (value !== undefined) visit(value);
    }
    forEachChild(part, visit);
  };
  visit(expr);
  return { variables: [...variables], bindings: [...bindings] };
}
