/**
 * What is to happen, in the order of time: a 4-ary heap (Johnson 1975; four children lie in one line of the cache) over typed arrays.
 * Entries are numbers of slots; what a slot holds stands in columns beside it, so that an event costs no object. Events of one moment
 * happen in the order in which they were scheduled, after those of the world (faults and calls: by rank), which is why a run can be
 * made again from a list of these.
 */
const WORLD_BEFORE = 2 ** 52;
const RANK = 2 ** 45;

export class EventQueue {
  /** Columns, by slot. What they mean is for `kind` to say. */
  kind: Uint8Array;
  node: Int32Array;
  from: Int32Array;
  readonly what: unknown[] = [];

  private time: Float64Array;
  private order: Float64Array;
  private heap: Int32Array;
  private free: Int32Array;
  private freed = 0;
  private used = 0;
  private sequence = 0;
  size = 0;

  constructor(capacity = 256) {
    this.kind = new Uint8Array(capacity);
    this.node = new Int32Array(capacity);
    this.from = new Int32Array(capacity);
    this.time = new Float64Array(capacity);
    this.order = new Float64Array(capacity);
    this.heap = new Int32Array(capacity);
    this.free = new Int32Array(capacity);
  }

  clear(): void {
    this.what.length = 0;
    this.freed = this.used = this.sequence = this.size = 0;
  }

  /** When the next event is; Infinity where there is none. */
  get next(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.time[this.heap[0]];
  }

  add(time: number, kind: number, node: number, from: number, what: unknown): void {
    this.put(time, this.sequence + WORLD_BEFORE, kind, node, from, what);
  }

  /** `rank`, from 0 to 99: what comes first of those of one moment. */
  addOfWorld(time: number, rank: number, kind: number, node: number, what: unknown): void {
    this.put(time, rank * RANK + this.sequence, kind, node, -1, what);
  }

  private put(
    time: number,
    order: number,
    kind: number,
    node: number,
    from: number,
    what: unknown,
  ): void {
    this.sequence++;
    const slot = this.freed > 0 ? this.free[--this.freed] : this.fresh();
    this.kind[slot] = kind;
    this.node[slot] = node;
    this.from[slot] = from;
    this.what[slot] = what;
    this.time[slot] = time;
    this.order[slot] = order;
    this.rise(this.size++, slot);
  }

  /** The slot of the next event, which is taken out. Its columns are good until the next `add`; call it only where `size` > 0. */
  take(): number {
    const first = this.heap[0];
    const last = this.heap[--this.size];
    if (this.size > 0) this.sink(last);
    this.free[this.freed++] = first;
    return first;
  }

  private before(a: number, b: number): boolean {
    const difference = this.time[a] - this.time[b];
    return difference < 0 || (difference === 0 && this.order[a] < this.order[b]);
  }

  private rise(at: number, slot: number): void {
    const { heap } = this;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (!this.before(slot, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = slot;
  }

  private sink(slot: number): void {
    const { heap, size } = this;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++)
        if (this.before(heap[child], heap[least])) least = child;
      if (!this.before(heap[least], slot)) break;
      heap[at] = heap[least];
      at = least;
    }
    heap[at] = slot;
  }

  private fresh(): number {
    if (this.used === this.kind.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    const capacity = 2 * this.kind.length;
    const larger = <T extends { set(from: T): void }>(array: T, made: T): T => {
      made.set(array);
      return made;
    };
    this.kind = larger(this.kind, new Uint8Array(capacity));
    this.node = larger(this.node, new Int32Array(capacity));
    this.from = larger(this.from, new Int32Array(capacity));
    this.time = larger(this.time, new Float64Array(capacity));
    this.order = larger(this.order, new Float64Array(capacity));
    this.heap = larger(this.heap, new Int32Array(capacity));
    this.free = larger(this.free, new Int32Array(capacity));
  }
}
