/**
 * Sorted runs of records on disk (Knuth, The Art of Computer Programming 3, 5.4.1): written once, merged, and taken
 * away from each other.
 */
import { compareAt, type RecordShape } from './records.js';
import type { ScratchFile } from './scratch.js';

/** Each state once, in ascending order. */
export interface Run {
  readonly file: ScratchFile;
  /** The byte where it begins. */
  readonly from: number;
  readonly count: number;
  /** The first state of each block. */
  readonly fences: Int32Array;
}

export interface RunShape extends RecordShape {
  /** Records of a block, the least that is read. */
  readonly block: number;
}

/** Appends records, in order, to the end of a file. */
export class RunWriter {
  private count = 0;
  private readonly from: number;
  private readonly fences: number[] = [];

  constructor(
    private readonly file: ScratchFile,
    private readonly shape: RunShape,
  ) {
    this.from = file.bytes;
  }

  /** So many records that begin at `array[at]`. @throws DiskError */
  append(array: Int32Array, at: number, records: number): void {
    const { block, stride, words } = this.shape;
    if (records === 0) return;
    const first = (block - (this.count % block)) % block;
    for (let record = first; record < records; record += block) {
      const fence = at + record * stride;
      for (let w = 0; w < words; w++) this.fences.push(array[fence + w]);
    }
    this.file.append(array.subarray(at, at + records * stride));
    this.count += records;
  }

  finish(): Run {
    const { file, from, count, fences } = this;
    return { file, from, count, fences: Int32Array.from(fences) };
  }
}

/** Reads records of a run into an array. @throws DiskError */
export function readRun(
  { file, from }: Run,
  record: number,
  into: Int32Array,
  { stride }: RecordShape,
): void {
  file.read(into, from + 4 * stride * record);
}

/** Goes through a run, or through records in memory, from the first to the last. */
export interface Cursor {
  buffer: Int32Array;
  /** Where the record is, and where those in the buffer end. */
  at: number;
  end: number;
  /** Fills the buffer again; false at the end. */
  refill(): boolean;
}

export const inMemory = (buffer: Int32Array, at: number, end: number): Cursor => ({
  buffer,
  at,
  end,
  refill: () => false,
});

/** @param records of the buffer */
export function onDisk(run: Run, records: number, shape: RecordShape): Cursor {
  const { stride } = shape;
  const buffer = new Int32Array(Math.min(records, run.count) * stride);
  let next = 0;
  const cursor: Cursor = {
    buffer,
    at: 0,
    end: 0,
    refill: () => {
      const many = Math.min(buffer.length / stride, run.count - next);
      if (many === 0) return false;
      readRun(run, next, buffer.subarray(0, many * stride), shape);
      next += many;
      cursor.at = 0;
      cursor.end = many * stride;
      return true;
    },
  };
  cursor.refill();
  return cursor;
}

/** Merges sorted sequences into one: a heap of cursors, the one with the smallest record on top. */
export class Merge {
  private readonly heap: Cursor[];

  constructor(
    cursors: readonly Cursor[],
    private readonly shape: RecordShape,
  ) {
    this.heap = cursors.filter(({ at, end }) => at < end);
    for (let i = (this.heap.length >>> 1) - 1; i >= 0; i--) this.sink(i);
  }

  /** Fills an array with the next records, of equal states one; how many. */
  next(into: Int32Array): number {
    const { heap } = this;
    const { words, stride } = this.shape;
    const most = Math.floor(into.length / stride);
    let count = 0;
    while (count < most && heap.length > 0) {
      const { buffer, at } = heap[0];
      const to = count * stride;
      for (let w = 0; w < stride; w++) into[to + w] = buffer[at + w];
      count++;
      do this.advance();
      while (heap.length > 0 && compareAt(heap[0].buffer, heap[0].at, into, to, words) === 0);
    }
    return count;
  }

  private advance(): void {
    const { heap } = this;
    const top = heap[0];
    top.at += this.shape.stride;
    if (top.at >= top.end && !top.refill()) {
      const last = heap.pop() as Cursor;
      if (heap.length === 0) return;
      heap[0] = last;
    }
    this.sink(0);
  }

  private sink(start: number): void {
    const { heap } = this;
    const { words } = this.shape;
    const one = heap[start];
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && this.before(heap[right], heap[child])) child = right;
      if (compareAt(one.buffer, one.at, heap[child].buffer, heap[child].at, words) <= 0) break;
      heap[i] = heap[child];
      i = child;
    }
    heap[i] = one;
  }

  private before(a: Cursor, b: Cursor): boolean {
    return compareAt(a.buffer, a.at, b.buffer, b.at, this.shape.words) < 0;
  }
}

/** Which of some sorted records are in a run: of a run, only blocks in which one of them may be are read. */
export class Subtraction {
  /** The block in which the last record would have been. */
  private block = 0;

  constructor(
    readonly run: Run,
    private readonly shape: RunShape,
  ) {}

  /**
   * Sets `known[i]` for each record i that is in the run. Records of successive calls ascend.
   * @param buffer has room for a block
   */
  mark(records: Int32Array, count: number, known: Uint8Array, buffer: Int32Array): void {
    const { words, stride, block } = this.shape;
    const { fences } = this.run;
    for (let i = 0; i < count; ) {
      const found = this.lastFenceUpTo(records, i * stride);
      if (found < 0) {
        i++;
        continue;
      }
      this.block = found;
      const many = Math.min(block, this.run.count - found * block);
      readRun(this.run, found * block, buffer.subarray(0, many * stride), this.shape);
      const fence = (found + 1) * words;
      const last = fence === fences.length;
      for (let at = 0; i < count; i++) {
        const record = i * stride;
        if (!last && compareAt(records, record, fences, fence, words) >= 0) break;
        while (at < many * stride && compareAt(buffer, at, records, record, words) < 0)
          at += stride;
        if (at < many * stride) {
          if (compareAt(buffer, at, records, record, words) === 0) known[i] = 1;
        } else if (last) return;
      }
    }
  }

  /** The last block, from the present one on, whose first state is not after the record; −1 where there is none. */
  private lastFenceUpTo(records: Int32Array, at: number): number {
    const { words } = this.shape;
    const { fences } = this.run;
    const blocks = fences.length / words;
    const notAfter = (block: number): boolean =>
      compareAt(fences, block * words, records, at, words) <= 0;
    if (!notAfter(this.block)) return -1;
    let low = this.block;
    let step = 1;
    while (low + step < blocks && notAfter(low + step)) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, blocks);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (notAfter(middle)) low = middle;
      else high = middle;
    }
    return low;
  }
}
