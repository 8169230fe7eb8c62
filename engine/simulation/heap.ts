/**
 * Numbers of slots in the order of time and, at one time, of a second number: a 4-ary heap (Johnson 1975; four children lie in one line of the
 * cache) over typed arrays.
 */
export class SlotHeap {
  size = 0;
  private time: Float64Array;
  private order: Float64Array;
  private slot: Int32Array;

  constructor(capacity: number) {
    this.time = new Float64Array(capacity);
    this.order = new Float64Array(capacity);
    this.slot = new Int32Array(capacity);
  }

  /** The time of its first entry. Ask it, and the next, only where `size` > 0. */
  get first(): number {
    return this.time[0];
  }

  get firstOrder(): number {
    return this.order[0];
  }

  push(time: number, order: number, slot: number): void {
    if (this.size === this.slot.length) this.grow();
    const { time: times, order: orders, slot: slots } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = times[parent];
      if (above < time || (above === time && orders[parent] < order)) break;
      times[at] = above;
      orders[at] = orders[parent];
      slots[at] = slots[parent];
      at = parent;
    }
    times[at] = time;
    orders[at] = order;
    slots[at] = slot;
  }

  /** Takes the first entry out: its slot. Call it only where `size` > 0. */
  pop(): number {
    const slot = this.slot[0];
    this.size--;
    if (this.size > 0) this.sink(this.time[this.size], this.order[this.size], this.slot[this.size]);
    return slot;
  }

  /** Puts an entry in the place of the first. */
  private sink(time: number, order: number, slot: number): void {
    const { time: times, order: orders, slot: slots, size } = this;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= size) break;
      let least = first;
      const end = Math.min(first + 4, size);
      for (let child = first + 1; child < end; child++) {
        const difference = times[child] - times[least];
        if (difference < 0 || (difference === 0 && orders[child] < orders[least])) least = child;
      }
      const difference = times[least] - time;
      if (difference > 0 || (difference === 0 && orders[least] > order)) break;
      times[at] = times[least];
      orders[at] = orders[least];
      slots[at] = slots[least];
      at = least;
    }
    times[at] = time;
    orders[at] = order;
    slots[at] = slot;
  }

  private grow(): void {
    const capacity = 2 * this.slot.length;
    this.time = larger(this.time, new Float64Array(capacity));
    this.order = larger(this.order, new Float64Array(capacity));
    this.slot = larger(this.slot, new Int32Array(capacity));
  }
}

/** `made`, with what is in `array`. */
export function larger<T extends { set(from: T): void }>(array: T, made: T): T {
  made.set(array);
  return made;
}
