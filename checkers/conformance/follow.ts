/**
 * Follows a trace line by line through a model: the set of all states in which the system may be, given
 * what was seen so far (the subset construction of Rabin and Scott, 1959, on the fly; for traces of
 * programs against specs: Cirstea, Kuppe, Loillier, Merz, "Validating traces of distributed programs
 * against TLA+ specifications", 2024).
 *
 *     may be in ─► up to `hidden` steps that nobody saw ─► a step that fits the line ─► may be in
 *
 * The last few sets are kept, so that the way to a state can be shown.
 */
import type { Line } from '../../engine/language/observed/line.js';
import { fits, type Seen } from '../../engine/language/observed/value.js';
import type { Plain } from '../../engine/plain.js';
import type { ModelSystem } from '../../engine/transition/compile.js';
import { Successors } from '../../engine/transition/system.js';
import type { Run } from '../exploration/trace.js';
import { Candidates } from './candidates.js';

export interface FollowOptions {
  /** Steps before each line that left no line; at most. */
  readonly hidden: number;
  /** May a line without an action be no step at all? */
  readonly stutter: boolean;
  /** States that may fit one line, hidden ones included. */
  readonly statesMax: number;
}

/** States that may fit one line, where the user sets no limit. */
export const STATES_MAX = 1_000_000;

/** What became of a line. */
export type Step = 'fits' | 'does not fit' | 'too many states';

/** A run of the model, and for each of its states the last line that was seen there. */
export interface FollowedRun {
  readonly run: Run;
  readonly lines: readonly (Line | null)[];
  /** Where it begins in the state before this line, the oldest that is kept; null: in an initial state. */
  readonly since: Line | null;
}

interface Place {
  readonly level: number;
  readonly before: boolean;
  readonly at: number;
}

/** Lines whose sets are kept. */
const LINES_KEPT = 12;

interface Level {
  readonly line: Line | null;
  /** The states before the step of the line: those after the line before it, then hidden ones. */
  readonly before: Candidates;
  readonly after: Candidates;
}

export class Follower {
  /** Of all lines together. */
  generated = 0;
  statesMet = 0;
  /** The most states that fitted one line. */
  mostStates = 0;
  private readonly levels: Level[] = [];
  private readonly out: Successors;
  private readonly readers = new Map<string, (states: Int32Array, offset: number) => Plain>();

  constructor(
    readonly system: ModelSystem,
    private readonly options: FollowOptions,
  ) {
    this.out = new Successors(system.words, system.labelWords);
  }

  /** The states that fit the lines so far. */
  get current(): Candidates {
    return this.levels[this.levels.length - 1].after;
  }

  /** The states that fit the lines before the last one, with those that hidden steps lead to. */
  get before(): Candidates {
    return this.levels[this.levels.length - 1].before;
  }

  /** To be called once, before any line: with the first line where that is about the initial state. */
  begin(line: Line | null): Step {
    const { system, out } = this;
    const { after } = this.push(line);
    out.clear();
    system.initial(out);
    this.generated += out.count;
    for (let i = 0; i < out.count; i++) {
      const at = i * system.words;
      if (line !== null && !this.wasSeen(line, out.states, at)) continue;
      if (after.count >= this.options.statesMax) return 'too many states';
      after.add(out.states, at, -1, null, 0);
    }
    return this.settled();
  }

  take(line: Line): Step {
    const from = this.current;
    const { before, after } = this.push(line);
    for (let i = 0; i < from.count; i++) before.add(from.states, i * from.words, -1, null, 0);
    if (!this.addHidden(before)) return 'too many states';
    for (let i = 0; i < before.count; i++) {
      if (!this.stepsFrom(before, i, line, after)) return 'too many states';
    }
    return this.settled();
  }

