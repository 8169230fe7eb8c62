/**
 * What is to happen, in the order of time. Time is cut into short spans, and what comes in one of the next spans stands in a list of its own, in no order: most
 * events follow closely on those that make them, and so cost no search. What belongs to the span that is on stands in a heap, and so does what comes later than all
 * lists. (A timing wheel before a heap: Varghese and Lauck, Hashed and Hierarchical Timing Wheels, 1987.)
 *
 * Entries are numbers of slots; what a slot holds stands in columns beside it, so that an event costs no object. Events of one moment
 * happen in the order in which they were scheduled, after those of the world (faults and calls: by rank), which is why a run can be
 * made again from a list of these.
 */
import { larger, SlotHeap } from './heap.js';

const WORLD_BEFORE = 2 ** 52;
const RANK = 2 ** 45;
/** µs: a few messages of a small system. */
const SPAN = 256;
/** Lists, a bit of two words each. */
const SPANS = 64;
const WORD = 32;
/** Of a span's number these bits say which list is its own. */
const LAST = SPANS - 1;

export class EventQueue {
  /** Columns, by slot. What they mean is for `kind` to say. */
  kind: Uint8Array;
  node: Int32Array;
  from: Int32Array;
  readonly what: unknown[] = [];
  private time: Float64Array;
  private order: Float64Array;
  /** The next slot of the same list; −1: it is the last. */
  private link: Int32Array;

  /** The number of the span that is on: nothing is in a list, or later, that comes before its end. */
  private span = 0;
  private readonly now: SlotHeap;
  /** By number of the span, modulo `SPANS`: the first slot of its list. */
  private readonly heads = new Int32Array(SPANS).fill(-1);
  /** Which lists are not empty. */
  private readonly filled = new Int32Array(SPANS / WORD);
  private readonly later: SlotHeap;

  private free: Int32Array;
  private freed = 0;
  private used = 0;
  private sequence = 0;

  constructor(capacity = 256) {
    this.kind = new Uint8Array(capacity);
    this.node = new Int32Array(capacity);
    this.from = new Int32Array(capacity);
    this.time = new Float64Array(capacity);
    this.order = new Float64Array(capacity);
    this.link = new Int32Array(capacity);
    this.free = new Int32Array(capacity);
    this.now = new SlotHeap(capacity);
    this.later = new SlotHeap(capacity);
  }

  get size(): number {
    return this.used - this.freed;
  }

  /** When the next event is; Infinity where there is none. */
  get next(): number {
    if (this.now.size === 0 && !this.goOn()) return Number.POSITIVE_INFINITY;
    return this.now.first;
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
    const span = Math.floor(time / SPAN);
    if (span <= this.span) this.now.push(time, order, slot);
    else if (span >= this.span + SPANS) this.later.push(time, order, slot);
    else {
      this.time[slot] = time;
      this.order[slot] = order;
      this.list(slot, span & LAST);
    }
  }

  /** The slot of the next event, which is taken out. Its columns are good until the next `add`; call it only where `size` > 0. */
  take(): number {
    if (this.now.size === 0) this.goOn();
    const slot = this.now.pop();
    this.free[this.freed++] = slot;
    return slot;
  }

  private list(slot: number, at: number): void {
    this.link[slot] = this.heads[at];
    this.heads[at] = slot;
    this.filled[at >>> 5] |= 1 << (at & (WORD - 1));
  }

  /** The span that was on is over: the next in which anything happens is. Is there one? */
  private goOn(): boolean {
    const ahead = this.ahead();
    if (ahead > 0) this.span += ahead;
    else if (this.later.size > 0) this.span = Math.floor(this.later.first / SPAN);
    else return false;
    const at = this.span & LAST;
    for (let slot = this.heads[at]; slot >= 0; slot = this.link[slot])
      this.now.push(this.time[slot], this.order[slot], slot);
    this.heads[at] = -1;
    this.filled[at >>> 5] &= ~(1 << (at & (WORD - 1)));
    if (this.later.size > 0 && this.later.first < (this.span + SPANS) * SPAN) this.comeCloser();
    return true;
  }

  /** How many spans after this one the first list is that is not empty; 0: all are. */
  private ahead(): number {
    const low = this.filled[0];
    const high = this.filled[1];
    if ((low | high) === 0) return 0;
    const start = (this.span + 1) & LAST;
    const shift = start & (WORD - 1);
    const first = start < WORD ? low : high;
    const second = start < WORD ? high : low;
    // What is left of the word in which it starts, then the other, then the beginning of the first.
    const rest = first >>> shift;
    if (rest !== 0) return 1 + lowest(rest);
    if (second !== 0) return 1 + WORD - shift + lowest(second);
    return 1 + 2 * WORD - shift + lowest(first);
  }

  /** What came later than all lists, and does so no more. */
  private comeCloser(): void {
    const { later } = this;
    const end = (this.span + SPANS) * SPAN;
    while (later.size > 0 && later.first < end) {
      const { first: time, firstOrder: order } = later;
      const slot = later.pop();
      const span = Math.floor(time / SPAN);
      if (span <= this.span) this.now.push(time, order, slot);
      else {
        this.time[slot] = time;
        this.order[slot] = order;
        this.list(slot, span & LAST);
      }
    }
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
    this.time = larger(this.time, new Float64Array(capacity));
    this.order = larger(this.order, new Float64Array(capacity));
    this.link = larger(this.link, new Int32Array(capacity));
    this.free = larger(this.free, new Int32Array(capacity));
  }
}

/** The number of the lowest bit that is set. */
const lowest = (word: number): number => 31 - Math.clz32(word & -word);
