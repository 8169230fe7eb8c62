/** What threads offer one another, and by which objects their histories are judged. */
import { bool, int, optional, service } from '../../node/kit.js';

/** One owner pushes and takes at one end; others steal at the other. null: nothing was there. */
export const deque = service('deque', {
  /** False: there was no room. */
  push: { args: { value: int }, returns: bool },
  take: { args: {}, returns: optional(int) },
  steal: { args: {}, returns: optional(int) },
});

export const stack = service('stack', {
  push: { args: { value: int }, returns: bool },
  pop: { args: {}, returns: optional(int) },
});

export const queue = service('queue', {
  enqueue: { args: { value: int }, returns: bool },
  dequeue: { args: {}, returns: optional(int) },
});

/** What locks are for: a plain word that is read and written under one. */
export const counter = service('counter', {
  /** The new value. */
  increment: { args: {}, returns: int },
});
