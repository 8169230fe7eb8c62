/** What an expression may read: the state, the state before the step, the locals in scope. */
import type { Local } from '../typed.js';
import type { Value } from '../value.js';

export interface Environment {
  readonly state: (variable: string) => Value;
  /** The state before the step, where a step is judged. */
  readonly old?: (variable: string) => Value;
  /** By `Local.id`. A function stands for a value that is computed when it is first wanted. */
  readonly locals: Map<number, Value | Lazy>;
  /** Is no step possible here? Only where `stuck` may be asked. */
  readonly stuck?: boolean;
}

export type Lazy = () => Value;

/** For constants. */
export function NO_STATE(): Environment {
  return {
    state: (name) => {
      throw new Error(`the variable ${name} is read where there is no state`);
    },
    locals: new Map(),
  };
}

export function lookUp(env: Environment, local: Local): Value {
  const value = env.locals.get(local.id);
  if (value === undefined) throw new Error(`the local ${local.name} has no value here`);
  if (typeof value !== 'function') return value;
  const computed = value();
  env.locals.set(local.id, computed);
  return computed;
}

/** Runs `body` with the local bound. Ids are unique, so nothing is ever hidden. */
export function bind<T>(env: Environment, local: Local, value: Value | Lazy, body: () => T): T {
  env.locals.set(local.id, value);
  try {
    return body();
  } finally {
    env.locals.delete(local.id);
  }
}
