/**
 * The kernel without sleeping edges, in the memory of a search that is done: which states have a state as a successor?
 */
import assert from 'node:assert/strict';
import type { KernelOptions } from '../../../engine/transition/kernel/kernel.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { wasm } from '../../../engine/transition/wasm/web-assembly.js';
import { same } from '../trace.js';
import type { Levels } from './levels.js';
import { CONSTANTS_AT, REGIONS_AT, SEEN_AT } from './plan.js';

/** A kernel of the system that watches nothing. */
export function unwatched(system: TransitionSystem, { sleep }: Pick<KernelOptions, 'sleep'>) {
  const kernel = system.kernel?.({
    watched: [],
    sleep,
    constantsAt: CONSTANTS_AT,
    seenAt: SEEN_AT,
    roomAt: REGIONS_AT,
  });
  assert(kernel && !('refused' in kernel), 'there was a kernel before');
  return kernel;
}

export class Whole {
  private readonly expand: (from: number, to: number) => number;

  /** Its constants take the place of those of the search, which cannot go on then. */
  constructor(
    system: TransitionSystem,
    private readonly levels: Pick<Levels, 'memory' | 'words' | 'plan'>,
  ) {
    const kernel = unwatched(system, { sleep: false });
    levels.words.set(kernel.constants, CONSTANTS_AT >>> 2);
    const { batchAt, controlAt } = levels.plan.hands;
    const module = new wasm.Module(kernel.code);
    const { f0: expand } = new wasm.Instance(module, {
      env: { memory: levels.memory, ...kernel.asks?.calls(levels.memory) },
    }).exports;
    this.expand = (from, to) => expand(from, to, batchAt[0], controlAt[0]);
  }

  /** The address of the first of the entries between two addresses that has this successor. */
  first(from: number, to: number, of: Int32Array): number | null {
    for (const entry of this.all(from, to, of)) return entry;
    return null;
  }

  /** The addresses of all of them. */
  *all(from: number, to: number, of: Int32Array): Generator<number> {
    const { entryBytes, batchStates } = this.levels.plan.hands;
    for (let at = from; at < to; at += entryBytes * batchStates) {
      // One state after the other, where the batch has the successor at all.
      const end = Math.min(to, at + entryBytes * batchStates);
      if (!this.makes(at, end, of)) continue;
      for (let one = at; one < end; one += entryBytes)
        if (this.makes(one, one + entryBytes, of)) yield one;
    }
  }

  /** Is the state among the successors of the entries between two addresses? */
  private makes(from: number, to: number, of: Int32Array): boolean {
    const { words, plan } = this.levels;
    const { batchBytes, batchAt, controlAt, control } = plan.hands;
    for (let at = from; at < to; ) {
      words[(controlAt[0] + control.noted) >>> 2] = 0;
      const end = this.expand(at, to) >>> 0;
      at = words[(controlAt[0] + control.next) >>> 2] >>> 0;
      for (let k = batchAt[0] >>> 2; k < end >>> 2; k += batchBytes >>> 2)
        if (same(words, k, of, of.length)) return true;
    }
    return false;
  }
}
