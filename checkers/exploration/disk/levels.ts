/**
 * A breadth-first search level by level that goes on with the disk where memory does not suffice, exactly: by delayed
 * detection of duplicates (Stern and Dill, Using magnetic disk instead of main memory in the Mur-phi verifier, 1998; Korf,
 * Best-first frontier search with delayed duplicate detection, 2004).
 *
 * Every level is written to a file, sorted. The table in memory is a filter: it has some of the states that are known. What
 * is not in it is kept, and is a candidate for the next level; where table or room are full, the candidates are sorted and
 * written, and the table begins empty. At the end of the level candidates are merged, and those found in the files of
 * states that are known are taken away. Until the table has forgotten something, all candidates are new.
 *
 * Edges may sleep. What that takes is that the edge kept beside a state has made it from a state of the level before
 * (`sleepTable`); which of several, does not matter: threads race for it, too, where all is in memory.
 */
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import { Successors, type TransitionSystem } from '../../../engine/transition/system.js';
import { shared } from '../kernel/hands.js';
import { Levels, type OnNote, type Threads, type Turn } from '../kernel/levels.js';
import type { Segment } from '../kernel/saved-levels.js';
import { KnownStates } from './known.js';
import { type DiskPlan, planOnDisk } from './plan.js';
import { sortRecords } from './records.js';
import {
  type Cursor,
  inMemory,
  Merge,
  onDisk,
  type Run,
  type RunShape,
  RunWriter,
  readRun,
} from './runs.js';
import { DiskError, type ScratchFile, ScratchSpace } from './scratch.js';

/** Milliseconds between two looks at the limits. */
const TURN_MS = 50;
/** Entries that each of several threads takes at once, and so many times that there must be room for. */
const CHUNK = 4096;
const CHUNKS = 8;

/** Initial states that are made before they are sorted. */
const PORTION = 1 << 16;

interface Note {
  readonly flags: number;
  readonly words: Int32Array;
}

export class DiskLevels {
  readonly inner: Levels;
  readonly plan: DiskPlan;
  readonly shape: RunShape;
  readonly space: ScratchSpace;
  /** States of each level. */
  readonly sizes: number[] = [];
  /** The states of each level, sorted. */
  readonly levels: Run[] = [];
  /** How often memory was too full. */
  spills = 0;
  private readonly file: ScratchFile;
  private readonly candidates: ScratchFile;
  private readonly known: KnownStates;
  /** Of the next level: candidates on disk, and in memory. */
  private pieces: Run[] = [];
  private made: Segment[] = [];
  private notes: Note[] = [];
  /** Entries that were sorted at once, at the most. */
  private mostSorted = 0;
  /** Does the table know all states? */
  private whole = true;

  /** @throws DiskError where no file can be written in the folder */
  constructor(
    private readonly system: TransitionSystem,
    kernel: Kernel,
    private readonly onNote: OnNote,
    { folder, memoryBytes }: { readonly folder: string; readonly memoryBytes: number },
  ) {
    this.space = new ScratchSpace(folder);
    this.file = this.space.create();
    this.candidates = this.space.create();
    const note: OnNote = (flags, words) => this.notes.push({ flags, words });
    this.inner = new Levels(system, kernel, true, note, undefined, (memory) =>
      planOnDisk(memory, kernel, memoryBytes),
    );
    this.plan = this.inner.plan as DiskPlan;
    const { usedBits, words, entryBytes } = kernel;
    this.shape = { words, stride: entryBytes >>> 2, usedBits, block: this.plan.block };
    this.known = new KnownStates(this.space, this.shape, this.plan.merged);
  }

  /** Distinct states so far, of whole levels. */
  get count(): number {
    return this.levels.reduce((sum, { count }) => sum + count, 0);
  }

  get steps(): number[] {
    return this.inner.steps;
  }

  /** Bytes of memory, as far as they matter. */
  get bytes(): number {
    const { portion, hands } = this.plan;
    return this.inner.bytes + (portion + 2 * this.mostSorted) * hands.entryBytes;
  }

