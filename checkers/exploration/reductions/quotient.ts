/**
 * Exploration up to symmetry: the states of the search are representatives, one for all states that
 * differ in the names of members alone. What is counted of them is counted here as the full space has
 * it: a representative stands for as many states as its orbit has, each with as many steps as it.
 */
import type { TransitionSystem } from '../../../engine/transition/system.js';
import type { FullCounts } from '../found.js';
import type { Representatives } from './representatives.js';

/** Exact: a sum that leaves the integers that a number can hold goes on as a bigint. */
export type Count = number | bigint;

export class Quotient {
  /** The representative last asked for. */
  readonly state: Int32Array;
  private readonly counts = { states: 0n, outside: 0n, generated: 0n, stuck: 0n, untaken: 0n };
  private readonly byDepth: bigint[] = [];
  private readonly byAction: bigint[];

  constructor(
    system: TransitionSystem,
    readonly symmetry: Representatives,
  ) {
    this.state = new Int32Array(system.words);
    this.byAction = system.actions.map(() => 0n);
  }

  represent(states: Int32Array, offset: number): void {
    this.symmetry.represent(states, offset, this.state, 0);
  }

  /** The representative last asked for is new, at this depth. */
  found(depth: number): void {
    const orbit = this.symmetry.orbit();
    this.counts.states += orbit;
    this.byDepth[depth - 1] = (this.byDepth[depth - 1] ?? 0n) + orbit;
  }

  /** The representative last asked for is new and outside the bound. */
  foundOutside(): void {
    this.counts.outside += this.symmetry.orbit();
  }

  /** Initial states are all there, each itself. */
  initial(count: number, untaken: number): void {
    this.counts.generated += BigInt(count);
    this.counts.untaken += BigInt(untaken);
  }

  /** A representative was expanded. */
  expanded(
    states: Int32Array,
    offset: number,
    found: {
      readonly steps: number;
      readonly untaken: number;
      readonly stuck: boolean;
      readonly actionOf: (step: number) => number;
    },
  ): void {
    this.represent(states, offset);
    const orbit = this.symmetry.orbit();
    const { counts, byAction } = this;
    counts.generated += orbit * BigInt(found.steps);
    counts.untaken += orbit * BigInt(found.untaken);
    if (found.stuck) counts.stuck += orbit;
    for (let i = 0; i < found.steps; i++) byAction[found.actionOf(i)] += orbit;
  }

  /** Initial states are those of depth 1. */
  full(transitionsOf: (generated: bigint) => bigint): FullCounts {
    const { states, outside, generated, stuck, untaken } = this.counts;
    return {
      states: exact(states),
      generated: exact(generated),
      transitions: exact(transitionsOf(generated)),
      initial: exact(this.byDepth[0] ?? 0n),
      outside: exact(outside),
      untaken: exact(untaken),
      stuckStates: exact(stuck),
      statesByDepth: Array.from(this.byDepth, (count) => exact(count ?? 0n)),
      stepsByAction: this.byAction.map(exact),
    };
  }
}

const exact = (count: bigint): Count =>
  count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : count;
