/**
 * The oracle: linearizability as Herlihy & Wing define it, by trying every order of every set of operations that
 * holds those that were answered. No memory, no cleverness.
 */
import type { Operation } from '../../engine/history/history.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';

export function bruteForce(object: SequentialObject, operations: readonly Operation[]): boolean {
  const possible = operations.filter(({ ending }) => ending !== 'refused');
  return someOrder(object, object.initial, possible);
}

function someOrder(object: SequentialObject, state: Plain, left: readonly Operation[]): boolean {
  if (left.every(({ ending }) => ending === 'unknown')) return true;
  return left.some((first) => {
    const others = left.filter((other) => other !== first);
    if (others.some((other) => other.ending === 'ok' && other.completed! < first.invoked))
      return false;
    return outcomes(object, state, first).some((next) => someOrder(object, next, others));
  });
}

function outcomes(object: SequentialObject, state: Plain, operation: Operation): Plain[] {
  const { name, args, ending } = operation;
  const told = ending === 'ok' ? operation.result : undefined;
  return object
    .step(state, name, args, told)
    .filter(({ result }) => told === undefined || result === undefined || same(result, told))
    .map((outcome) => outcome.state);
}

const same = (a: Plain, b: Plain): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The longest beginning that is linearizable, in answers: what is open where it is cut has no answer yet. */
export function longestBeginning(
  object: SequentialObject,
  operations: readonly Operation[],
): number {
  const answers = operations
    .filter(({ ending }) => ending === 'ok')
    .sort((a, b) => a.completed! - b.completed!);
  let length = 0;
  while (
    length < answers.length &&
    bruteForce(object, cut(operations, answers.slice(0, length + 1)))
  )
    length++;
  return length;
}

function cut(operations: readonly Operation[], answered: readonly Operation[]): Operation[] {
  const end = answered[answered.length - 1].completed!;
  return operations
    .filter(({ invoked }) => invoked <= end)
    .map((operation) => {
      if (answered.includes(operation) || operation.ending !== 'ok') return operation;
      const { result: _, ...open } = operation;
      return { ...open, ending: 'unknown', completed: null };
    });
}
