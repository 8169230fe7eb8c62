/**
 * All states that are known, as sorted runs on disk. Runs of about the same size are merged when there are many, so that
 * there are about as many as the logarithm of the states, and each state is written about so often (O'Neil et al., The
 * log-structured merge-tree, 1996).
 */
import { Merge, onDisk, type Run, type RunShape, RunWriter, Subtraction } from './runs.js';
import type { ScratchFile, ScratchSpace } from './scratch.js';

/** Runs are merged when there are more. */
const MOST_RUNS = 16;
/** A run is merged with smaller ones that have together at least one in so many of its states. */
const RATIO = 2;

export class KnownStates {
  private runs: Run[] = [];
  private subtractions: Subtraction[] = [];
  private readonly buffer: Int32Array;
  /** Files of our own: those of runs that were merged. */
  private readonly owned = new Set<ScratchFile>();

  constructor(
    private readonly space: ScratchSpace,
    private readonly shape: RunShape,
    /** Records that may be in memory at a time, for merging. */
    private readonly records: number,
  ) {
    this.buffer = new Int32Array(shape.block * shape.stride);
  }

  /** Its states are known from now on. The file stays the caller's. */
  add(run: Run): void {
    if (run.count > 0) this.runs.push(run);
  }

  /** Before records are removed, in ascending order. @throws DiskError */
  begin(): void {
    while (this.runs.length > MOST_RUNS) this.consolidate();
    this.subtractions = this.runs.map((run) => new Subtraction(run, this.shape));
  }

  /** Removes the records of states that are known; how many are left, and where: at the beginning. @throws DiskError */
  remove(records: Int32Array, count: number): number {
    const { stride } = this.shape;
    const known = new Uint8Array(count);
    for (const subtraction of this.subtractions)
      subtraction.mark(records, count, known, this.buffer);
    let left = 0;
    for (let i = 0; i < count; i++) {
      if (known[i] === 1) continue;
      if (left < i) records.copyWithin(left * stride, i * stride, (i + 1) * stride);
      left++;
    }
    return left;
  }

  /** Makes one of the smallest runs and of those that are not much larger. */
  private consolidate(): void {
    const { space, shape, owned } = this;
    this.runs.sort((a, b) => a.count - b.count);
    let many = 1;
    for (let sum = this.runs[0].count; many < this.runs.length; many++) {
      const { count } = this.runs[many];
      if (many > 1 && count > RATIO * sum) break;
      sum += count;
    }
    const merged = this.runs.splice(0, many);
    const each = Math.max(1, Math.floor(this.records / (many + 1)));
    const merge = new Merge(
      merged.map((run) => onDisk(run, each, shape)),
      shape,
    );
    const file = space.create();
    owned.add(file);
    const writer = new RunWriter(file, shape);
    const buffer = new Int32Array(each * shape.stride);
    for (let n = merge.next(buffer); n > 0; n = merge.next(buffer)) writer.append(buffer, 0, n);
    for (const run of merged) {
      if (!owned.delete(run.file)) continue;
      space.drop(run.file);
    }
    this.runs.push(writer.finish());
  }
}
