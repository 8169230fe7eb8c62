/**
 * Live rounds of threads: worker threads of Node on one SharedArrayBuffer, batch after batch until the time is over. A thread that does
 * not come back is ended, and what it was doing then is told.
 */
import { Worker } from 'node:worker_threads';
import { steady } from '../../engine/live/clock.js';
import { programFile } from '../../engine/live/program.js';
import type { Program } from '../../engine/threads/index.js';
import {
  CONTROL,
  type LiveFailure,
  type Shared,
  seenOf,
  sharedFor,
  type ThreadRound,
  wordsOf,
} from '../../engine/threads/live/batch.js';
import { DONE, MEETING, RUNNING, SEEN, WAITING } from '../../engine/threads/live/drive.js';
import type { Ordering } from '../../engine/threads/live/memory.js';
import type { LiveThreadPlan, LiveThreadReport } from './live-worker.js';

/** One round, of all threads. */
export interface Round {
  readonly threads: readonly ThreadRound[];
  /** Shared words in the end. */
  readonly words: readonly unknown[];
}

export interface RoundsPlan {
  readonly program: Program;
  readonly threads: readonly LiveThreadPlan[];
  readonly ordering: Ordering;
  readonly seed: number;
  /** µs */
  readonly for: number;
  /** µs in which some thread must begin or end an operation. */
  readonly patience: number;
  readonly signal?: AbortSignal;
}

// biome-ignore format: one line an end
export type RoundsEnd =
  | { readonly is: 'over' | 'interrupted' }
  | { readonly is: 'wrong'; readonly message: string }
  /** `stuck`: all threads that were left waited for words that nobody could change any more, and no `must` had failed. */
  | { readonly is: 'late'; readonly stuck: boolean; readonly failed: LiveFailure | null; readonly threads: readonly string[]; readonly words: readonly unknown[] };

/** Rounds of the first batches; they grow while batches are short. */
const FIRST = 16;
const MOST = 2048;
const LONG = 100_000;
/** µs in which threads must have loaded their code. */
const START = 60_000_000;

