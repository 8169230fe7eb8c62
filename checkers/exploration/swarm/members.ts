/** The members of a swarm that one thread does, on one system. */
import type { ModelSpec } from '../../../engine/language/typed.js';
import {
  Successors,
  type SystemProperty,
  type TransitionSystem,
} from '../../../engine/transition/system.js';
import { Member } from './member.js';
import type { MemberPlan } from './plan.js';

/** What a thread is given when it begins. Plain data. */
export interface ModelWork {
  readonly source: ModelSpec;
  /** Indices of the properties that are judged. */
  readonly judged: readonly number[];
}

export type Job = MemberPlan;

export class Members {
  /** The initial states, computed once. */
  readonly initial: Successors;

  constructor(
    private readonly system: TransitionSystem,
    private readonly properties: readonly SystemProperty[],
  ) {
    this.initial = new Successors(system.words, system.labelWords);
    system.initial(this.initial);
  }

  begin(plan: MemberPlan): Member {
    return new Member(this.system, this.properties, plan, this.initial);
  }
}
