/**
 * The states that may be the system's after a line: a small exact set, each state with the step that led
 * to it. Sets are used again and again, line after line, so that a long trace makes no garbage; one
 * open-addressing table (Knuth, The Art of Computer Programming, vol. 3, 6.4), emptied slot by slot.
 */
import { hashOf } from '../exploration/visited.js';

export class Candidates {
  count = 0;
  states: Int32Array;
  /** Of each state: the entry before the step to it (in whatever set that is), −1 where there is none. */
  parents: Int32Array = new Int32Array(16);
  /** The label of that step. */
  labels: Int32Array;
  private slots = new Int32Array(64);
  private slotOf: Int32Array = new Int32Array(16);

  constructor(
    readonly words: number,
    readonly labelWords: number,
  ) {
    this.states = new Int32Array(16 * words);
    this.labels = new Int32Array(16 * labelWords);
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.slots[this.slotOf[i]] = 0;
    this.count = 0;
  }

  /** True when the state was not there. The label is copied; null where no step was taken. */
  add(
    states: Int32Array,
    offset: number,
    parent: number,
    labels: Int32Array | null,
    label: number,
  ): boolean {
    const slot = this.slot(states, offset);
    if (this.slots[slot] !== 0) return false;
    if (this.count === this.parents.length) this.enlarge();
    const id = this.count++;
    const { words, labelWords } = this;
    for (let i = 0; i < words; i++) this.states[id * words + i] = states[offset + i];
    this.parents[id] = parent;
    for (let i = 0; i < labelWords; i++)
      this.labels[id * labelWords + i] = labels === null ? NO_STEP : labels[label + i];
    this.slots[slot] = id + 1;
    this.slotOf[id] = slot;
    if (this.count * 2 > this.slots.length) this.rehash();
    return true;
  }

  copy(id: number): Int32Array {
    return this.states.slice(id * this.words, (id + 1) * this.words);
  }

  /** The label of the step to an entry; null where it took none. */
  label(id: number): Int32Array | null {
    const label = this.labels.slice(id * this.labelWords, (id + 1) * this.labelWords);
    return label[0] === NO_STEP ? null : label;
  }

  private slot(states: Int32Array, offset: number): number {
    const { words, slots } = this;
    const mask = slots.length - 1;
    let slot = hashOf(states, offset, words) & mask;
    for (let entry = slots[slot]; entry !== 0; entry = slots[slot]) {
      const at = (entry - 1) * words;
      let i = 0;
      while (i < words && this.states[at + i] === states[offset + i]) i++;
      if (i === words) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private enlarge(): void {
    this.states = doubled(this.states);
    this.labels = doubled(this.labels);
    this.parents = doubled(this.parents);
    this.slotOf = doubled(this.slotOf);
  }

  private rehash(): void {
    this.slots = new Int32Array(2 * this.slots.length);
    for (let id = 0; id < this.count; id++) {
      const slot = this.slot(this.states, id * this.words);
      this.slots[slot] = id + 1;
      this.slotOf[id] = slot;
    }
  }
}

/** No action has this index. */
const NO_STEP = -1;

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
