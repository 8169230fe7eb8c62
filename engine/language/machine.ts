/**
 * The machine of a model, run by the interpreter: slow, plain, and the oracle for the compiler and
 * the checkers. It knows nothing of words, packing or search.
 */

import type { Environment } from './evaluate/environment.js';
import { evaluate } from './evaluate.js';
import { IllDefined } from './ill-defined.js';
import { outcomes } from './machine/effects.js';
import type { State } from './machine/state.js';
import type { Action, Binder, Expr, ModelSpec } from './typed.js';
import type { Value } from './value.js';
import { setOf, valuesOf } from './values.js';

/** What came of one action under one binding: a state, or the failure of a partial operation. */
export type Step = { readonly action: number; readonly bindings: readonly Value[] } & (
  | { readonly next: State }
  | { readonly failure: IllDefined }
);

export interface ReferenceMachine {
  /** Each initial state once, in order. Throws `IllDefined` where `init` or `given` is. */
  initial(): State[];
  /** For each action in order, each binding (nested left to right, each domain ascending) and each
   * choice in order: duplicates and steps that change nothing included. */
  successors(state: State): Step[];
  /** The value of an expression in a state; `before` is what `old` reads. */
  evaluate(expr: Expr, state: State, about?: { before?: State; stuck?: boolean }): Value;
  /** Equal exactly for equal states. */
  key(state: State): string;
}

export type { State } from './machine/state.js';

type Items = readonly Value[];

export function referenceMachine(spec: ModelSpec): ReferenceMachine {
  const key = (state: State): string => JSON.stringify(spec.variables.map((v) => state[v.name]));
  return {
    initial: () => initialStates(spec, key),
    successors: (state) => spec.actions.flatMap((_, i) => steps(spec, i, state)),
    evaluate: (expr, state, { before, stuck } = {}) =>
      evaluate(expr, {
        ...environment(state),
        ...(before === undefined ? {} : { old: (name: string) => before[name] }),
        ...(stuck === undefined ? {} : { stuck }),
      }),
    key,
  };
}

function environment(state: State): Environment {
  return { state: (name) => state[name], locals: new Map() };
}

// --------------------------------------------------------------------------------- initial states

function initialStates(spec: ModelSpec, key: (state: State) => string): State[] {
  let partial: State[] = [{}];
  for (const initial of spec.initial) {
    const choices = (state: State): Items => {
      if (initial.choose === 'every') return valuesOf(initial.type);
      if (initial.choose === 'any') return evaluate(initial.from, environment(state)) as Items;
      return [evaluate(initial.value, environment(state))];
    };
    partial = partial.flatMap((state) =>
      choices(state).map((value) => ({ ...state, [initial.variable]: value })),
    );
  }
  const allowed = partial.filter((state) =>
    spec.given.every((condition) => evaluate(condition, environment(state)) === true),
  );
  return [...new Map(allowed.map((state) => [key(state), state])).values()];
}

// ------------------------------------------------------------------------------------------ steps

function steps(spec: ModelSpec, index: number, state: State): Step[] {
  const action = spec.actions[index];
  const found: Step[] = [];
  const attempt = (bindings: Items, body: () => void): void => {
    try {
      body();
    } catch (failure) {
      if (!(failure instanceof IllDefined)) throw failure;
      found.push({ action: index, bindings, failure });
    }
  };
  const choose = (binders: readonly Binder[], bindings: Items): void => {
    const env = environmentOf(action, bindings, state);
    if (binders.length > 0) {
      attempt(bindings, () => {
        for (const value of domain(binders[0], env)) choose(binders.slice(1), [...bindings, value]);
      });
    } else {
      attempt(bindings, () => {
        if (!action.guard.every((condition) => evaluate(condition, env) === true)) return;
        for (const next of outcomes(action.effects, state, env, spec.variables)) {
          found.push({ action: index, bindings, next });
        }
      });
    }
  };
  choose(action.binders, []);
  return found;
}

/** The binders that have a value so far, and the abbreviations, computed when first used. */
export function environmentOf(action: Action, bindings: Items, state: State): Environment {
  const env = environment(state);
  bindings.forEach((value, i) => {
    env.locals.set(action.binders[i].local.id, value);
  });
  for (const { local, value } of action.lets) {
    env.locals.set(local.id, () => evaluate(value, env));
  }
  return env;
}

/** The distinct items, ascending; a set is that already. */
export function domain({ local, over }: Binder, env: Environment): Items {
  const items = evaluate(over, env) as Items;
  return over.type.kind === 'set' ? items : setOf(local.type, items);
}
