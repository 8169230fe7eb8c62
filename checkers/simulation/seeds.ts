/**
 * Many runs of one system, a seed each, told in the order of the seeds whoever made them. They begin on this thread; where much is left after that, others
 * help. This one goes on all the same: it has its code optimised already, and a thread more would do that once more.
 */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import type { Plan } from '../../engine/simulation/plan.js';
import { Watch } from '../exploration/limits.js';
import { inWorkers, startWorker } from '../jobs.js';
import type { Verdict } from '../verdict.js';
import { codeOf } from '../verdict-of.js';
import type { Outcome } from './judge.js';
import { Pace } from './pace.js';
import { judgedRun, type Run } from './run.js';

/** All runs but for their seeds: plain data. */
export interface Runs {
  readonly spec: SystemSpec;
  readonly mutants: readonly string[];
  /** µs with faults. */
  readonly for: number;
}

/** What a run came to. */
export interface SeedResult {
  readonly seed: number;
  /** Of each property of the spec, then of `ALWAYS`. */
  readonly outcomes: readonly Outcome['is'][];
  readonly steps: number;
  /** What the protocol did that it must not. */
  readonly error: ({ readonly message: string } & Pick<Verdict, 'code'>) | null;
  readonly stoppedBy: string | null;
}

export function planOf(
  { spec, mutants, for: length }: Runs,
  protocol: AnyProtocol,
  seed: number,
): Plan {
  const { heal, swarm } = spec.runs.simulate;
  return { protocol, setting: spec, mutants, seed, for: length, heal, swarm };
}

export async function resultOfSeed(
  runs: Runs,
  protocol: AnyProtocol,
  seed: number,
  pace: Pace,
): Promise<SeedResult> {
  return resultOf(seed, await judgedRun(planOf(runs, protocol, seed), null, [], pace));
}

function resultOf(seed: number, { outcomes, steps, error, stoppedBy }: Run): SeedResult {
  return {
    seed,
    outcomes: outcomes.map(({ is }) => is),
    steps,
    error: error === null ? null : { message: error.message, ...codeOf(error) },
    stoppedBy,
  };
}

export interface SeedOptions {
  readonly first: number;
  readonly count: number;
  readonly pace: Pace;
  readonly workers: number;
  /** Mostly all runs are made; otherwise the first few are often enough. */
  readonly all: boolean;
  /** This thread works alone where what is left takes it no more than so many seconds, as the last run tells, or before the first a guess; default 1. */
  readonly alone?: number | undefined;
  /** Told of each run, in the order of seeds. Is that enough? */
  readonly take: (result: SeedResult) => boolean;
}

const ALONE_SECONDS = 1;
/** Of that, this thread works so long in any case where the first few runs may be enough: most mutants are caught by then. */
const FIRST_SHARE = 1 / 8;
/** Real seconds in a simulated one: of five busy servers. */
const GUESS = 1e-3;
/** Other threads help where so many runs are left. */
const LEFT_MIN = 4;

/** Why it stopped before the last seed, or before `take` had enough; undefined where it did not. */
export async function runSeeds(
  runs: Runs,
  protocol: AnyProtocol,
  options: SeedOptions,
): Promise<string | undefined> {
  const { first, count, pace, workers, take, all, alone = ALONE_SECONDS } = options;
  const beginning = pace.watch.seconds;
  let took = all ? (GUESS * (runs.for + runs.spec.runs.simulate.heal)) / 1e6 : 0;
  for (let run = 0; run < count; run++) {
    const left = count - run;
    const began = pace.watch.seconds;
    const long = left * took > alone && (all || began - beginning > alone * FIRST_SHARE);
    if (workers > 1 && left >= LEFT_MIN && long)
      return inThreads(runs, protocol, { ...options, first: first + run, count: left });
    const result = await resultOfSeed(runs, protocol, first + run, pace);
    took = pace.watch.seconds - began;
    const enough = tells(result) && take(result);
    if (result.stoppedBy !== null) return result.stoppedBy;
    if (enough) return undefined;
    const stopped = await pace.turn();
    if (stopped !== undefined && run + 1 < count) return stopped;
  }
  return undefined;
}

/** A run that was stopped tells what it had found by then, and nothing where it had found nothing. */
const tells = ({ stoppedBy, outcomes }: SeedResult): boolean =>
  stoppedBy === null || outcomes.some((is) => is === 'broken' || is === 'seen');

/** How often limits are looked at while others work: ms. */
const LOOK_MS = 100;

async function inThreads(
  runs: Runs,
  protocol: AnyProtocol,
  { first, count, pace, workers, take }: SeedOptions,
): Promise<string | undefined> {
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const waiting = new Map<number, SeedResult>();
  let next = 0;
  let enough = false;
  let stopped: string | undefined;
  const limit = new AbortController();
  const timer = setInterval(() => {
    stopped ??= pace.watch.stop();
    if (stopped !== undefined) limit.abort();
  }, LOOK_MS);
  const own = new Pace(new Watch({ signal: limit.signal }, pace.watch.meters), pace.patience);
  const start = () =>
    startWorker('simulation-worker.mjs', './worker.ts', import.meta.url, {
      runs,
      patience: pace.patience,
    });
  try {
    await inWorkers<number, SeedResult>(seeds, start, {
      workers,
      signal: limit.signal,
      stop: () => stopped,
      wanted: (job) => !enough && job >= next,
      here: async (seed) => {
        const result = await resultOfSeed(runs, protocol, seed, own);
        // Stopped within the run that is the next to be told: what it had found by then counts.
        if (stopped !== undefined && seed === first + next && tells(result)) take(result);
        // The others wait for their next.
        await own.turn();
        return result;
      },
      onDone: (job, result) => {
        waiting.set(job, result);
        for (let ready = waiting.get(next); ready && !enough; ready = waiting.get(++next)) {
          waiting.delete(next);
          if (stopped === undefined && tells(ready)) enough = take(ready);
          if (ready.stoppedBy !== null) stopped ??= ready.stoppedBy;
        }
        if (enough) limit.abort();
      },
    });
  } finally {
    clearInterval(timer);
    limit.abort();
  }
  return enough ? undefined : stopped;
}
