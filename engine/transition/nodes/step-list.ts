/** The local steps of one slot, as they are gone through: numbers of all of them, and the story of the one that is asked for. */
import type { HandlerError } from '../../node/index.js';
import type { Story } from './story.js';
import type { Consequences } from './world.js';

/** What a step does besides changing its own place. Shared by all steps that do the same for the same reason. */
export interface Out extends Consequences {
  /** `n.must` failed: why. */
  readonly broken: string | null;
  /** The handler is wrong: there is no state after. */
  readonly error: HandlerError | null;
}

export const SILENT: Out = { sends: [], observations: [], broken: null, error: null };

/** One way in which a place can go on, whatever the others are. Told when somebody asks: most steps are only taken. */
export class StepList {
  count = 0;
  readonly slots: number[] = [];
  readonly outs: Out[] = [];
  /** As in the word of budgets. */
  readonly costs: number[] = [];
  /** Indices of actions. */
  readonly actions: number[] = [];
  /** Of the step that is asked for, by whoever pushed it. */
  story: Story | null = null;

  /** @param asked the index of the step whose story is wanted */
  constructor(private readonly asked = -1) {}

  /** True where the story of this step is wanted. */
  push(slot: number, out: Out, cost: number, action: number): boolean {
    const index = this.count++;
    this.slots[index] = slot;
    this.outs[index] = out;
    this.costs[index] = cost;
    this.actions[index] = action;
    return index === this.asked;
  }
}
