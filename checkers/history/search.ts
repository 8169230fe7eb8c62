/**
 * The search for a linearization: Wing & Gong 1993, with Lowe's memory of where it has been (2017).
 *
 * A point of the search is a set of operations that have taken effect, and the state they left. Time
 * goes by answers: an operation must have taken effect before its answer, and can once it was invoked. So at
 * the first answer whose operation has not, every operation with an earlier answer has; which of
 * the others have is a bit for each that is open then. A point is that answer, these bits and the state: a few words,
 * however long the history, compared whole.
 *
 * A point is left at once where a read cannot find any more what it found (`foresight.ts`).
 *
 * Besides, three things are not tried, and no linearization is lost:
 *
 * - An operation that only reads and may come now comes now. Where it comes later in a linearization it
 *   can be moved here: it changes nothing there, and nothing here.
 * - An operation without an answer need not take effect; one that would change nothing now does not, nor one whose effect
 *   nobody would find. Without it the same point is reached with more left.
 * - Of operations without an answer that do the same, the first takes effect first: they can be exchanged, for
 *   the first can come wherever the other can.
 */
import { Foresight } from './foresight.js';
import type { Instance } from './instance.js';
import { NONE, States } from './states.js';
import { Visited } from './visited.js';

export type Answer =
  /** The operations that take effect, in this order. */
  | { readonly linearizable: true; readonly order: readonly number[] }
  | { readonly linearizable: false };

/** Where a frame looks next. */
const FIRST_DUE = 0;
const OTHERS = 1;
const OPEN = 2;

export class Search {
  readonly states: States;
  /** Key: answers passed, state, bits of the operations that are open. */
  readonly visited: Visited;
  /** The greatest number of answers passed. */
  furthest = 0;
  /** Of an exhaustive search the first order that passed all answers. */
  found: readonly number[] | null = null;
  /** Steps of the object that were tried. */
  tried = 0;

  private readonly key: Int32Array;
  private state: number;
  /** Answers whose operations have taken effect. */
  private passed = 0;
  readonly done: Uint8Array;
  /** Answered operations that have not taken effect, linked in the order of invocation; the last entry is the head. */
  readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** What was done, to be undone: an operation, or ~answers that were passed before. */
  private readonly trail: number[] = [];
  /** For each open operation the one before it with the same call, or −1. */
  private readonly sameBefore: Int32Array;

  /** Where the object says what its reads can still find. */
  private readonly foresight: Foresight | null;

  /** A frame: a point whose ways on are being tried. */
  private readonly frameTrail: number[] = [];
  private readonly frameState: number[] = [];
  private readonly frameStage: number[] = [];
  private readonly frameCursor: number[] = [];

  private begun = false;

  constructor(
    readonly instance: Instance,
    /** Go on where all answers are passed: then `visited` has every point. */
    private readonly exhaustive = false,
  ) {
    const { operations, slots, object, calls } = instance;
    this.states = new States(object, calls);
    this.state = this.states.initial;
    this.key = new Int32Array(2 + Math.ceil(slots / 32));
    this.visited = new Visited(this.key.length);
    this.done = new Uint8Array(operations.length);
    const head = operations.length;
    this.next = new Int32Array(head + 1);
    this.previous = new Int32Array(head + 1);
    this.link(head);
    this.sameBefore = sameBefore(instance);
    this.foresight =
      object.reaches === undefined ? null : new Foresight(instance, this.states, this);
  }

  /** Looks at up to so many further points; null where that was not enough. */
  advance(points: number): Answer | null {
    if (!this.begun) {
      this.begun = true;
      this.settle();
      if (this.complete()) return { linearizable: true, order: this.order() };
      this.enter();
    }
    const enough = this.visited.count + points;
    while (this.frameTrail.length > 0) {
      const operation = this.choose();
      if (operation === NONE) {
        this.leave();
        continue;
      }
      this.settle();
      if (this.complete()) return { linearizable: true, order: this.order() };
      if (this.isAlive(operation) && this.isNew()) {
        this.enter();
        if (this.visited.count >= enough) return null;
      } else this.undo(this.frameTrail.length - 1);
    }
    return { linearizable: false };
  }

  /** The operations that have taken effect so far, in order. */
  private order(): number[] {
    return this.trail.filter((entry) => entry >= 0);
  }

  private complete(): boolean {
    return !this.exhaustive && this.passed === this.instance.answered.length;
  }

  /** Takes the next way on from the top frame; `NONE` where there is none left. */
  private choose(): number {
    const { instance, done, frameStage, frameCursor } = this;
    const top = frameStage.length - 1;
    // None where all answers are passed.
    const due: number | undefined = instance.answered[this.passed];
    const limit = instance.answeredAt[this.passed];
    if (frameStage[top] === FIRST_DUE) {
      frameStage[top] = OTHERS;
      frameCursor[top] = this.next[done.length];
      if (due !== undefined && this.take(due)) return due;
    }
    if (frameStage[top] === OTHERS) {
      let operation = frameCursor[top];
      while (operation !== done.length && instance.invokedAt[operation] < limit) {
        frameCursor[top] = this.next[operation];
        if (operation !== due && this.take(operation)) return operation;
        operation = frameCursor[top];
      }
      frameStage[top] = OPEN;
      frameCursor[top] = 0;
    }
    return this.chooseOpen(top, limit);
  }

