/**
 * Random task sets, as experiments on schedulability tests use them.
 *
 * Utilisations: UUniFast draws n of them that sum to U, uniformly over all such vectors (Bini and
 * Buttazzo, Measuring the performance of schedulability tests, 2005). Above one processor a vector may
 * have a utilisation above 1; UUniFast-Discard throws those vectors away (Davis and Burns, Priority
 * assignment for global fixed priority pre-emptive scheduling in multiprocessor real-time systems, 2009).
 *
 * Periods: log-uniform, so that every order of magnitude is as likely (Emberson, Stafford and Davis,
 * Techniques for the synthesis of multiprocessor tasksets, 2010), or uniform. Execution times are rounded
 * down to whole ticks, so that a set never asks for more than it was meant to; a task has one tick at least.
 */
import type { Random } from '../random.js';
import type { Timing } from './task-set.js';

export interface TaskSetShape {
  readonly count: number;
  /** In processors. */
  readonly utilisation: number;
  /** Is a vector with a utilisation above 1 thrown away? */
  readonly discard: boolean;
  readonly periods: PeriodShape;
  /** `constrained`: uniform between execution time and period. */
  readonly deadlines: 'implicit' | 'constrained';
}

/** In ticks, both ends included. */
export interface PeriodShape {
  readonly distribution: 'loguniform' | 'uniform';
  readonly low: number;
  readonly high: number;
}

/** Vectors that are thrown away before giving up. */
const DISCARDED_MAX = 1000;

/** Null where no vector of utilisations was good enough. */
export function randomTaskSet(shape: TaskSetShape, random: Random): Timing[] | null {
  const { count, utilisation, discard } = shape;
  const shares = discard
    ? uUniFastDiscard(count, utilisation, random)
    : uUniFast(count, utilisation, random);
  return shares?.map((share) => taskOf(share, shape, random)) ?? null;
}

/** `count` numbers that sum to `total`, uniformly distributed over all such vectors. */
export function uUniFast(count: number, total: number, random: Random): number[] {
  const shares: number[] = [];
  let rest = total;
  for (let left = count - 1; left > 0; left--) {
    const next = rest * random.unit() ** (1 / left);
    shares.push(rest - next);
    rest = next;
  }
  shares.push(rest);
  return shares;
}

/** The same over the vectors without a number above 1; null where too many had to be thrown away. */
export function uUniFastDiscard(count: number, total: number, random: Random): number[] | null {
  for (let attempt = 0; attempt < DISCARDED_MAX; attempt++) {
    const shares = uUniFast(count, total, random);
    if (shares.every((share) => share <= 1)) return shares;
  }
  return null;
}

export function randomPeriod({ distribution, low, high }: PeriodShape, random: Random): number {
  if (distribution === 'uniform') return low + Math.floor(random.unit() * (high - low + 1));
  const drawn = Math.round(low * Math.exp(random.unit() * Math.log(high / low)));
  return Math.min(high, Math.max(low, drawn));
}

function taskOf(share: number, { periods, deadlines }: TaskSetShape, random: Random): Timing {
  const period = randomPeriod(periods, random);
  const wcet = Math.max(1, Math.floor(share * period));
  // A task that takes longer than its period has no room for a deadline of its own.
  const room = Math.max(0, period - wcet);
  const deadline =
    deadlines === 'implicit' ? period : period - room + Math.floor(random.unit() * (room + 1));
  return { wcet, period, deadline, jitter: 0 };
}