  /** Candidates that are lost are found again: it is never full. */
  readonly full = false;
  /** It stops in a level, or not at all. */
  readonly paused = false;

  get threadCount(): number {
    return this.inner.threadCount;
  }

  watch(open: number): void {
    this.inner.watch(open);
  }

  coverage(seen: Uint8Array): void {
    this.inner.coverage(seen);
  }

  async end(): Promise<void> {
    this.space.end();
    await this.inner.end();
  }

  /** The first level: the initial states. What is left in the answer are their failures. @throws DiskError */
  async begin(): Promise<Successors> {
    const out = this.inner.begin();
    if (!this.inner.full) this.gather();
    const whole = this.inner.full ? this.beginInPieces() : out;
    await this.finish();
    return whole;
  }

  /** Expands the last level. @throws DiskError */
  async next(turn: Turn, threads: Threads): Promise<'whole' | 'stopped'> {
    const level = this.levels[this.levels.length - 1];
    const { portion, rooms, hands } = this.plan;
    const room = rooms[0].to - rooms[0].from;
    const enough = room >= CHUNKS * CHUNK * hands.entryBytes * threads.count;
    const each: Threads = enough ? threads : { count: 1 };
    let last = turn.clock();
    for (let first = 0; first < level.count; first += portion) {
      const count = Math.min(portion, level.count - first);
      if ((await this.expand(level, first, count, turn, each)) === 'stopped') return 'stopped';
      if (turn.clock() - last < TURN_MS) continue;
      if ((await turn.between()) !== 'go on') return 'stopped';
      last = turn.clock();
    }
    return (await this.finish(turn)) ? 'whole' : 'stopped';
  }

  /** Expands some states of a level; again, where there was no room for all that they lead to. */
  private async expand(
    level: Run,
    first: number,
    count: number,
    turn: Turn,
    threads: Threads,
  ): Promise<'whole' | 'stopped'> {
    const { inner, plan } = this;
    const { portionAt, hands } = plan;
    const to = portionAt + count * hands.entryBytes;
    for (let attempt = 1; attempt <= 3; attempt++) {
      readRun(level, first, inner.words.subarray(portionAt >>> 2, to >>> 2), this.shape);
      const steps = [...inner.steps];
      inner.levels = [[{ from: portionAt, to }]];
      const how = await inner.next(turn, threads);
      this.gather();
      if (!inner.full) {
        for (const { flags, words } of this.notes.splice(0)) this.onNote(flags, words);
        return how === 'whole' ? how : 'stopped';
      }
      // What was made so far are candidates; what was counted and noted will be once more.
      this.notes = [];
      inner.steps.splice(0, steps.length, ...steps);
      this.makeRoom(attempt > 1);
    }
    if (count === 1)
      throw new DiskError('needs more memory: one state leads to more than there is room for');
    const half = count >>> 1;
    const how = await this.expand(level, first, half, turn, threads);
    return how === 'stopped' ? how : this.expand(level, first + half, count - half, turn, threads);
  }

  /** What was kept of the last expansion. */
  private gather(): void {
    const { levels } = this.inner;
    this.made.push(...(levels[levels.length - 1] ?? []).filter(({ from, to }) => from < to));
  }

  /** Writes the candidates; the table forgets what it knows where that is needed, or is asked for. */
  private makeRoom(forget: boolean): void {
    const { inner, plan } = this;
    const { form, mostSlots } = plan.hands;
    this.spills++;
    while (this.made.length > 0) this.writePiece();
    const slots = inner.words[shared.slots];
    const crowded = slots >= mostSlots && inner.count > 2 ** (slots - 1);
    // An index refers to the entries themselves.
    const all = forget || form === 'index' || (form === 'quotient' && crowded);
    if (all) this.whole = false;
    inner.forget(all);
  }

