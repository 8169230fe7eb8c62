/**
 * Which runs of the graph count (section 6 of the language): a run is maximal, it goes on while some
 * step can change the state; and it is fair. A fairness *group* is one constraint: weak, not for ever
 * enabled without being taken; strong, not enabled infinitely often and taken only finitely often.
 *
 * Enabledness speaks of the full system, of steps that change the state: a step that the bound of the
 * exploration cut away is enabled, although no run of the graph takes it.
 */
import { Successors } from '../../../engine/transition/system.js';
import { FLAG, type StateGraph } from '../graph.js';

const NONE: readonly number[] = [];

export class Fairness {
  readonly strength: ('weak' | 'strong')[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly ofInstance: (readonly number[])[] = [];
  /** Groups of the steps that the bound cut, by state. */
  private readonly cut = new Map<number, readonly number[]>();
  private readonly enabledStart: Int32Array;
  private enabledGroups: Int32Array;
  private readonly changing: Uint8Array;

  constructor(readonly graph: StateGraph) {
    const { system, instances, count } = graph;
    for (let i = 0; i < instances.count; i++) {
      this.ofInstance.push(this.groupsOf(instances.labels, i * system.labelWords));
    }
    if (system.fairness.length > 0 && graph.cut) this.findCutGroups();
    this.changing = new Uint8Array(count);
    this.enabledStart = new Int32Array(count + 1);
    this.enabledGroups = new Int32Array(1024);
    this.findEnabled();
  }

  get count(): number {
    return this.strength.length;
  }

  /** Some step from here changes the state, be it out of the bound: staying is not a run. */
  canChange(state: number): boolean {
    return this.changing[state] !== 0;
  }

  /** No step from here changes the state: the run stays here for ever. */
  rests(state: number): boolean {
    return this.changing[state] === 0 && (this.graph.flags[state] & FLAG.expanded) !== 0;
  }

  /** The groups that some changing step from this state belongs to, each once. */
  enabled(state: number): Int32Array {
    return this.enabledGroups.subarray(this.enabledStart[state], this.enabledStart[state + 1]);
  }

  isEnabled(group: number, state: number): boolean {
    return this.enabled(state).includes(group);
  }

  /** The groups that taking this edge satisfies; none for an edge that changes nothing. */
  taken(state: number, edge: number): readonly number[] {
    if (edge < 0 || this.graph.edgeTarget[edge] === state) return NONE;
    return this.ofInstance[this.graph.edgeInstance[edge]];
  }

  private groupsOf(labels: Int32Array, offset: number): readonly number[] {
    const groups: number[] = [];
    this.graph.system.fairness.forEach((fairness, f) => {
      const name = fairness.group(labels, offset);
      if (name === undefined) return;
      const key = `${f} ${name}`;
      let group = this.numbers.get(key);
      if (group === undefined) {
        group = this.strength.length;
        this.numbers.set(key, group);
        this.strength.push(fairness.strength);
      }
      groups.push(group);
    });
    return groups.length === 0 ? NONE : groups;
  }

  private findCutGroups(): void {
    const { system, states, flags, count } = this.graph;
    const { within } = system;
    if (!within) return;
    const out = new Successors(system.words, system.labelWords);
    for (let state = 0; state < count; state++) {
      if ((flags[state] & FLAG.leaves) === 0) continue;
      out.clear();
      system.successors(states.array(state), states.offset(state), out);
      const groups = new Set<number>();
      for (let i = 0; i < out.count; i++) {
        if (within(out.states, i * system.words) === 1) continue;
        for (const group of this.groupsOf(out.labels, i * system.labelWords)) groups.add(group);
      }
      if (groups.size > 0) this.cut.set(state, [...groups]);
    }
  }

  private findEnabled(): void {
    const { count, edgeStart, edgeTarget, edgeInstance, flags } = this.graph;
    const lastState = new Int32Array(this.count).fill(-1);
    let length = 0;
    for (let state = 0; state < count; state++) {
      this.enabledStart[state] = length;
      const add = (groups: readonly number[]) => {
        for (const group of groups) {
          if (lastState[group] === state) continue;
          lastState[group] = state;
          if (length === this.enabledGroups.length) this.enabledGroups = twice(this.enabledGroups);
          this.enabledGroups[length++] = group;
        }
      };
      // A step that cannot be evaluated is no step to rest at: `well defined` tells of it.
      if ((flags[state] & (FLAG.leaves | FLAG.failed)) !== 0) this.changing[state] = 1;
      for (let edge = edgeStart[state]; edge < edgeStart[state + 1]; edge++) {
        if (edgeTarget[edge] === state) continue;
        this.changing[state] = 1;
        add(this.ofInstance[edgeInstance[edge]]);
      }
      add(this.cut.get(state) ?? NONE);
    }
    this.enabledStart[count] = length;
  }
}

function twice(array: Int32Array): Int32Array {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
