/** A stack, a deque that one side owns and others steal from, and a pool that promises less than the deque. */
import type { Plain } from '../plain.js';
import type { Outcome, SequentialObject } from './object.js';

type List = readonly Plain[];

/** `pop` answers null where there is nothing. */
export const stack: SequentialObject = {
  name: 'stack',
  operations: { push: ['value'], pop: [] },
  initial: [],
  step(state, operation, args) {
    const items = state as List;
    if (operation === 'push') return [{ state: [...items, args['value']] }];
    if (items.length === 0) return [{ result: null, state }];
    return [{ result: items[items.length - 1], state: items.slice(0, -1) }];
  },
  reads: (operation, result) => operation === 'pop' && result === null,
};

/**
 * `push` puts at the end, and may answer false: there was no room, and nothing was put. `take` takes from the end, `steal` from the
 * beginning; null: there was nothing.
 */
export const deque: SequentialObject = {
  name: 'deque',
  operations: { push: ['value'], take: [], steal: [] },
  initial: [],
  step(state, operation, args) {
    const items = state as List;
    if (operation === 'push') return pushed(items, args['value']);
    if (items.length === 0) return [{ result: null, state }];
    return operation === 'take'
      ? [{ result: items[items.length - 1], state: items.slice(0, -1) }]
      : [{ result: items[0], state: items.slice(1) }];
  },
  reads: (operation, result) => (operation === 'push' ? result === false : result === null),
};

/**
 * A deque without order, from which one may come back with nothing at any time: what it promises is that all that is taken was put
 * before, and is taken once.
 */
export const pool: SequentialObject = {
  name: 'pool',
  operations: { push: ['value'], take: [], steal: [] },
  initial: [],
  step(state, operation, args) {
    const items = state as List;
    if (operation === 'push') return pushed(items, args['value']);
    const taken = items.map((result, i): Outcome => ({ result, state: items.toSpliced(i, 1) }));
    return [...taken, { result: null, state }];
  },
  reads: (operation, result) => (operation === 'push' ? result === false : result === null),
};

const pushed = (items: List, value: Plain): Outcome[] => [
  { result: true, state: [...items, value] },
  { result: false, state: items },
];
