/**
 * What grows without end, for whoever waits for the end of an exploration: measured in some states of some levels of a
 * breadth-first search. A bound that is far away looks like none, so what is told are figures: how large it was where.
 * The levels that are looked at lie ever further apart, so that the costs are those of a few hundred states, however
 * many there are.
 */

import { grouped } from '../../engine/grouped.js';
import type { Unbounded } from '../../engine/transition/unbounded.js';
import type { Note } from '../verdict.js';

/** What rose with the depth, at two depths. */
export interface Growing {
  readonly what: string;
  readonly from: Measured;
  readonly to: Measured;
}

interface Measured {
  readonly depth: number;
  /** The largest that was met there. */
  readonly most: number;
}

/** States of a level that are looked at. */
const SAMPLE = 64;
/** The next level to be looked at is this much deeper. */
const APART = 1.1;
/** Nothing is said of less depth, nor from fewer levels. */
const LEAST_DEPTH = 12;
const LEAST_LEVELS = 5;

export class Growth {
  private readonly depths: number[] = [];
  /** By part, by level that was looked at. */
  private readonly most: number[][];
  private next = 1;

  constructor(private readonly parts: readonly Unbounded[] = []) {
    this.most = parts.map(() => []);
  }

  /** A level is known, with so many states; `at` tells where one of them is. */
  look(
    depth: number,
    count: number,
    at: (index: number) => readonly [states: Int32Array, offset: number],
  ): void {
    const { parts, most } = this;
    if (parts.length === 0 || depth < this.next) return;
    this.next = Math.ceil(APART * (depth + 0.5));
    const largest = parts.map(() => 0);
    const looked = Math.min(count, SAMPLE);
    for (let i = 0; i < looked; i++) {
      const [states, offset] = at(Math.floor((i * count) / looked));
      for (let p = 0; p < parts.length; p++)
        largest[p] = Math.max(largest[p], parts[p].measure(states, offset));
    }
    this.depths.push(depth);
    for (const [p, value] of largest.entries()) most[p].push(value);
  }

  /** What grows, for a line of progress. */
  names(): string[] {
    return this.growing().map(({ what }) => what);
  }

  /** What rose at each look, in the deeper half of the levels. */
  growing(): Growing[] {
    const { depths, most } = this;
    const last = depths.length - 1;
    const first = depths.findIndex((depth) => 2 * depth >= depths[last]);
    if (last < 0 || depths[last] < LEAST_DEPTH || last - first + 1 < LEAST_LEVELS) return [];
    return this.parts.flatMap(({ what }, p) => {
      const measured = most[p].slice(first);
      if (!measured.every((value, i) => i === 0 || value > measured[i - 1])) return [];
      const at = (i: number) => ({ depth: depths[i], most: most[p][i] });
      return [{ what, from: at(first), to: at(last) }];
    });
  }
}

/** A sentence for each, with what can be done. */
export const growthNotes = (growing: readonly Growing[] = []): Note[] =>
  growing.map(({ what, from, to }) => ({
    kind: 'hint',
    text: `${what} seems to grow without a bound: ${grouped(from.most)} at depth ${grouped(from.depth)}, ${grouped(to.most)} at depth ${grouped(to.depth)}; no exploration ends then, unless a type (\`0..N\`, \`sequence(T, N)\`) or \`explore: while:\` bounds it`,
  }));
