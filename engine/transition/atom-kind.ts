/** What an atom needs to be judged: a state, a step, or a state and whether it is stuck. */
import type { Atom, Expr } from '../language/typed.js';
import { forEachChild } from './lower/children.js';
import type { CompiledAtom } from './system.js';

export function atomKind(atom: Atom): CompiledAtom['kind'] {
  if (atom.kind === 'step') return 'step';
  return asksStuck(atom.expr) ? 'stuck' : 'state';
}

function asksStuck(expr: Expr): boolean {
  if (expr.op === 'stuck') return true;
  let asks = false;
  forEachChild(expr, (child) => {
    asks ||= asksStuck(child);
  });
  return asks;
}
