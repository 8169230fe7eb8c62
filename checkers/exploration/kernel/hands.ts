/**
 * One pair of hands for a level of a breadth-first search over shared memory: takes blocks of states, expands
 * them, keeps what is new, grows the table together with the other hands. The calling thread has one pair,
 * a second thread another. There is no lock: blocks and room are claimed by atomic addition, slots of the table by
 * compare-and-exchange, and hands meet only to grow the table and at the end of a level.
 *
 * Where the kernel asks the calling thread for what it lacks, other hands leave it states that they cannot expand, and it goes
 * through them between its blocks.
 *
 * `makeHands` is also the text of the second thread's program: it must not speak of anything outside itself.
 */

import type { Calls } from '../../../engine/transition/kernel/kernel.js';
import type {
  WasmLibrary,
  WasmMemory,
  WasmModule,
} from '../../../engine/transition/wasm/web-assembly.js';
import type { makeHandover } from './handing-over.js';

/** Indices of the words that all hands share, from the beginning of the memory. */
export const shared = {
  /** Hands at work in this level. */
  hands: 0,
  /** The next block to take, and how many there are. */
  next: 1,
  blocks: 2,
  /** Where the next free entry of the new level is, and where its room ends. */
  cursor: 3,
  room: 4,
  /** States in the table. */
  count: 5,
  table: 6,
  slots: 7,
  /** 1: the table must grow before anybody goes on. */
  grow: 8,
  /** Hands that have run out of blocks. */
  done: 9,
  /** 1: stop as soon as possible; 2: when the blocks that were taken are done. */
  stop: 10,
  /** 1: there is no more memory. */
  full: 11,
  barrier: 12,
  sense: 13,
  /** The number of the level that may be worked on; other threads sleep on it. */
  level: 14,
  /** Other threads that are ready to work. */
  ready: 15,
  /** 1: states are looked at, and what follows them is not kept. */
  looking: 16,
  /** From here on, of each thread: the last level that it has left behind. */
  left: 17,
} as const;

/** Pairs of hands, the caller's included. */
export const MOST_HANDS = 8;

/** What hands need to know; plain data, so that it can be sent to another thread. */
export interface HandsPlan {
  readonly memory: WasmMemory;
  readonly kernel: WasmModule;
  readonly tableModule: WasmModule;
  /** Functions that the kernel imports, for the calling thread. */
  readonly calls?: Calls;
  readonly shared: Readonly<Record<keyof typeof shared, number>>;
  /** Byte offsets in a control block. */
  readonly control: {
    readonly next: number;
    readonly open: number;
    readonly noted: number;
    readonly notedAt: number;
    readonly steps: number;
    readonly resume: number;
    readonly stopped: number;
    readonly table: number;
    readonly slots: number;
    readonly handed: number;
    readonly handedAt: number;
  };
  readonly form: 'bitmap' | 'quotient' | 'index' | 'direct';
  readonly words: number;
  readonly entryBytes: number;
  readonly batchBytes: number;
  /** States of a batch. */
  readonly batchStates: number;
  /** The share of the slots that may be taken, and the largest logarithm of slots. */
  readonly load: number;
  readonly mostSlots: number;
  /** The room for tables, in bytes. */
  readonly tablesAt: number;
  readonly tablesEnd: number;
  readonly entriesAt: number;
  /** Where the blocks of the level are listed: first and last address of each. */
  readonly blocksAt: number;
  /** Of each pair of hands, in bytes: its control block, batch, notes, and the segments it has filled. */
  readonly controlAt: readonly number[];
  readonly batchAt: readonly number[];
  readonly notesAt: readonly number[];
  readonly segmentsAt: readonly number[];
  readonly notesBytes: number;
  /** The rings of states that are handed over: how many were put in, how many taken out, and from `ringHead` bytes on the entries. */
  readonly ringsAt: readonly number[];
  readonly ringHead: number;
  /** Entries of a ring, a power of two. */
  readonly ringSize: number;
}

export interface Hands {
  /** Works on blocks until there are none, or for so many; false when the level has nothing left to take. */
  work(blocks: number): boolean;
  /** Closes what they have filled: from now on, others may be at work, too. */
  pause(): void;
  /** Says that these hands are done, and closes what they have filled. */
  leave(): void;
  /** Keeps what is new of so many entries that the caller has put into the batch; false: no room. */
  insert(entries: number): boolean;
  /** Grows the table if somebody waits for it. */
  help(): void;
  /** Are all hands done? */
  finished(): boolean;
}

/** Told of the states between two addresses, and where what follows them ends in the batch, once it is looked up. */
export type OnExpanded = (from: number, to: number, out: number) => void;

