/**
 * Which points of a search for a linearization lead nowhere. A read that was answered, or a `cas` that was done, must still find what it found: in this
 * state, or when operations that may come before it have added to it or left another. Where operations are about one entry of
 * the state each, this is asked of every entry that has changed, not only of the read that is answered next: else a search
 * would go through all orders of what concerns the other entries before it noticed.
 */
import type { Instance } from './instance.js';
import { NONE, type States } from './states.js';

/** Any entry. */
const ANY = -1;

/** What a point has of the operations: which have taken effect, and the answered ones that have not, as a linked list. */
export interface Pending {
  readonly done: Uint8Array;
  /** The last entry is the head. */
  readonly next: Int32Array;
}

export class Foresight {
  /** Of each call: the entry that it is about. */
  private readonly entryOf: Int32Array;
  private readonly grows: Uint8Array;
  private readonly overwrites: Uint8Array;
  /** Does it have its result in some states only? */
  private readonly asks: Uint8Array;
  /** Of each entry: the operations that have their results in some states only, by their places among the answers. */
  private readonly askersOf: readonly Int32Array[];
  private readonly all: Int32Array;

  constructor(
    private readonly instance: Instance,
    private readonly states: States,
    private readonly pending: Pending,
  ) {
    const { object, calls, answered, callOf, reads } = instance;
    const entries = new Map<string, number>();
    this.entryOf = Int32Array.from(calls, ({ name, args }) => {
      const entry = object.entry === undefined ? '' : object.entry(name, args);
      if (entry === null) return ANY;
      const number = entries.get(entry) ?? entries.size;
      entries.set(entry, number);
      return number;
    });
    this.grows = Uint8Array.from(calls, ({ name }, i) =>
      reads[i] === 0 && object.grows?.(name) === true ? 1 : 0,
    );
    this.overwrites = Uint8Array.from(calls, ({ name }) => (object.overwrites?.(name) ? 1 : 0));
    this.asks = Uint8Array.from(calls, ({ name, result }, i) =>
      reads[i] === 1 || object.needs?.(name, result) ? 1 : 0,
    );
    const places = [...answered.keys()].filter((place) => this.asks[callOf[answered[place]]] === 1);
    this.all = Int32Array.from(places);
    this.askersOf = Array.from({ length: entries.size }, (_, entry) =>
      Int32Array.from(places.filter((place) => this.entryOf[callOf[answered[place]]] === entry)),
    );
  }

  /** May all answers from `passed` on still fit, as far as can be seen in `state`, in which the operation `taken` has left the object? */
  isAlive(state: number, passed: number, taken: number): boolean {
    if (!this.finds(state, this.nextOf(this.all, passed))) return false;
    const { askersOf } = this;
    if (askersOf.length < 2) return true;
    const entry = this.entryOf[this.instance.callOf[taken]];
    if (entry !== ANY) return this.finds(state, this.nextOf(askersOf[entry], passed));
    return askersOf.every((askers) => this.finds(state, this.nextOf(askers, passed)));
  }

  /**
   * An operation without an answer has led to `state`: can that be for anything? Only if, before something answered overwrites
   * it, an operation finds what it found because of it, or has another effect. Else the same is linearizable without it.
   */
  isWanted(state: number, operation: number): boolean {
    const { instance, states, asks, grows, overwrites, entryOf } = this;
    if (instance.object.overwrites === undefined) return true;
    const { done, next } = this.pending;
    const { callOf, invokedAt, answeredAt, answerOf, open } = instance;
    const own = entryOf[callOf[operation]];
    let limit = Number.POSITIVE_INFINITY;
    for (let o = next[done.length]; o !== done.length && invokedAt[o] < limit; o = next[o]) {
      const call = callOf[o];
      if (!concern(own, entryOf[call]) || grows[call] === 1) continue;
      if (overwrites[call] === 0) {
        if (asks[call] === 0 || states.reaches(state, call)) return true;
      } else if (entryOf[call] === own || entryOf[call] === ANY)
        limit = Math.min(limit, answeredAt[answerOf[o]]);
    }
    const mayGrow = this.some(operation, limit, (call) => grows[call] === 1);
    return open.some((o) => {
      const call = callOf[o];
      if (done[o] === 1 || o === operation || invokedAt[o] >= limit) return false;
      if (!concern(own, entryOf[call]) || grows[call] === 1 || overwrites[call] === 1) return false;
      return states.after(state, call) !== state || (mayGrow && states.reaches(state, call));
    });
  }

  /** The place of the first of these operations that has not taken effect; NONE where there is none. */
  private nextOf(places: Int32Array, passed: number): number {
    const { answered } = this.instance;
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (places[middle] < passed) low = middle + 1;
      else high = middle;
    }
    while (low < places.length && this.pending.done[answered[places[low]]] === 1) low++;
    return low < places.length ? places[low] : NONE;
  }

  /** Can the operation whose answer has this place still find what it found? */
  private finds(state: number, place: number): boolean {
    if (place === NONE) return true;
    const { instance, states } = this;
    const asker = instance.answered[place];
    const call = instance.callOf[asker];
    const limit = instance.answeredAt[place];
    if (this.growsTo(state, asker, limit)) return true;
    return this.some(asker, limit, (other) => {
      if (instance.reads[other] === 1 || this.grows[other] === 1) return false;
      const left = states.left(other);
      // Of other entries, what is left does not tell.
      const tells = this.entryOf[other] === ANY || this.entryOf[other] === this.entryOf[call];
      return left === NONE || !tells || this.growsTo(left, asker, limit);
    });
  }

  /** Does the operation find this in `state`, or after operations that only add to it? */
  private growsTo(state: number, asker: number, limit: number): boolean {
    const { states, grows } = this;
    const call = this.instance.callOf[asker];
    if (states.after(state, call) !== NONE) return true;
    if (!states.reaches(state, call)) return false;
    return this.some(asker, limit, (other) => {
      if (grows[other] === 0) return false;
      const next = states.after(state, other);
      return next !== NONE && states.reaches(next, call);
    });
  }

  /** Is one of the other calls so that may come before `limit`, and concern the same entry as the operation's? */
  private some(of: number, limit: number, is: (call: number) => boolean): boolean {
    const { done, next } = this.pending;
    const { invokedAt, callOf, open } = this.instance;
    const own = this.entryOf[callOf[of]];
    const may = (operation: number): boolean => {
      if (operation === of) return false;
      return concern(own, this.entryOf[callOf[operation]]) && is(callOf[operation]);
    };
    for (let o = next[done.length]; o !== done.length && invokedAt[o] < limit; o = next[o])
      if (may(o)) return true;
    for (let i = 0; i < open.length && invokedAt[open[i]] < limit; i++)
      if (done[open[i]] === 0 && may(open[i])) return true;
    return false;
  }
}

const concern = (a: number, b: number): boolean => a === ANY || b === ANY || a === b;
