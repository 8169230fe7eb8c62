/**
 * A breadth-first search level by level over shared memory, alone or with other threads: states in, levels out.
 * It knows how to go on, not what for: whoever calls it reads the notes and decides when to stop.
 */
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import { Successors, type TransitionSystem } from '../../../engine/transition/system.js';
import { type WasmMemory, wasm } from '../../../engine/transition/wasm/web-assembly.js';
import type { Approximation } from '../approximate/storage.js';
import { whileRoom } from '../room.js';
import { EdgeRecorder } from './edges.js';
import { makeHandover } from './handing-over.js';
import { type Hands, MOST_HANDS, makeHands, type OnExpanded, shared } from './hands.js';
import { OtherThreads } from './other-thread.js';
import { CONSTANTS_AT, MOST_BLOCKS, planSearch, SEEN_AT, type SearchPlan } from './plan.js';
import type { SavedLevels, Segment } from './saved-levels.js';

/** A state that somebody must look at. */
export type OnNote = (flags: number, words: Int32Array) => void;

/** `pause`: stop where the search can go on from. `stop`: at once, for good. */
export type Onward = 'go on' | 'pause' | 'stop';

export interface Turn {
  /** Called between two turns of work. */
  readonly between: () => Promise<Onward>;
  /** Milliseconds, from any beginning. */
  readonly clock: () => number;
}

/** Values of `shared.stop`. */
const STOP = { no: 0, now: 1, soon: 2 } as const;
/** Entries of a block, at least; fewer where small levels are to be shared. */
const BLOCK = 1024;
const SMALL_BLOCK = 8;
/** Blocks between two looks at the clock. */
const BLOCKS_PER_LOOK = 4;
/** Between two turns. */
export const TURN_MS = 50;
/** A level with fewer entries is not worth sharing. */
const WORTH_SHARING = 8192;
/** Initial states that are made before they are looked up. */
const PORTION = 4096;
/** A thread costs some 0.1 s of processor time: it comes when the search has gone on for so long. */
const THREAD_AFTER_MS = 100;

export interface Threads {
  /** How many, the caller's included. */
  readonly count: number;
  /** For the smallest levels, in small blocks, from their beginning or middle, the others first: for tests. */
  readonly eager?: boolean;
}

export class Levels {
  readonly memory: WasmMemory;
  readonly words: Int32Array;
  readonly plan: SearchPlan;
  /** Where the kernel is one for a graph; only one thread may then take part. */
  readonly edges: EdgeRecorder | null;
  /** Segments of each level; only the last where rooms are used by turns. */
  levels: Segment[][] = [];
  /** States of each level, of which there may be millions, and of the largest. */
  readonly sizes: number[] = [];
  private widest = 0;
  /** Steps so far, by action. */
  readonly steps: number[];
  private readonly hands: Hands;
  private readonly others: OtherThreads;
  /** Other threads that take part in the level that is being expanded. */
  private helpers = 0;
  private opened = 0;
  private begun: number | undefined;
  /** Where the next level begins, where all are kept. */
  private free: number | undefined;
  /** Of the level that is being expanded: what is left of it, where it was paused, and what was made of it. */
  private rest: Segment[] | null = null;
  private made: Segment[] = [];

  /** @throws RangeError where there are no 4 GiB of addresses */
  constructor(
    private readonly system: TransitionSystem,
    private readonly kernel: Kernel,
    keepLevels: boolean,
    private readonly onNote: OnNote,
    approximation?: Approximation,
    planIn = (memory: WasmMemory): SearchPlan =>
      planSearch(memory, kernel, keepLevels, approximation),
  ) {
    this.memory = new wasm.Memory({ initial: 65536, maximum: 65536, shared: true });
    this.words = new Int32Array(this.memory.buffer);
    this.plan = planIn(this.memory);
    this.others = new OtherThreads(this.plan.hands, kernel);
    this.steps = system.actions.map(() => 0);
    this.words.set(this.plan.constants, CONSTANTS_AT >>> 2);
    const { tablesAt } = this.plan.hands;
    this.words[shared.hands] = 1;
    this.words[shared.table] = tablesAt;
    this.words[shared.slots] = this.plan.firstSlots;
    const calls = kernel.asks?.calls(this.memory);
    const plan = calls ? { ...this.plan.hands, calls } : this.plan.hands;
    const labelOf = kernel.labels?.(this.memory);
    const edges = labelOf && new EdgeRecorder(system, this.plan.hands, labelOf);
    this.edges = edges ?? null;
    const onExpanded: OnExpanded | undefined =
      edges && ((from, to, out) => edges.record(from, to, out));
    this.hands = makeHands(plan, 0, () => this.readNotes(), makeHandover, onExpanded);
  }

