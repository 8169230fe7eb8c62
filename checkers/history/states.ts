/**
 * The states of an object as numbers, and its steps as a table that fills as it is asked. An object that is not
 * deterministic is in a set of states (the subset construction): it is one number all the same.
 */
import { canonicalText, type SequentialObject, statesAfter } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';
import type { Call } from './instance.js';

/** No state: the call cannot have this result. */
export const NONE = -1;

/** Not computed yet. */
const UNKNOWN = -2;

const FREE = -1;
const FIRST_CAPACITY = 1024;

export class States {
  /** The sets, each in the order of the texts of its states. */
  private readonly sets: (readonly Plain[])[] = [];
  private readonly numbers = new Map<string, number>();
  /** Open addressing over (state, call) → state: three words an entry. */
  private steps = new Int32Array(3 * FIRST_CAPACITY).fill(FREE);
  private capacity = FIRST_CAPACITY;
  private used = 0;
  private readonly leavings: Int32Array;
  readonly initial: number;

  constructor(
    private readonly object: SequentialObject,
    private readonly calls: readonly Call[],
  ) {
    this.leavings = new Int32Array(calls.length).fill(UNKNOWN);
    this.initial = this.numberOf([object.initial]);
  }

  get count(): number {
    return this.sets.length;
  }

  /** What the object may be in state `number`: one value, or several where it is not deterministic. */
  valuesOf(number: number): readonly Plain[] {
    return this.sets[number];
  }

  /** The state after the call, or `NONE`. */
  after(state: number, call: number): number {
    let { steps, capacity } = this;
    let at = 3 * (mixed(state, call) & (capacity - 1));
    while (steps[at] !== FREE) {
      if (steps[at] === state && steps[at + 1] === call) return steps[at + 2];
      at = at + 3 === steps.length ? 0 : at + 3;
    }
    const next = this.computed(state, call);
    if (2 * ++this.used > capacity) {
      this.grow();
      ({ steps, capacity } = this);
    }
    insert(steps, capacity, state, call, next);
    return next;
  }

  /** Can operations that grow lead to a state in which the call has its result? */
  reaches(state: number, call: number): boolean {
    const { name, args, result } = this.calls[call];
    const { object } = this;
    return this.sets[state].some((value) => object.reaches?.(value, name, args, result) ?? true);
  }

  /** The state that the call leaves where it changes anything, or `NONE` where that depends. */
  left(call: number): number {
    let state = this.leavings[call];
    if (state !== UNKNOWN) return state;
    const { name, args } = this.calls[call];
    const value = this.object.leaves?.(name, args);
    state = value === undefined ? NONE : this.numberOf([value]);
    this.leavings[call] = state;
    return state;
  }

  private computed(state: number, call: number): number {
    const { name, args, result } = this.calls[call];
    const next = this.sets[state].flatMap((value) =>
      statesAfter(this.object, value, name, args, result),
    );
    return next.length === 0 ? NONE : this.numberOf(next);
  }

  private numberOf(values: readonly Plain[]): number {
    if (values.length === 1) return this.interned(canonicalText(values[0]), values);
    const byText = new Map(values.map((value) => [canonicalText(value), value]));
    const texts = [...byText.keys()].sort();
    if (texts.length === 1) return this.interned(texts[0], [values[0]]);
    // A line break stands in no JSON text.
    return this.interned(
      texts.join('\n'),
      texts.map((text) => byText.get(text)!),
    );
  }

  private interned(text: string, values: readonly Plain[]): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.sets.length);
    return this.sets.push(values) - 1;
  }

  private grow(): void {
    const { steps: old } = this;
    this.capacity *= 2;
    this.steps = new Int32Array(3 * this.capacity).fill(FREE);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at] !== FREE) insert(this.steps, this.capacity, old[at], old[at + 1], old[at + 2]);
    }
  }
}

function insert(
  steps: Int32Array,
  capacity: number,
  state: number,
  call: number,
  next: number,
): void {
  let at = 3 * (mixed(state, call) & (capacity - 1));
  while (steps[at] !== FREE) at = at + 3 === steps.length ? 0 : at + 3;
  steps[at] = state;
  steps[at + 1] = call;
  steps[at + 2] = next;
}

function mixed(a: number, b: number): number {
  const h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  return h ^ (h >>> 15);
}
