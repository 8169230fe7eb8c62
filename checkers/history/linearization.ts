/** A linearization as people see it, made by executing it: a wrong one is not shown but thrown. */
import type { Operation } from '../../engine/history/history.js';
import { canonicalText, statesAfter } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';
import type { Instance } from './instance.js';

export interface Effect {
  readonly operation: Operation;
  /** A tick at which it may have taken effect: not before that of the one before, nor before it was invoked. */
  readonly at: number;
  /** The object after it: one value, or several where it is not deterministic. */
  readonly states: readonly Plain[];
}

/**
 * Executes the operations one after the other.
 * @param answers how many of the answers must have their operations in it
 * @throws Error where they are no linearization: a mistake of ours
 */
export function execute(instance: Instance, order: readonly number[], answers: number): Effect[] {
  const { operations, answered, answerOf, answeredAt, invokedAt, object, calls, callOf } = instance;
  const missing = new Set(answered.subarray(0, answers));
  let states: readonly Plain[] = [object.initial];
  let time = -Infinity;
  let place = -1;
  return order
    .map((number) => {
      const operation = operations[number];
      const { name, args, result } = calls[callOf[number]];
      place = Math.max(place, invokedAt[number]);
      const late = answerOf[number] >= 0 && answeredAt[answerOf[number]] < place;
      states = distinct(states.flatMap((state) => statesAfter(object, state, name, args, result)));
      if (late || states.length === 0) throw new Error(`no linearization: ${name} at ${number}`);
      missing.delete(number);
      time = Math.max(time, operation.invoked);
      return { operation, at: time, states };
    })
    .concat(missing.size === 0 ? [] : fail(missing.size));
}

function fail(missing: number): never {
  throw new Error(`no linearization: ${missing} answered operations are not in it`);
}

function distinct(states: readonly Plain[]): readonly Plain[] {
  if (states.length < 2) return states;
  return [...new Map(states.map((state) => [canonicalText(state), state])).values()];
}
