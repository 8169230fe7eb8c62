/**
 * Why a step is not possible: every action of a model under every binding, whether it may happen or
 * not, with the conditions that are false and the states that it would lead to. For explanations; the
 * steps that are possible are `referenceMachine`'s.
 */
import { evaluate } from '../evaluate.js';
import { IllDefined } from '../ill-defined.js';
import { domain, environmentOf } from '../machine.js';
import type { ModelSpec } from '../typed.js';
import type { Value } from '../value.js';
import { outcomes } from './effects.js';
import type { State } from './state.js';

export interface Attempt {
  readonly action: number;
  readonly bindings: readonly Value[];
  /** Which conditions of the guard are false, or without a value where no false one stands before. */
  readonly failed: readonly number[];
  /** Where the effects lead to, as if the guard were true; empty where they have no value. */
  readonly outcomes: readonly State[];
}

/** So many bindings of one action are tried. */
const BINDINGS_MAX = 2000;

/** Of the given actions (by index; all, if left out). */
export function attempts(
  spec: ModelSpec,
  state: State,
  actions: readonly number[] = spec.actions.map((_, i) => i),
): Attempt[] {
  return actions.flatMap((action) =>
    bindingsOf(spec, action, state).map((bindings) => attempt(spec, action, bindings, state)),
  );
}

function bindingsOf(spec: ModelSpec, index: number, state: State): (readonly Value[])[] {
  const action = spec.actions[index];
  let found: (readonly Value[])[] = [[]];
  for (const binder of action.binders) {
    found = found.slice(0, BINDINGS_MAX).flatMap((bindings) => {
      const items = orElse<readonly Value[]>([], () =>
        domain(binder, environmentOf(action, bindings, state)),
      );
      return items.map((value) => [...bindings, value]);
    });
  }
  return found.slice(0, BINDINGS_MAX);
}

function attempt(
  spec: ModelSpec,
  index: number,
  bindings: readonly Value[],
  state: State,
): Attempt {
  const action = spec.actions[index];
  const env = environmentOf(action, bindings, state);
  const failed: number[] = [];
  action.guard.forEach((condition, i) => {
    // Behind a false condition, one without a value was protected by it.
    const truth = orElse<Value>(failed.length > 0, () => evaluate(condition, env));
    if (truth !== true) failed.push(i);
  });
  return {
    action: index,
    bindings,
    failed,
    outcomes: orElse<readonly State[]>([], () =>
      outcomes(action.effects, state, environmentOf(action, bindings, state), spec.variables),
    ),
  };
}

function orElse<T>(otherwise: T, body: () => T): T {
  try {
    return body();
  } catch (failure) {
    if (!(failure instanceof IllDefined)) throw failure;
    return otherwise;
  }
}
