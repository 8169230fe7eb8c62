/**
 * All local steps as integers in one array, computed for a (place, slot) when it is first asked for, and the loop that makes global
 * successors of them. After its first visit a local situation costs a few array reads.
 *
 *     pool at `ats[place][slot]`:  count, place, slot, then for each step: slot after, cost, out, action
 *     pool at `out`:               end (a failed `must`, shifted; or −1 − site of an error), observations, sends, (place, envelope) …
 *
 * The word after the places counts what is left of each budget, five bits and a guard bit each, and says which `must` has failed.
 */
import type { HandlerError } from '../../node/index.js';
import type { CodePlace } from '../../node/places.js';
import type { Successors } from '../system.js';
import { BROKEN_MAX, BROKEN_SHIFT, GUARDS, guardsOf, isBeyond, lacking } from './budgets.js';
import type { Observation, Observer } from './observer.js';
import { hears } from './observer.js';
import { type Out, StepList } from './step-list.js';
import type { Story } from './story.js';
import { doubled, Interner, PairTable, Pool } from './tables.js';
import { plainOf, type Send, type World } from './world.js';

const HEADER = 3;
const STEP = 4;

export interface ListedStep {
  readonly after: number;
  readonly cost: number;
  readonly out: number;
  readonly action: number;
}

export class StepsTable {
  /** Why each failed `must` failed, from 1. */
  readonly broken: string[] = [''];
  /** Where each failed, as far as that is known. */
  private readonly brokenAt: (CodePlace | null)[] = [null];
  readonly errors: HandlerError[] = [];
  private readonly pool = new Pool();
  private readonly ats: Int32Array[];
  /** Where each is written, by what it says: many steps do the same to others. */
  private readonly outs = new Map<string, number>();
  private readonly heard = new Interner<readonly Observation[]>();
  private readonly observed: readonly PairTable[];
  private readonly computed = new StepList();
  private readonly budget: number;
  private readonly firstObserver: number;
  /** Guards of budgets beyond which steps are shown; 0: of none. */
  private readonly open: number;

  constructor(
    private readonly world: World,
    private readonly observers: readonly Observer[],
    private readonly stepsOf: (place: number, slot: number, list: StepList) => void,
  ) {
    this.ats = Array.from({ length: world.places }, () => new Int32Array(1 << 10));
    this.budget = world.places;
    this.firstObserver = world.places + 1;
    this.observed = observers.map(() => new PairTable());
    this.heard.put('', () => []);
    this.open = guardsOf(world.settings.open ?? []);
  }

  /** There are so many slots at a place now. */
  grow(place: number, slots: number): void {
    while (slots > this.ats[place].length) this.ats[place] = doubled(this.ats[place]);
  }

  successors(states: Int32Array, offset: number, out: Successors): void {
    const { world, budget } = this;
    const word = states[offset + budget];
    if (word >>> BROKEN_SHIFT !== 0 || isBeyond(word)) return;
    const { places } = world;
    for (let place = 0; place < places; place++) {
      const slot = states[offset + place];
      let at = this.ats[place][slot];
      if (at === 0) at = this.compute(place, slot);
      const { words } = this.pool;
      const end = at + HEADER + STEP * words[at];
      for (let step = at + HEADER; step < end; step += STEP) {
        const cost = words[step + 1];
        if ((((word | GUARDS) - cost) & GUARDS) === GUARDS)
          this.take(states, offset, out, place, at, step, word - cost);
        else if (this.open !== 0) this.leave(states, offset, out, at, step, lacking(word, cost));
      }
    }
  }

  /** The steps of a slot, computed; in the hands of the caller until the next call. */
  steps(place: number, slot: number): StepList {
    const { computed } = this;
    computed.count = 0;
    this.stepsOf(place, slot, computed);
    return computed;
  }

  /** Where the list of the steps of a slot is. */
  list(place: number, slot: number): number {
    const at = this.ats[place][slot];
    return at === 0 ? this.compute(place, slot) : at;
  }

  /** The label of a step of a slot. */
  label(place: number, slot: number, index: number): Int32Array {
    const list = this.list(place, slot);
    return Int32Array.of(this.pool.words[list + HEADER + STEP * index + 3], list, index);
  }

  /** Whose steps a list has. */
  ownerOf(list: number): { readonly place: number; readonly slot: number } {
    return { place: this.pool.words[list + 1], slot: this.pool.words[list + 2] };
  }

  /** The steps of a list. */
  stepsIn(list: number): ListedStep[] {
    const { words } = this.pool;
    return Array.from({ length: words[list] }, (_, i) => {
      const at = list + HEADER + STEP * i;
      return { after: words[at], cost: words[at + 1], out: words[at + 2], action: words[at + 3] };
    });
  }

  /** What is written of an `Out`. */
  outAt(code: number): { end: number; heard: number; sends: Send[] } {
    const { words } = this.pool;
    const sends = Array.from({ length: words[code + 2] }, (_, i) => {
      const at = code + 3 + 2 * i;
      return { to: words[at], envelope: words[at + 1] };
    });
    return { end: words[code], heard: words[code + 1], sends };
  }

  /** What `heard` of an `Out` stands for. */
  heardAt(heard: number): readonly Observation[] {
    return this.heard.values[heard];
  }

  /** What the step of a label was: of a list, and its index there. */
  story(list: number, index: number): Story {
    const asked = this.told(list, new StepList(index));
    if (asked.story === null) throw new Error(`no step ${index} in the list ${list}`);
    return asked.story;
  }

