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
import type { Successors } from '../system.js';
import type { Budget, Cost, LocalStep, Out } from './node-steps.js';
import type { Observation, Observer } from './observer.js';
import { hears } from './observer.js';
import { doubled, Interner, PairTable, Pool } from './tables.js';
import { plainOf, type World } from './world.js';

const SHIFT: Readonly<Record<Budget, number>> = { crash: 0, drop: 6, duplicate: 12, timer: 18 };
/** One above each budget: it goes down where more is taken than is left. */
const GUARDS = (1 << 5) | (1 << 11) | (1 << 17) | (1 << 23);
const BROKEN_SHIFT = 24;
const BROKEN_MAX = 127;

export const budgetsLeft = (word: number, budget: Budget): number => (word >>> SHIFT[budget]) & 31;
/** Which `must` has failed, from 1; 0 for none. */
export const brokenIn = (word: number): number => word >>> BROKEN_SHIFT;
export function packed({ crash = 0, drop = 0, duplicate = 0, timer = 0 }: Cost): number {
  const { crash: c, drop: l, duplicate: d, timer: t } = SHIFT;
  return (crash << c) + (drop << l) + (duplicate << d) + (timer << t);
}

const HEADER = 3;
const STEP = 4;

export class StepsTable {
  /** Why each failed `must` failed, from 1. */
  readonly broken: string[] = [''];
  readonly errors: HandlerError[] = [];
  private readonly pool = new Pool();
  private readonly ats: Int32Array[];
  private readonly outs = new Map<Out, number>();
  private readonly heard = new Interner<readonly Observation[]>();
  private readonly observed: readonly PairTable[];
  private readonly budget: number;
  private readonly firstObserver: number;

  constructor(
    private readonly world: World,
    private readonly observers: readonly Observer[],
    private readonly stepsOf: (place: number, slot: number) => readonly LocalStep[],
  ) {
    this.ats = Array.from({ length: world.places }, () => new Int32Array(1 << 10));
    this.budget = world.places;
    this.firstObserver = world.places + 1;
    this.observed = observers.map(() => new PairTable());
    this.heard.put('', () => []);
  }

  /** There are so many slots at a place now. */
  grow(place: number, slots: number): void {
    while (slots > this.ats[place].length) this.ats[place] = doubled(this.ats[place]);
  }

  successors(states: Int32Array, offset: number, out: Successors): void {
    const { world, budget } = this;
    const word = states[offset + budget];
    if (word >>> BROKEN_SHIFT !== 0) return;
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
      }
    }
  }

  /** The entry of a label: what the step was. */
  stepAt(list: number, index: number): LocalStep {
    const { words } = this.pool;
    return this.stepsOf(words[list + 1], words[list + 2])[index];
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

  private observe(states: Int32Array, at: number, heard: number): void {
    const { observers, observed, firstObserver } = this;
    for (let i = 0; i < observers.length; i++) {
      const before = states[at + firstObserver + i];
      let after = observed[i].get(before, heard);
      if (after < 0) {
        after = before;
        for (const observation of this.heard.values[heard])
          if (hears(observers[i], observation)) after = observers[i].next(after, observation);
        observed[i].set(before, heard, after);
      }
      states[at + firstObserver + i] = after;
    }
  }

  private compute(place: number, slot: number): number {
    const steps = this.stepsOf(place, slot);
    const entries = [steps.length, place, slot];
    for (const { slot: after, cost, out, action } of steps)
      entries.push(after, packed(cost), this.code(out), action);
    const at = this.pool.end;
    this.pool.append(entries);
    this.ats[place][slot] = at;
    return at;
  }

  code(out: Out): number {
    const known = this.outs.get(out);
    if (known !== undefined) return known;
    const { sends } = out;
    const heard = this.heardIn(out.observations);
    const code = this.pool.end;
    const addressed = sends.flatMap(({ to, envelope }) => [to, envelope]);
    this.pool.append([this.endOf(out), heard, sends.length, ...addressed]);
    this.outs.set(out, code);
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

  private heardIn(observations: readonly Observation[]): number {
    if (observations.length === 0) return 0;
    return this.heard.put(JSON.stringify(plainOf(observations)), () => observations);
  }

  private endOf({ broken, error }: Out): number {
    if (error !== null) return -this.errors.push(error);
    if (broken === null) return 0;
    const known = this.broken.indexOf(broken);
    const index = known >= 0 ? known : this.broken.push(broken) - 1;
    return Math.min(index, BROKEN_MAX) << BROKEN_SHIFT;
  }
}