  /** Distinct states so far. */
  get count(): number {
    return this.words[shared.count] >>> 0;
  }

  /** Was there no room left? */
  get full(): boolean {
    return this.words[shared.full] !== 0;
  }

  /** Bytes that have been touched, as far as they matter. */
  get bytes(): number {
    const { hands, rooms } = this.plan;
    // A table that grows lies beside the one that it grows from.
    const grows = hands.form !== 'bitmap' && hands.form !== 'direct';
    const tables = (grows ? 2 : 1) * 4 * 2 ** this.words[shared.slots];
    // Hands that are alone have taken all the room, and filled little of it.
    const taken = (this.words[shared.cursor] >>> 0) - rooms[0].from;
    const kept = Math.min(taken, this.count * hands.entryBytes);
    const asked = (this.kernel.asks?.used(this.memory) ?? 0) + (this.edges?.bytes ?? 0);
    return asked + tables + (rooms.length === 1 ? kept : 2 * this.widest * hands.entryBytes);
  }

  /** Are the entries of all levels kept? */
  get keeps(): boolean {
    return this.plan.rooms.length === 1;
  }

  /** Which atoms somebody still wants to know of, a bit each. */
  watch(open: number): void {
    const { controlAt, control } = this.plan.hands;
    for (const at of controlAt) this.words[(at + control.open) >>> 2] = open;
  }

  /** Notes what the kernel has seen of coverage. */
  coverage(seen: Uint8Array): void {
    const bytes = new Uint8Array(this.memory.buffer, SEEN_AT, seen.length);
    for (let i = 0; i < seen.length; i++) seen[i] |= bytes[i];
  }

  /** The first level: the initial states. What is left in the answer are their failures. */
  begin(): Successors {
    const { system } = this;
    this.open();
    const out = new Successors(system.words, 0, PORTION);
    const take = () => {
      const room = this.insert(out);
      out.count = 0;
      return room;
    };
    if (system.initial(out, { size: PORTION, take })) take();
    this.hands.leave();
    this.gather();
    this.close();
    return out;
  }

  /** False where there is no room. */
  private insert({ states, count, words: size }: Successors): boolean {
    const { words } = this;
    const { batchAt, batchBytes } = this.plan.hands;
    const stride = batchBytes >>> 2;
    let to = batchAt[0] >>> 2;
    for (let i = 0; i < count; i++, to += stride) {
      for (let w = 0; w < size; w++) words[to + w] = states[i * size + w];
      words[to + size] = this.plan.initialEdge;
    }
    return this.hands.insert(count);
  }

  /** Looks at the states that are left of a level that is paused, and keeps nothing that follows them. */
  async look(turn: Turn, threads: Threads): Promise<'whole' | 'stopped'> {
    this.words[shared.looking] = 1;
    const how = await this.next(turn, threads);
    if (how === 'paused') this.abandon();
    return how === 'whole' ? how : 'stopped';
  }

  /** Expands the last level, or what is left of it. */
  async next(turn: Turn, threads: Threads): Promise<'whole' | 'paused' | 'stopped'> {
    this.begun ??= turn.clock();
    if (threads.eager) await this.allReady(threads.count - 1);
    const { words } = this;
    const segments = this.rest ?? this.levels[this.levels.length - 1];
    const blocks = this.share(segments, threads.eager ? SMALL_BLOCK : BLOCK);
    this.open();
    words[shared.hands] = 1;
    words[shared.next] = 0;
    words[shared.blocks] = blocks;
    words[shared.stop] = STOP.no;
    this.helpers = 0;
    if (threads.eager ? this.sizes.length % 2 === 0 : this.entries(segments) >= WORTH_SHARING)
      this.admit(threads);
    await this.work(turn, threads);
    this.hands.leave();
    await this.wait(turn);
    this.readNotes(true);
    this.gather();
    const stopped = this.full || words[shared.stop] === STOP.now;
    const rest = this.untaken(words[shared.next], blocks);
    if (!stopped && rest.length > 0) {
      this.rest = rest;
      return 'paused';
    }
    this.close();
    return stopped ? 'stopped' : 'whole';
  }

  /** Is a level expanded in part? */
  get paused(): boolean {
    return this.rest !== null;
  }

  /** Goes on with empty room for entries, which the caller has put elsewhere, and with an empty table if asked to. */
  forget(table: boolean): void {
    const { words } = this;
    this.levels = [];
    this.free = undefined;
    words[shared.full] = 0;
    words[shared.cursor] = this.plan.rooms[0].from;
    if (!table) return;
    const from = words[shared.table] >>> 2;
    words.fill(0, from, from + 2 ** words[shared.slots]);
    words[shared.count] = 0;
  }

