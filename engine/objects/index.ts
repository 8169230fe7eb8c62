/** The objects that Assay knows, by name. */

import { didYouMean } from '../language/nearest.js';
import type { Plain } from '../plain.js';
import { counter, log, queue, set } from './collections.js';
import { lease, lock } from './locks.js';
import { OBJECT_NAMES, type ObjectName } from './names.js';
import type { SequentialObject } from './object.js';
import { casRegister, kv, register, table } from './registers.js';
import { deque, pool, stack } from './stacks.js';

const makers: Readonly<Record<ObjectName, (initial: Plain | undefined) => SequentialObject>> = {
  register,
  'cas-register': casRegister,
  kv,
  table,
  queue: () => queue,
  set: () => set,
  counter: () => counter,
  lock: () => lock,
  lease: () => lease,
  log: () => log,
  stack: () => stack,
  deque: () => deque,
  pool: () => pool,
};

export { OBJECT_NAMES } from './names.js';

/** Objects whose initial value can be chosen. */
const CHOSEN: readonly string[] = ['register', 'cas-register', 'kv', 'table'];

/** The name is of no object, or the object begins in one way only: what is wrong, and what to do. */
export class NoSuchObject extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'NoSuchObject';
  }
}

/**
 * The object called `name`.
 * @param initial what `get` finds before any `put`; default null
 * @throws NoSuchObject
 */
export function objectNamed(name: string, initial?: Plain): SequentialObject {
  const known = OBJECT_NAMES.find((other) => other === name);
  if (known === undefined) {
    throw new NoSuchObject(
      `there is no object \`${name}\``,
      didYouMean(name, OBJECT_NAMES) ?? `there are: ${OBJECT_NAMES.join(', ')}`,
    );
  }
  if (initial !== undefined && !CHOSEN.includes(name)) {
    throw new NoSuchObject(
      `${name} has no initial value to be chosen`,
      `these have: ${CHOSEN.join(', ')}`,
    );
  }
  return makers[known](initial);
}
