/**
 * Random histories: made from a linearization, so that they are linearizable, and then perhaps changed, so that many
 * are not. Values are few, so that they meet.
 */
import type { Args, Ending, Operation } from '../../engine/history/history.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';
import type { Random } from '../../engine/random.js';

export interface Shape {
  readonly operations: number;
  readonly clients: number;
  /** Of a value, or a key. */
  readonly values: number;
  /** Percent of operations that are not answered, and that are refused. */
  readonly unknown: number;
  readonly refused: number;
}

/** Operations take effect one after the other, each at some instant between its two times. */
export function linearizableHistory(
  object: SequentialObject,
  shape: Shape,
  random: Random,
): Operation[] {
  const free = new Array<number>(shape.clients).fill(0);
  let state = object.initial;
  let now = 0;
  const operations: Operation[] = [];
  for (let i = 0; i < shape.operations; i++) {
    now += 1 + random.below(3);
    const client = earliest(free, random);
    const invoked = Math.max(free[client], now - random.below(6));
    now = Math.max(now, invoked);
    const completed = now + random.below(6);
    free[client] = completed + 1;
    const { name, args } = randomCall(object, shape, random);
    const ending = randomEnding(shape, random);
    const happens = ending === 'ok' || (ending === 'unknown' && random.below(2) === 0);
    const outcomes = happens ? object.step(state, name, args, undefined) : [];
    const outcome = outcomes.length > 0 ? outcomes[random.below(outcomes.length)] : undefined;
    if (outcome !== undefined) state = outcome.state;
    const result = ending === 'ok' && random.below(12) > 0 ? outcome?.result : undefined;
    operations.push({
      client: `c${client}`,
      name,
      args,
      ending,
      invoked,
      completed: ending === 'unknown' && random.below(2) === 0 ? null : completed,
      ...(result === undefined ? {} : { result }),
    });
    if (operations[i].completed === null) free[client] = Number.MAX_SAFE_INTEGER;
    if (free.every((time) => time === Number.MAX_SAFE_INTEGER)) break;
  }
  return operations;
}

/** One thing is different: an answer, a time, an ending, an argument. */
export function mutated(
  operations: readonly Operation[],
  shape: Shape,
  random: Random,
): Operation[] {
  const answered = operations.flatMap(({ ending, result }, at) =>
    ending === 'ok' && result !== undefined ? [at] : [],
  );
  const kind = random.below(6);
  const ofAnswers = kind < 3 && answered.length > 0;
  const at = ofAnswers ? answered[random.below(answered.length)] : random.below(operations.length);
  const operation = operations[at];
  const changed = (): Partial<Operation> => {
    switch (kind) {
      case 0:
      case 1:
      case 2: {
        if (!ofAnswers) return {};
        const { result } = operations[answered[random.below(answered.length)]];
        return result === undefined ? {} : { result };
      }
      case 3:
        return operation.completed === null
          ? {}
          : { completed: Math.max(operation.invoked, operation.completed - random.below(6)) };
      case 4:
        return {
          invoked: Math.min(operation.invoked + random.below(4), operation.completed ?? Infinity),
        };
      default:
        return Object.hasOwn(operation.args, 'value')
          ? { args: { ...operation.args, value: random.below(shape.values) } }
          : {};
    }
  };
  return operations.with(at, { ...operation, ...changed() });
}

function earliest(free: readonly number[], random: Random): number {
  const from = random.below(free.length);
  const open = free.map((_, i) => (i + from) % free.length);
  return open.reduce((a, b) => (free[b] < free[a] ? b : a));
}

function randomCall(
  object: SequentialObject,
  { values }: Shape,
  random: Random,
): { readonly name: string; readonly args: Args } {
  const names = Object.keys(object.operations);
  const name = names[random.below(names.length)];
  const args = Object.fromEntries(
    object.operations[name]
      .filter((form) => !form.endsWith('?') || random.below(3) === 0)
      .map((form): [string, Plain] => {
        const argument = form.replace('?', '');
        return [argument, argument === 'key' ? `k${random.below(2)}` : random.below(values)];
      }),
  );
  return { name, args };
}

function randomEnding({ unknown, refused }: Shape, random: Random): Ending {
  const drawn = random.below(100);
  if (drawn < unknown) return 'unknown';
  return drawn < unknown + refused ? 'refused' : 'ok';
}