/** @param wait called where notes are full, until they have been read. */
export function makeHands(
  plan: HandsPlan,
  index: number,
  wait: () => void,
  handover: typeof makeHandover,
  onExpanded?: OnExpanded,
): Hands {
  const { memory, shared: at, control, entryBytes } = plan;
  const I = new Int32Array(memory.buffer);
  const { Instance } = (globalThis as unknown as { readonly WebAssembly: WasmLibrary }).WebAssembly;
  const { f0: expand } = new Instance(plan.kernel, { env: { memory, ...plan.calls } }).exports;
  const { f0: probe, f1: moveSlots } = new Instance(plan.tableModule, { env: { memory } }).exports;
  const controlAt = plan.controlAt[index];
  const C = controlAt >>> 2;
  const batch = plan.batchAt[index];
  const segments = plan.segmentsAt[index] >>> 2;
  const left = handover(plan, index, { wait, stopped, expand: block });
  const CHUNK = 4096 * entryBytes;
  let sense = 0;
  let [chunk, cursor, chunkEnd] = [0, 0, 0];

  /** No entry is at this address. */
  function hole(entry: number): void {
    I[(entry >>> 2) + plan.words] = -1;
  }

  function useTable(): void {
    I[C + (control.table >>> 2)] = I[at.table];
    I[C + (control.slots >>> 2)] = I[at.slots];
  }

  function barrier(): void {
    sense ^= 1;
    if (Atomics.add(I, at.barrier, 1) === I[at.hands] - 1) {
      Atomics.store(I, at.barrier, 0);
      Atomics.store(I, at.sense, sense);
      Atomics.notify(I, at.sense);
      return;
    }
    for (let i = 0; i < 5000; i++) if (Atomics.load(I, at.sense) === sense) return;
    while (Atomics.load(I, at.sense) !== sense) Atomics.wait(I, at.sense, sense ^ 1, 100);
  }

  /** Is the table fuller than it should be? One that cannot grow may be almost full. */
  function crowded(): boolean {
    if (plan.form === 'bitmap' || plan.form === 'direct') return false;
    const load = I[at.slots] < plan.mostSlots ? plan.load : 0.92;
    return Atomics.load(I, at.count) >>> 0 > load * 2 ** I[at.slots];
  }

  function help(): void {
    if (Atomics.load(I, at.grow) !== 0) growTogether();
  }

  function growTogether(): void {
    const hands = I[at.hands];
    // What `probe` may have left behind at the next free place is nobody's.
    if (hands > 1 && cursor < chunkEnd) hole(cursor);
    // Whoever comes last to the end of a growth may find that another is due: all see the same count.
    barrier();
    for (let first = true; first || crowded(); first = false) {
      const slots = I[at.slots];
      const table = I[at.table] >>> 0;
      const bytes = 4 * 2 ** slots;
      // An index hashes its states again whenever it grows: it does so half as often, by four at once.
      const more = plan.form === 'index' && slots + 2 <= plan.mostSlots ? 2 : 1;
      const newBytes = bytes * 2 ** more;
      const below = table - plan.tablesAt >= newBytes;
      const to = below ? plan.tablesAt : table + bytes;
      if (slots >= plan.mostSlots || to + newBytes > plan.tablesEnd) {
        I[at.full] = 1;
        break;
      }
      // Also where it is fresh: a first touch by a load would fault twice.
      const share = newBytes / hands;
      new Uint8Array(memory.buffer, to + share * index, share).fill(0);
      barrier();
      const filled = hands === 1 && chunkEnd !== 0 ? cursor : I[at.cursor] >>> 0;
      const total = plan.form === 'quotient' ? 2 ** slots : (filled - plan.entriesAt) / entryBytes;
      const low = Math.floor((total * index) / hands);
      const high = Math.floor((total * (index + 1)) / hands);
      useTable();
      if (plan.form === 'index') I[C + (control.slots >>> 2)] = slots + more;
      // By portions: only between two calls does optimised code take the place of the first.
      for (let from = low; from < high; from += 1 << 14)
        moveSlots(to, from, Math.min(high, from + (1 << 14)), controlAt);
      barrier();
      if (index === 0) {
        I[at.table] = to;
        I[at.slots] = slots + more;
      }
      barrier();
    }
    useTable();
    if (index === 0) Atomics.store(I, at.grow, 0);
    barrier();
  }

  /** Room for more entries, or false where there is none. */
  function newChunk(): boolean {
    closeChunk();
    // Alone, all the room is one chunk.
    const alone = I[at.hands] === 1;
    const room = I[at.room] >>> 0;
    if (alone) {
      chunk = I[at.cursor] >>> 0;
      chunkEnd = chunk + Math.floor((room - chunk) / entryBytes) * entryBytes;
      I[at.cursor] = chunkEnd;
    } else {
      chunk = Atomics.add(I, at.cursor, CHUNK) >>> 0;
      chunkEnd = chunk + CHUNK;
    }
    cursor = chunk;
    if (chunkEnd <= room && chunkEnd > chunk) {
      if (!alone) for (let entry = chunk; entry < chunkEnd; entry += entryBytes) hole(entry);
      return true;
    }
    chunk = 0;
    cursor = 0;
    chunkEnd = 0;
    Atomics.store(I, at.full, 1);
    return false;
  }

  function closeChunk(): void {
    if (chunkEnd === 0) return;
    if (I[at.hands] === 1) I[at.cursor] = cursor;
    else if (cursor < chunkEnd) hole(cursor);
    if (cursor > chunk) {
      const k = segments + 1 + 2 * I[segments];
      I[k] = chunk;
      I[k + 1] = cursor;
      I[segments]++;
    }
    chunk = 0;
    cursor = 0;
    chunkEnd = 0;
  }

  function keepNew(end: number): boolean {
    let from = batch;
    for (;;) {
      const before = cursor;
      cursor = probe(from, end, cursor, chunkEnd, controlAt) >>> 0;
      if (cursor !== before) Atomics.add(I, at.count, (cursor - before) / entryBytes);
      const why = I[C + (control.stopped >>> 2)];
      if (why === 0) return true;
      from = I[C + (control.resume >>> 2)] >>> 0;
      if (why === 1) {
        if (!newChunk()) return false;
      } else {
        Atomics.store(I, at.grow, 1);
        growTogether();
        if (I[at.full] !== 0) return false;
      }
    }
  }

  /** Is all to stop as soon as possible? */
  function stopped(): boolean {
    return Atomics.load(I, at.stop) === 1 || Atomics.load(I, at.full) !== 0;
  }

  function block(start: number, end: number): void {
    const step = plan.batchStates * entryBytes;
    let from = start;
    while (from < end) {
      if (Atomics.load(I, at.grow) !== 0 || crowded()) {
        Atomics.store(I, at.grow, 1);
        growTogether();
      }
      if (stopped()) return;
      const out = expand(from, Math.min(end, from + step), batch, controlAt) >>> 0;
      const next = I[C + (control.next >>> 2)] >>> 0;
      const kept = I[at.looking] !== 0 || keepNew(out);
      if (kept) onExpanded?.(from, next, out);
      left.handOver();
      if (!kept) return;
      from = next;
    }
  }

  function work(blocks: number): boolean {
    sense = Atomics.load(I, at.sense);
    useTable();
    for (let taken = 0; taken < blocks; taken++) {
      help();
      if (stopped()) return false;
      if (left.takeOver()) continue;
      const none = Atomics.load(I, at.stop) !== 0 || Atomics.load(I, at.next) >= I[at.blocks];
      const b = none ? I[at.blocks] : Atomics.add(I, at.next, 1);
      if (b >= I[at.blocks]) return left.takesMore();
      const k = (plan.blocksAt >>> 2) + 2 * b;
      block(I[k] >>> 0, I[k + 1] >>> 0);
    }
    return true;
  }

  function leave(): void {
    closeChunk();
    Atomics.add(I, at.done, 1);
    Atomics.notify(I, at.done);
  }

  function insert(entries: number): boolean {
    useTable();
    return keepNew(batch + entries * plan.batchBytes);
  }

  return {
    work,
    pause: closeChunk,
    leave,
    insert,
    help,
    finished: () => Atomics.load(I, at.done) >= I[at.hands],
  };
}

/** The life of another thread: it works on each level that it is told of, and sleeps in between. */
export function otherHands(
  plan: HandsPlan,
  index: number,
  make: typeof makeHands,
  handover: typeof makeHandover,
): void {
  const { shared: at } = plan;
  const I = new Int32Array(plan.memory.buffer);
  const nap = () => Atomics.wait(I, at.done, I[at.done], 1);
  const wait = () => {
    hands.help();
    nap();
  };
  const hands = make(plan, index, wait, handover);
  let level = Atomics.load(I, at.level);
  Atomics.store(I, at.left + index, level);
  Atomics.add(I, at.ready, 1);
  for (;;) {
    while (Atomics.load(I, at.level) === level) Atomics.wait(I, at.level, level);
    level = Atomics.load(I, at.level);
    if (level < 0) return;
    while (hands.work(1 << 30));
    hands.leave();
    while (!hands.finished()) {
      hands.help();
      nap();
    }
    Atomics.store(I, at.left + index, level);
  }
}