  /** Leaves a level that is paused unfinished, for good. */
  abandon(): void {
    this.close();
  }

  /** What is known between two levels, or where one is paused; and the bytes that belong to it. */
  save(): { readonly state: SavedLevels; readonly sections: Uint8Array[] } {
    const { words, levels, sizes, steps, rest, made, opened, free } = this;
    const state = {
      cursor: words[shared.cursor] >>> 0,
      count: words[shared.count],
      table: words[shared.table] >>> 0,
      slots: words[shared.slots],
      ...{ opened, free, levels, sizes, steps, rest, made },
    };
    return { state, sections: this.sections(state) };
  }

  /** Takes over what was saved, but for the bytes, which belong where the answer says. */
  restore(saved: SavedLevels): Uint8Array[] {
    const { words } = this;
    const { rooms } = this.plan;
    for (const name of ['cursor', 'count', 'table', 'slots'] as const)
      words[shared[name]] = saved[name];
    this.opened = saved.opened;
    this.free = saved.free;
    this.levels = saved.levels;
    for (const size of saved.sizes) this.add(size);
    for (const [i, count] of saved.steps.entries()) this.steps[i] = count;
    this.rest = saved.rest;
    this.made = saved.made;
    words[shared.room] = rooms[(this.opened - 1) % rooms.length].to;
    return this.sections(saved);
  }

  /** The bytes in use: the table, and the entries that are still wanted. */
  private sections({ table, slots, cursor, levels, rest, made }: SavedLevels): Uint8Array[] {
    const { rooms } = this.plan;
    const entries = this.keeps
      ? [{ from: rooms[0].from, to: cursor }]
      : [...(rest ?? levels[levels.length - 1]), ...made];
    return [{ from: table, to: table + 4 * 2 ** slots }, ...entries].map(
      ({ from, to }) => new Uint8Array(this.memory.buffer, from, to - from),
    );
  }

  /** The same at a stretch, and alone. */
  nextAlone(): boolean {
    this.words[shared.blocks] = this.share(this.levels[this.levels.length - 1]);
    this.open();
    this.words[shared.hands] = 1;
    this.words[shared.next] = 0;
    while (this.worked(() => this.hands.work(BLOCKS_PER_LOOK)));
    this.hands.leave();
    this.readNotes(true);
    this.gather();
    this.close();
    return !this.full;
  }

  /** Threads that have taken part. */
  get threadCount(): number {
    return 1 + Atomics.load(this.words, shared.ready);
  }

