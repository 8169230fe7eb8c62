/**
 * Litmus tests: a few straight-line threads and what they may end in. By exploration, and by an interpreter that shares nothing with
 * it and has plain lists for queues. Used by tests only.
 */
import { int, list, service } from '../../node/kit.js';
import { array, declareThreads, implementThreads } from '../../threads/kit.js';
import { Successors } from '../system.js';
import type { MemoryModel } from './settings.js';
import { compileThreads } from './system.js';
import { threadsSettings } from './test-threads.js';

/** Words are numbered from 0; registers are filled in order. */
// biome-ignore format: one line an instruction
export type Instruction =
  | readonly ['store', word: number, value: number]
  | readonly ['load', word: number]
  | readonly ['swap', word: number, value: number]
  | readonly ['add', word: number, by: number]
  | readonly ['cas', word: number, expect: number, value: number]
  | readonly ['fence'];
export type LitmusProgram = readonly (readonly Instruction[])[];

export const WORDS = 2;

const ran = service('litmus', { run: { args: {}, returns: int } });
const declaration = declareThreads({
  name: 'litmus',
  about: 'Straight-line threads.',
  memory: { words: array(int, WORDS) },
  serves: ran,
  threads: { thread: { does: ['run'], local: { registers: list(int) } } },
});

const threadsOf = (program: LitmusProgram) =>
  implementThreads(declaration, {
    thread: {
      *run(t) {
        const { registers } = t.local;
        for (const [what, word = 0, a = 0, b = 0] of program[t.id]) {
          if (what === 'store') yield* t.store('words', word, a);
          if (what === 'load') registers.push(yield* t.load('words', word));
          if (what === 'swap') registers.push(yield* t.swap('words', word, a));
          if (what === 'add') registers.push(yield* t.add('words', word, a));
          if (what === 'cas') registers.push((yield* t.cas('words', word, a, b)) ? 1 : 0);
          if (what === 'fence') yield* t.fence();
        }
        return 0;
      },
    },
  });

/** What it may end in: registers of each thread, then words: `1 0|0|1 1`. */
export function explored(program: LitmusProgram, memory: MemoryModel): Set<string> {
  const calls = program.map(() => ['run']);
  const counts = { thread: program.length };
  const system = compileThreads(threadsSettings(threadsOf(program), counts, calls, { memory }));
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  const seen = new Set<string>();
  const ends = new Set<string>();
  const queue: Int32Array[] = [];
  const visit = (): void => {
    for (let i = 0; i < out.count; i++) {
      const state = out.states.slice(i * system.words, (i + 1) * system.words);
      if (seen.has(state.join())) continue;
      seen.add(state.join());
      queue.push(state);
    }
    out.clear();
  };
  visit();
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    system.successors(state, 0, out);
    if (out.count === 0) ends.add(endOf(system.decode(state, 0)));
    visit();
  }
  return ends;
}

function endOf(decoded: Readonly<Record<string, unknown>>): string {
  const registers = Object.values(decoded['thread.registers'] as Record<string, number[]>);
  return [...registers, decoded['words'] as number[]].map((of) => of.join(' ')).join('|');
}

interface Running {
  readonly at: number;
  readonly registers: readonly number[];
  readonly queue: readonly (readonly [word: number, value: number])[];
}

/** The same, naively. */
export function walked(program: LitmusProgram, memory: MemoryModel): Set<string> {
  const ends = new Set<string>();
  const done = new Set<string>();
  const step = (
    { at, registers, queue }: Running,
    t: number,
    words: readonly number[],
    next: (t: number, changed: Partial<Running>, after?: readonly number[]) => void,
  ): void => {
    if (queue.length > 0) {
      const [[word, value], ...rest] = queue;
      next(t, { queue: rest }, words.with(word, value));
    }
    const instruction = program[t][at];
    if (instruction === undefined) return;
    const [what, word = 0, a = 0, b = 0] = instruction;
    const old = words[word];
    const wrote = (value: number): readonly number[] => words.with(word, value);
    const read = (value: number) => ({ at: at + 1, registers: [...registers, value] });
    if (what === 'load') next(t, read(queue.filter(([of]) => of === word).at(-1)?.[1] ?? old));
    else if (what === 'store' && memory === 'tso')
      next(t, { at: at + 1, queue: [...queue, [word, a]] });
    else if (what === 'store') next(t, { at: at + 1 }, wrote(a));
    else if (queue.length > 0) return;
    else if (what === 'fence') next(t, { at: at + 1 });
    else if (what === 'swap') next(t, read(old), wrote(a));
    else if (what === 'add') next(t, read(old), wrote(old + a));
    else next(t, read(old === a ? 1 : 0), old === a ? wrote(b) : words);
  };
  const go = (threads: readonly Running[], words: readonly number[]): void => {
    const key = JSON.stringify([threads, words]);
    if (done.has(key)) return;
    done.add(key);
    let moved = false;
    const next = (t: number, changed: Partial<Running>, after: readonly number[] = words) => {
      moved = true;
      go(threads.with(t, { ...threads[t], ...changed }), after);
    };
    for (let t = 0; t < threads.length; t++) step(threads[t], t, words, next);
    if (moved) return;
    ends.add(
      [...threads.map(({ registers }) => registers), words].map((of) => of.join(' ')).join('|'),
    );
  };
  go(
    program.map(() => ({ at: 0, registers: [], queue: [] })),
    Array.from({ length: WORDS }, () => 0),
  );
  return ends;
}
