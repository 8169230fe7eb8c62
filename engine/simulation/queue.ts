/**
 * What is to happen, in the order of time. What comes soon stands in a short sorted list, the rest in a heap: an event that follows
 * another closely, as a message does its sending, is put in its place in a few steps, and the next event is the last of the list. (A ladder of two
 * rungs: Tang, Goh and Thng, Ladder Queue, 2005.)
 *
 * Entries are numbers of slots; what a slot holds stands in columns beside it, so that an event costs no object. Events of one moment
 * happen in the order in which they were scheduled, after those of the world (faults and calls: by rank), which is why a run can be
 * made again from a list of these.
 */
import { larger, SlotHeap } from './heap.js';

const WORLD_BEFORE = 2 ** 52;
const RANK = 2 ** 45;
/** Entries of the list at most; half of them move at once between it and the heap. */
const SOON = 32;
const HALF = SOON / 2;

export class EventQueue {
  /** Columns, by slot. What they mean is for `kind` to say. */
  kind: Uint8Array;
  node: Int32Array;
  from: Int32Array;
  readonly what: unknown[] = [];

  /** What comes soon: before all that is in `later`, the next event last. */
  private readonly time = new Float64Array(SOON);
  private readonly order = new Float64Array(SOON);
  private readonly slot = new Int32Array(SOON);
  private soon = 0;
  private readonly later: SlotHeap;
  private free: Int32Array;
  private freed = 0;
  private used = 0;
  private sequence = 0;

  constructor(capacity = 256) {
    this.kind = new Uint8Array(capacity);
    this.node = new Int32Array(capacity);
    this.from = new Int32Array(capacity);
    this.free = new Int32Array(capacity);
    this.later = new SlotHeap(capacity);
  }

  get size(): number {
    return this.soon + this.later.size;
  }

  /** When the next event is; Infinity where there is none. */
  get next(): number {
    return this.soon === 0 ? Number.POSITIVE_INFINITY : this.time[this.soon - 1];
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
    if (this.soon === SOON) this.putOff();
    if (this.later.isBefore(time, order)) this.later.push(time, order, slot);
    else this.insert(time, order, slot);
  }

  /** The slot of the next event, which is taken out. Its columns are good until the next `add`; call it only where `size` > 0. */
  take(): number {
    const slot = this.slot[--this.soon];
    if (this.soon === 0 && this.later.size > 0) this.refill();
    this.free[this.freed++] = slot;
    return slot;
  }

  private insert(time: number, order: number, slot: number): void {
    const { time: times, order: orders, slot: slots } = this;
    let at = this.soon++;
    while (at > 0) {
      const below = times[at - 1];
      if (below > time || (below === time && orders[at - 1] > order)) break;
      times[at] = below;
      orders[at] = orders[at - 1];
      slots[at] = slots[at - 1];
      at--;
    }
    times[at] = time;
    orders[at] = order;
    slots[at] = slot;
  }

  /** The later half of the list goes to the heap. */
  private putOff(): void {
    const { time, order, slot } = this;
    for (let at = 0; at < HALF; at++) this.later.push(time[at], order[at], slot[at]);
    for (let at = HALF; at < SOON; at++) {
      time[at - HALF] = time[at];
      order[at - HALF] = order[at];
      slot[at - HALF] = slot[at];
    }
    this.soon = HALF;
  }

  /** The list is empty: the first of the heap come into it. */
  private refill(): void {
    this.soon = Math.min(HALF, this.later.size);
    for (let at = this.soon - 1; at >= 0; at--)
      this.later.pop(this.time, this.order, this.slot, at);
  }

  private fresh(): number {
    if (this.used === this.kind.length) this.grow();
    return this.used++;
  }

  private grow(): void {
    const capacity = 2 * this.kind.length;
    this.kind = larger(this.kind, new Uint8Array(capacity));
    this.node = larger(this.node, new Int32Array(capacity));
    this.from = larger(this.from, new Int32Array(capacity));
    this.free = larger(this.free, new Int32Array(capacity));
  }
}
