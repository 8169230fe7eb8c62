/** Sentences about states that may have been left out. */
import { grouped } from '../../../engine/grouped.js';
import type { Approximation, Omission } from './storage.js';

/** For the method of a verdict: `states kept as bits`. */
export const keptText = ({ storage }: Approximation): string =>
  storage === 'compact' ? 'states kept as hashes' : 'states kept as bits';

/** What `--storage` made of the states, and what that may have cost. */
export function omissionText(omission: Omission): string {
  const { storage, bits, filled = 0, expected, any } = omission;
  const kept =
    storage === 'compact'
      ? `of each only a hash of ${bits} bits is kept`
      : `each is kept as 3 of ${grouped(bits)} bits, ${percent(filled)} of them set`;
  return `${kept}, so some may be taken for others: ${number(expected)} left out by estimate, any with probability ${probability(any)}, not counting what only they lead to`;
}

const percent = (share: number): string => `${digits(100 * share)} %`;

function number(expected: number): string {
  if (expected === Number.POSITIVE_INFINITY) return 'most';
  return expected >= 10 ? grouped(Math.round(expected)) : digits(expected);
}

const probability = (p: number): string => (p > 0.99 ? 'almost 1' : digits(p));

/** Two digits of a small number: `0.0042`, `3.1e-9`. */
const digits = (n: number): string => String(Number(n.toPrecision(2)));
