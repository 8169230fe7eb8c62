/**
 * Locks that hand out fencing tokens (Kleppmann 2016, "How to do distributed locking"): each time the lock is
 * taken its token is greater than all before, and what it guards refuses a token older than one it has seen.
 */
import type { Plain } from '../plain.js';
import type { Outcome, SequentialObject } from './object.js';

type State = {
  /** The token of who has it. */
  readonly held: number | null;
  /** The greatest token that was handed out. */
  readonly last: number;
  /** The greatest token that was used. */
  readonly seen: number;
};

/** `acquire` answers a token, or null where the lock is taken; `release` and `use` whether they were let. */
export const lock: SequentialObject = lockObject('lock', false);

/** A lock that its holder may lose at any time, since its lease runs out. */
export const lease: SequentialObject = lockObject('lease', true);

function lockObject(name: string, expires: boolean): SequentialObject {
  return {
    name,
    operations: { acquire: [], release: ['token'], use: ['token'] },
    initial: { held: null, last: 0, seen: 0 },
    step(plain, operation, args, observed) {
      const state = plain as State;
      const token = args['token'];
      switch (operation) {
        case 'acquire':
          return acquired(state, observed, expires);
        case 'release':
          return released(state, token, expires);
        default:
          return used(state, token);
      }
    },
    unlisted: ['acquire'],
    reads: (operation, result) =>
      (operation === 'use' && result === false) ||
      (!expires && (operation === 'release' ? result === false : result === null)),
  };
}

/** Which token is not said, only that it is greater; where nobody heard it, the least is the one that
 * forbids nothing that another allows. */
function acquired(state: State, observed: Plain | undefined, expires: boolean): Outcome[] {
  const outcomes: Outcome[] = [];
  if (state.held !== null) outcomes.push({ result: null, state });
  if (state.held !== null && !expires) return outcomes;
  const token = typeof observed === 'number' ? observed : state.last + 1;
  if (token > state.last) {
    outcomes.push({ result: token, state: { ...state, held: token, last: token } });
  }
  return outcomes;
}

function released(state: State, token: Plain, expires: boolean): Outcome[] {
  const free = { ...state, held: null };
  if (state.held === null || state.held !== token) return [{ result: false, state }];
  return expires
    ? [
        { result: true, state: free },
        { result: false, state: free },
      ]
    : [{ result: true, state: free }];
}

/** Only tokens that were handed out exist. */
function used(state: State, token: Plain): Outcome[] {
  if (typeof token !== 'number' || token > state.last) return [{ result: false, state }];
  if (token < state.seen) return [{ result: false, state }];
  return [{ result: true, state: { ...state, seen: token } }];
}
