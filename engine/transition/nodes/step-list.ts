/** The local steps of one slot, as they are gone through: numbers of all of them, and what somebody asks to be told about them. */
import type { HandlerError } from '../../node/index.js';
import type { CodePlace } from '../../node/places.js';
import type { Story } from './story.js';
import type { Consequences } from './world.js';

/** An assertion that failed. */
export interface Broken {
  readonly why: string;
  readonly place: CodePlace | null;
}

/** What a step does besides changing its own place. Shared by all steps that do the same for the same reason. */
export class Out implements Consequences {
  readonly sends: Consequences['sends'];
  readonly observations: Consequences['observations'];
  /** `n.must` failed: why, and where. */
  readonly broken: Broken | null;
  /** The handler is wrong: there is no state after. */
  readonly error: HandlerError | null;
  /** Where it was last written to, and by which table. */
  readonly written = { by: null as unknown, at: 0 };
  /** The same of a kernel, which writes it once for each action. */
  readonly placed = { by: null as unknown, action: 0, at: 0 };

  constructor({ sends = [], observations = [], broken = null, error = null }: OutParts) {
    this.sends = sends;
    this.observations = observations;
    this.broken = broken;
    this.error = error;
  }
}
type OutParts = Partial<Pick<Out, 'sends' | 'observations' | 'broken' | 'error'>>;

export const SILENT = new Out({});

/** One way in which a place can go on, whatever the others are. Told when somebody asks: most steps are only taken. */
export class StepList {
  count = 0;
  readonly slots: number[] = [];
  readonly outs: Out[] = [];
  /** As in the word of budgets. */
  readonly costs: number[] = [];
  /** Indices of actions. */
  readonly actions: number[] = [];
  /** Of the step that is asked for. */
  story: Story | null = null;
  /**
   * Where they are asked for, of each step what is done by it that would be done one day: a message that arrives, a timer that fires;
   * null for what need not happen.
   */
  readonly dues: (string | null)[] = [];

  /** @param asked the index of the step whose story is wanted, or `dues` of all */
  constructor(private readonly asked: number | 'dues' | null = null) {}

  /** True where something is to be told of this step. */
  push(slot: number, out: Out, cost: number, action: number): boolean {
    const index = this.count++;
    this.slots[index] = slot;
    this.outs[index] = out;
    this.costs[index] = cost;
    this.actions[index] = action;
    return index === this.asked || this.asked === 'dues';
  }

  /** Of what was pushed since the last was told. */
  tell(due: string | null, story: () => Story): void {
    if (this.asked !== 'dues') this.story = story();
    else while (this.dues.length < this.count) this.dues.push(due);
  }
}
