/** Sentences about swarms. */
import { grouped } from '../../../engine/grouped.js';
import type { SwarmReport, SwarmSearch } from './report.js';
import type { Union } from './sketch.js';

/** For the method of a verdict. */
export const swarmMethod = (seed: number): string => `swarm of depth-first searches, seed ${seed}`;

/** `8 searches of a swarm, of 290 states together, 40 % of them seen by one search alone: a sample, not a proof`. */
export function swarmText({ members, searches, union, stoppedBy }: SwarmReport): string {
  const ran = searches.length;
  const stopped =
    stoppedBy === undefined ? '' : `; stopped at ${stoppedBy}, after ${ran} of ${members}`;
  if (ran === 0) return `a swarm of which no search came to its end${stopped}`;
  const once = `, ${percent(union.seenOnce)} of them seen by one search alone`;
  const seen =
    ran === 1
      ? `the one search of a swarm, of ${unionText(union, '')}`
      : `${grouped(ran)} searches of a swarm, of ${unionText(union, ' together')}${once}`;
  return `${seen}: a sample, not a proof${stopped}`;
}

function unionText({ states: count, low, high, exact }: Union, together: string): string {
  if (exact) return `${states(count)}${together}`;
  const range = `${rounded(low)} to ${rounded(high)} with a probability of 95 %`;
  return `about ${rounded(count)} states${together} (${range})`;
}

const states = (count: number): string => `${grouped(count)} ${count === 1 ? 'state' : 'states'}`;

/** Three digits: the error is in the second or third. */
const rounded = (count: number): string => grouped(Number(count.toPrecision(3)));

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What a reader should know besides: a space that is no case for a swarm. */
export function swarmHint({ searches }: SwarmReport): string | undefined {
  const whole = searches.find(({ ended }: SwarmSearch) => ended === 'nothing left');
  if (whole === undefined) return undefined;
  return `search ${whole.member} of the swarm came to its end after ${states(whole.states)}: so small a space is better explored without --swarm`;
}
