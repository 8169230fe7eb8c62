/**
 * Which runs of the graph count (section 6 of the language): a run is maximal, it goes on while some
 * step can change the state; and it is fair. A fairness *group* is one constraint: weak, not for ever
 * enabled without being taken; strong, not enabled infinitely often and taken only finitely often.
 *
 * Enabledness speaks of the full system, of steps that change the state: a step that the bound of the
 * exploration cut away is enabled, although no run of the graph takes it; so is one that could not be
 * evaluated, since a run that never takes it would not be known to be fair.
 *
 * Sets of groups are bit sets of `words` 32-bit words. States share few different sets of enabled
 * groups, so each is kept once, and a state has the number of its set, which is computed where somebody asks: states on no cycle
 * are never asked about. All of it is kept for all properties of a graph.
 */
import { UNBOUND } from '../../../engine/transition/labels.js';
import { Successors } from '../../../engine/transition/system.js';
import { FLAG, type StateGraph } from '../graph.js';
import { Visited } from '../visited.js';

const NONE: readonly number[] = [];

export class Fairness {
  readonly strength: ('weak' | 'strong')[] = [];
  private readonly numbers = new Map<string, number>();
  /** 32-bit words of a set of groups. */
  readonly words: number;
  /** Set k, of those that `setOf` has told so far, is `sets[k * words …]`. */
  sets: Int32Array;
  /** The groups that an edge with instance i satisfies: `satisfied[i * words …]`. */
  readonly satisfied: Int32Array;
  /** The weak groups, and the strong ones. */
  readonly weak: Int32Array;
  readonly strong: Int32Array;
  private readonly ofInstance: (readonly number[])[] = [];
  private readonly changing: Uint8Array;
  /** Groups of the steps that the bound cut, or that could not be evaluated, by state. */
  private readonly cut: ReadonlyMap<number, readonly number[]>;
  /** By state: 1 + the number of its set, once asked for. */
  private readonly enabledSet: Int32Array;
  private readonly known: Visited;
  /** The set that is looked for. */
  private readonly wanted: Int32Array;
  /** The groups of each set, once asked for. */
  private readonly listed: (readonly number[])[] = [];

  constructor(readonly graph: StateGraph) {
    const { system, instances, count } = graph;
    for (let i = 0; i < instances.count; i++) {
      this.ofInstance.push(this.groupsOf(instances.labels, i * system.labelWords));
    }
    this.cut = system.fairness.length > 0 ? this.findCutGroups() : new Map();
    this.words = Math.ceil(this.count / 32);
    this.satisfied = this.bits(this.ofInstance);
    const groups = Array.from(this.strength.keys());
    this.weak = this.bits([groups.filter((group) => this.strength[group] === 'weak')]);
    this.strong = this.bits([groups.filter((group) => this.strength[group] === 'strong')]);
    this.changing = this.findChanging();
    this.enabledSet = new Int32Array(count);
    this.known = new Visited(this.words);
    this.wanted = new Int32Array(this.words);
    this.sets = new Int32Array(64 * this.words);
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
  enabled(state: number): readonly number[] {
    const set = this.setOf(state);
    this.listed[set] ??= Array.from(this.strength.keys()).filter((group) => this.has(set, group));
    return this.listed[set];
  }

  isEnabled(group: number, state: number): boolean {
    return this.has(this.setOf(state), group);
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

  private has(set: number, group: number): boolean {
    return ((this.sets[set * this.words + (group >> 5)] >>> (group & 31)) & 1) !== 0;
  }

  private bits(lists: readonly (readonly number[])[]): Int32Array {
    const { words } = this;
    const bits = new Int32Array(lists.length * words);
    lists.forEach((groups, i) => {
      for (const group of groups) bits[i * words + (group >> 5)] |= 1 << (group & 31);
    });
    return bits;
  }

  private findCutGroups(): Map<number, readonly number[]> {
    const { system, states, flags, count } = this.graph;
    const { within } = system;
    const cut = new Map<number, readonly number[]>();
    const out = new Successors(system.words, system.labelWords);
    for (let state = 0; state < count; state++) {
      if ((flags[state] & (FLAG.leaves | FLAG.failed)) === 0) continue;
      out.clear();
      system.successors(states.array(state), states.offset(state), out);
      const groups = new Set<number>();
      for (let i = 0; i < out.count; i++) {
        if (within === undefined || within(out.states, i * system.words) === 1) continue;
        for (const group of this.groupsOf(out.labels, i * system.labelWords)) groups.add(group);
      }
      for (let i = 0; i < out.failureCount; i++) {
        const at = i * system.labelWords;
        // Of which binding it would have been is not known where it failed before it was bound.
        if (out.failureLabels.subarray(at, at + system.labelWords).includes(UNBOUND)) continue;
        for (const group of this.groupsOf(out.failureLabels, at)) groups.add(group);
      }
      if (groups.size > 0) cut.set(state, [...groups]);
    }
    return cut;
  }

  private findChanging(): Uint8Array {
    const { count, edgeStart, edgeTarget, flags } = this.graph;
    const changing = new Uint8Array(count);
    for (let state = 0; state < count; state++) {
      // A step that cannot be evaluated is no step to rest at: `well defined` tells of it.
      let changes = (flags[state] & (FLAG.leaves | FLAG.failed)) !== 0;
      const end = edgeStart[state + 1];
      for (let edge = edgeStart[state]; edge < end && !changes; edge++) {
        changes = edgeTarget[edge] !== state;
      }
      if (changes) changing[state] = 1;
    }
    return changing;
  }

  /** The number of the set of groups enabled in a state: those that some changing step from it belongs to. */
  setOf(state: number): number {
    const known = this.enabledSet[state];
    return known !== 0 ? known - 1 : this.findSet(state);
  }

  private findSet(state: number): number {
    const { words, known, wanted } = this;
    if (words === 0) return 0;
    if (words === 1) wanted[0] = this.enabledWord(state);
    else this.fillEnabled(state);
    for (const group of this.cut.get(state) ?? NONE) wanted[group >> 5] |= 1 << (group & 31);
    const added = known.add(wanted, 0);
    const set = added < 0 ? ~added : added;
    if (added >= 0) this.keepSet(set);
    this.enabledSet[state] = set + 1;
    return set;
  }

  private keepSet(set: number): void {
    const { words, wanted } = this;
    if ((set + 1) * words > this.sets.length) {
      const larger = new Int32Array(2 * this.sets.length);
      larger.set(this.sets);
      this.sets = larger;
    }
    this.sets.set(wanted, set * words);
  }

  /** The groups of the changing steps from a state, where they fit one word. */
  private enabledWord(state: number): number {
    const { satisfied, graph } = this;
    const { edgeStart, edgeTarget, edgeInstance } = graph;
    const end = edgeStart[state + 1];
    let set = 0;
    for (let edge = edgeStart[state]; edge < end; edge++)
      if (edgeTarget[edge] !== state) set |= satisfied[edgeInstance[edge]];
    return set;
  }

  private fillEnabled(state: number): void {
    const { satisfied, graph, words, wanted } = this;
    const { edgeStart, edgeTarget, edgeInstance } = graph;
    wanted.fill(0);
    const end = edgeStart[state + 1];
    for (let edge = edgeStart[state]; edge < end; edge++) {
      if (edgeTarget[edge] === state) continue;
      const from = edgeInstance[edge] * words;
      for (let w = 0; w < words; w++) wanted[w] |= satisfied[from + w];
    }
  }
}