  /** A run through the lines that are kept, to entry `end` of the current states; with `before`, of the
   * states before the last line. */
  runTo(end: number, before = false): FollowedRun {
    const states: Int32Array[] = [];
    const labels: Int32Array[] = [];
    const lines: (Line | null)[] = [];
    let place: Place | null = { level: this.levels.length - 1, before, at: end };
    let line: Line | null = null;
    let since: Line | null = null;
    while (place !== null) {
      const level: Level = this.levels[place.level];
      const set = place.before ? level.before : level.after;
      const label = set.label(place.at);
      if (!place.before) line ??= level.line;
      const earlier: Place | null = this.earlier(place, set.parents[place.at]);
      // Otherwise it is the state that comes next, seen again.
      if (label !== null || earlier === null) {
        states.push(set.copy(place.at));
        lines.push(line);
        line = null;
      }
      if (label !== null) labels.push(label);
      since = place.before ? level.line : null;
      place = earlier;
    }
    const run = { states: states.reverse(), labels: labels.reverse() };
    return { run, lines: lines.reverse(), since };
  }

  private earlier({ level, before, at }: Place, parent: number): Place | null {
    if (parent >= 0) return { level, before: true, at: parent };
    // The set before a step begins with the states after the line before it, in their order.
    return before && level > 0 ? { level: level - 1, before: false, at } : null;
  }

  private settled(): Step {
    const { count } = this.current;
    this.statesMet += count;
    this.mostStates = Math.max(this.mostStates, count);
    return count === 0 ? 'does not fit' : 'fits';
  }

  /** False: there are too many. */
  private addHidden(before: Candidates): boolean {
    const { system, out, options } = this;
    let level = 0;
    for (let depth = 0; depth < options.hidden; depth++) {
      const end = before.count;
      for (let i = level; i < end; i++) {
        out.clear();
        system.successors(before.states, i * system.words, out);
        this.generated += out.count;
        for (let k = 0; k < out.count; k++) {
          before.add(out.states, k * system.words, i, out.labels, k * system.labelWords);
        }
        if (before.count > options.statesMax) return false;
      }
      level = end;
    }
    return true;
  }

  private stepsFrom(before: Candidates, i: number, line: Line, after: Candidates): boolean {
    const { system, out, options } = this;
    const { words, labelWords } = system;
    out.clear();
    system.successors(before.states, i * words, out);
    this.generated += out.count;
    for (let k = 0; k < out.count; k++) {
      if (!this.isNamed(line, k * labelWords) || !this.wasSeen(line, out.states, k * words))
        continue;
      after.add(out.states, k * words, i, out.labels, k * labelWords);
    }
    const still = options.stutter && line.actions === null;
    if (still && this.wasSeen(line, before.states, i * words))
      after.add(before.states, i * words, i, null, 0);
    return after.count <= options.statesMax;
  }

  /** Is the step one that the line names? */
  private isNamed({ actions, bindings }: Line, label: number): boolean {
    if (actions === null) return true;
    const { labels } = this.out;
    if (!actions.includes(labels[label])) return false;
    if (bindings.length === 0) return true;
    const bound = this.system.describe(labels, label, true).bindings;
    return bindings.every(
      ([name, plain]) => Object.hasOwn(bound, name) && fits({ seen: 'whole', plain }, bound[name]),
    );
  }

  private wasSeen({ state }: Line, states: Int32Array, offset: number): boolean {
    return state.every(([name, seen]) => this.isSeen(name, seen, states, offset));
  }

  private isSeen(name: string, seen: Seen, states: Int32Array, offset: number): boolean {
    let read = this.readers.get(name);
    if (read === undefined) {
      read = this.system.read(name);
      this.readers.set(name, read);
    }
    return fits(seen, read(states, offset));
  }

  private push(line: Line | null): Level {
    const { words, labelWords } = this.system;
    const oldest = this.levels.length >= LINES_KEPT ? this.levels.shift() : undefined;
    const sets = oldest ?? {
      before: new Candidates(words, labelWords),
      after: new Candidates(words, labelWords),
    };
    sets.before.clear();
    sets.after.clear();
    const level = { line, before: sets.before, after: sets.after };
    this.levels.push(level);
    return level;
  }
}
