/** What an expression may read, in symbols: as the interpreter's environment. */
import type { Local } from '../../../engine/language/typed.js';
import type { Result } from './result.js';
import type { Symbolic } from './symbolic.js';
import type { Term } from './terms.js';

export interface Environment {
  readonly state: SymbolicState;
  /** The state before the step, where a step is judged. */
  readonly old?: SymbolicState;
  /** By `Local.id`. A function stands for a value that is computed when it is first wanted. */
  readonly locals: Map<number, Result | (() => Result)>;
  /** Is no step possible here? Only where `stuck` may be asked. */
  readonly stuck?: Term;
}

/** Variable → value. */
export type SymbolicState = ReadonlyMap<string, Symbolic>;

export function environment(state: SymbolicState): Environment {
  return { state, locals: new Map() };
}

export function lookUp(env: Environment, local: Local): Result {
  const known = env.locals.get(local.id);
  if (known === undefined) throw new Error(`the local ${local.name} has no value here`);
  if (typeof known !== 'function') return known;
  const computed = known();
  env.locals.set(local.id, computed);
  return computed;
}

/** Runs `body` with the local bound. Ids are unique, so nothing is ever hidden. */
export function bind<T>(env: Environment, local: Local, value: Result, body: () => T): T {
  env.locals.set(local.id, value);
  try {
    return body();
  } finally {
    env.locals.delete(local.id);
  }
}