/** Hands each round to `onRound`, which may say that no more are wanted. */
export async function liveRounds(
  plan: RoundsPlan,
  onRound: (round: Round) => boolean,
): Promise<RoundsEnd> {
  const { program, threads, patience, signal } = plan;
  const script = await programFile('threads-worker', './live-worker.ts', import.meta.url);
  const workers = threads.map((workerData) => new Worker(script, { workerData, execArgv: [] }));
  try {
    const ready = await together(workers, START, () => 0, signal);
    if ('is' in ready) return ready.is === 'late' ? { ...ready, ...nothing(program) } : ready;
    const until = steady() + plan.for;
    let rounds = FIRST;
    for (let batch = 0; batch === 0 || steady() < until; batch++) {
      const shared = sharedFor(program, rounds);
      const { ordering } = plan;
      const began = steady();
      for (const worker of workers)
        worker.postMessage({ rounds, shared, ordering, seed: plan.seed * 1000 + batch });
      const clock = new Int32Array(shared.control);
      const progress = () => Atomics.load(clock, CONTROL.clock);
      const found = await together(workers, patience, progress, signal);
      if ('is' in found && found.is === 'late')
        // Awaited: threads that are ended before it has looked twice look no more.
        return await late(program, shared, rounds, found.failures);
      if ('is' in found) return found;
      for (let round = 0; round < rounds; round++) {
        const words = wordsOf(program, shared, round, 'atomic').values();
        if (!onRound({ threads: found.done.map((all) => all[round]), words }))
          return { is: 'over' };
      }
      if (steady() - began < LONG) rounds = Math.min(MOST, 2 * rounds);
    }
    return { is: 'over' };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

type Together =
  | { readonly done: readonly (readonly ThreadRound[])[] }
  | { readonly is: 'interrupted' }
  | { readonly is: 'wrong'; readonly message: string }
  | { readonly is: 'late'; readonly failures: readonly LiveFailure[] };

/** One report of each worker; rounds where they tell of a batch. Late is who makes no progress for so many µs. */
async function together(
  workers: readonly Worker[],
  patience: number,
  progress: () => number,
  signal?: AbortSignal,
): Promise<Together> {
  const undo: (() => void)[] = [];
  const failures: LiveFailure[] = [];
  const reports = workers.map(
    (worker) =>
      new Promise<LiveThreadReport>((resolve) => {
        const heard = (report: LiveThreadReport): void => {
          if (report.is === 'failed') failures.push(report.failure);
          else resolve(report);
        };
        const failed = (error: Error) => resolve({ is: 'wrong', message: error.message });
        worker.on('message', heard);
        worker.once('error', failed);
        undo.push(() => worker.off('message', heard).off('error', failed));
      }),
  );
  const wrong = reports.map(async (report) => {
    const said = await report;
    return said.is === 'wrong' ? said : new Promise<never>(() => {});
  });
  const stopped = new Promise<Together>((resolve) => {
    let last = progress();
    const timer = setInterval(() => {
      const now = progress();
      if (now === last) resolve({ is: 'late', failures });
      last = now;
    }, patience / 1000);
    const abort = () => resolve({ is: 'interrupted' });
    signal?.addEventListener('abort', abort);
    undo.push(
      () => clearInterval(timer),
      () => signal?.removeEventListener('abort', abort),
    );
  });
  const all = Promise.all(reports).then((said) => ({
    done: said.map((report) => (report.is === 'done' ? report.rounds : [])),
  }));
  try {
    return await Promise.race([stopped, all, ...wrong]);
  } finally {
    for (const each of undo) each();
  }
}

const nothing = (program: Program) => ({
  stuck: false,
  failed: null,
  threads: program.names,
  words: [],
});

/**
 * Who is left, and whether anybody could still move. Nobody could where each thread waits for a word (or for those that do), has looked
 * at it again and again, and no word has changed meanwhile: conditions look at nothing but their word.
 */
async function late(
  program: Program,
  shared: Shared,
  rounds: number,
  failures: readonly LiveFailure[],
): Promise<RoundsEnd> {
  const seen = program.names.map((_, t) => seenOf(shared.control, t));
  const look = () => ({
    status: seen.map((of) => Atomics.load(of, SEEN.status)),
    passed: seen.map((of) => Atomics.load(of, SEEN.passed)),
    words: Array.from({ length: rounds }, (_, round) =>
      wordsOf(program, shared, round, 'atomic').values(),
    ),
  });
  const looks = (): number[] => seen.map((of) => Atomics.load(of, SEEN.looks));
  const [before, first] = [looks(), look()];
  const waiting = (t: number): boolean => first.status[t] === WAITING;
  // On a busy machine even looks are rare.
  for (let tries = 0; tries < LATE_LOOKS && failures.length === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, LATE_LOOK));
    const now = looks();
    if (now.every((many, t) => !waiting(t) || many > before[t] + 1)) break;
  }
  const [second, after] = [look(), looks()];
  const { status, words } = second;
  const idle = status.every(
    (kind, t) =>
      kind === DONE || kind === MEETING || (kind === WAITING && after[t] > before[t] + 1),
  );
  const same = JSON.stringify(first) === JSON.stringify(second);
  const arrived = Atomics.load(new Int32Array(shared.control), CONTROL.arrived);
  const round = Math.max(0, Math.ceil(arrived / program.names.length) - 1);
  const inside = (kind: number): boolean => kind === RUNNING || kind === WAITING;
  return {
    is: 'late',
    stuck: same && idle && status.includes(WAITING) && failures.length === 0,
    failed: failures[0] ?? null,
    threads: program.names.filter((_, t) => inside(status[t])),
    words: words[Math.min(rounds - 1, status.includes(MEETING) ? Math.max(0, round - 1) : round)],
  };
}

/** ms between two looks at what has stopped. */
const LATE_LOOK = 200;
/** So often at most, until each thread that waits has looked at its word twice. */
const LATE_LOOKS = 50;
