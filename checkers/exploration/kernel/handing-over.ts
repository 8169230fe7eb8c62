/**
 * What hands leave to the calling thread: notes of states that somebody must look at, and states for which the kernel lacks something,
 * since it asks that thread alone. These are in a ring of entries for each pair of hands, filled by them and emptied by the calling
 * thread, with a counter for each side.
 *
 * `makeHandover` is also part of the second thread's program: it must not speak of anything outside itself.
 */
import type { HandsPlan } from './hands.js';

export interface Handover {
  /** Leaves what the kernel has noted, and what it could not expand. */
  handOver(): void;
  /** Goes through some of what others have left to these hands; false where nothing was there. */
  takeOver(): boolean;
  /** The same when all blocks are taken: may there be more? */
  takesMore(): boolean;
}

interface Hand {
  /** Called where there is no room, until there is. */
  readonly wait: () => void;
  /** Does nothing matter any more? */
  readonly stopped: () => boolean;
  /** Expands the states between two addresses. */
  readonly expand: (from: number, to: number) => void;
}

export function makeHandover(plan: HandsPlan, index: number, hand: Hand): Handover {
  const { shared: at, control, entryBytes, ringSize } = plan;
  const I = new Int32Array(plan.memory.buffer);
  const C = plan.controlAt[index] >>> 2;
  const notes = plan.notesAt[index] >>> 2;
  const own = plan.ringsAt[index] >>> 2;
  /** Are states left to these hands? */
  const takes = plan.calls !== undefined;
  let looks = 0;

  const entryAt = (of: number, n: number): number =>
    plan.ringsAt[of] + plan.ringHead + (n & (ringSize - 1)) * entryBytes;

  function handOver(): void {
    if (I[C + (control.noted >>> 2)] !== 0) keepNotes();
    if (I[C + (control.handed >>> 2)] !== 0) keepStates();
  }

  function keepNotes(): void {
    const count = I[C + (control.noted >>> 2)];
    I[C + (control.noted >>> 2)] = 0;
    const size = plan.words + 1;
    for (let i = 0; i < count; i++) {
      const k = C + (control.notedAt >>> 2) + 2 * i;
      while (4 * (1 + (Atomics.load(I, notes) + 1) * size) > plan.notesBytes) hand.wait();
      const to = notes + 1 + I[notes] * size;
      I[to] = I[k + 1];
      const from = (I[k] >>> 0) >>> 2;
      for (let w = 0; w < plan.words; w++) I[to + 1 + w] = I[from + w];
      Atomics.add(I, notes, 1);
    }
  }

  function keepStates(): void {
    const count = I[C + (control.handed >>> 2)];
    I[C + (control.handed >>> 2)] = 0;
    for (let i = 0; i < count; i++) {
      while (((I[own] - Atomics.load(I, own + 1)) | 0) >= ringSize) {
        if (hand.stopped()) return;
        hand.wait();
      }
      const from = I[C + (control.handedAt >>> 2) + i] >>> 2;
      const to = entryAt(index, I[own]) >>> 2;
      for (let w = 0; w < entryBytes >>> 2; w++) I[to + w] = I[from + w];
      Atomics.add(I, own, 1);
    }
  }

  /** A batch of each of them: as fast as it goes more may come, and the caller must look at the clock, too. */
  function takeOver(): boolean {
    let took = false;
    for (let other = 1; takes && other < I[at.hands] && !hand.stopped(); other++) {
      const ring = plan.ringsAt[other] >>> 2;
      const taken = I[ring + 1];
      const waiting = (Atomics.load(I, ring) - taken) | 0;
      if (waiting === 0) continue;
      const some = Math.min(waiting, plan.batchStates, ringSize - (taken & (ringSize - 1)));
      const from = entryAt(other, taken);
      hand.expand(from, from + some * entryBytes);
      Atomics.add(I, ring + 1, some);
      took = true;
    }
    return took;
  }

  function takesMore(): boolean {
    if (!takes) return false;
    // Asked first: whoever has left the level has handed over all before.
    const alone = Atomics.load(I, at.done) >= I[at.hands] - 1;
    if (takeOver()) return true;
    if (!alone && ++looks % 1000 === 0) Atomics.wait(I, at.done, I[at.done], 1);
    return !alone;
  }

  return { handOver, takeOver, takesMore };
}
