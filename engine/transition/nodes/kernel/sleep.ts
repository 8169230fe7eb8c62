/**
 * Steps that sleep: from a state that was found by a step of a later place, steps that have nothing to do with that one are counted
 * and not made. What they lead to is found at the same level all the same.
 *
 * Two steps of different places are *independent* if neither sends anything to the place of the other, and not both are heard by
 * observers: then each may follow the other, and both orders lead to one state. (Budgets are taken in any order. What both send to a
 * third place comes from different senders: an inbox has it in one form whoever was first.) After a step that breaks a `must`
 * nothing follows, so it is independent of none; and the passing of time is a step of no place.
 *
 * Why nothing is lost. Let t be a state of level m, and of all steps from states of level m − 1 to t let `a`, from x, be one of the
 * latest place. If it sleeps at x, then x was found from a state w of level m − 2 by a step b of a later place, and they are
 * independent: a leads from w to a state u, which is of level m − 1 at most, and b from u to t; so u is of level m − 1, and b is a step
 * to t of a later place than a. Which of several steps is remembered to have found a state does not matter, so threads may race for it.
 * (After Godefroid, Partial-Order Methods for the Verification of Concurrent Systems, 1996, chapter 5; the last step only, as in
 * `sleepTable` of models.)
 *
 * The word beside a state that waits, of the step that found it:
 *
 *     places before its own that it sends nothing to, a bit each │ its place │ is it heard?
 */
import type { FunctionBuilder } from '../../wasm/assembler.js';

/** More places have no room in a word: then all are awake. */
export const MOST_SLEEPERS = 26;
/** Beside the places that a step sends to: it is heard. It is the sign bit in both words. */
const HEARD = 1 << 31;
const PLACES = (1 << MOST_SLEEPERS) - 1;
/** What no step is independent of. */
const ALL = -1;

/** In one word, whom a step concerns besides its own place. */
export function concerns({
  end,
  heard,
  sends,
}: {
  readonly end: number;
  readonly heard: number;
  readonly sends: readonly { readonly to: number }[];
}): number {
  if (end !== 0 || sends.some(({ to }) => to >= MOST_SLEEPERS)) return ALL;
  return sends.reduce((places, { to }) => places | (1 << to), heard === 0 ? 0 : HEARD);
}

/** Leaves the word of a step. `place` is a local with 4 · its place, `concerns` leaves whom it concerns. */
export function emitFinder(f: FunctionBuilder, place: number, concerns: () => void): void {
  f.const(1).get(place).const(2).do('shr_u', 'shl').const(1).do('sub');
  concerns();
  f.const(-1).do('xor', 'and').const(PLACES).do('and');
  f.get(place)
    .const(MOST_SLEEPERS - 2)
    .do('shl', 'or');
  concerns();
  f.const(HEARD).do('and', 'or');
}

/** From the word of the step that found a state, sets `row` to what a step must not concern if it is to sleep. */
export function emitRow(f: FunctionBuilder, finder: number, row: number): void {
  f.const(1).get(finder).const(MOST_SLEEPERS).do('shr_u').const(31).do('and', 'shl');
  f.get(finder).const(HEARD).do('and', 'or').set(row);
}

/** Leaves whether steps of this place may sleep. */
export function emitMaySleep(f: FunctionBuilder, finder: number, place: number): void {
  f.get(finder).get(place).const(2).do('shr_u', 'shr_u').const(1).do('and');
}
