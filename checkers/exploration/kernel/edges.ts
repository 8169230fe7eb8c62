/**
 * The explicit graph of a search in the kernel's form. The number of a state is that of its entry, and hands that are alone
 * expand states in the order of their numbers: so the edges of each follow those of the one before.
 */
import { DEAD, FAILS } from '../../../engine/transition/kernel/expand.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { FLAG, type StateGraph } from '../graph.js';
import { GrowingInts } from '../growing.js';
import type { HandsPlan } from './hands.js';

export class EdgeRecorder {
  private readonly targets = new GrowingInts('in place');
  private readonly instances = new GrowingInts('in place');
  /** Where the edges of each state begin. */
  private readonly starts = new GrowingInts('in place');
  /** Of states that are noted, by number: whether a step failed, and whether there is none. */
  private readonly noted = new Map<number, number>();
  private readonly words: Int32Array;
  /** By the number of an edge: the instance, once there was such a step; else −1. */
  private instanceOf = new Int32Array(1024).fill(-1);
  /** By label: the instance. */
  private readonly known = new Map<string, number>();
  private readonly used: number[] = [];

  /** @param labelOfEdge of the kernel's edges, by their numbers */
  constructor(
    private readonly system: TransitionSystem,
    private readonly plan: HandsPlan,
    private readonly labelOfEdge: (edge: number) => Int32Array,
  ) {
    this.words = new Int32Array(plan.memory.buffer);
  }

  /** States that are expanded. */
  get expanded(): number {
    return this.starts.length;
  }

  get bytes(): number {
    const { targets, instances, starts } = this;
    return targets.bytesInPlace + instances.bytesInPlace + starts.bytesInPlace;
  }

  /** The states between two addresses are expanded, and what they have made, which ends at `out`, is looked up. */
  record(from: number, to: number, out: number): void {
    const { words, plan, targets, instances, starts } = this;
    const stride = plan.batchBytes >>> 2;
    const [home, edge, source] = [plan.words + 1, plan.words, plan.words + 2];
    const end = out >>> 2;
    let k = plan.batchAt[0] >>> 2;
    const count = (end - k) / stride;
    const targetOf = targets.room(count);
    const labelOf = instances.room(count);
    let next = targets.length;
    for (let at = from; at < to; at += plan.entryBytes) {
      starts.push(next);
      const own = at | 0;
      for (; k < end && words[k + source] === own; k += stride) {
        targetOf[next] = words[k + home];
        labelOf[next++] = this.instance(words[k + edge]);
      }
    }
    targets.length = next;
    instances.length = next;
    this.note();
  }

  private note(): void {
    const { words, plan } = this;
    const { control, controlAt, entriesAt, entryBytes } = plan;
    const C = controlAt[0] >>> 2;
    const count = words[C + (control.noted >>> 2)];
    for (let i = 0; i < count; i++) {
      const k = C + (control.notedAt >>> 2) + 2 * i;
      const flags = words[k + 1] & (FAILS | DEAD);
      if (flags !== 0) this.noted.set(((words[k] >>> 0) - entriesAt) / entryBytes, flags);
    }
  }

  private instance(edge: number): number {
    const { instanceOf } = this;
    const known = edge < instanceOf.length ? instanceOf[edge] : -1;
    return known < 0 ? this.firstOf(edge) : known;
  }

  /** Of an edge that is met for the first time. */
  private firstOf(edge: number): number {
    const label = this.labelOfEdge(edge);
    const text = label.join();
    const instance = this.known.get(text) ?? this.known.size;
    if (instance === this.known.size) {
      this.known.set(text, instance);
      this.used.push(...label);
    }
    if (edge >= this.instanceOf.length) this.makeRoom(edge);
    this.instanceOf[edge] = instance;
    return instance;
  }

  private makeRoom(edge: number): void {
    const larger = new Int32Array(2 * edge).fill(-1);
    larger.set(this.instanceOf);
    this.instanceOf = larger;
  }

  /**
   * Goes over the steps that change something, of the states from one number to before another, in order. `before` and `after` are
   * where two states begin in `states`.
   */
  eachChange(
    from: number,
    to: number,
    look: (states: Int32Array, before: number, after: number, edge: number) => void,
  ): void {
    const { words, plan, starts, targets } = this;
    const stride = plan.entryBytes >>> 2;
    const first = plan.entriesAt >>> 2;
    for (let id = from; id < to; id++) {
      const end = id + 1 < starts.length ? starts.at(id + 1) : targets.length;
      for (let edge = starts.at(id); edge < end; edge++) {
        const target = targets.at(edge);
        if (target !== id) look(words, first + id * stride, first + target * stride, edge);
      }
    }
  }

  /** The words of the label of an edge. */
  labelOf(edge: number): Int32Array {
    const { labelWords } = this.system;
    const at = this.instances.at(edge) * labelWords;
    return Int32Array.from(this.used.slice(at, at + labelWords));
  }

  /** What is known so far, of so many states. */
  graph(count: number, initialStates: number, complete: boolean): StateGraph {
    const { system, plan, words, targets, instances } = this;
    const stride = plan.entryBytes >>> 2;
    const states = words.subarray(plan.entriesAt >>> 2);
    const edgeTarget = targets.view();
    const edgeStart = this.edgeStart(count);
    let parents: Int32Array | null = null;
    return {
      system,
      count,
      states: { array: () => states, offset: (id) => id * stride },
      initial: Array.from({ length: initialStates }, (_, id) => id),
      edgeStart,
      edgeTarget,
      edgeInstance: instances.view(),
      instances: { count: this.known.size, labels: Int32Array.from(this.used) },
      flags: this.flags(count, states),
      complete,
      cut: false,
      pathTo: (id) => {
        parents ??= parentsOf(edgeStart, edgeTarget, count, initialStates);
        return pathTo(parents, id);
      },
    };
  }

  private edgeStart(count: number): Int32Array {
    const starts = new Int32Array(count + 1).fill(this.targets.length);
    starts.set(this.starts.view());
    return starts;
  }

  private flags(count: number, states: Int32Array): Uint8Array {
    const { system, plan, noted, expanded } = this;
    const flags = new Uint8Array(count);
    flags.fill(FLAG.expanded, 0, expanded);
    for (const [id, seen] of noted) {
      const failed = (seen & FAILS) !== 0;
      const dead = (seen & DEAD) !== 0 && !failed;
      if (failed) flags[id] |= FLAG.failed;
      if (dead && !system.finished(states, id * (plan.entryBytes >>> 2))) flags[id] |= FLAG.stuck;
    }
    return flags;
  }
}

/** Of each state the one that found it; −1 of initial ones. Numbers are given in the order in which states are found. */
function parentsOf(
  edgeStart: Int32Array,
  edgeTarget: Int32Array,
  count: number,
  initialStates: number,
): Int32Array {
  const parents = new Int32Array(count).fill(-1);
  let found = initialStates;
  for (let source = 0; source < count && found < count; source++)
    for (let edge = edgeStart[source]; edge < edgeStart[source + 1]; edge++)
      if (edgeTarget[edge] === found) parents[found++] = source;
  return parents;
}

function pathTo(parents: Int32Array, id: number): number[] {
  const path: number[] = [];
  for (let at = id; at >= 0; at = parents[at]) path.push(at);
  return path.reverse();
}