  private chooseOpen(top: number, limit: number): number {
    const { done, sameBefore } = this;
    const { open, invokedAt } = this.instance;
    while (this.frameCursor[top] < open.length) {
      const index = this.frameCursor[top]++;
      const operation = open[index];
      if (invokedAt[operation] >= limit) break;
      const before = sameBefore[index];
      if (done[operation] === 0 && (before < 0 || done[before] === 1) && this.takeOpen(operation))
        return operation;
    }
    return NONE;
  }

  /** Lets an operation take effect, if it can. */
  private take(operation: number): boolean {
    const next = this.after(operation);
    if (next === NONE) return false;
    this.state = next;
    this.mark(operation);
    return true;
  }

  private takeOpen(operation: number): boolean {
    const next = this.after(operation);
    if (next === NONE || next === this.state) return false;
    if (!this.exhaustive && this.foresight?.isWanted(next, operation) === false) return false;
    this.state = next;
    this.mark(operation);
    return true;
  }

  private after(operation: number): number {
    this.tried++;
    return this.states.after(this.state, this.instance.callOf[operation]);
  }

  private mark(operation: number): void {
    const { key, next, previous, done, trail } = this;
    const { slotOf, answerOf } = this.instance;
    const slot = slotOf[operation];
    done[operation] = 1;
    key[2 + (slot >> 5)] |= 1 << (slot & 31);
    trail.push(operation);
    if (answerOf[operation] < 0) return;
    next[previous[operation]] = next[operation];
    previous[next[operation]] = previous[operation];
  }

  /** Passes all answers that can be passed, and takes all reads that can be taken. */
  private settle(): void {
    const { instance, done } = this;
    const { callOf, reads, invokedAt, answeredAt } = instance;
    let again = true;
    while (again) {
      this.pass();
      again = false;
      const limit = answeredAt[this.passed];
      let operation = this.next[done.length];
      while (operation !== done.length && invokedAt[operation] < limit) {
        const following = this.next[operation];
        if (reads[callOf[operation]] === 1 && this.after(operation) === this.state) {
          this.mark(operation);
          again = true;
        }
        operation = following;
      }
    }
    this.furthest = Math.max(this.furthest, this.passed);
    if (this.exhaustive && this.found === null && this.passed === instance.answered.length)
      this.found = this.order();
  }

  private pass(): void {
    const { key, done } = this;
    const { answered, slotOf } = this.instance;
    const before = this.passed;
    while (this.passed < answered.length && done[answered[this.passed]] === 1) {
      const slot = slotOf[answered[this.passed++]];
      key[2 + (slot >> 5)] &= ~(1 << (slot & 31));
    }
    if (this.passed > before) this.trail.push(~before);
  }

  private isAlive(taken: number): boolean {
    return this.foresight?.isAlive(this.state, this.passed, taken) ?? true;
  }

  private isNew(): boolean {
    this.key[0] = this.passed;
    this.key[1] = this.state;
    return this.visited.add(this.key);
  }

  private enter(): void {
    if (this.frameTrail.length === 0) this.isNew();
    this.frameTrail.push(this.trail.length);
    this.frameState.push(this.state);
    this.frameStage.push(FIRST_DUE);
    this.frameCursor.push(0);
  }

  /** Back from the top frame to the one below, before the choice that led here. */
  private leave(): void {
    this.frameTrail.pop();
    this.frameState.pop();
    this.frameStage.pop();
    this.frameCursor.pop();
    if (this.frameTrail.length > 0) this.undo(this.frameTrail.length - 1);
  }

  /** Back to where frame `frame` stands. */
  private undo(frame: number): void {
    const { key, next, previous, done, trail } = this;
    const { slotOf, answerOf, answered } = this.instance;
    const until = this.frameTrail[frame];
    while (trail.length > until) {
      const entry = trail.pop()!;
      if (entry < 0) {
        while (this.passed > ~entry) {
          const slot = slotOf[answered[--this.passed]];
          key[2 + (slot >> 5)] |= 1 << (slot & 31);
        }
        continue;
      }
      const slot = slotOf[entry];
      done[entry] = 0;
      key[2 + (slot >> 5)] &= ~(1 << (slot & 31));
      if (answerOf[entry] < 0) continue;
      next[previous[entry]] = entry;
      previous[next[entry]] = entry;
    }
    this.state = this.frameState[frame];
  }

  private link(head: number): void {
    const { answerOf } = this.instance;
    let last = head;
    for (let operation = 0; operation < head; operation++) {
      if (answerOf[operation] < 0) continue;
      this.next[last] = operation;
      this.previous[operation] = last;
      last = operation;
    }
    this.next[last] = head;
    this.previous[head] = last;
  }
}

function sameBefore({ open, callOf }: Instance): Int32Array {
  const last = new Map<number, number>();
  return open.map((operation) => {
    const before = last.get(callOf[operation]) ?? -1;
    last.set(callOf[operation], operation);
    return before;
  });
}
