/** Builds the explicit graph while a search expands its states, in whatever order it does so. */
import type { TransitionSystem } from '../../engine/transition/system.js';
import type { StateGraph } from './graph.js';
import { GrowingInts } from './growing.js';
import { Visited } from './visited.js';

export class GraphBuilder {
  private readonly targets = new GrowingInts('in place');
  private readonly instances = new GrowingInts('in place');
  /** Ids in the order of their expansion, and where the edges of each begin. */
  private readonly order = new GrowingInts();
  private readonly starts = new GrowingInts();
  private readonly labels: Visited;
  /** By label: which came after it the last time; and the label of the last edge. */
  private readonly next: number[] = [0];
  private last = 0;
  private flags = new Uint8Array(1024);
  /** Is there a state whose expansion has begun, and not ended? */
  private begun = false;

  constructor(private readonly system: TransitionSystem) {
    this.labels = new Visited(system.labelWords);
  }

  /** How many states. */
  get expanded(): number {
    return this.order.length;
  }

  get bytesInPlace(): number {
    return this.targets.bytesInPlace + this.instances.bytesInPlace;
  }

  begin(id: number): void {
    this.order.push(id);
    this.starts.push(this.targets.length);
    this.begun = true;
  }

  edge(target: number, labels: Int32Array, offset: number): void {
    this.targets.push(target);
    this.instances.push(this.instanceOf(labels, offset));
  }

  /** After the same label mostly comes the same: that one is looked at first. */
  private instanceOf(labels: Int32Array, offset: number): number {
    let instance = this.next[this.last];
    if (!this.labels.is(instance, labels, offset)) {
      const added = this.labels.add(labels, offset);
      instance = added < 0 ? ~added : added;
      this.next[this.last] = instance;
      if (added >= 0) this.next.push(0);
    }
    this.last = instance;
    return instance;
  }

  /** The expansion of the state last begun is complete. */
  end(id: number, flags: number): void {
    if (id >= this.flags.length) {
      const larger = new Uint8Array(Math.max(2 * this.flags.length, id + 1));
      larger.set(this.flags);
      this.flags = larger;
    }
    this.flags[id] = flags;
    this.begun = false;
  }

  /** What expansion has begun is given up: as if it had not. */
  abandon(): void {
    if (!this.begun) return;
    this.begun = false;
    const last = this.order.length - 1;
    this.targets.truncate(this.starts.at(last));
    this.instances.truncate(this.starts.at(last));
    this.order.truncate(last);
    this.starts.truncate(last);
  }

  finish(
    visited: Visited,
    found: Pick<StateGraph, 'initial' | 'complete' | 'cut' | 'pathTo'>,
  ): StateGraph {
    const flags = new Uint8Array(visited.count);
    flags.set(this.flags.subarray(0, Math.min(this.flags.length, visited.count)));
    return {
      system: this.system,
      count: visited.count,
      states: { array: (id) => visited.array(id), offset: (id) => visited.offset(id) },
      ...this.edges(visited.count),
      instances: { count: this.labels.count, labels: this.instanceLabels() },
      flags,
      ...found,
    };
  }

  /** Edges by id of their source: as they are when states were expanded in the order of their ids. */
  private edges(count: number): Pick<StateGraph, 'edgeStart' | 'edgeTarget' | 'edgeInstance'> {
    const { order, starts, targets, instances } = this;
    const edgeStart = new Int32Array(count + 1);
    const endOf = (k: number) => (k + 1 < order.length ? starts.at(k + 1) : targets.length);
    let inOrder = true;
    for (let k = 0; k < order.length; k++) {
      if (order.at(k) !== k) inOrder = false;
      edgeStart[order.at(k) + 1] = endOf(k) - starts.at(k);
    }
    for (let id = 0; id < count; id++) edgeStart[id + 1] += edgeStart[id];
    if (inOrder) return { edgeStart, edgeTarget: targets.view(), edgeInstance: instances.view() };
    const edgeTarget = new Int32Array(targets.length);
    const edgeInstance = new Int32Array(targets.length);
    for (let k = 0; k < order.length; k++) {
      edgeTarget.set(targets.view().subarray(starts.at(k), endOf(k)), edgeStart[order.at(k)]);
      edgeInstance.set(instances.view().subarray(starts.at(k), endOf(k)), edgeStart[order.at(k)]);
    }
    return { edgeStart, edgeTarget, edgeInstance };
  }

  private instanceLabels(): Int32Array {
    const width = this.system.labelWords;
    const labels = new Int32Array(this.labels.count * width);
    for (let i = 0; i < this.labels.count; i++) labels.set(this.labels.copy(i), i * width);
    return labels;
  }
}