  /** More initial states than there is room for: from the beginning, past the table. */
  private beginInPieces(): Successors {
    const { inner, plan, shape, system } = this;
    const at = plan.sortedAt[0] >>> 2;
    inner.forget(true);
    this.whole = false;
    this.spills++;
    const size = Math.min(plan.sorted, PORTION);
    const out = new Successors(system.words, 0, size);
    const take = () => {
      for (let i = 0; i < out.count; i++) {
        const state = out.states.subarray(i * system.words, (i + 1) * system.words);
        inner.words.set(state, at + i * shape.stride);
        inner.words[at + i * shape.stride + system.words] = plan.initialEdge;
      }
      this.writeSorted(out.count);
      out.count = 0;
      return true;
    };
    system.initial(out, { size, take });
    take();
    return out;
  }

  private writePiece(): void {
    this.writeSorted(this.take());
  }

  private writeSorted(count: number): void {
    const { inner, shape, candidates } = this;
    const writer = new RunWriter(candidates, shape);
    writer.append(inner.words, this.sort(count), count);
    this.pieces.push(writer.finish());
  }

  /** Moves candidates to where they are sorted, as many as there is room for; how many. */
  private take(): number {
    const { inner, plan, made } = this;
    const [at] = plan.sortedAt;
    const { entryBytes } = plan.hands;
    let count = 0;
    while (made.length > 0 && count < plan.sorted) {
      const { from, to } = made[made.length - 1];
      const many = Math.min(plan.sorted - count, (to - from) / entryBytes);
      const taken = to - many * entryBytes;
      inner.words.copyWithin((at + count * entryBytes) >>> 2, taken >>> 2, to >>> 2);
      count += many;
      made.pop();
      if (taken > from) made.push({ from, to: taken });
    }
    return count;
  }

  /** Where so many entries are when they are sorted: an index of words. */
  private sort(count: number): number {
    const [at, other] = this.plan.sortedAt;
    this.mostSorted = Math.max(this.mostSorted, count);
    return sortRecords(this.inner.words, at >>> 2, other >>> 2, count, this.shape);
  }

  /** Makes a level of the candidates; false where it was stopped in between. */
  private async finish(turn?: Turn): Promise<boolean> {
    const { inner, plan, shape } = this;
    const candidates = this.made.reduce((sum, { from, to }) => sum + (to - from), 0);
    while (candidates > plan.sorted * plan.hands.entryBytes && this.made.length > 0)
      this.writePiece();
    const count = this.take();
    const at = this.sort(count);
    const writer = new RunWriter(this.file, shape);
    if (this.whole && this.pieces.length === 0) writer.append(inner.words, at, count);
    else {
      const cursors = [inMemory(inner.words, at, at + count * shape.stride)];
      if (!(await this.merge(writer, cursors, turn))) return false;
    }
    this.pieces = [];
    if (this.candidates.bytes > 0) this.candidates.clear();
    // An index refers to the entries themselves.
    if (plan.hands.form !== 'index') inner.forget(false);
    const level = writer.finish();
    if (level.count > 0 || this.levels.length === 0) {
      this.levels.push(level);
      this.sizes.push(level.count);
      this.known.add(level);
    }
    return true;
  }

  private async merge(writer: RunWriter, cursors: Cursor[], turn?: Turn): Promise<boolean> {
    const { pieces, plan, shape, whole, known } = this;
    const each = Math.max(1, Math.floor(plan.merged / (pieces.length + 1)));
    for (const piece of pieces) cursors.push(onDisk(piece, each, shape));
    const merge = new Merge(cursors, shape);
    const records = new Int32Array(plan.merged * shape.stride);
    if (!whole) known.begin();
    let last = turn?.clock() ?? 0;
    for (let n = merge.next(records); n > 0; n = merge.next(records)) {
      writer.append(records, 0, whole ? n : known.remove(records, n));
      if (turn === undefined || turn.clock() - last < TURN_MS) continue;
      if ((await turn.between()) !== 'go on') return false;
      last = turn.clock();
    }
    return true;
  }
}
