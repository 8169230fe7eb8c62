/**
 * A batch of rounds: in each, all threads begin together on a memory of their own and do their scripts. Threads say when an operation began
 * and ended by drawing from one counter, so that times are an order.
 */

import type { CodePlace } from '../../node/places.js';
import type { Plain } from '../../plain.js';
import { Random } from '../../random.js';
import type { Program } from '../program.js';
import type { Operation } from '../run.js';
import { DONE, Driver, MEETING, RUNNING, SEEN } from './drive.js';
import { type Ordering, SharedWords } from './memory.js';

/** All that a batch shares. */
export interface Shared {
  /** The memories of its rounds, one after the other. */
  readonly words: SharedArrayBuffer;
  /** Words of the batch: see `CONTROL`. Then those of `SEEN` for each thread. */
  readonly control: SharedArrayBuffer;
}

/** Where what stands in `control`. */
export const CONTROL = { clock: 0, barrier: 1, arrived: 2, threads: 3 } as const;

/** What is seen of a thread. */
export const seenOf = (control: SharedArrayBuffer, thread: number): Int32Array =>
  new Int32Array(control, 4 * (CONTROL.threads + SEEN.words * thread), SEEN.words);

export interface Batch {
  readonly rounds: number;
  readonly shared: Shared;
  readonly ordering: Ordering;
  readonly seed: number;
}

export interface LiveOperation {
  readonly op: string;
  readonly args: Operation['args'];
  readonly invoked: number;
  /** null: it did not return. */
  readonly completed: number | null;
  readonly result: Plain;
}

export interface LiveEmitted {
  readonly event: string;
  /** As JSON has them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A `must` that failed. */
export interface LiveFailure {
  readonly why: string;
  readonly place: CodePlace | null;
}

/** What one thread did in one round. */
export interface ThreadRound {
  readonly operations: readonly LiveOperation[];
  readonly emitted: readonly LiveEmitted[];
  /** Its local state in the end, as JSON has it. */
  readonly local: Readonly<Record<string, unknown>>;
  readonly failed: LiveFailure | null;
}

export function sharedFor(program: Program, rounds: number): Shared {
  const threads = program.of.length;
  const words = new SharedArrayBuffer(Math.max(8, rounds * SharedWords.bytes(program.layout)));
  const control = new SharedArrayBuffer(4 * (CONTROL.threads + SEEN.words * threads));
  const shared = { words, control };
  for (let round = 0; round < rounds; round++) wordsOf(program, shared, round, 'atomic').reset();
  return shared;
}

export function wordsOf(
  { layout }: Program,
  { words, control }: Shared,
  round: number,
  ordering: Ordering,
): SharedWords {
  const barrier = new Int32Array(control, 4 * CONTROL.barrier, 1);
  return new SharedWords(layout, words, round * SharedWords.bytes(layout), ordering, barrier);
}

/**
 * The part of one thread.
 * @param onFailure told at once of the first `must` that fails: others may wait for ever for what the thread then leaves undone
 * @throws HandlerError where an operation is wrong
 */
export function runBatch(
  program: Program,
  thread: number,
  script: readonly Operation[],
  { rounds, shared, ordering, seed }: Batch,
  onFailure: (failure: LiveFailure) => void = () => {},
): ThreadRound[] {
  const control = new Int32Array(shared.control);
  const seen = seenOf(shared.control, thread);
  const random = Random.of(seed, program.names[thread], 0);
  const driver = new Driver(program, thread, random, seen);
  const { local, name, events } = program.of[thread];
  const { operations } = program.protocol.declaration.serves;
  const done: ThreadRound[] = [];
  let told = false;
  for (let round = 0; round < rounds; round++) {
    driver.local = local.initial();
    const words = wordsOf(program, shared, round, ordering);
    Atomics.store(seen, SEEN.status, MEETING);
    meet(control, program.of.length * (round + 1));
    Atomics.store(seen, SEEN.status, RUNNING);
    const made: LiveOperation[] = [];
    const emitted: LiveEmitted[] = [];
    let failed: ThreadRound['failed'] = null;
    for (const { op, args } of script) {
      const invoked = Atomics.add(control, CONTROL.clock, 1);
      const end = driver.run({ op, args }, words);
      const completed = Atomics.add(control, CONTROL.clock, 1);
      for (const { event, fields } of driver.handle.emitted)
        emitted.push({ event, fields: events.get(event)!.plain(fields) as never });
      if (end.is === 'failed') {
        made.push({ op, args, invoked, completed: null, result: null });
        failed = { why: end.why, place: end.place };
        if (!told) onFailure(failed);
        told = true;
        break;
      }
      const { returns } = operations[op];
      returns.check(end.value, `${name}, what ${op} returns`);
      made.push({ op, args, invoked, completed, result: returns.plain(end.value) as Plain });
    }
    const ended = local.plain(driver.handle.local) as never;
    done.push({ operations: made, emitted, local: ended, failed });
  }
  Atomics.store(seen, SEEN.status, DONE);
  return done;
}

/** Until so many have arrived: hot at first, so that threads begin at one time. */
function meet(control: Int32Array, wanted: number): void {
  Atomics.add(control, CONTROL.arrived, 1);
  Atomics.notify(control, CONTROL.arrived);
  for (let spins = 0; ; spins++) {
    const arrived = Atomics.load(control, CONTROL.arrived);
    if (arrived >= wanted) return;
    if (spins > 2000) Atomics.wait(control, CONTROL.arrived, arrived, 1);
  }
}