  /** What is done by each step of a list that would be done one day. */
  dues(list: number): readonly (string | null)[] {
    return this.told(list, new StepList('dues')).dues;
  }

  private told(list: number, steps: StepList): StepList {
    const { words } = this.pool;
    this.stepsOf(words[list + 1], words[list + 2], steps);
    return steps;
  }

  /** Writes what follows of an `Out` to a state. */
  apply(code: number, states: Int32Array, at: number): void {
    const { spaces } = this.world;
    const { words } = this.pool;
    const heard = words[code + 1];
    if (heard !== 0) this.observe(states, at, heard);
    const end = code + 3 + 2 * words[code + 2];
    for (let send = code + 3; send < end; send += 2) {
      const to = words[send];
      states[at + to] = spaces[to].add(states[at + to], words[send + 1]);
    }
  }

  private take(
    states: Int32Array,
    offset: number,
    out: Successors,
    place: number,
    list: number,
    step: number,
    budget: number,
  ): void {
    const { words } = this.pool;
    const code = words[step + 2];
    const end = words[code];
    const { words: width, labelWords } = out;
    if (end < 0) {
      const label = Int32Array.of(words[step + 3], list, (step - list - HEADER) / STEP);
      out.fail(label, -1 - end);
      return;
    }
    out.reserve();
    const { count } = out;
    const after = out.states;
    const at = count * width;
    for (let i = 0; i < width; i++) after[at + i] = states[offset + i];
    after[at + place] = words[step];
    after[at + this.budget] = budget | end;
    const label = count * labelWords;
    out.labels[label] = words[step + 3];
    out.labels[label + 1] = list;
    out.labels[label + 2] = (step - list - HEADER) / STEP;
    out.count++;
    if (words[code + 2] !== 0 || words[code + 1] !== 0) this.apply(code, after, at);
  }

  /** A step that lacks budgets leads outside, where it is open for all of them. */
  private leave(
    states: Int32Array,
    offset: number,
    out: Successors,
    list: number,
    step: number,
    lacks: number,
  ): void {
    if ((lacks & ~this.open) !== 0) return;
    out.reserve();
    const at = out.count * out.words;
    for (let i = 0; i < out.words; i++) out.states[at + i] = states[offset + i];
    out.states[at + this.budget] = lacks;
    const label = out.count * out.labelWords;
    out.labels[label] = this.pool.words[step + 3];
    out.labels[label + 1] = list;
    out.labels[label + 2] = (step - list - HEADER) / STEP;
    out.count++;
  }

  private observe(states: Int32Array, at: number, heard: number): void {
    const { observers, firstObserver } = this;
    for (let i = 0; i < observers.length; i++)
      states[at + firstObserver + i] = this.after(i, states[at + firstObserver + i], heard);
  }

  /** The state of an observer that has heard this. */
  after(observer: number, before: number, heard: number): number {
    const known = this.observed[observer].get(before, heard);
    if (known >= 0) return known;
    const listener = this.observers[observer];
    let after = before;
    for (const observation of this.heard.values[heard])
      if (hears(listener, observation)) after = listener.next(after, observation);
    this.observed[observer].set(before, heard, after);
    return after;
  }

  private compute(place: number, slot: number): number {
    const { count, slots, costs, outs, actions } = this.steps(place, slot);
    const entries = [count, place, slot];
    for (let i = 0; i < count; i++)
      entries.push(slots[i], costs[i], this.code(outs[i]), actions[i]);
    const at = this.pool.end;
    this.pool.append(entries);
    this.ats[place][slot] = at;
    return at;
  }

  code(out: Out): number {
    const { written } = out;
    if (written.by !== this) {
      written.at = this.write(out);
      written.by = this;
    }
    return written.at;
  }

  private write(out: Out): number {
    const { sends } = out;
    const written = [this.endOf(out), this.heardIn(out.observations), sends.length];
    for (const { to, envelope } of sends) written.push(to, envelope);
    const text = written.join();
    const known = this.outs.get(text);
    if (known !== undefined) return known;
    const code = this.pool.end;
    this.pool.append(written);
    this.outs.set(text, code);
    return code;
  }

  /** The site of an error that ends it. */
  errorSite(out: Out): number {
    return -1 - this.pool.words[this.code(out)];
  }

  /** For the word of budgets. */
  brokenWord(out: Out): number {
    return this.pool.words[this.code(out)];
  }

  readonly failedAt = (why: string): CodePlace | null =>
    this.brokenAt[this.broken.indexOf(why)] ?? null;

  private heardIn(observations: readonly Observation[]): number {
    if (observations.length === 0) return 0;
    return this.heard.put(JSON.stringify(plainOf(observations)), () => observations);
  }

  private endOf({ broken, error }: Out): number {
    if (error !== null) return -this.errors.push(error);
    if (broken === null) return 0;
    const known = this.broken.indexOf(broken.why);
    const index = known >= 0 ? known : this.broken.push(broken.why) - 1;
    this.brokenAt[index] = firstPlace(this.brokenAt[index] ?? null, broken.place);
    return Math.min(index, BROKEN_MAX) << BROKEN_SHIFT;
  }
}

/** Of two places at which one thing is said the one that comes first in the text, whoever was met first. */
function firstPlace(a: CodePlace | null, b: CodePlace | null): CodePlace | null {
  if (a === null || b === null) return a ?? b;
  const order = a.line - b.line || a.column - b.column;
  return a.file < b.file || (a.file === b.file && order <= 0) ? a : b;
}
