/**
 * Makes a run of a depth-first search shorter: from each of its states a small breadth-first search looks for a shorter way
 * to a later state of the run, or to any state that shows the same. What comes out is a run, and seldom a shortest one.
 */
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { Successors } from '../../../engine/transition/system.js';
import { labelBetween, type Run } from '../trace.js';
import { Visited } from '../visited.js';

export interface ShortenOptions {
  /** Does the last step have to stay the last? */
  readonly lastStep: boolean;
  /** Would a run to this state show the same? */
  readonly shows?: (states: Int32Array, offset: number) => boolean;
  /** States that may be expanded in all. */
  readonly budget?: number;
}

/** Less than a second on most models. */
const BUDGET = 100_000;
/** States of the first search, which may find another end near the beginning. */
const FIRST = 20_000;
/** States of each other one. */
const [LEAST, MOST] = [50, 5000];

export function shorten(system: TransitionSystem, run: Run, options: ShortenOptions): Run {
  const { lastStep, shows = () => false } = options;
  const kept = lastStep ? run.states.slice(-1) : [];
  let states = run.states.slice(0, run.states.length - kept.length);
  if (states.length === 0) return run;
  let budget = options.budget ?? BUDGET;
  let first = true;
  for (let before = Infinity; states.length < before && budget > 0; ) {
    before = states.length;
    const each = Math.min(MOST, Math.max(LEAST, Math.floor(budget / states.length)));
    for (let at = 0; at < states.length - 1 && budget > 0; ) {
      const most = Math.min(budget, first ? FIRST : each);
      first = false;
      const { way, expanded, end } = detour(system, states, at, most, shows);
      budget -= expanded;
      const rest = end ? [] : states.slice(way.to + 1);
      states = [...states.slice(0, at + 1), ...way.states, ...rest];
      at += way.states.length;
    }
  }
  if (states.length + kept.length === run.states.length) return run;
  const all = [...states, ...kept];
  const labels = all.slice(1).map((state, i) => labelBetween(system, all[i], state));
  // Between the last two it is the one that it was.
  if (lastStep) labels[labels.length - 1] = run.labels[run.labels.length - 1];
  return { ...run, states: all, labels };
}

interface Detour {
  /** States after `at` up to the one with index `to`, and that one. */
  readonly way: { readonly states: readonly Int32Array[]; readonly to: number };
  readonly expanded: number;
  /** The way ends where the run may end. */
  readonly end: boolean;
}

/** The way to a later state that saves most steps, or to the first state that shows it; else the next step. */
function detour(
  system: TransitionSystem,
  run: readonly Int32Array[],
  at: number,
  most: number,
  shows: (states: Int32Array, offset: number) => boolean,
): Detour {
  const later = new Visited(system.words);
  const lastAt: number[] = [];
  for (let i = at; i < run.length; i++) {
    const id = later.add(run[i], 0);
    lastAt[id < 0 ? ~id : id] = i;
  }
  const near = new Near(system, run[at]);
  let best = { id: -1, gain: 0 };
  for (let id = 0; id < near.count; id++) {
    const state = near.state(id);
    const distance = near.distance(id);
    // No way from here on can save more than the best one does.
    if (run.length - 1 - at - distance <= best.gain) break;
    if (shows(state, 0))
      return { way: near.way(id, run.length - 1), expanded: near.expanded, end: true };
    const known = later.find(state, 0);
    const gain = known < 0 ? 0 : lastAt[known] - at - distance;
    if (gain > best.gain) best = { id, gain };
    if (near.expanded < most) near.expand(id);
  }
  const { expanded } = near;
  if (best.id < 0) return { way: { states: [run[at + 1]], to: at + 1 }, expanded, end: false };
  const to = lastAt[later.find(near.state(best.id), 0)];
  return { way: near.way(best.id, to), expanded, end: false };
}

/** The states near one, nearest first. */
class Near {
  expanded = 0;
  private readonly known: Visited;
  private readonly parents = [-1];
  private readonly distances = [0];
  private readonly out: Successors;

  constructor(
    private readonly system: TransitionSystem,
    start: Int32Array,
  ) {
    this.known = new Visited(system.words);
    this.out = new Successors(system.words, system.labelWords);
    this.known.add(start, 0);
  }

  get count(): number {
    return this.known.count;
  }

  state(id: number): Int32Array {
    return this.known.copy(id);
  }

  distance(id: number): number {
    return this.distances[id];
  }

  expand(id: number): void {
    const { system, known, out } = this;
    const state = known.copy(id);
    if (system.within && system.within(state, 0) !== 1) return;
    this.expanded++;
    out.clear();
    system.successors(state, 0, out);
    for (let i = 0; i < out.count; i++) {
      if (known.add(out.states, i * system.words) < 0) continue;
      this.parents.push(id);
      this.distances.push(this.distances[id] + 1);
    }
  }

  /** From the start, without it, to this state. */
  way(id: number, to: number): Detour['way'] {
    const states: Int32Array[] = [];
    for (let i = id; i > 0; i = this.parents[i]) states.unshift(this.known.copy(i));
    return { states, to };
  }
}
