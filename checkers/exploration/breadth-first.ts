/**
 * Breadth-first search: states are expanded in the order of their discovery, so ids themselves are the
 * queue, and the first run found to a state is a shortest one (Moore, 1959). Depth counts from 1, the
 * initial states, as TLC does.
 */
import type { TransitionSystem } from '../../engine/transition/system.js';
import type { Found } from './found.js';
import { Growth } from './growth.js';
import { Search, type SearchOptions } from './search.js';
import type { Strategy } from './strategy.js';

export async function breadthFirst(
  system: TransitionSystem,
  options: SearchOptions,
): Promise<Found> {
  const { onProgress } = options;
  const growth = new Growth(system.unbounded);
  const told: SearchOptions = onProgress
    ? { ...options, onProgress: (p) => onProgress({ ...p, growing: growth.names() }) }
    : options;
  const levels = new Levels((depth, from, to) =>
    growth.look(depth, to - from, (i) => [
      search.visited.array(from + i),
      search.visited.offset(from + i),
    ]),
  );
  const search = new Search(system, levels, told);
  const found = await search.run();
  return { ...found, growing: growth.growing() };
}

class Levels implements Strategy {
  private foundCount = 0;
  private expanded = 0;
  /** States of each level begun; the last one may still grow. */
  private readonly sizes: number[] = [];
  /** The first id that is not of the level now being expanded. */
  private levelEnd = 0;
  level = 0;

  /** `begins`: a level does, with states from an id to before another. */
  constructor(private readonly begins: (depth: number, from: number, to: number) => void) {}

  found(): void {
    // New states belong to the level after the one being expanded.
    if (this.foundCount === this.levelEnd) this.sizes.push(0);
    this.foundCount++;
    this.sizes[this.sizes.length - 1]++;
  }

  next(): number {
    if (this.expanded === this.foundCount) return -1;
    if (this.expanded === this.levelEnd) {
      this.level++;
      this.begins(this.level, this.levelEnd, this.foundCount);
      this.levelEnd = this.foundCount;
    }
    return this.expanded++;
  }

  get frontier(): number {
    return this.foundCount - this.expanded;
  }

  /** The level that comes next is still growing. */
  get doneLevels(): readonly number[] {
    return this.sizes.slice(0, this.level);
  }

  get depth(): number {
    return this.sizes.length;
  }

  coverage(how: { complete: boolean; abandoned: boolean }) {
    // The states of a level are all known once the level above it is expanded to the last state.
    const partial = !how.complete && this.foundCount > this.levelEnd;
    const whole = this.expanded === this.levelEnd && !how.abandoned;
    return {
      coveredDepth: this.sizes.length - (partial && !whole ? 1 : 0),
      statesByDepth: this.sizes,
    };
  }
}