  private async allReady(count: number): Promise<void> {
    while (this.others.count < count) this.others.start();
    while (Atomics.load(this.words, shared.ready) < count)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** The threads that are ready take part in this level, in which nobody but the caller has been at work. */
  private admit({ eager }: Threads): void {
    const { words } = this;
    this.helpers = Atomics.load(words, shared.ready);
    if (this.helpers === 0) return;
    this.hands.pause();
    words[shared.hands] = 1 + this.helpers;
    Atomics.add(words, shared.level, 1);
    Atomics.notify(words, shared.level);
    const theirs = Math.min(words[shared.next] + this.helpers, words[shared.blocks]);
    // They may leave without a block, where memory is full.
    while (eager && words[shared.next] < theirs && words[shared.done] < this.helpers) this.nap();
  }

  private async work(turn: Turn, threads: Threads): Promise<void> {
    let last = turn.clock();
    const goesOn = (): boolean => {
      let more: boolean;
      do {
        more = this.hands.work(BLOCKS_PER_LOOK);
        if (this.helpers === 0 && (threads.eager || this.blocksLeft * BLOCK >= WORTH_SHARING))
          this.admit(threads);
      } while (more && turn.clock() - last < TURN_MS);
      return more;
    };
    while (this.worked(goesOn)) {
      this.readNotes();
      if (this.others.broken !== undefined) throw this.others.broken;
      const late = turn.clock() - (this.begun ?? 0) >= THREAD_AFTER_MS;
      if (late && this.others.count < Math.min(threads.count, MOST_HANDS) - 1) this.others.start();
      this.halt(await turn.between());
      last = turn.clock();
    }
  }

  /** Some work; false where there is nothing left to take, or no room for what the kernel computes. */
  private worked(work: () => boolean): boolean {
    return whileRoom(this.system, work, () => {
      this.words[shared.full] = 1;
    });
  }

  private halt(onward: Onward): void {
    if (onward === 'go on') return;
    Atomics.store(this.words, shared.stop, onward === 'stop' ? STOP.now : STOP.soon);
  }

  /** Lets others go on who wait for this thread. */
  private nap(): void {
    this.hands.help();
    this.readNotes();
    Atomics.wait(this.words, shared.done, this.words[shared.done], 1);
  }

  /** Until all hands have left the level. */
  private async wait(turn: Turn): Promise<void> {
    const { words, helpers } = this;
    const level = words[shared.level];
    const allLeft = (): boolean => {
      for (let i = 1; i <= helpers; i++)
        if (Atomics.load(words, shared.left + i) !== level) return false;
      return true;
    };
    let last = turn.clock();
    while (!this.hands.finished() || !allLeft()) {
      this.nap();
      if (turn.clock() - last < TURN_MS) continue;
      this.halt(await turn.between());
      if (this.others.broken !== undefined) throw this.others.broken;
      last = turn.clock();
    }
  }

  private get blocksLeft(): number {
    return this.words[shared.blocks] - this.words[shared.next];
  }

  /** Lists the blocks of a level; how many. */
  private share(segments: readonly Segment[], least = BLOCK): number {
    const { entryBytes, blocksAt } = this.plan.hands;
    const most = MOST_BLOCKS - segments.length;
    const bytes = Math.max(least, Math.ceil(this.entries(segments) / most)) * entryBytes;
    let blocks = 0;
    for (const { from, to } of segments) {
      for (let at = from; at < to; at += bytes) {
        this.words[(blocksAt >>> 2) + 2 * blocks] = at;
        this.words[(blocksAt >>> 2) + 2 * blocks + 1] = Math.min(to, at + bytes);
        blocks++;
      }
    }
    return blocks;
  }

  /** Blocks that nobody has taken. */
  private untaken(next: number, blocks: number): Segment[] {
    const list = this.plan.hands.blocksAt >>> 2;
    const rest: Segment[] = [];
    for (let b = next; b < blocks; b++) {
      const from = this.words[list + 2 * b] >>> 0;
      const to = this.words[list + 2 * b + 1] >>> 0;
      const before = rest[rest.length - 1];
      if (before?.to === from) rest[rest.length - 1] = { from: before.from, to };
      else rest.push({ from, to });
    }
    return rest;
  }

  private entries(segments: readonly Segment[]): number {
    const bytes = segments.reduce((sum, { from, to }) => sum + (to - from), 0);
    return bytes / this.plan.hands.entryBytes;
  }

  /** Makes room for a new level, or for more of one that was paused. */
  private open(): void {
    const { rooms, hands } = this.plan;
    if (this.rest === null) {
      const room = rooms[this.opened++ % rooms.length];
      this.words[shared.cursor] = rooms.length === 1 ? (this.free ?? room.from) : room.from;
      this.words[shared.room] = room.to;
      this.made = [];
    }
    this.words[shared.done] = 0;
    for (const at of hands.segmentsAt) this.words[at >>> 2] = 0;
  }

  /** What hands that stand still have made and counted. */
  private gather(): void {
    const { hands } = this.plan;
    const { words } = this;
    for (const at of hands.segmentsAt) {
      const k = (at >>> 2) + 1;
      for (let i = 0; i < words[at >>> 2]; i++)
        this.made.push({ from: words[k + 2 * i] >>> 0, to: words[k + 2 * i + 1] >>> 0 });
    }
    for (const at of hands.controlAt) {
      const counters = (at + hands.control.steps) >>> 2;
      for (let i = 0; i < this.steps.length; i++) {
        this.steps[i] += words[counters + i] >>> 0;
        words[counters + i] = 0;
      }
    }
  }

  private close(): void {
    this.free = this.words[shared.cursor] >>> 0;
    this.rest = null;
    this.made.sort((a, b) => a.from - b.from);
    const size = this.entries(this.made);
    if (this.plan.rooms.length > 1) this.levels = [];
    this.levels.push(this.made);
    if (size > 0 || this.sizes.length === 0) this.add(size);
  }

  private add(size: number): void {
    this.sizes.push(size);
    this.widest = Math.max(this.widest, size);
  }

  /** Reads what hands have noted: their own at any time, those of others when they stand still. */
  private readNotes(all = false): void {
    const { words } = this;
    const { notesAt, notesBytes } = this.plan.hands;
    const size = this.system.words + 1;
    notesAt.forEach((at, hand) => {
      const count = Atomics.load(words, at >>> 2);
      const waits = 4 * (1 + (count + 1) * size) > notesBytes;
      if (count === 0 || !(all || hand === 0 || waits)) return;
      for (let i = 0; i < count; i++) {
        const k = (at >>> 2) + 1 + i * size;
        this.onNote(words[k], words.slice(k + 1, k + size));
      }
      Atomics.store(words, at >>> 2, 0);
    });
  }

  /** Sends the other threads away. */
  async end(): Promise<void> {
    await this.others.end();
  }
}
