/**
 * Decides whether the history of one object is linearizable, part by part and a slice at a time: a part that is not
 * is found however long others take.
 */
import type { Operation } from '../../engine/history/history.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import { type Instance, instanceOf, partsOf } from './instance.js';
import { decideByZones } from './register-zones.js';
import { type Answer, Search } from './search.js';

/** How a part was decided. */
export type Method = 'zones' | 'search';

export class Part {
  readonly object: SequentialObject;
  readonly instance: Instance;
  readonly method: Method;
  answer: Answer | null;
  /** Null where zones decide. */
  readonly search: Search | null = null;

  constructor(
    whole: SequentialObject,
    /** As `Parts.of` names it; empty where there are no parts. */
    readonly name: string,
    readonly operations: readonly Operation[],
  ) {
    this.object = whole.parts?.object ?? whole;
    this.instance = instanceOf(this.object, operations);
    this.answer = decideByZones(this.instance);
    this.method = this.answer === null ? 'search' : 'zones';
    if (this.answer === null) this.search = new Search(this.instance);
  }

  get points(): number {
    return this.search?.visited.count ?? 0;
  }
}

const FIRST_SLICE = 1024;
const SLICE_MAX = 1 << 16;

export class Decision {
  readonly parts: readonly Part[];
  /** The first part that was found not to be linearizable. */
  violated: Part | null = null;
  private waiting: Part[];
  private turn = 0;
  private slice = FIRST_SLICE;

  constructor(object: SequentialObject, operations: readonly Operation[]) {
    this.parts = [...partsOf(object, operations)].map(([name, own]) => new Part(object, name, own));
    this.violated = this.parts.find(({ answer }) => answer?.linearizable === false) ?? null;
    this.waiting = this.parts.filter(({ answer }) => answer === null);
  }

  get done(): boolean {
    return this.violated !== null || this.waiting.length === 0;
  }

  get undecided(): readonly Part[] {
    return this.waiting;
  }

  /** Points at which searches have been, of all parts. */
  get points(): number {
    return this.parts.reduce((sum, { points }) => sum + points, 0);
  }

  /** Goes on with one part for a while, for `most` points at most. */
  advance(most = Infinity): void {
    const part = this.waiting[this.turn];
    part.answer = part.search!.advance(Math.min(this.slice, most));
    if (part.answer === null) this.turn++;
    else {
      this.waiting.splice(this.turn, 1);
      if (!part.answer.linearizable) this.violated = part;
    }
    if (this.turn < this.waiting.length) return;
    this.turn = 0;
    this.slice = Math.min(2 * this.slice, SLICE_MAX);
  }
}

/**
 * Is the history linearizable? For callers that watch no clock.
 * @param maxPoints null is answered where so many points of the search were not enough
 */
export function isLinearizable(
  object: SequentialObject,
  operations: readonly Operation[],
  maxPoints = Infinity,
): boolean | null {
  const decision = new Decision(object, operations);
  let points = 0;
  while (!decision.done) {
    if (points >= maxPoints) return null;
    decision.advance(maxPoints - points);
    points = decision.points;
  }
  return decision.violated === null;
}
