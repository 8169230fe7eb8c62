/**
 * All ends of threads, found without states: every schedule is run from the beginning, by generators that simply go on. Shares with the
 * exploration `t` itself, and nothing of replay, loops that forget, interning or queues. For very small cases; used by tests only.
 */
import type { Access, Turn } from '../../threads/access.js';
import { ThreadHandle } from '../../threads/handle.js';
import {
  type Operation,
  type Program,
  plainText,
  programOf,
  type ThreadsSetup,
} from '../../threads/index.js';
import type { MemoryModel } from './settings.js';

class Running {
  readonly handle: ThreadHandle;
  readonly queue: (readonly [cell: number, value: unknown])[] = [];
  private steps: Generator<Access | Turn, unknown, unknown> | null = null;
  private done = 0;
  wants: Access | null = null;

  constructor(
    private readonly program: Program,
    id: number,
    private readonly script: readonly Operation[],
  ) {
    this.handle = new ThreadHandle(program, id);
    this.handle.local = program.of[id].local.initial();
  }

  /** To its next access, from what the last one read. */
  go(read: unknown): void {
    let fed = read;
    for (;;) {
      if (this.steps === null) {
        const next = this.script[this.done];
        this.wants = null;
        if (next === undefined) return;
        const code = this.program.of[this.handle.id].code[next.op] as never as (
          t: ThreadHandle,
          args: object,
        ) => Generator<Access | Turn, unknown, unknown>;
        this.steps = code(this.handle, next.args);
      }
      const { done, value } = this.steps.next(fed);
      if (done) {
        this.done++;
        this.steps = null;
        continue;
      }
      const asked = value as Access | Turn;
      if (asked.do === 'enter' || asked.do === 'again') fed = { at: asked.carry };
      else if (asked.do === 'leave') fed = { left: asked.value };
      else {
        this.wants = asked;
        return;
      }
    }
  }
}

/** What the words and the local states of all threads may be in the end. */
export function endsOf(
  setup: ThreadsSetup,
  scripts: readonly (readonly Operation[])[],
  memory: MemoryModel,
): Set<string> {
  const ends = new Set<string>();
  const schedule: number[] = [];
  const program = programOf(setup);
  const follow = (): void => {
    const words = program.layout.cells.map(({ first }) => first);
    const threads = scripts.map((script, t) => new Running(program, t, script));
    for (const thread of threads) thread.go(undefined);
    for (const move of schedule) perform(threads, words, move, memory);
    const moves = threads.flatMap((thread, t) => [
      ...(thread.queue.length > 0 ? [-1 - t] : []),
      ...(mayGo(thread, words) ? [t] : []),
    ]);
    if (moves.length === 0)
      ends.add(plainText([words, threads.map(({ handle }) => handle.local)]) ?? '');
    for (const move of moves) {
      schedule.push(move);
      follow();
      schedule.pop();
    }
  };
  follow();
  return ends;
}

function seen(thread: Running, words: readonly unknown[], cell: number): unknown {
  for (let i = thread.queue.length - 1; i >= 0; i--)
    if (thread.queue[i][0] === cell) return thread.queue[i][1];
  return words[cell];
}

function mayGo(thread: Running, words: readonly unknown[]): boolean {
  const { wants, queue } = thread;
  if (wants === null) return false;
  if (wants.do === 'until') return wants.ok(seen(thread, words, wants.cell) as never);
  return wants.do === 'load' || wants.do === 'store' || queue.length === 0;
}

function perform(
  threads: readonly Running[],
  words: unknown[],
  move: number,
  memory: MemoryModel,
): void {
  if (move < 0) {
    const [cell, value] = threads[-1 - move].queue.shift()!;
    words[cell] = value;
    return;
  }
  const thread = threads[move];
  const { wants } = thread;
  if (wants === null || wants.do === 'fence' || wants.do === 'pick') {
    thread.go(undefined);
    return;
  }
  const { cell } = wants;
  const old = seen(thread, words, cell);
  switch (wants.do) {
    case 'store':
      if (memory === 'tso') thread.queue.push([cell, wants.value]);
      else words[cell] = wants.value;
      thread.go(undefined);
      return;
    case 'add':
      words[cell] = (old as number) + wants.by;
      break;
    case 'swap':
      words[cell] = wants.value;
      break;
    case 'cas': {
      const fits = plainText(old) === plainText(wants.expect);
      if (fits) words[cell] = wants.value;
      thread.go(fits);
      return;
    }
    default:
  }
  thread.go(old);
}
