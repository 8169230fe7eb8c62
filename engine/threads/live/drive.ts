/** One thread on shared words: the same generators, driven without replay, on a thread of the machine. */
import { HandlerError, MustFailed } from '../../node/errors.js';
import { guard } from '../../node/guard.js';
import { type CodePlace, placeInStack } from '../../node/places.js';
import type { Loose } from '../../node/step.js';
import type { Random } from '../../random.js';
import type { Access, Steps, Turn } from '../access.js';
import { ThreadHandle } from '../handle.js';
import type { Program } from '../program.js';
import type { Operation } from '../run.js';
import type { SharedWords } from './memory.js';

/** What the director can see of a thread while it runs: its status, and how often it looked at a word that it waits for, and got on. */
export const SEEN = { status: 0, looks: 1, passed: 2, words: 3 } as const;
export const RUNNING = 1;
/** For a word. */
export const WAITING = 2;
/** For the others, between two rounds. */
export const MEETING = 3;
export const DONE = 4;

// biome-ignore format: one line an end
export type Driven =
  | { readonly is: 'returned'; readonly value: unknown }
  | { readonly is: 'failed'; readonly why: string; readonly place: CodePlace | null };

/** Pauses between accesses, so that threads meet in more ways than their speed has it. */
const PAUSE_SHARE = 6;
const PAUSE_MOST = 200;
const SLEEP_SHARE = 400;
/** Looks at a word before a waiting thread gives its processor away. */
const SPINS = 200;

export class Driver {
  readonly handle: ThreadHandle;
  private readonly pause = new Int32Array(new SharedArrayBuffer(4));

  constructor(
    private readonly program: Program,
    id: number,
    private readonly random: Random,
    /** Its words of `SEEN`. */
    private readonly seen: Int32Array,
  ) {
    this.handle = new ThreadHandle(program, id);
    this.handle.live = true;
  }

  set local(local: Loose) {
    this.handle.local = local;
  }

  /** @throws HandlerError where the operation is wrong */
  run({ op, args }: Operation, words: SharedWords): Driven {
    const { name, code } = this.program.of[this.handle.id];
    guard.role = name;
    guard.operation = op;
    guard.event = { kind: 'call', call: { client: this.handle.id, seq: 0, op }, args: {} };
    this.handle.emitted = [];
    const make = code[op] as unknown as (t: ThreadHandle, args: object) => Steps<unknown>;
    try {
      return { is: 'returned', value: this.through(make(this.handle, args), words) };
    } catch (error) {
      if (error instanceof MustFailed)
        return { is: 'failed', why: error.message, place: placeInStack(error) };
      if (error instanceof HandlerError) throw error;
      const reason = error instanceof Error ? error.message : `threw ${String(error)}`;
      throw new HandlerError(name, op, reason, error);
    } finally {
      guard.inside = false;
    }
  }

  private through(steps: Steps<unknown>, words: SharedWords): unknown {
    let fed: unknown;
    for (;;) {
      guard.inside = true;
      const { done, value } = this.next(steps, fed);
      if (done) return value;
      fed = this.answer(value as Access | Turn, words);
    }
  }

  private next(steps: Steps<unknown>, fed: unknown) {
    try {
      return steps.next(fed);
    } finally {
      guard.inside = false;
    }
  }

  private answer(asked: Access | Turn, words: SharedWords): unknown {
    switch (asked.do) {
      case 'enter':
        return { at: asked.carry };
      case 'again':
        this.linger();
        return { at: asked.carry };
      case 'leave':
        return { left: asked.value };
      case 'pick':
        return this.random.below(asked.ways);
      case 'until':
        return this.wait(asked, words);
      default:
        this.linger();
        return words.perform(asked);
    }
  }

  private wait({ cell, ok }: Extract<Access, { do: 'until' }>, words: SharedWords): unknown {
    const { seen } = this;
    Atomics.store(seen, SEEN.status, WAITING);
    for (let spins = 0; ; spins++) {
      const value = words.load(cell);
      if (ok(value as never)) {
        Atomics.add(seen, SEEN.passed, 1);
        Atomics.store(seen, SEEN.status, RUNNING);
        return value;
      }
      Atomics.add(seen, SEEN.looks, 1);
      if (spins > SPINS) Atomics.wait(this.pause, 0, 0, 0.05);
    }
  }

  private linger(): void {
    const { random } = this;
    if (random.below(SLEEP_SHARE) === 0) Atomics.wait(this.pause, 0, 0, 0.05);
    if (random.below(PAUSE_SHARE) > 0) return;
    for (let left = random.below(PAUSE_MOST); left > 0; left--) Atomics.load(this.pause, 0);
  }
}
