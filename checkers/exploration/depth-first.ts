/**
 * Depth-first search: the state found last is expanded next. It reaches deep states early; its
 * counterexamples are runs, not shortest ones, and a limit leaves no depth covered in full.
 */
import type { TransitionSystem } from '../../engine/transition/system.js';
import type { Found } from './found.js';
import { GrowingInts } from './growing.js';
import { Search, type SearchOptions } from './search.js';
import type { Strategy } from './strategy.js';

export function depthFirst(system: TransitionSystem, options: SearchOptions): Promise<Found> {
  return new Search(system, new Stack(), options).run();
}

class Stack implements Strategy {
  readonly level = 0;
  readonly doneLevels = [];
  depth = 0;
  private readonly stack = new GrowingInts();
  /** Depth at which each state was found. */
  private readonly depths = new GrowingInts();

  found(id: number, parent: number): void {
    const depth = parent < 0 ? 1 : this.depths.at(parent) + 1;
    this.depths.push(depth);
    this.depth = Math.max(this.depth, depth);
    this.stack.push(id);
  }

  next(): number {
    const last = this.stack.length - 1;
    if (last < 0) return -1;
    const id = this.stack.at(last);
    this.stack.truncate(last);
    return id;
  }

  get frontier(): number {
    return this.stack.length;
  }

  coverage({ complete }: { complete: boolean }) {
    // A complete search has covered every depth, and this one does not know which state has which.
    return { coveredDepth: complete ? this.depth : 0, statesByDepth: [] };
  }
}
