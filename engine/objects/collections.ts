/** Collections: a first-in first-out queue, a set, a counter, and a log that only grows. */
import type { Args } from '../history/history.js';
import type { Plain } from '../plain.js';
import { canonicalText, isPrefix, type SequentialObject, samePlain } from './object.js';

type List = readonly Plain[];

/** `dequeue` answers null where there is nothing. */
export const queue: SequentialObject = {
  name: 'queue',
  operations: { enqueue: ['value'], dequeue: [] },
  initial: [],
  step(state, operation, args) {
    const items = state as List;
    if (operation === 'enqueue') return [{ state: [...items, args['value']] }];
    if (items.length === 0) return [{ result: null, state }];
    return [{ result: items[0], state: items.slice(1) }];
  },
  reads: (operation, result) => operation === 'dequeue' && result === null,
};

/** `add` and `remove` may answer whether they changed anything; `read` answers the members in any order. */
export const set: SequentialObject = {
  name: 'set',
  operations: { add: ['value'], remove: ['value'], contains: ['value'], read: [] },
  initial: [],
  step(state, operation, args) {
    const members = state as List;
    if (operation === 'read') return [{ result: members, state }];
    const has = placeIn(members, args['value']);
    if (operation === 'contains') return [{ result: has.found, state }];
    const adds = operation === 'add';
    if (has.found === adds) return [{ result: false, state }];
    return [
      {
        result: true,
        state: members.toSpliced(has.at, adds ? 0 : 1, ...(adds ? [args['value']] : [])),
      },
    ];
  },
  reads: (operation, result) =>
    operation === 'read' || operation === 'contains' || result === false,
  normal: (_, result) => (Array.isArray(result) ? membersOf(result) : result),
  grows: (operation) => operation === 'add',
  reaches(state, operation, args, result) {
    const members = state as List;
    if (operation === 'read' && Array.isArray(result)) {
      const texts = new Set(result.map(canonicalText));
      return members.every((member) => texts.has(canonicalText(member)));
    }
    return !(operation === 'contains' && result === false && placeIn(members, args['value']).found);
  },
};

const membersOf = (list: List): List => {
  const members = new Map(list.map((member) => [canonicalText(member), member]));
  return [...members.keys()].sort().map((text) => members.get(text)!);
};

/** Members stand in the order of their texts, so that equal sets are equal lists. */
function placeIn(members: List, value: Plain): { readonly at: number; readonly found: boolean } {
  const text = canonicalText(value);
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (canonicalText(members[middle]) < text) low = middle + 1;
    else high = middle;
  }
  return { at: low, found: low < members.length && canonicalText(members[low]) === text };
}

/** `increment` (by 1, or by `by`) may answer the new value. */
export const counter: SequentialObject = {
  name: 'counter',
  operations: { increment: ['by?'], read: [] },
  initial: 0,
  step(state, operation, args) {
    const now = state as number;
    if (operation === 'read') return [{ result: now, state }];
    const next = now + amount(args);
    return [{ result: next, state: next }];
  },
  reads: (operation) => operation === 'read',
};

const amount = ({ by }: Args): number => (typeof by === 'number' ? by : 1);

/** `append` may answer the position of the entry, from 0; `read` answers all entries, or the one `at` a position. */
export const log: SequentialObject = {
  name: 'log',
  operations: { append: ['value'], read: ['at?'] },
  initial: [],
  step(state, operation, args) {
    const entries = state as List;
    if (operation === 'append')
      return [{ result: entries.length, state: [...entries, args['value']] }];
    const { at } = args;
    return [{ result: typeof at === 'number' ? (entries[at] ?? null) : entries, state }];
  },
  reads: (operation) => operation === 'read',
  grows: (operation) => operation === 'append',
  reaches(state, _, { at }, result) {
    const entries = state as List;
    if (typeof at !== 'number') return !Array.isArray(result) || isPrefix(entries, result);
    return at >= entries.length || result === undefined || samePlain(entries[at], result);
  },
};
